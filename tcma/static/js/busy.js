import { onReady } from './core.js';
// A pressed button says so and can't be pressed twice; coming back to the page frees it.
export const busyForms = new Set();
onReady.push(root => root === document && document.addEventListener('submit', event => {
  const form = event.target;
  if (form.method !== 'post' || event.defaultPrevented) return;
  if (busyForms.has(form)) { event.preventDefault(); return; }
  busyForms.add(form);
  const button = event.submitter, words = button?.dataset.busy || form.dataset.busy;
  if (!button) return;
  button.setAttribute('aria-disabled', 'true');
  const label = button.querySelector('[data-label]');
  if (words && label) { label.dataset.label = label.textContent; label.textContent = words; }
}));
addEventListener('pageshow', event => {
  if (!event.persisted) return;
  for (const form of busyForms) form.querySelectorAll('[aria-disabled="true"]').forEach(button => {
    button.removeAttribute('aria-disabled');
    const label = button.querySelector('[data-label]');
    if (label?.dataset.label) label.textContent = label.dataset.label;
  });
  busyForms.clear();
});
