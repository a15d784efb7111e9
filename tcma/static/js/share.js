import { all, onReady, say } from './core.js';
// Copy a text, on the way to another page or not; share with the phone's own menu where it has one.
onReady.push(root => {
  all('[data-copy]', root).forEach(control => control.addEventListener('click', () => {
    const told = () => {
      say(control.dataset.copied || '');
      control.dataset.done = '';
      setTimeout(() => delete control.dataset.done, 2500);
    };
    copy(control.dataset.copy).then(told, () => select(control));
  }));
  if (!navigator.share || !matchMedia('(pointer: coarse)').matches) return;
  all('[data-share]', root).forEach(button => {
    button.hidden = false;
    button.parentElement.querySelector('.go')?.classList.replace('btn-primary', 'btn-plain');
    const { title, text, url } = button.dataset;
    button.addEventListener('click', () => navigator.share({ title, text, url }).catch(() => {}));
  });
});
function copy(text) {
  return navigator.clipboard ? navigator.clipboard.writeText(text) : Promise.reject();
}
// Without a clipboard (plain HTTP) the words are marked, so that the keyboard or a long press copies them.
function select(control) {
  const said = control.closest('article')?.querySelector('.said');
  if (said) getSelection().selectAllChildren(said);
}
