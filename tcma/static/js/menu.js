import { all, one, onReady } from './core.js';
// Menus are details elements; here Esc and a click elsewhere close them, and focus goes back.
onReady.push(root => {
  if (root !== document) return;
  document.addEventListener('keydown', event => {
    if (event.key !== 'Escape') return;
    const open = one('[data-menu][open]');
    if (open) { open.open = false; one('summary', open).focus(); }
  });
  document.addEventListener('click', event => all('[data-menu][open]').forEach(menu => { if (!menu.contains(event.target)) menu.open = false; }));
  document.addEventListener('keydown', event => {
    const form = event.target.closest?.('form.launch-form');
    if (form && event.key === 'Enter' && (event.ctrlKey || event.metaKey)) { event.preventDefault(); form.requestSubmit(one('.launchbar .btn-primary', form)); }
  });
});
