// @ts-check
// Words and pieces come from the page (the server has put them into the reader's language); here they are only filled in.

/** @param {string} name @returns {HTMLElement} a fresh copy of the piece `name` */
export function piece(name) {
  const found = /** @type {HTMLTemplateElement} */ (document.getElementById(`piece-${name}`));
  return /** @type {HTMLElement} */ (/** @type {DocumentFragment} */ (found.content.cloneNode(true)).firstElementChild);
}

/** @param {string} name @param {Record<string, string | number>} [facts] @returns {string} the sentence `name` */
export function word(name, facts = {}) {
  const words = /** @type {HTMLTemplateElement} */ (document.getElementById("words"));
  const found = words.content.querySelector(`[data-word="${name}"]`)?.textContent ?? "";
  return found.replace(/\{(\w+)\}/g, (_, fact) => String(facts[fact] ?? ""));
}

/** @param {Element} root @param {string} name @returns {HTMLElement} */
export function slot(root, name) {
  return /** @type {HTMLElement} */ (root.matches(`[data-slot="${name}"]`) ? root : root.querySelector(`[data-slot="${name}"]`));
}

/** Write text into slots; an empty text hides its slot. @param {Element} root @param {Record<string, string | number | null | undefined>} texts */
export function fill(root, texts) {
  for (const [name, text] of Object.entries(texts)) {
    const found = slot(root, name);
    if (!found) continue;
    const said = text === null || text === undefined ? "" : String(text);
    if (found.textContent !== said) found.textContent = said;
    found.hidden = said === "";
  }
}

/** The zone in which hours are told: the site's, wherever the phone thinks it is. */
let zone = "";

/** @param {string} told */
export function tellIn(told) { zone = told; }

/** @param {string} instant @returns {string} `14:02` */
export function hour(instant) {
  /** @type {Intl.DateTimeFormatOptions} */
  const how = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", ...(zone ? { timeZone: zone } : {}) };
  return new Date(instant).toLocaleTimeString(document.documentElement.lang, how);
}

/** @param {Element} root @param {string} selector @returns {HTMLElement[]} */
export function all(root, selector) {
  return /** @type {HTMLElement[]} */ ([...root.querySelectorAll(selector)]);
}
