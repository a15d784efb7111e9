import { all, onReady } from './core.js';
// A toast without Undo goes by itself; one with Undo stays until it is used or the page is left.
onReady.push(root => all('[data-toast]', root).forEach(toast => {
  const close = toast.querySelector('[data-close]');
  close?.addEventListener('click', () => toast.remove());
  if (close) setTimeout(() => { if (!toast.matches(':hover, :focus-within')) toast.remove(); }, 8000);
}));
