import { all, onReady } from './core.js';
// Seconds that are left, counted down; what comes after them is told by the page's own polling.
export const countDown = node => {
  const end = performance.now() + Number(node.dataset.countdown) * 1000;
  const show = () => {
    const left = Math.max(0, Math.ceil((end - performance.now()) / 1000));
    node.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')}`;
    if (!left || !node.isConnected) clearInterval(timer);
  };
  const timer = setInterval(show, 250);
  show();
};
onReady.push(root => all('[data-countdown]', root).forEach(countDown));
