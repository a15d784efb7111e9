// For tickets and the door: the network first, and without one what was last seen here.
const NAME = 'tcma-offline';
self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', event => event.waitUntil(self.clients.claim()));
self.addEventListener('fetch', event => {
  const { request } = event, page = request.mode === 'navigate', { pathname, search } = new URL(request.url);
  if (request.method !== 'GET' || !(page || /^\/(assets|media)\//.test(pathname))) return;
  event.respondWith((async () => {
    const kept = await caches.open(NAME);
    try {
      const answer = await fetch(request);
      // A page with a search or a result in its address says what was true only then.
      if (answer.ok && !(page && search)) await kept.put(page ? pathname : request, answer.clone());
      else if (page && !answer.ok) await kept.delete(pathname);
      return answer;
    } catch {
      return await kept.match(page ? pathname : request, { ignoreSearch: page, ignoreVary: true }) || Response.error();
    }
  })());
});
