// @ts-check
// What the worker's phone keeps: the day as the server told it, and every entry until the server has answered for it.
// An entry is on the disk before the page says that it is saved. Everything is locked with the account's key.

import { answered, hands, lock, settled, unlock } from "../../face/hands.js";

/**
 * @typedef {"waiting" | "conflict" | "refused"} State
 * @typedef {{ visit: string, kind: string, data: Record<string, any>, at: string }} Told
 * @typedef {{ outcome: string, said?: string, stands_said?: string, field?: string, retry?: boolean }} Answer
 * @typedef {Told & { n: number, key: string, state: State, urgent: boolean, answer?: Answer }} Entry
 */

const DATABASE = "yiyang-visits";
const BEGINNING_MS = Date.UTC(2026, 0, 1);
const news = "BroadcastChannel" in self ? new BroadcastChannel(DATABASE) : null;

/** @type {Promise<IDBDatabase> | null} */
let opened = null;

function cupboard() {
  opened ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(DATABASE, 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("kept");
      const entries = asked.result.createObjectStore("entries", { keyPath: "n", autoIncrement: true });
      // Numbers go up from the seconds of today: a phone that lost everything does not begin before what it sent.
      const first = Math.max(1, Math.floor((Date.now() - BEGINNING_MS) / 1000));
      entries.put({ n: first });
      entries.delete(first);
    };
    asked.onsuccess = () => {
      asked.result.onversionchange = () => { asked.result.close(); opened = null; };
      asked.result.onclose = () => { opened = null; };
      resolve(asked.result);
    };
    asked.onerror = () => reject(asked.error);
  });
  return opened;
}

/** Call `told` whenever this or another tab, or the service worker, changed something. @param {() => void} told */
export function onChange(told) {
  news?.addEventListener("message", told);
  self.addEventListener("yiyang:kept", told);
}

async function changed() {
  news?.postMessage("changed");
  self.dispatchEvent(new Event("yiyang:kept"));
  const mine = await hands();
  const count = mine ? (await rows(mine.account)).length : 0;
  try { localStorage.setItem("yiyang:waiting", String(count)); } catch { /* the service worker has none */ }
}

/** @param {string} account @returns {Promise<any[]>} */
async function rows(account) {
  const found = await answered((await cupboard()).transaction("entries").objectStore("entries").getAll());
  return found.filter((row) => row.account === account);
}

/**
 * Save an entry; when the promise resolves it is on the disk and will arrive, once.
 * @param {Told} told @param {{ urgent?: boolean, replaces?: boolean }} [how] `replaces`: the newest of its kind is enough
 * @returns {Promise<string>} its key
 */
export async function save(told, { urgent = false, replaces = false } = {}) {
  const mine = await hands();
  if (!mine) throw new Error("nobody is signed in");
  const key = crypto.randomUUID();
  const locked = await lock(mine.key, told);
  const older = replaces ? (await rows(mine.account)).filter((row) => row.loose) : [];
  const turn = (await cupboard()).transaction("entries", "readwrite", { durability: "strict" });
  for (const row of older) turn.objectStore("entries").delete(row.n);
  turn.objectStore("entries").add({ key, account: mine.account, state: "waiting", urgent, loose: replaces, locked });
  await settled(turn);
  await changed();
  return key;
}

/** Everything that the server has not taken yet, in the order in which it was entered. @returns {Promise<Entry[]>} */
export async function entries() {
  const mine = await hands();
  if (!mine) return [];
  const found = await rows(mine.account);
  return Promise.all(found.map(async (row) => ({
    ...(await unlock(mine.key, row.locked)),
    n: row.n, key: row.key, state: row.state, urgent: row.urgent, answer: row.answer && await unlock(mine.key, row.answer),
  })));
}

/**
 * Write down what the server said. Only what it has taken is let go; a conflict or a refusal stays, with its reason.
 * What came before its time waits again as soon as something else of its visit has arrived.
 * @param {Record<string, Answer>} answers by key @param {any} day the day as it stands now, if it came along
 * @param {string} [now] the server's clock: an entry from the future (a wrong clock) is given this time and waits again
 */
export async function settle(answers, day, now) {
  const mine = await hands();
  if (!mine) return;
  const [found, locked] = [await rows(mine.account), day && await lock(mine.key, day)];
  const told = await Promise.all(found.map(async (row) => ({ row, answer: answers[row.key], told: await unlock(mine.key, row.locked) })));
  const moved = new Set(told.filter(({ answer }) => answer && TAKEN.includes(answer.outcome)).map((each) => each.told.visit));
  /** @type {{ n: number, row: any }[]} */
  const changes = [];
  for (const each of told) {
    const row = await afterwards(mine.key, each, moved, now);
    if (row !== each.row) changes.push({ n: each.row.n, row });
  }
  const turn = (await cupboard()).transaction(["entries", "kept"], "readwrite", { durability: "strict" });
  for (const { n, row } of changes) {
    const kept = turn.objectStore("entries");
    if (!row) kept.delete(n);
    else if (await answered(kept.getKey(n)) !== undefined) kept.put(row); // not what was put away meanwhile
  }
  if (locked) turn.objectStore("kept").put({ account: mine.account, locked, at: Date.now() }, "day");
  await settled(turn);
  if (changes.length || locked) await changed();
}

const TAKEN = ["accepted", "already"];

/**
 * What becomes of one entry: gone, changed, or as it was.
 * @param {CryptoKey} key @param {{ row: any, answer: Answer | undefined, told: Told }} each @param {Set<string>} moved @param {string} [now]
 */
async function afterwards(key, { row, answer, told }, moved, now) {
  if (answer && (TAKEN.includes(answer.outcome) || told.kind === "position")) return null; // where one was needs no second try
  if (answer?.outcome === "refused" && answer.field === "at" && now && told.at > now)
    return { ...row, locked: await lock(key, { ...told, at: now }) };
  if (answer) return { ...row, state: answer.outcome, retry: answer.retry, answer: await lock(key, answer) };
  if (row.retry && moved.has(told.visit)) return { ...row, state: "waiting", retry: undefined, answer: undefined };
  return row;
}

/** Let one entry wait again, or put it away because the worker said so. @param {number} n @param {"again" | "away"} what */
export async function decide(n, what) {
  const turn = (await cupboard()).transaction("entries", "readwrite", { durability: "strict" });
  const kept = turn.objectStore("entries");
  if (what === "away") kept.delete(n);
  else {
    const row = await answered(kept.get(n));
    if (row) kept.put({ ...row, state: "waiting", answer: undefined });
  }
  await settled(turn);
  await changed();
}

/** @returns {Promise<{ day: any, at: number } | null>} the day as it was last told to this account */
export async function keptDay() {
  const mine = await hands();
  const found = await answered((await cupboard()).transaction("kept").objectStore("kept").get("day"));
  if (!mine || found?.account !== mine.account) return null;
  return { day: await unlock(mine.key, found.locked), at: found.at };
}

/** Forget the day of anybody else; entries stay, locked, for whoever made them. */
export async function tidy() {
  const mine = await hands();
  const turn = (await cupboard()).transaction("kept", "readwrite");
  const found = await answered(turn.objectStore("kept").get("day"));
  if (found && found.account !== mine?.account) turn.objectStore("kept").delete("day");
  await settled(turn);
}
