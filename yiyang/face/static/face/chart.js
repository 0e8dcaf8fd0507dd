// Makes the drawn charts answer: they fit their place and say the number under the pointer. The drawing from the server
// stays when the engine cannot be loaded, when the reader saves data, and on paper.
(() => {
  const figures = [...document.querySelectorAll("[data-chart]")];
  if (!figures.length || navigator.connection?.saveData || !("IntersectionObserver" in window)) return;
  let engine;
  const loaded = (address) => engine ??= new Promise((done, failed) => {
    const script = document.createElement("script");
    script.type = "module";  // its names stay its own
    script.src = address;
    script.onload = done;
    script.onerror = failed;
    document.head.append(script);
  });
  const enliven = async (figure) => {
    await loaded(figure.dataset.engine);
    const place = figure.querySelector(".chart-live");
    place.hidden = false;
    figure.classList.add("alive");
    try {
      // The content policy forbids eval and inline styles: the engine interprets its expressions and brings no style.
      await window.vegaEmbed(place, JSON.parse(figure.dataset.chart), {
        renderer: "svg", actions: false, ast: true, defaultStyle: false, tooltip: { disableDefaultStyle: true },
      });
      place.setAttribute("aria-hidden", "true");  // the table says the same, better
    } catch {
      place.hidden = true;
      figure.classList.remove("alive");
    }
  };
  const seen = new IntersectionObserver((entries) => {
    for (const entry of entries) if (entry.isIntersecting) { seen.unobserve(entry.target); enliven(entry.target).catch(() => {}); }
  });
  figures.forEach((figure) => seen.observe(figure));
})();
