// @ts-check
// Where the worker is: asked for when arriving and leaving, and kept while on duty for their own safety; never otherwise.

import { save } from "./store.js";
import { instant } from "./clock.js";

const PATIENCE_MS = 8_000;
const EVERY_MS = 120_000;

/** @typedef {{ latitude: number, longitude: number, accuracy: number }} Place */

/** @param {GeolocationPosition} found @returns {Place} */
const placed = ({ coords }) => ({
  latitude: Number(coords.latitude.toFixed(6)), longitude: Number(coords.longitude.toFixed(6)), accuracy: Math.round(coords.accuracy),
});

/** @returns {Promise<Place | null>} null where the phone does not know, or may not tell */
export function here() {
  if (!navigator.geolocation) return Promise.resolve(null);
  return new Promise((resolve) => {
    const options = { enableHighAccuracy: true, timeout: PATIENCE_MS, maximumAge: 30_000 };
    navigator.geolocation.getCurrentPosition((found) => resolve(placed(found)), () => resolve(null), options);
  });
}

/** @type {{ visit: string, watch: number, last: number } | null} */
let duty = null;

/** Keep the position of whoever is on duty at `visit`; null: nobody is, keep none. @param {string | null} visit */
export function onDuty(visit) {
  if (duty?.visit === visit || !navigator.geolocation) return;
  if (duty) navigator.geolocation.clearWatch(duty.watch);
  duty = null;
  if (!visit) return;
  const mine = { visit, last: 0, watch: 0 };
  mine.watch = navigator.geolocation.watchPosition((found) => {
    if (Date.now() - mine.last < EVERY_MS) return;
    mine.last = Date.now();
    save({ visit, kind: "position", data: placed(found), at: instant() }, { replaces: true }).catch(() => undefined);
  }, () => undefined, { enableHighAccuracy: false, maximumAge: EVERY_MS });
  duty = mine;
}
