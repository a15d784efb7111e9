// For tickets and the door: the network first, and without one what was last seen here.
const NAME = 'tcma-offline';
self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', event => event.waitUntil(self.clients.claim()));
self.addEventListener('fetch', event => {
  const { request } = event, page = request.mode === 'navigate';
  if (request.method !== 'GET' || !(page || /^\/(assets|media)\//.test(new URL(request.url).pathname))) return;
  event.respondWith((async () => {
    const kept = await caches.open(NAME);
    try {
      const answer = await fetch(request);
      if (answer.ok) await kept.put(page ? new URL(request.url).pathname : request, answer.clone());
      else if (page) await kept.delete(new URL(request.url).pathname);
      return answer;
    } catch {
      return await kept.match(page ? new URL(request.url).pathname : request, { ignoreSearch: page, ignoreVary: true }) || Response.error();
    }
  })());
});
