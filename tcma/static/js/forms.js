import { all, one, onReady } from './core.js';
// Live counts, focus on the error summary, filters that submit themselves, and text kept until it is saved.
export const countText = area => {
  const note = one('.count', area.closest('.field'));
  if (!note) return;
  const left = Number(area.dataset.count) - [...area.value].length;
  note.textContent = (left < 0 ? note.dataset.over : note.dataset.words).replace('{n}', Math.abs(left).toLocaleString(`${document.documentElement.lang}-u-nu-latn`));
  note.classList.toggle('over', left < 0);
};
export const keepText = form => {
  const key = `keep:${location.pathname}:${form.id}`;
  const fields = () => all('textarea, input:is([type=text], [type=email], [type=tel], [type=url])', form).filter(field => field.name);
  if (!one('.errsum')) {
    const kept = JSON.parse(sessionStorage.getItem(key) || '{}');
    for (const field of fields()) if (field.name in kept && field.value === field.defaultValue) field.value = kept[field.name];
  }
  form.addEventListener('input', () => sessionStorage.setItem(key, JSON.stringify(Object.fromEntries(fields().map(field => [field.name, field.value])))));
  form.addEventListener('submit', () => sessionStorage.removeItem(key));
};
onReady.push(root => {
  all('textarea[data-count]', root).forEach(area => { countText(area); area.addEventListener('input', () => countText(area)); });
  all('form[data-keep]', root).forEach(keepText);
  all('form[data-autosubmit] select', root).forEach(select => select.addEventListener('change', () => select.form.requestSubmit()));
  one('[data-focus]', root)?.focus();
});
