// @ts-check
// Switches news on this device on: asks the browser, then sends the address it gives as an ordinary form.

const form = /** @type {HTMLFormElement | null} */ (document.querySelector("[data-news]"));
const known = (/** @type {HTMLElement | null} */ (document.querySelector("[data-news-known]"))?.dataset.newsKnown ?? "").split(" ");

/** @param {string} name @param {boolean} shown @returns {void} */
function show(name, shown) {
  const part = /** @type {HTMLElement | null} */ (form?.querySelector(`[${name}]`) ?? null);
  if (part) part.hidden = !shown;
}

/** @param {string} text base64url @returns {Uint8Array} */
function bytes(text) {
  return Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
}

/** @param {HTMLFormElement} asked */
async function switchOn(asked) {
  if ((await Notification.requestPermission()) !== "granted") { show("data-news-denied", true); return; }
  const worker = await navigator.serviceWorker.ready;
  try {
    const given = await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(asked.dataset.news ?? "") });
    const said = given.toJSON();
    const filled = { endpoint: said.endpoint, p256dh: said.keys?.p256dh, auth: said.keys?.auth };
    for (const [name, value] of Object.entries(filled))
      /** @type {HTMLInputElement} */ (asked.elements.namedItem(name)).value = value ?? "";
    asked.submit();
  } catch { show("data-news-denied", true); }
}

if (form && "serviceWorker" in navigator && "PushManager" in window && "Notification" in window) {
  const asked = form;
  asked.hidden = false;
  asked.querySelector("[data-news-on]")?.addEventListener("click", () => switchOn(asked));
  navigator.serviceWorker.ready.then((worker) => worker.pushManager.getSubscription()).then((standing) => {
    const told = standing !== null && known.includes(standing.endpoint);
    show("data-news-is", told);
    show("data-news-on", !told);
    if (standing && !told) standing.unsubscribe(); // switched off elsewhere, or another account's: no longer woken
  });
}
