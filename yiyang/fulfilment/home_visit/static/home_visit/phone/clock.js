// @ts-check
// What time it is, also when the phone's clock is wrong or is moved while the page is open.
// The server's clock is believed when it was last heard; from there the running time of the page counts, which no setting moves.

/** @type {{ server: number, running: number } | null} */
let heard = null;

/** @param {string} server an ISO instant, just received */
export function hear(server) {
  heard = { server: Date.parse(server), running: performance.now() };
  try { localStorage.setItem("yiyang:skew", String(heard.server - Date.now())); } catch { /* the next page asks again */ }
}

/** @returns {string} the best known instant; after a restart without a network, the phone's clock set right by what was last known */
export function instant() {
  if (heard) return new Date(heard.server + performance.now() - heard.running).toISOString();
  let skew = 0;
  try { skew = Number(localStorage.getItem("yiyang:skew") ?? 0); } catch { /* the phone's own */ }
  return new Date(Date.now() + skew).toISOString();
}
