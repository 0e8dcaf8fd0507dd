// The service worker: it keeps the shell (files by digest, pages that know no reader), never anybody's pages.
// SHELL is written before this text by the server: { digest, files, pages: [{name, prefix}], languages }.
/* global SHELL */
const CACHE = `shell-${SHELL.digest}`;
const READER = "reader";
const PATIENCE_MS = 4000; // a network that lets a page wait longer is treated as none, where a page stands in

const offlineAddress = (name, language) => `/offline/${SHELL.digest}/${language}/${name}`;

self.addEventListener("install", (event) => {
  const pages = SHELL.pages.flatMap((page) => SHELL.languages.map((language) => offlineAddress(page.name, language)));
  const wanted = [...SHELL.files, ...pages].map((address) => new Request(address, { cache: "reload", credentials: "omit" }));
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(wanted)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name !== CACHE && name !== READER) await caches.delete(name);
    await self.clients.claim();
  })());
});

self.addEventListener("message", (event) => {
  if (event.data?.language) {
    event.waitUntil(caches.open(READER).then((cache) => cache.put("/language", new Response(event.data.language))));
  }
});

self.addEventListener("fetch", (event) => {
  const asked = new URL(event.request.url);
  if (event.request.method !== "GET" || asked.origin !== location.origin) return;
  if (event.request.mode === "navigate") event.respondWith(page(event.request, asked));
  else if (asked.pathname.startsWith("/face/")) event.respondWith(file(event.request));
});

async function file(request) {
  return (await caches.match(request, { cacheName: CACHE })) ?? fetch(request);
}

/** The page from the network; where there is none, the page that stands in for it. */
async function page(request, asked) {
  const standIn = SHELL.pages.find((each) => each.prefix && (asked.pathname.startsWith(each.prefix)));
  const slow = standIn ? new Promise((_, reject) => setTimeout(reject, PATIENCE_MS)) : new Promise(() => undefined);
  try {
    return await Promise.race([fetch(request), slow]);
  } catch {
    return (await kept(standIn?.name ?? "offline")) ?? Response.error();
  }
}

async function kept(name) {
  const said = await (await caches.match("/language", { cacheName: READER }))?.text();
  const language = SHELL.languages.find((each) => each.toLowerCase() === said?.toLowerCase()) ?? SHELL.languages[0];
  return caches.match(offlineAddress(name, language), { cacheName: CACHE });
}

// A push says that there is news, never what: the words stand in the inbox, behind the sign-in.
self.addEventListener("push", (event) => {
  let told = {};
  try { told = event.data?.json() ?? {}; } catch { told = {}; }
  const options = { body: told.body ?? "", icon: SHELL.icon, badge: SHELL.icon, data: { url: told.url ?? "/inbox" }, tag: told.url ?? "news" };
  event.waitUntil(self.registration.showNotification(told.title ?? SHELL.name, options));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const wanted = new URL(event.notification.data?.url ?? "/inbox", location.origin);
  if (wanted.origin !== location.origin) return;
  event.waitUntil((async () => {
    const open = (await self.clients.matchAll({ type: "window" })).find((each) => "navigate" in each);
    if (open) await open.focus().then((focused) => focused.navigate(wanted.href));
    else await self.clients.openWindow(wanted.href);
  })());
});
