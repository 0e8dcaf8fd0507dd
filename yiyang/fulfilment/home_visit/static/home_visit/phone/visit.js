// @ts-check
// One visit on the screen. It shows what the server knows and, over it, what this phone still has to send.

import { instant } from "./clock.js";
import { all, fill, hour, piece, slot, word } from "./kit.js";
import { pad, small } from "./pictures.js";
import { here } from "./place.js";
import { decide, save } from "./store.js";

/**
 * @typedef {import("./store.js").Entry} Entry
 * @typedef {{ line: number, text: string, done: boolean | null, reason: string }} Line
 * @typedef {{ id: string, time: string, person: string, title: string, address: string, map: string,
 *   instruction: string, warning: string, state: string, kind: string, closed: boolean, done: Record<string, string>,
 *   checklist: Line[], consumables: { code: string, name: string }[], used: string[], readings: string[], notes: string[], photos: number,
 *   exceptions: string[], steps: string[], missing: string[] }} Visit
 */

const WORK = ["checked", "observed", "used", "noted", "assessed", "photographed", "signed"];
const NEEDED = ["set_out", "arrived", "checked", "noted", "assessed", "signed", "departed"];
/** Entries that count as done on this phone: on their way, or kept beside what stands. @param {Entry} entry */
const counts = (entry) => entry.state !== "refused";

/** @param {Visit} visit @param {Entry[]} mine @returns {Record<string, string>} when each step was done, or "" */
export function doneOf(visit, mine) {
  const done = { ...visit.done };
  for (const entry of mine.filter(counts)) {
    if (entry.kind === "exception") done[{ signature: "signed", checklist: "checked", note: "noted" }[String(entry.data.about)] ?? ""] ||= hour(entry.at);
    else if (entry.kind !== "checked") done[entry.kind] ||= hour(entry.at);
  }
  const open = linesOf(visit, mine).filter((line) => line.done === null);
  if (!open.length && visit.checklist.length) done.checked ||= word("all-done");
  return done;
}

/** @param {Visit} visit @param {Entry[]} mine @returns {Line[]} */
function linesOf(visit, mine) {
  const told = new Map(mine.filter((entry) => entry.kind === "checked" && counts(entry)).map((entry) => [entry.data.line, entry.data]));
  return visit.checklist.map((line) => ({ ...line, ...(line.done === null ? told.get(line.line) ?? {} : {}) }));
}

/** The step that comes next, or "" when nothing is left to do here. @param {Visit} visit @param {Entry[]} mine */
export function nextOf(visit, mine) {
  const done = doneOf(visit, mine);
  return visit.steps.find((step) => NEEDED.includes(step) && !done[step]) ?? "";
}

/** Whether the worker is on the way or there: when a position may be kept. @param {Visit} visit @param {Entry[]} mine */
export function isOnDuty(visit, mine) {
  const done = doneOf(visit, mine);
  return !visit.closed && Boolean(done.set_out || done.arrived) && !done.departed;
}

/**
 * Put a visit on the screen once; `update` keeps it true without touching what is being typed.
 * @param {Visit} visit @returns {HTMLElement}
 */
export function draw(visit) {
  const screen = piece("visit");
  screen.dataset.visit = visit.id;
  for (const step of all(screen, "[data-step]")) step.hidden = !visit.steps.includes(String(step.dataset.step));
  /** @type {HTMLAnchorElement} */ (slot(screen, "map")).href = visit.map;
  slot(screen, "map").hidden = !visit.map;
  const used = /** @type {HTMLSelectElement} */ (screen.querySelector("[name=code_used]"));
  used?.replaceChildren(...visit.consumables.map((each) => new Option(each.name, each.code)));
  const signer = /** @type {HTMLInputElement | null} */ (screen.querySelector("[data-entry=signed] [name=name]"));
  if (signer) signer.defaultValue = signer.value = visit.person;
  for (const choice of /** @type {HTMLInputElement[]} */ (all(screen, "[name=relation]")))
    choice.addEventListener("change", () => { // a relative signs with another name
      if (signer) signer.value = choice.value === "self" ? visit.person : signer.value === visit.person ? "" : signer.value;
    });
  const canvas = /** @type {HTMLCanvasElement | null} */ (screen.querySelector("canvas"));
  const signature = canvas && pad(canvas);
  screen.querySelector("[data-clear]")?.addEventListener("click", () => signature?.clear());
  for (const form of /** @type {HTMLFormElement[]} */ (all(screen, "form[data-entry]")))
    form.addEventListener("submit", (event) => { event.preventDefault(); submit(form, visit.id, event, signature); });
  for (const other of /** @type {HTMLDetailsElement[]} */ (all(screen, "details.step")))
    other.addEventListener("toggle", () => { if (other.open) for (const each of /** @type {HTMLDetailsElement[]} */ (all(screen, "details.step"))) if (each !== other) each.open = false; });
  return screen;
}

