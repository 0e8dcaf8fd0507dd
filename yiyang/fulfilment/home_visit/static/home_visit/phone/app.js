// @ts-check
// The worker's phone: the day, one visit, and a line that says what still waits. Online and offline it is the same page.

import { hands } from "../../face/hands.js";
import { instant } from "./clock.js";
import { all, fill, hour, piece, slot, tellIn, word } from "./kit.js";
import { here, onDuty } from "./place.js";
import { refresh, send, sendUrgent } from "./sender.js";
import { entries, keptDay, onChange, tidy } from "./store.js";
import { doneOf, draw, isOnDuty, nextOf, tell, update } from "./visit.js";

/** @typedef {import("./visit.js").Visit} Visit @typedef {import("./store.js").Entry} Entry */

const ROOT = "/home-visit/phone/";
const FIRST_MS = 2_000;
const LONGEST_MS = 60_000;
const stage = /** @type {HTMLElement} */ (document.getElementById("phone"));
const line = /** @type {HTMLElement} */ (document.getElementById("phone-status"));
const thumb = /** @type {HTMLElement} */ (document.getElementById("phone-thumb"));

/** @type {{ outcome: import("./sender.js").Outcome | "", pause: number, timer: number, at: string }} */
const sending = { outcome: "", pause: FIRST_MS, timer: 0, at: "" };
/** @type {{ day: any, mine: Entry[], screen: HTMLElement | null, next: string }} */
const now = { day: null, mine: [], screen: null, next: "" };

const shownId = () => location.pathname.slice(ROOT.length);
/** @returns {Visit | undefined} */
const shown = () => now.day?.visits.find((/** @type {Visit} */ visit) => visit.id === shownId());
/** @param {string} id */
const of = (id) => now.mine.filter((entry) => entry.visit === id);

/** Send, and try again ever more seldom while there is no network. */
async function go() {
  clearTimeout(sending.timer);
  const outcome = await send();
  if (outcome !== "busy") sending.outcome = outcome;
  if (outcome === "sent") { sending.pause = FIRST_MS; sending.at = instant(); }
  if (outcome === "offline") {
    sending.timer = window.setTimeout(go, sending.pause * (0.75 + Math.random() / 2));
    sending.pause = Math.min(sending.pause * 2, LONGEST_MS);
    ask();
  }
  if (outcome === "busy") sending.timer = window.setTimeout(go, FIRST_MS);
  await show();
}

/** Let the browser send when the network is back, also without this page; where it can. */
async function ask() {
  try {
    const worker = await navigator.serviceWorker?.ready;
    await /** @type {any} */ (worker)?.sync?.register("yiyang-visits");
  } catch { /* then this page does it, when it is open */ }
}

/** Draw what is known now. What is being typed stays. */
async function show() {
  const [kept, mine] = [await keptDay(), await entries()];
  [now.day, now.mine] = [kept?.day ?? null, mine];
  tellIn(now.day?.zone ?? "");
  status();
  if (!now.day) return;
  const visit = shown();
  if (!visit) list();
  else {
    if (now.screen?.dataset.visit !== visit.id) {
      now.screen = draw(visit);
      stage.replaceChildren(now.screen);
      openNext(visit, false);
      now.next = nextOf(visit, of(visit.id));
    }
    update(now.screen, visit, of(visit.id));
    onward(visit);
  }
  document.title = `${visit ? visit.person : word("today")} · ${word("brand")}`;
  foot(visit);
  const duty = now.day.visits.find((/** @type {Visit} */ each) => isOnDuty(each, of(each.id)));
  onDuty(duty?.id ?? null);
}

/** The day: the visits in order, what is next in front. */
function list() {
  now.screen = null;
  const screen = piece("day");
  fill(screen, { label: now.day.label, house: now.day.house, none: now.day.visits.length ? "" : word("none-today") });
  const current = currentOf();
  slot(screen, "visits").replaceChildren(...now.day.visits.map((/** @type {Visit} */ visit) => {
    const [row, mine] = [piece("tile"), of(visit.id)];
    const done = doneOf(visit, mine);
    const bad = mine.filter((entry) => entry.state !== "waiting").length;
    const state = visit.closed ? word(`state-${visit.state}`) : done.departed ? word("state-left") : done.arrived ? word("state-arrived") : done.set_out ? word("state-on-the-way") : "";
    fill(row, { time: visit.time.split("–")[0], person: visit.person, line: `${visit.title} · ${visit.address}`, state, bad: bad ? word("look") : "" });
    row.classList.toggle("lift", visit === current);
    /** @type {HTMLAnchorElement} */ (row.matches("a") ? row : row.querySelector("a")).href = `${ROOT}${visit.id}`;
    return row;
  }));
  if (stage.dataset.day !== screen.innerHTML || stage.firstElementChild?.getAttribute("data-slot") !== "day") stage.replaceChildren(screen);
  stage.dataset.day = screen.innerHTML;
}

/** The visit one is at, or the next one. @returns {Visit | undefined} */
function currentOf() {
  const open = now.day?.visits.filter((/** @type {Visit} */ visit) => !visit.closed && !doneOf(visit, of(visit.id)).departed) ?? [];
  return open.find((/** @type {Visit} */ visit) => isOnDuty(visit, of(visit.id))) ?? open[0];
}

