// @ts-check
// What every page does for this device: keep the shell ready, tell whose device it is, offer a place on the home screen.
// Nothing on a page depends on it.

import { hands, letGo } from "./hands.js";

const root = document.documentElement;

/** In other hands, or in nobody's: the key goes, and with it everything that was locked; nobody is woken for somebody else. */
async function checkHands() {
  const now = root.dataset.account ?? "";
  const before = remembered("account");
  remember("account", now);
  const mine = "indexedDB" in self ? await hands().catch(() => null) : null;
  if (mine && mine.account !== now) { await letGo(); remember("waiting", "0"); }
  if (!before || before === now || !("serviceWorker" in navigator)) return;
  const worker = await navigator.serviceWorker.getRegistration();
  await (await worker?.pushManager?.getSubscription())?.unsubscribe();
}

/** Whoever signs out while entries still wait is told what becomes of them; the key goes before the page does. */
function guardSignOut() {
  for (const form of /** @type {NodeListOf<HTMLFormElement>} */ (document.querySelectorAll("[data-sign-out]")))
    form.addEventListener("submit", (event) => {
      if (Number(remembered("waiting")) > 0 && !confirm(form.dataset.signOut)) { event.preventDefault(); return; }
      letGo().catch(() => undefined);
    });
}

/** @param {string} name @returns {string} */
function remembered(name) {
  try { return localStorage.getItem(`yiyang:${name}`) ?? ""; } catch { return ""; }
}

/** @param {string} name @param {string} value @returns {void} */
function remember(name, value) {
  try { localStorage.setItem(`yiyang:${name}`, value); } catch { /* a browser that keeps nothing needs no memory */ }
}

/** Register the service worker: as a module where the browser can, so that it may send what waits; else plainly. */
async function beReady() {
  if (!("serviceWorker" in navigator)) return;
  try {
    await navigator.serviceWorker.register("/worker.js", { type: "module", updateViaCache: "none" });
  } catch {
    await navigator.serviceWorker.register("/worker.js?plain", { updateViaCache: "none" }).catch(() => undefined);
  }
  const ready = await navigator.serviceWorker.ready;
  ready.active?.postMessage({ language: root.lang });
}

/** Offer the home screen where the browser offers it; on the iPhone a sentence says how. */
function offerHome() {
  const hints = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-install]"));
  if (!hints.length || matchMedia("(display-mode: standalone)").matches || remembered("install") === "no") return;
  const apple = /iPhone|iPad/.test(navigator.userAgent);
  /** @type {any} */
  let asked = null;
  const show = () => hints.forEach((hint) => {
    hint.hidden = false;
    for (const part of /** @type {NodeListOf<HTMLElement>} */ (hint.querySelectorAll("[data-install-how]")))
      part.hidden = part.dataset.installHow !== (apple ? "apple" : "ask");
  });
  if (apple) show();
  window.addEventListener("beforeinstallprompt", (event) => { event.preventDefault(); asked = event; show(); });
  hints.forEach((hint) => hint.addEventListener("click", (event) => {
    const pressed = /** @type {HTMLElement} */ (event.target).closest("button");
    if (!pressed) return;
    if (pressed.value === "no") remember("install", "no");
    else asked?.prompt();
    hints.forEach((each) => { each.hidden = true; });
  }));
}

/** On the page without a network: the ways this device has been prepared for. */
function showWays() {
  for (const way of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-way]")))
    way.hidden = remembered(`way:${way.dataset.way}`) !== (root.dataset.account ?? remembered("account")) || !remembered("account");
  document.querySelector("[data-again]")?.addEventListener("click", () => location.reload());
}

if (root.dataset.account !== undefined) checkHands();
guardSignOut();
beReady();
offerHome();
showWays();
