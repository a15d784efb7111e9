import { all, one, onReady } from './core.js';
// Says how readable button text is on the colour being picked (WCAG contrast).
export const linear = part => (part /= 255) <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
export const luminance = hex => [1, 3, 5].reduce((sum, at, index) => sum + linear(parseInt(hex.slice(at, at + 2), 16)) * [0.2126, 0.7152, 0.0722][index], 0);
export const contrast = (a, b) => { const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y); return (high + 0.05) / (low + 0.05); };
export const noteColour = input => {
  const white = contrast(input.value, '#FFFFFF'), dark = contrast(input.value, '#1A1916');
  const light = white >= 4.5 || white >= dark, field = input.closest('.field, .step') || input.closest('.swatch').parentElement;
  const hex = one('.hex', field), note = one('[data-colour-note]', field);
  if (hex) hex.textContent = input.value.toUpperCase();
  if (note) note.textContent = note.dataset[light ? 'light' : 'dark'].replace('{n}', (light ? white : dark).toFixed(1));
};
onReady.push(root => all('input[data-colour]', root).forEach(input => input.addEventListener('input', () => noteColour(input))));
