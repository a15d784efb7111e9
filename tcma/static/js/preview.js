import { all, one, onReady, say } from './core.js';
import { flushDraft, liveParts } from './autosave.js';
import { setWidth, swapPreview } from './frame.js';
import { bringAlong, exchange, readPage } from './live.js';
// The preview's switches are links to this page with another choice; here only what differs is exchanged.
export const swapTo = async address => {
  const saved = await flushDraft();
  const read = await readPage(address), page = read.page;
  const fresh = read.ok && page && one('#preview', page);
  if (!fresh) { location.href = address; return; }
  bringAlong(read);
  swapPreview(fresh);
  // Words that could not be saved stay where they were typed.
  if (saved) for (const part of liveParts()) { const newer = page.getElementById(part.id); if (newer) exchange(part, newer); }
  history.replaceState(null, '', address);
};
export const withChoice = (name, value) => { const address = new URL(location.href); address.searchParams.set(name, value); return address.href; };
onReady.push(root => {
  if (root !== document) return;
  document.addEventListener('click', event => {
    const link = event.target.closest?.('#preview .ptool a, a[data-swap]');
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    if (link.dataset.width) setWidth(one('#preview'), link.dataset.width);
    else swapTo(link.href);
    say(link.textContent);
  });
  all('[data-preview]').forEach(input => input.addEventListener('change', () => swapTo(withChoice(input.dataset.preview, input.value))));
});
