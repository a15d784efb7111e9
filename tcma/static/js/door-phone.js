// What the phone remembers of a door: the list, and what it has done that the server has not heard of yet.
const opened = new Promise(resolve => {
  try {
    const asked = indexedDB.open('tcma-door', 1);
    asked.onupgradeneeded = () => { asked.result.createObjectStore('lists'); asked.result.createObjectStore('wishes', { autoIncrement: true }); };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => resolve(null);
  } catch { resolve(null); }
});
// Where the browser keeps nothing (a private window), the page's own memory has to do.
const memory = { lists: new Map(), wishes: new Map() };
let nextInMemory = 1;
const run = async (store, mode, work) => {
  const db = await opened;
  if (!db) return null;
  return new Promise((resolve, reject) => {
    const change = db.transaction(store, mode), asked = work(change.objectStore(store));
    change.oncomplete = () => resolve(asked?.result);
    change.onerror = change.onabort = () => reject(change.error);
  });
};
export const phone = {
  async list(door) { return await opened ? run('lists', 'readonly', lists => lists.get(door)) : memory.lists.get(door); },
  async keepList(door, list) { if (await opened) await run('lists', 'readwrite', lists => lists.put(list, door)); else memory.lists.set(door, list); },
  // Resolves once it is on the disk: only then may the screen say that it is done.
  async keepWish(wish) { if (await opened) await run('wishes', 'readwrite', wishes => wishes.add(wish)); else memory.wishes.set(nextInMemory++, wish); },
  async wishes(door) {
    if (!await opened) return [...memory.wishes.values()].filter(wish => wish.door === door);
    return (await run('wishes', 'readonly', wishes => wishes.getAll())).filter(wish => wish.door === door);
  },
  async forgetWish(key) {
    if (!await opened) { for (const [at, wish] of memory.wishes) if (wish.key === key) memory.wishes.delete(at); return; }
    await run('wishes', 'readwrite', wishes => {
      wishes.openCursor().onsuccess = event => {
        const at = event.target.result;
        if (at) { if (at.value.key === key) at.delete(); at.continue(); }
      };
    });
  },
  async forgetDoor(door) {
    for (const wish of await this.wishes(door)) await this.forgetWish(wish.key);
    if (await opened) await run('lists', 'readwrite', lists => lists.delete(door)); else memory.lists.delete(door);
  },
};
// Pages that work without a network, once opened: a worker answers for them from what is kept here.
export const keepPage = async scope => {
  if (!window.isSecureContext || !navigator.serviceWorker) return;
  try {
    await navigator.serviceWorker.register('/offline.js', { scope });
    await navigator.serviceWorker.ready;
    const parts = [...document.querySelectorAll('link[rel=stylesheet], script[src], img[src^="/"]')].map(node => node.href || node.src);
    await (await caches.open('tcma-offline')).addAll([location.pathname, ...parts]);
    document.documentElement.dataset.kept = '';
  } catch { /* it works online all the same */ }
};
export const forgetPage = async () => { if (window.caches) await (await caches.open('tcma-offline')).delete(location.pathname, { ignoreSearch: true }); };
