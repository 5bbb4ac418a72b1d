/*
 * What a page lays over the map for a question of its own: discs that colour the estates by a
 * value, pins to choose from, ways. Discs lie on the canvas of the estates and catch no pointer, so that
 * hover and click still belong to the estate below.
 */
(function () {
  "use strict";

  /* data: {lat, lon, radius, colour: arrays; colour counts in colours} */
  window.RepairCircle.discs = function (map, data, colours) {
    const group = L.layerGroup();
    const renderer = map.repairCircleCanvas.marks;
    data.lat.forEach((lat, i) => {
      L.circleMarker([lat, data.lon[i]], {
        renderer: renderer, interactive: false, radius: data.radius[i], weight: 1,
        color: window.RepairCircle.tone(map, "#1f2328"), opacity: .55, fillColor: window.RepairCircle.tone(map, colours[data.colour[i]]), fillOpacity: 1,
      }).addTo(group);
    });
    return group.addTo(map);
  };

  /* data: [{id, label, lat, lon, lines, state: "open" | "chosen" | "barred"}] */
  window.RepairCircle.pins = function (map, data) {
    const group = L.featureGroup();
    data.forEach((pin) => {
      const box = document.createElement("div");
      box.className = "rc-pin rc-pin-" + pin.state;
      box.textContent = pin.label;
      const marker = L.marker([pin.lat, pin.lon], {
        keyboard: true, alt: pin.label, zIndexOffset: pin.state === "chosen" ? 2100 : 2000,
        icon: L.divIcon({ className: "", iconSize: [24, 24], html: box }),
      });
      marker.mark = pin.id;
      marker.bindTooltip(() => {
        const lines = document.createElement("div");
        pin.lines.forEach((line, i) => {
          lines.append(Object.assign(document.createElement(i ? "div" : "b"), { textContent: line }));
        });
        return lines;
      }, { direction: "top", offset: [0, -12] });
      group.addLayer(marker);
    });
    return group.addTo(map);
  };

  /* lines: [[[lat, lon], …], …] */
  window.RepairCircle.ways = function (map, lines, colour) {
    const renderer = map.repairCircleCanvas.marks;
    return L.polyline(lines, {
      renderer: renderer, interactive: false, color: window.RepairCircle.tone(map, colour), weight: 4, opacity: .75,
    }).addTo(map);
  };

  /* bounds: [[south, west], [north, east]]; the view returns when the overlay goes. */
  window.RepairCircle.view = function (map, bounds) {
    const before = { centre: map.getCenter(), zoom: map.getZoom() };
    map.fitBounds(bounds, { padding: [48, 48], maxZoom: 16, animate: false });
    return { remove: () => map.setView(before.centre, before.zoom, { animate: false }) };
  };
})();
