// Takes the worker's place once keeping is switched off: forgets what is kept, and goes.
"use strict";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(end()));

async function end() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("helpcenter-")).map((name) => caches.delete(name)));
  await self.registration.unregister();
}
