// @ts-check
// In whose hands this device is, and the key under which rooms lock up what they keep on it.
// The key comes from the server for the account that is signed in, cannot be read out again, and goes when the account
// does. What was locked stays as it is: only the same account can open it, so a shared computer tells nobody anything.

/** @typedef {{ account: string, key: CryptoKey }} Hands */

const DATABASE = "yiyang-hands";

/** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
export function answered(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** @param {IDBTransaction} turn @returns {Promise<void>} resolves when everything in it is on the disk */
export function settled(turn) {
  return new Promise((resolve, reject) => {
    turn.oncomplete = () => resolve();
    turn.onabort = turn.onerror = () => reject(turn.error);
  });
}

async function drawer() {
  const asked = indexedDB.open(DATABASE, 1);
  asked.onupgradeneeded = () => asked.result.createObjectStore("hands");
  return answered(asked);
}

/** @returns {Promise<Hands | null>} null while nobody is signed in on this device */
export async function hands() {
  const database = await drawer();
  try { return (await answered(database.transaction("hands").objectStore("hands").get("now"))) ?? null; }
  finally { database.close(); }
}

/** @param {string} account @param {string} secret base64, 32 bytes @returns {Promise<Hands>} */
export async function take(account, secret) {
  const standing = await hands();
  if (standing?.account === account) return standing;
  const raw = Uint8Array.from(atob(secret), (sign) => sign.charCodeAt(0));
  const key = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
  const database = await drawer();
  const turn = database.transaction("hands", "readwrite");
  turn.objectStore("hands").put({ account, key }, "now");
  await settled(turn);
  database.close();
  return { account, key };
}

/** Let go: what was locked can be opened by nobody on this device until the same account signs in again. */
export async function letGo() {
  const database = await drawer();
  const turn = database.transaction("hands", "readwrite");
  turn.objectStore("hands").clear();
  await settled(turn);
  database.close();
}

/** @typedef {{ iv: Uint8Array, text: ArrayBuffer }} Locked */

/** @param {CryptoKey} key @param {unknown} thing @returns {Promise<Locked>} */
export async function lock(key, thing) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const plain = new TextEncoder().encode(JSON.stringify(thing));
  return { iv, text: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, plain) };
}

/** @param {CryptoKey} key @param {Locked} locked @returns {Promise<any>} */
export async function unlock(key, locked) {
  const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: locked.iv }, key, locked.text);
  return JSON.parse(new TextDecoder().decode(plain));
}
