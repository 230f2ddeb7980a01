// Cache the whole site in this browser, so that it opens without the network.
// Every build has its own VERSION. A new version is downloaded in full while the old one continues
// to work, until all of its pages are closed or the reader asks for the new version.
const VERSION = "__VERSION__";
const FILES = __FILES__; // the only paths that this worker serves
const PREFIX = "minimum-contacts ";
const HERE = self.registration.scope;
const NAME = `${PREFIX}${HERE} ${VERSION}`;
const OURS = new Set(FILES.map((path) => new URL(path, HERE).href));
const AT_ONCE = 6;
const TRIES = 3;

async function tell(words) {
  const pages = await self.clients.matchAll({ includeUncontrolled: true, type: "window" });
  pages.forEach((page) => page.postMessage({ minimumContacts: words }));
}

// Fetch from the network; after a lost connection, retry with increasing delays.
async function fetched(what, how) {
  for (let n = 1; ; n += 1) {
    try {
      return await fetch(what, how);
    } catch (error) {
      if (n === TRIES) throw error;
      await new Promise((done) => setTimeout(done, 200 * n));
    }
  }
}

// Return whether a response is a file of this site; a sign-on page in front of the site redirects to its own page.
const ours = (got) => got.ok && !got.redirected;

// Return an older version's files by checksum, so that unchanged files are not downloaded again.
async function older() {
  const found = new Map();
  for (const name of await caches.keys()) {
    if (!name.startsWith(`${PREFIX}${HERE} `) || name === NAME) continue;
    const cache = await caches.open(name);
    const list = await cache.match(new URL("site.json", HERE));
    if (!list) continue;
    for (const file of (await list.json()).files) {
      found.set(file.sum, () => cache.match(new URL(file.path, HERE)));
    }
  }
  return found;
}

// Download what every lesson needs before the first lesson opens; the rest on request, or once a lesson has run.
async function fill(first) {
  const cache = await caches.open(NAME);
  const answer = await fetched(new URL("site.json", HERE), { cache: "no-cache" });
  const { files: all, version } = await answer.clone().json();
  if (version !== VERSION) throw new Error("The site is just being replaced.");
  const files = first ? all.filter((file) => file.first) : all;
  const have = await older();
  const whole = files.reduce((sum, file) => sum + file.size, 0);
  let done = 0;
  const waiting = [...files];
  const one = async () => {
    for (let file; (file = waiting.shift()); ) {
      const address = new URL(file.path, HERE);
      if (!(await cache.match(address))) {
        const got = (await have.get(file.sum)?.()) ?? (await fetched(address, { cache: "no-cache" }));
        if (!ours(got)) throw new Error(`${file.path} could not be fetched (${got.status}).`);
        await cache.put(address, got);
      }
      done += file.size;
      if (first) tell({ state: "fetching", done, whole });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
  await cache.put(new URL("site.json", HERE), answer);
}

self.addEventListener("install", (event) => {
  event.waitUntil(
    fill(true).then(
      () => tell({ state: "here" }),
      (error) => tell({ state: "trouble", words: String(error.message) }).then(() => { throw error; }),
    ),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      for (const name of await caches.keys()) {
        if (name.startsWith(`${PREFIX}${HERE} `) && name !== NAME) await caches.delete(name);
      }
      await self.clients.claim();
      await tell({ state: "active" });
    })(),
  );
});

self.addEventListener("message", (event) => {
  if (event.data === "use the new version") self.skipWaiting();
  if (event.data === "fetch the rest") {
    event.waitUntil(fill(false).then(() => tell({ state: "whole" }), () => {}));
  }
});

self.addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  address.search = address.hash = "";
  if (address.pathname.endsWith("/")) address.pathname += "index.html";
  if (event.request.method !== "GET" || !OURS.has(address.href)) return;
  event.respondWith(
    (async () => {
      // Fetch anything that cannot be cached, or is missing from the cache, from the network.
      const cache = await caches.open(NAME).catch(() => null);
      const found = await cache?.match(address).catch(() => null);
      if (found) return found;
      const got = await fetched(event.request);
      if (ours(got)) await cache?.put(address, got.clone()).catch(() => {});
      return got;
    })(),
  );
});
