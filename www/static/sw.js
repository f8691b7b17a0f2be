// Keeps the whole site for use without a network. `precache.json` is written by the build:
// {"version": "...", "files": ["index.html", ...]}, paths relative to this file.
const base = new URL("./", self.location.href);

async function manifest() {
  const answer = await fetch(new URL("precache.json", base), { cache: "no-store" });
  return answer.json();
}

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const { version, files } = await manifest();
    const cache = await caches.open(`pyvarium-${version}`);
    await cache.addAll(files.map((file) => new Request(new URL(file, base), { cache: "reload" })));
    await self.skipWaiting();
  })());
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    try {
      const { version } = await manifest();
      const kept = `pyvarium-${version}`;
      for (const name of await caches.keys()) if (name.startsWith("pyvarium-") && name !== kept) await caches.delete(name);
    } catch {
      // Without a network the old caches stay: they are what we have.
    }
    await self.clients.claim();
  })());
});

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || !url.href.startsWith(base.href)) return;
  event.respondWith((async () => {
    const page = url.pathname.endsWith("/") ? new URL("index.html", url) : url;
    const found = await caches.match(page, { ignoreSearch: true });
    if (found) return found;
    const answer = await fetch(event.request);
    // Modules of CPython's library are kept once a program has imported them.
    if (answer.ok && url.href.startsWith(new URL("lib/", base).href)) {
      const name = (await caches.keys()).find((key) => key.startsWith("pyvarium-"));
      if (name) await (await caches.open(name)).put(event.request, answer.clone());
    }
    return answer;
  })());
});
