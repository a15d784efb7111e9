import { all, one, onReady } from './core.js';
import { exchange } from './live.js';
// The preview's frame is as high as what it shows, and a new one takes the place of the old without a jump.
export const fitFrame = frame => {
  const body = frame.contentDocument?.body;
  if (!body?.firstElementChild) return;
  frame.style.blockSize = '10rem';
  const box = body.getBoundingClientRect();
  frame.style.blockSize = `${Math.max(160, Math.ceil(box.height + 2 * box.top))}px`;
};
export const watchFrame = frame => {
  let wide = 0;
  frame.addEventListener('load', () => fitFrame(frame));
  new ResizeObserver(([entry]) => { if (entry.contentRect.width !== wide) { wide = entry.contentRect.width; fitFrame(frame); } }).observe(frame);
};
export const setWidth = (preview, width) => {
  one('[data-stage]', preview).dataset.width = width;
  all('.ptool [data-width]', preview).forEach(link => link.dataset.width === width ? link.setAttribute('aria-current', 'true') : link.removeAttribute('aria-current'));
};
export const swapPreview = fresh => {
  const old = one('#preview'), was = one('[data-frame]', old), frame = one('[data-frame]', fresh);
  if (one('[data-stage]', old).dataset.width === '375') setWidth(fresh, '375');
  const scroll = one('[data-stage]', old).scrollTop;
  frame?.removeAttribute('loading');
  if (frame && was) frame.style.blockSize = was.style.blockSize;
  exchange(old, fresh);
  one('[data-stage]', fresh).scrollTop = scroll;
};
onReady.push(root => all('[data-frame]', root).forEach(watchFrame));
