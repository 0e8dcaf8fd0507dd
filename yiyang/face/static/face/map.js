// With a tile server, a drawn map becomes one to move and enlarge. The drawing comes back when no tile arrives.
(() => {
  const figures = document.querySelectorAll("[data-map]");
  if (!figures.length || navigator.connection?.saveData) return;
  const load = (tag, facts) => new Promise((done, failed) => {
    document.head.append(Object.assign(document.createElement(tag), facts, { onload: done, onerror: failed }));
  });
  const pin = (number) => L.divIcon({ className: "map-number", html: number ? String(number) : "⌂", iconSize: [32, 32] });
  const enliven = (figure) => {
    const told = JSON.parse(figure.dataset.map);
    const place = figure.querySelector(".map-live");
    place.hidden = false;
    figure.classList.add("alive");
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const map = L.map(place, { zoomAnimation: !still, fadeAnimation: !still, markerZoomAnimation: !still, scrollWheelZoom: false });
    const tiles = L.tileLayer(figure.dataset.tiles, { attribution: figure.dataset.credit, maxZoom: 19, referrerPolicy: "origin" });
    let came = false;
    tiles.on("tileload", () => { came = true; });
    tiles.on("tileerror", () => {
      if (came) return;
      map.remove();
      place.hidden = true;
      figure.classList.remove("alive");
    });
    for (const radius of told.rings) L.circle(told.centre, { radius, fill: false, weight: 1, dashArray: "4 6", interactive: false }).addTo(map);
    const bounds = L.latLngBounds([told.centre]);
    for (const [name, latitude, longitude, number, href] of told.places) {
      const marker = L.marker([latitude, longitude], { icon: pin(number), title: name, alt: name }).addTo(map);
      if (href) marker.on("click keypress", () => { location.href = href; });
      bounds.extend([latitude, longitude]);
    }
    map.fitBounds(bounds.pad(0.2), { maxZoom: 16 });
    tiles.addTo(map);
  };
  const { engine, style } = figures[0].dataset;
  Promise.all([load("link", { rel: "stylesheet", href: style }), load("script", { src: engine })])
    .then(() => figures.forEach(enliven)).catch(() => {});
})();
