// @ts-check
// One sender for all tabs and the service worker: it hands in what waits, in order, until everything is answered for.
// A key made on the device goes with every entry, so sending twice is handing in once; an answer that was lost is asked
// for by sending again. An alarm goes first and alone: nothing that waits can hold it up.

import { hands, take } from "../../face/hands.js";
import { hear } from "./clock.js";
import { entries, settle } from "./store.js";

/**
 * @typedef {"sent" | "offline" | "sign-in" | "busy"} Outcome
 * @typedef {import("./store.js").Entry} Entry
 */

const HAND_IN = "/home-visit/phone/hand-in";
const DAY = "/home-visit/phone/day";
const BATCH = 20;
const SIGNS_MAX = 1_500_000;
const PATIENCE_MS = 20_000;
const STUMBLES_MAX = 5;

/** The token of the form; made anew when the server does not know it any more. */
let token = "";

/** @param {string} address @param {RequestInit} [how] @returns {Promise<Response>} */
async function ask(address, how = {}) {
  const given = new AbortController();
  const alarm = setTimeout(() => given.abort(), PATIENCE_MS);
  try { return await fetch(address, { ...how, redirect: "manual", cache: "no-store", signal: given.signal }); }
  finally { clearTimeout(alarm); }
}

/** Ask for the day: who is signed in, what is to be done, which token to send with. @returns {Promise<Outcome>} */
export async function refresh() {
  try {
    const answer = await ask(DAY);
    if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) return "sign-in";
    if (!answer.ok) return "offline";
    const told = await answer.json();
    hear(told.now);
    await take(told.account, told.key);
    token = told.token;
    await settle({}, told.day);
    return "sent";
  } catch { return "offline"; }
}

/** @param {Entry[]} waiting @returns {Entry[]} as many as fit into one request, in order */
function batch(waiting) {
  const found = [];
  let signs = 0;
  for (const entry of waiting) {
    signs += JSON.stringify(entry.data).length;
    if (found.length && (found.length >= BATCH || signs > SIGNS_MAX)) break;
    found.push(entry);
  }
  return found;
}

/** @param {Entry[]} some @returns {Promise<Outcome>} */
async function handIn(some) {
  if (!token) {
    const outcome = await refresh();
    if (outcome !== "sent") return outcome;
  }
  const body = JSON.stringify({ entries: some.map(({ key, visit, kind, n, at, data }) => ({ key, visit, kind, seq: n, at, data })) });
  try {
    const answer = await ask(HAND_IN, { method: "POST", body, headers: { "Content-Type": "application/json", "X-CSRFToken": token } });
    if (answer.status === 403 || answer.status === 401 || answer.type === "opaqueredirect") { token = ""; return "sign-in"; }
    if (answer.status === 500) stumbles += 1; // our own mistake; one entry that causes it must not hold up the others
    if (!answer.ok) return "offline";
    const told = await answer.json();
    hear(told.now);
    await settle(told.answers, told.day, told.now);
    stumbles = 0;
    return "sent";
  } catch { return "offline"; }
}

let stumbles = 0;

/** @returns {Promise<Outcome>} */
async function sendAll() {
  if (!(await hands())) return refresh();
  for (let again = 0, sent = 0; ; sent += 1) {
    const waiting = (await entries()).filter((entry) => entry.state === "waiting");
    if (!waiting.length) return sent ? "sent" : refresh(); // nothing to bring: then look what is new, and whether the road is open
    const urgent = waiting.filter((entry) => entry.urgent);
    const some = batch(urgent.length ? urgent : waiting);
    if (stumbles > STUMBLES_MAX && some[0]) { stumbles = 0; await settle({ [some[0].key]: { outcome: "refused" } }, null); continue; }
    const outcome = await handIn(stumbles ? some.slice(0, 1) : some);
    if (outcome === "sign-in" && again++ === 0) continue; // the token may just have been an old one
    if (outcome !== "sent") return outcome;
  }
}

/** Send what waits, unless somebody else is already sending. @returns {Promise<Outcome>} */
export async function send() {
  if (!("locks" in navigator)) return sendAll();
  return navigator.locks.request("yiyang-send", { ifAvailable: true }, (turn) => (turn ? sendAll() : "busy"));
}

/** Send what is urgent at once, beside whoever is sending: the key makes sure that it counts once. @returns {Promise<Outcome>} */
export async function sendUrgent() {
  const urgent = (await entries()).filter((entry) => entry.state === "waiting" && entry.urgent);
  return urgent.length ? handIn(urgent) : "sent";
}