/** @param {HTMLElement} screen @param {Visit} visit @param {Entry[]} mine */
export function update(screen, visit, mine) {
  const done = doneOf(visit, mine);
  const next = nextOf(visit, mine);
  fill(screen, { time: visit.time, person: visit.person, title: visit.title, address: visit.address, instruction: visit.instruction, warning: visit.warning });
  const missing = visit.done.departed && !visit.closed && !mine.length ? visit.missing.join("; ") : "";
  fill(screen, { closed: visit.closed ? word("closed") : "", missing: missing ? word("missing", { what: missing }) : "" });
  for (const step of all(screen, "[data-step]")) {
    const kind = String(step.dataset.step);
    const early = WORK.includes(kind) ? !done.arrived : kind === "departed" && !done.arrived;
    step.dataset.state = done[kind] ? "done" : kind === next ? "now" : early ? "early" : "coming";
    fill(step, { mark: done[kind] || (kind === next ? word("next") : "") });
    for (const form of all(step, "form[data-once]")) form.hidden = Boolean(done[kind]) || visit.closed;
  }
  lines(screen, visit, mine);
  list(screen, "readings", [...visit.readings, ...mine.filter((each) => each.kind === "observed" && counts(each)).map(reading)]);
  list(screen, "used", [...visit.used, ...mine.filter((each) => each.kind === "used" && counts(each)).map((each) => `${each.data.name} × ${each.data.count}`)]);
  list(screen, "notes", [...visit.notes, ...mine.filter((each) => each.kind === "noted" && counts(each)).map((each) => String(each.data.text))]);
  const photos = visit.photos + mine.filter((each) => each.kind === "photographed" && counts(each)).length;
  fill(screen, { photos: photos ? word("photos", { n: photos }) : "", exceptions: visit.exceptions.join("; ") });
  troubles(screen, mine);
}

/** @param {Entry} entry @returns {string} */
function reading(entry) {
  const label = document.querySelector(`[data-code="${entry.data.code}"]`)?.getAttribute("data-label") ?? "";
  return entry.data.code === "85354-9" ? `${label} ${entry.data["8480-6"]}/${entry.data["8462-4"]}` : `${label} ${entry.data.value}`;
}

