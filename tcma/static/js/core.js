// What the other modules share. Enhancement only: every page works without any of this.
export const one = (selector, root = document) => root.querySelector(selector);
export const all = (selector, root = document) => [...root.querySelectorAll(selector)];
export const onReady = [];
export const say = text => { const node = one('#say'); if (node) node.textContent = text; };