/** What lies at the thumb: help, and the next step. @param {Visit | undefined} visit */
function foot(visit) {
  const about = visit ?? currentOf() ?? now.day?.visits.at(-1);
  thumb.hidden = !about;
  const next = visit && !visit.closed ? nextOf(visit, of(visit.id)) : "";
  const button = /** @type {HTMLButtonElement} */ (thumb.querySelector("[data-next]"));
  button.hidden = !next;
  button.dataset.next = next;
  fill(button, { next: next ? word(`next-${next}`) : "" });
  const alarms = about ? of(about.id).filter((entry) => entry.urgent) : [];
  if (alarms.length) fill(thumb, { alarm: word("alarm-waits") });
  else if (thumb.dataset.called) fill(thumb, { alarm: word("alarm-sent") });
}

/** When a step has just been done, open the one after it. @param {Visit} visit */
function onward(visit) {
  const [before, next] = [now.next, nextOf(visit, of(visit.id))];
  now.next = next;
  const left = /** @type {HTMLDetailsElement | null} */ (now.screen?.querySelector(`[data-step="${before}"]`) ?? null);
  if (before === next || !left?.open) return;
  left.open = false;
  openNext(visit, true);
}

/** Open the step that comes next. @param {Visit} visit @param {boolean} move whether to go there */
function openNext(visit, move) {
  const next = nextOf(visit, of(visit.id));
  const step = /** @type {HTMLDetailsElement | null} */ (now.screen?.querySelector(`[data-step="${next}"]`) ?? null);
  if (!step) return;
  step.open = true;
  if (move) step.scrollIntoView({ block: "start", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
}

/** One line, always there: all sent and when, or how much waits and why. */
function status() {
  const waiting = now.mine.filter((entry) => entry.state === "waiting" && entry.kind !== "position").length;
  const bad = now.mine.length - now.mine.filter((entry) => entry.state === "waiting").length;
  const many = { n: waiting };
  const [state, said] = bad ? ["look", word(bad === 1 ? "one-to-look" : "to-look", { n: bad })]
    : sending.outcome === "sign-in" ? ["look", word("sign-in", many)]
    : waiting ? ["waits", word(waiting === 1 ? "one-waits" : "waits", many)]
    : sending.outcome === "offline" ? ["offline", word("offline")]
    : ["sent", sending.at ? word("sent", { at: hour(sending.at) }) : word("ready")];
  line.dataset.state = state;
  line.dataset.waiting = String(waiting);
  fill(line, { said });
  const send = line.querySelector("[data-send]");
  if (send instanceof HTMLElement) send.hidden = !waiting || sending.outcome === "sign-in";
  document.body.classList.toggle("at-visit", Boolean(shown()));
  slot(line, "sign-in").hidden = sending.outcome !== "sign-in";
  line.hidden = false;
}

/** Help: kept and sent before everything else, at once; the place follows if it was not known. */
async function alarm() {
  const about = shown() ?? currentOf() ?? now.day?.visits.at(-1);
  if (!about) return;
  thumb.dataset.called = "yes";
  await tell(about.id, "alarm", {}, { urgent: true });
  sending.outcome = (await sendUrgent()) === "sent" ? "sent" : "offline";
  await show();
  go();
  const found = await here();
  if (!found) return;
  await tell(about.id, "alarm", { ...found }, { urgent: true });
  await sendUrgent();
}

function listen() {
  document.addEventListener("click", (event) => {
    const target = /** @type {Element} */ (event.target);
    const link = /** @type {HTMLAnchorElement | null} */ (target.closest("a[data-go]"));
    if (link && !event.metaKey && !event.ctrlKey && now.day) { event.preventDefault(); history.pushState(null, "", link.href); scrollTo(0, 0); show(); }
    const next = /** @type {HTMLElement | null} */ (target.closest("[data-next]"));
    const visit = shown();
    if (next && visit) {
      const step = now.screen?.querySelector(`[data-step="${next.dataset.next}"]`);
      if (next.dataset.next === "set_out") /** @type {HTMLFormElement | null} */ (step?.querySelector("form"))?.requestSubmit();
      else if (["arrived", "departed"].includes(String(next.dataset.next))) { openNext(visit, true); /** @type {HTMLFormElement | null} */ (step?.querySelector("form"))?.requestSubmit(); }
      else openNext(visit, true);
    }
    if (target.closest("[data-send]")) { sending.pause = FIRST_MS; go(); }
  });
  thumb.querySelector("form")?.addEventListener("submit", (event) => { event.preventDefault(); alarm(); });
  addEventListener("popstate", show);
  addEventListener("online", () => { sending.pause = FIRST_MS; go(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) go(); });
  let queued = false;
  onChange(() => {
    if (queued) return;
    queued = true;
    setTimeout(async () => { queued = false; await show(); if (now.mine.some((entry) => entry.state === "waiting")) go(); }, 50);
  });
}

/** On pages without a reader: take the day from the phone. On pages with one: from the server, when it answers. */
async function start() {
  if (!("indexedDB" in self) || !crypto.subtle) return; // the plain forms stay
  document.documentElement.dataset.phone = "kept";
  listen();
  const mine = await hands();
  const account = document.documentElement.dataset.account;
  if (mine && (account === undefined || account === mine.account)) await show();
  sending.outcome = await refresh();
  await tidy();
  try { localStorage.setItem("yiyang:way:home_visit_phone", (await hands())?.account ?? ""); } catch { /* no way is shown then */ }
  if (sending.outcome === "sent") navigator.storage?.persist?.();
  await show();
  if (!now.day && sending.outcome !== "sent") fill(stage, { nothing: word(sending.outcome === "sign-in" ? "sign-in" : "nothing-kept", { n: 0 }) });
  go();
}

export const started = start();
for (const each of all(document.documentElement, "[data-plain]")) each.hidden = true;