/** @param {HTMLElement} screen @param {string} name @param {string[]} texts */
function list(screen, name, texts) {
  const found = slot(screen, name);
  if (!found || found.dataset.shown === JSON.stringify(texts)) return;
  found.dataset.shown = JSON.stringify(texts);
  found.hidden = !texts.length;
  found.replaceChildren(...texts.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
}

/** @param {HTMLElement} screen @param {Visit} visit @param {Entry[]} mine */
function lines(screen, visit, mine) {
  const found = slot(screen, "checklist");
  if (!found) return;
  const rows = linesOf(visit, mine);
  if (found.childElementCount !== rows.length) {
    found.replaceChildren(...rows.map((line) => {
      const row = piece("line");
      const button = /** @type {HTMLButtonElement} */ (row.querySelector("[data-done]"));
      const reason = /** @type {HTMLInputElement} */ (row.querySelector("[name=reason]"));
      reason.setAttribute("aria-label", `${reason.getAttribute("aria-label")}: ${line.text}`);
      button.addEventListener("click", () => tell(visit.id, "checked", { line: line.line, done: true }));
      row.querySelector("form")?.addEventListener("submit", (event) => {
        event.preventDefault();
        if (reason.value.trim()) tell(visit.id, "checked", { line: line.line, done: false, reason: reason.value.trim() });
      });
      return row;
    }));
  }
  rows.forEach((line, at) => {
    const row = /** @type {HTMLElement} */ (found.children[at]);
    row.dataset.state = line.done === null ? "open" : line.done ? "done" : "not";
    fill(row, { text: line.text, why: line.done === false ? line.reason : "" });
    for (const each of all(row, "[data-open]")) each.hidden = line.done !== null;
    for (const each of all(row, "[data-shut]")) each.hidden = line.done === null;
  });
}

/** What the server did not take, each with what stands and what can be done about it. @param {HTMLElement} screen @param {Entry[]} mine */
function troubles(screen, mine) {
  const found = slot(screen, "troubles");
  const bad = mine.filter((entry) => entry.state !== "waiting");
  const shown = bad.map((entry) => entry.n + entry.state).join();
  if (!found || found.dataset.shown === shown) return;
  found.dataset.shown = shown;
  found.replaceChildren(...bad.map((entry) => {
    const row = piece(entry.state);
    const name = word(`kind-${entry.kind}`);
    fill(row, { what: `${name}, ${hour(entry.at)}`, mine: plain(entry), stands: entry.answer?.stands_said ?? "", said: entry.answer?.said ?? "" });
    /** @param {string} mark @param {() => void} deed */
    const on = (mark, deed) => row.querySelector(`[data-${mark}]`)?.addEventListener("click", deed);
    on("keep", () => decide(entry.n, "away"));
    on("correct", () => correct(entry, name));
    on("again", () => decide(entry.n, "again"));
    on("away", () => { if (confirm(word("sure-away"))) decide(entry.n, "away"); });
    return row;
  }));
}

/** @param {Entry} entry @returns {string} what was entered, in short */
function plain(entry) {
  const { text, reason, name, count, value, ...rest } = entry.data;
  if (entry.kind === "observed") return reading(entry);
  return [text, reason, name, count && `× ${count}`, value, rest.done === true ? word("done") : ""].filter(Boolean).join(" ") || hour(entry.at);
}

/** What stands stays; mine is added as a note that says so. @param {Entry} entry @param {string} name */
async function correct(entry, name) {
  const text = word("correction", { what: name, mine: plain(entry), at: hour(entry.at), stands: entry.answer?.stands_said ?? "" });
  await save({ visit: entry.visit, kind: "noted", data: { title: word("correction-title"), text }, at: instant() });
  await decide(entry.n, "away");
}

/** @param {string} visit @param {string} kind @param {Record<string, any>} data @param {{ urgent?: boolean }} [how] */
export function tell(visit, kind, data, how) {
  return save({ visit, kind, data, at: instant() }, how);
}

/** @param {HTMLFormElement} form @param {string} problem a sentence, or "" */
function complain(form, problem) {
  fill(form, { problem });
}

/**
 * Make entries of a form. Nothing is cleared before it is on the disk.
 * @param {HTMLFormElement} form @param {string} visit @param {SubmitEvent} event @param {ReturnType<typeof pad> | null} signature
 */
async function submit(form, visit, event, signature) {
  const kind = String(form.dataset.entry);
  const given = new FormData(form);
  const said = (/** @type {string} */ name) => String(given.get(name) ?? "").trim();
  const button = /** @type {HTMLButtonElement | null} */ (event.submitter);
  if (button?.disabled || form.ariaBusy === "true") return;
  form.ariaBusy = "true"; // no second tap makes a second entry
  complain(form, "");
  try {
    const problem = await MAKE[kind]?.(visit, said, given, form, signature);
    if (problem) complain(form, word(problem));
    else { form.reset(); signature?.clear(); }
  } catch {
    complain(form, word("not-kept"));
  } finally { form.ariaBusy = "false"; }
}

/** @typedef {(visit: string, said: (name: string) => string, given: FormData, form: HTMLFormElement, signature: ReturnType<typeof pad> | null) => Promise<string | void>} Maker */

/** Coming and going: by place, or with a stated exception. @param {"arrived" | "departed"} kind @param {string} about @returns {Maker} */
const proven = (kind, about) => async (visit, said, _given, form) => {
  const found = await here();
  const reason = said("reason");
  const why = /** @type {HTMLElement} */ (form.querySelector("[data-why]"));
  if (!found && !reason) { why.hidden = false; why.querySelector("input")?.focus(); return "no-place"; }
  await tell(visit, kind, found ?? {});
  if (reason) await tell(visit, "exception", { about, reason });
};

/** @type {Record<string, Maker>} */
const MAKE = {
  set_out: async (visit) => { await tell(visit, "set_out", {}); },
  arrived: proven("arrived", "arrival"),
  departed: proven("departed", "departure"),
  observed: async (visit, said) => {
    const [upper, lower] = [said("8480-6"), said("8462-4")];
    if (Boolean(upper) !== Boolean(lower)) return "both-pressures";
    const found = ["8867-4", "8310-5", "2708-6", "15074-8"].map((code) => [code, said(code).replace(",", ".")]).filter(([, value]) => value);
    if (!upper && !found.length) return "nothing";
    if (upper) await tell(visit, "observed", { code: "85354-9", "8480-6": upper, "8462-4": lower });
    for (const [code, value] of found) await tell(visit, "observed", { code, value });
  },
  used: async (visit, said, _given, form) => {
    const chosen = /** @type {HTMLSelectElement} */ (form.elements.namedItem("code_used"));
    if (!chosen.value) return "nothing";
    const name = chosen.selectedOptions[0]?.textContent ?? "";
    await tell(visit, "used", { code: chosen.value, count: Number(said("count")) || 1, name });
  },
  noted: async (visit, said) => { if (!said("text")) return "nothing"; await tell(visit, "noted", { text: said("text") }); },
  assessed: async (visit, said) => {
    if (!said("fit") || !said("needs")) return "nothing";
    await tell(visit, "assessed", { fit: said("fit") === "yes", needs: said("needs"), risks: said("risks"), two_workers: said("two_workers") !== "" });
  },
  photographed: async (visit, said, given) => {
    const file = /** @type {File | null} */ (given.get("photo"));
    if (!file?.size) return "nothing";
    const picture = await small(file).catch(() => null);
    if (!picture) return "photo-unreadable";
    await tell(visit, "photographed", { ...picture, caption: said("caption") });
  },
  signed: async (visit, said, _given, _form, signature) => {
    if (said("unsigned")) { await tell(visit, "exception", { about: "signature", reason: said("unsigned") }); return; }
    if (!said("name") || !signature || signature.empty()) return "sign-first";
    await tell(visit, "signed", { name: said("name"), relation: said("relation") || "self", content: signature.content(), media_type: "image/png" });
  },
};
