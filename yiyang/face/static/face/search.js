// The search box by keyboard: "/" goes to it, the arrows walk through what was found, Escape closes it.
document.addEventListener("keydown", (event) => {
  const box = event.target.closest?.("[data-search]");
  if (!box) {
    const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
    const input = document.querySelector(".bar [data-search] input[type=search]");
    if (event.key === "/" && !typing && input && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      input.focus();
    }
    return;
  }
  const panel = box.querySelector(".search-found");
  if (event.key === "Escape") {
    panel.replaceChildren();
    box.querySelector("input[type=search]").focus();
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    const stops = [box.querySelector("input[type=search]"), ...panel.querySelectorAll("a")];
    const next = stops.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
    if (stops.length > 1) {
      event.preventDefault();
      stops[(next + stops.length) % stops.length].focus();
    }
  }
});
document.addEventListener("focusin", (event) => {
  for (const box of document.querySelectorAll("[data-search]")) {
    if (!box.contains(event.target)) box.querySelector(".search-found").replaceChildren();
  }
});
