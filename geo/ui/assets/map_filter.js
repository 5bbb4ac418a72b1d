/*
 * What of the map is shown: the estates that a filter leaves, what the legend switches, and the
 * place that somebody has looked for.
 */
(function () {
  "use strict";

  const SIGNS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_";
  const RING_MS = 4000;

  function spot(at) {
    return at.lat.toFixed(5) + "," + at.lng.toFixed(5);
  }

  /* Zones share the canvas of the marks: they are taken off the map, not hidden with a pane. */
  function pressZones(mapView, hub) {
    const shown = hub.hidden.delete("zones");
    if (!shown) hub.hidden.add("zones");
    if (mapView.handles.zones) mapView.map[shown ? "addLayer" : "removeLayer"](mapView.handles.zones);
    return shown;
  }

  /* Another legend's entry of a layer presses the tick of the panel of layers. */
  function pressPane(box, entry) {
    const tick = box.querySelector(`.rc-panes input[data-pane="${entry.dataset.layer}"]`);
    if (!tick) return null;
    tick.click();
    return tick.checked;
  }

  function dress(entry, shown) {
    entry.setAttribute("aria-pressed", String(shown));
    entry.classList.toggle("rc-off", !shown);
  }

  function named(entry) {
    return entry.dataset.filter || entry.dataset.layer;
  }

  window.RepairCircle.mapFilter = function (mapView, estates, hub) {
    const box = mapView.box;
    let places = new Set();

    function press(event) {
      const entry = event.target.closest(".rc-legend [aria-pressed]");
      if (!entry || (event.type === "keydown" && event.key !== "Enter" && event.key !== " ")) return;
      event.preventDefault();
      event.stopPropagation();
      if (!entry.dataset.layer) {
        mapView.send("filter", entry.dataset.filter);
        return;
      }
      const shown = entry.dataset.layer === "zones" ? pressZones(mapView, hub) : pressPane(box, entry);
      if (shown !== null) dress(entry, shown);
    }
    box.addEventListener("click", press, true);
    box.addEventListener("keydown", press, true);

    /* Discs of a page lie on estates: those of hidden estates go with them. */
    function hideDiscs() {
      const discs = mapView.handles.over_discs;
      if (!discs) return;
      discs.eachLayer((disc) => {
        const gone = places.has(spot(disc.getLatLng()));
        disc.setStyle({ opacity: gone ? 0 : .55, fillOpacity: gone ? 0 : 1 });
      });
    }

    /* bits: one sign for six estates, a set bit for a hidden one; empty where all are shown. */
    function hide(bits) {
      const isHidden = (i) => bits !== "" && Boolean((SIGNS.indexOf(bits[Math.floor(i / 6)]) >> (i % 6)) & 1);
      places = new Set();
      let shown = 0;
      estates.layer.eachLayer((mark) => {
        if (isHidden(mark.estate)) places.add(spot(mark.getLatLng()));
        else shown += 1;
      });
      estates.hide(isHidden);
      hideDiscs();
      box.dataset.shown = String(shown);
    }

    /* The legend is made anew by every click: layers that are hidden stay so, and so does the focus. */
    function dressLegend(focused) {
      box.querySelectorAll(".rc-legend [data-layer]").forEach((entry) => {
        dress(entry, !hub.hidden.has(entry.dataset.layer));
      });
      [...box.querySelectorAll(".rc-legend [aria-pressed]")].find((entry) => named(entry) === focused)?.focus();
    }

    function focusedEntry() {
      const entry = box.getRootNode().activeElement?.closest(".rc-legend [aria-pressed]");
      return entry ? named(entry) : null;
    }

    /* news: {at: [[south, west], [north, east]], seq, gently} */
    function look(news) {
      if (!news.at || hub.looked === news.seq) return;
      hub.looked = news.seq;
      const map = mapView.map;
      const bounds = L.latLngBounds(news.at);
      if (!news.gently) map.fitBounds(bounds, { padding: [64, 64], maxZoom: 15, animate: false });
      else if (!map.getBounds().pad(-0.08).contains(bounds)) map.panTo(bounds.getCenter(), { animate: false });
      box.dataset.looked = String(news.seq);
      if (news.gently || spot(bounds.getSouthWest()) !== spot(bounds.getNorthEast())) return;
      const ring = L.circleMarker(bounds.getCenter(), {
        radius: 22, interactive: false, color: "#0b5cad", weight: 4, fill: false,
      }).addTo(map);
      setTimeout(() => ring.remove(), RING_MS);
    }

    return { hide: hide, hideDiscs: hideDiscs, dressLegend: dressLegend, focusedEntry: focusedEntry, look: look };
  };
})();
