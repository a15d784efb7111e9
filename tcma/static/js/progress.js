import { all, one, onReady, say } from './core.js';
// Polls a running send by ETag: each 2 s while the page is looked at, 15 s otherwise, slower after errors.
export const finished = new Set(['sent', 'stopped', 'done', 'cancelled', 'finished', 'failed']);
export const showProgress = (card, run, bare, seen) => {
  const done = run.done ?? run.accepted ?? 0, total = run.total ?? run.to ?? 0, percent = total ? Math.min(99, Math.floor(done / total * 100)) : 0;
  const bar = one('progress', card), number = new Intl.NumberFormat(document.documentElement.lang + '-u-nu-latn');
  bar.max = total || 1; bar.value = done;
  one('[data-done]', card).textContent = number.format(done);
  one('[data-total]', card).textContent = number.format(total);
  one('[data-numbers]', card).hidden = !total;
  if (run.words) one('[data-words]', card).textContent = run.words;
  for (const cell of all('[data-count]')) if (cell.dataset.count in (run.counts || {})) cell.textContent = number.format(run.counts[cell.dataset.count]);
  const over = finished.has(run.state);
  document.title = over ? bare : `(${percent} %) ${bare}`;
  const mark = over ? 'end' : Math.floor(percent / 25);
  if (seen.mark !== undefined && mark !== seen.mark && run.words) say(run.words);
  seen.mark = mark;
  if (over) one('[data-live]', card)?.remove();
  return over;
};
export const watchProgress = card => {
  const bare = document.title, seen = {};
  let etag = '', wait = 0, timer;
  const next = () => { clearTimeout(timer); timer = setTimeout(ask, wait || (document.hidden ? 15000 : 2000)); };
  const ask = async () => {
    try {
      const answer = await fetch(card.dataset.progress, { headers: etag ? { 'If-None-Match': etag } : {}, cache: 'no-store' });
      wait = 0;
      if (answer.status === 401 || answer.status === 404) return;
      if (answer.status === 200) {
        etag = answer.headers.get('ETag') || '';
        const run = await answer.json();
        // Another state has other buttons; the page for it is a page.
        const state = card.closest('[data-state]')?.dataset.state;
        if (state && state !== run.state) { location.reload(); return; }
        if (showProgress(card, run, bare, seen)) { if (card.dataset.reload !== undefined) location.reload(); return; }
      } else if (answer.status !== 304) throw new Error(answer.status);
    } catch { wait = Math.min((wait || 2000) * 2, 60000); }
    next();
  };
  document.addEventListener('visibilitychange', () => { if (!document.hidden && card.isConnected) { wait = 0; clearTimeout(timer); ask(); } });
  next();
};
onReady.push(root => root === document && all('[data-progress]').forEach(watchProgress));
