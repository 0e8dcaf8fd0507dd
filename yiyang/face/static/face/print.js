// A button that prints; hidden where there is no printing. The browser's own menu does the same.
(() => {
  if (typeof window.print !== "function") return;
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
})();
