import { all, one, onReady } from './core.js';
// A file dropped on the area lands in its native input.
onReady.push(root => all('[data-drop]', root).forEach(area => {
  const input = one('input[type=file]', area), mark = on => event => { event.preventDefault(); area.classList.toggle('over', on); };
  area.addEventListener('dragover', mark(true));
  area.addEventListener('dragleave', mark(false));
  area.addEventListener('drop', event => {
    mark(false)(event);
    if (!event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event('change', { bubbles: true }));
  });
}));
// Where a file is all a form asks for, choosing it sends the form.
onReady.push(root => all('input[type=file][data-send]', root).forEach(input => input.addEventListener('change', () => input.files.length && input.form.requestSubmit())));
