// @ts-check
// In the service worker: when the network is back, send what waits, also when no page is open any more.

import { send } from "./sender.js";

self.addEventListener("sync", (/** @type {any} */ event) => {
  if (event.tag !== "yiyang-visits") return;
  event.waitUntil(send().then((outcome) => {
    if (outcome === "offline") throw new Error("not yet"); // the browser tries again later
  }));
});
