import { all, one, onReady, say } from './core.js';
import { bringAlong, exchange, readPage } from './live.js';
import { swapPreview } from './frame.js';
// A draft is saved on every change, and the page says what it became: the sentence, the numbers, the preview.
export const draft = { form: null, timer: 0, dirty: false, running: null, stop: null };
export const liveParts = () => (draft.form?.dataset.live || '').split(' ').map(id => id && document.getElementById(id)).filter(Boolean);
export const noteFailure = () => {
  const note = one('#saved') || one('[data-saved]');
  if (note?.dataset.failed) { note.textContent = note.dataset.failed; note.classList.add('bad'); }
};
export const showDraft = read => {
  bringAlong(read);
  const busy = document.activeElement, page = read.page;
  for (const part of liveParts()) { const newer = page.getElementById(part.id); if (newer && !part.contains(busy)) exchange(part, newer); }
  const fresh = one('#preview', page);
  if (fresh) swapPreview(fresh);
};
export const sendDraft = async () => {
  draft.dirty = false;
  draft.stop = new AbortController();
  try {
    const body = new URLSearchParams(new FormData(draft.form));
    body.set('do', 'save');
    const sent = await readPage(draft.form.getAttribute('action') + location.search, { method: 'POST', body, headers: { 'X-Autosave': '1' }, signal: draft.stop.signal });
    if (sent.answer.redirected) { location.href = sent.answer.url; return false; }
    const read = sent.page ? sent : await readPage(location.href);
    if (sent.ok) { if (!draft.dirty) showDraft(read); return true; }
    const note = one('#saved'), newer = one('#saved', read.page);
    if (note && newer) { bringAlong(read); say(newer.textContent); exchange(note, newer); } else noteFailure();
  } catch (error) {
    if (error.name === 'AbortError') return false;
    noteFailure();
    draft.dirty = true;
    draft.timer = setTimeout(runDraft, 5000);
  }
  return false;
};
export const runDraft = async () => {
  clearTimeout(draft.timer);
  while (draft.running) await draft.running;
  if (!draft.dirty) return true;
  draft.running = sendDraft();
  try { return await draft.running; } finally { draft.running = null; }
};
export const flushDraft = async () => draft.form ? runDraft() : true;
onReady.push(root => {
  if (root !== document) return;
  draft.form = one('form[data-autosave]');
  draft.form?.addEventListener('input', event => {
    const field = event.target;
    if (field.name === 'at' && !one('[name=when][value=local]:checked', draft.form)) { const pick = one('[name=when][value=at]', draft.form); if (pick) pick.checked = true; }
    draft.dirty = true;
    clearTimeout(draft.timer);
    draft.timer = setTimeout(runDraft, field.matches('textarea, [type=text], [type=color], [type=datetime-local]') ? 700 : 30);
  });
  draft.form?.addEventListener('submit', () => { draft.dirty = false; clearTimeout(draft.timer); draft.stop?.abort(); });
});
