import { all, one, onReady } from './core.js';
// Parts of this page are exchanged for those of a newer answer, with the colours and icons they bring along.
export const readPage = async (address, options = {}) => {
  const answer = await fetch(address, { ...options, headers: { Accept: 'text/html', ...options.headers } });
  // Its style element carries the nonce of another answer: the rules are taken out before they are refused.
  const rules = [], html = (await answer.text()).replace(/<style nonce[^>]*>([^<]*)<\/style>/g, (whole, text) => { rules.push(text); return ''; });
  const page = answer.status === 204 ? null : new DOMParser().parseFromString(html, 'text/html');
  return { ok: answer.ok, answer, page, rules: rules.join('') };
};
export const bringAlong = ({ page, rules }) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(rules);
  if (rules) document.adoptedStyleSheets = [...document.adoptedStyleSheets.slice(-9), sheet];
  const known = one('.sprite defs');
  for (const symbol of all('.sprite symbol', page)) if (!document.getElementById(symbol.id)) known.append(document.importNode(symbol, true));
};
// The same control in the new part has the focus, and what was folded open stays open.
export const exchange = (old, fresh) => {
  const controls = 'a[href], button, input:not([type=hidden]), select, textarea, summary';
  const at = all(controls, old).indexOf(document.activeElement);
  all('details', old).forEach((fold, index) => { const same = all('details', fresh)[index]; if (same && fold.open) same.open = true; });
  old.replaceWith(fresh);
  if (at >= 0) all(controls, fresh)[at]?.focus({ preventScroll: true });
  for (const ready of onReady) ready(fresh);
};
