/* The way of the crew to the selected estate: now, and dashed as it was in the compared scenario. */
(function () {
  "use strict";

  function decode(line) {
    const points = [];
    let lon = 0;
    let lat = 0;
    for (let i = 0; i < line.length; i += 2) {
      lon += line[i];
      lat += line[i + 1];
      points.push([lat / 1e5, lon / 1e5]);
    }
    return points;
  }

  /*
   * data: {now, before: encoded lines of roads, walk: encoded line or null,
   *        steps: [{lat, lon, minutes}]}; style: {colour, halo, before}
   */
  window.RepairCircle.route = function (map, data, style) {
    const tone = (colour) => window.RepairCircle.tone(map, colour);
    const group = L.layerGroup();
    const line = (lines, options) => {
      if (!lines.length) return;
      L.polyline(lines, Object.assign({
        renderer: map.repairCircleRoute, interactive: false, lineCap: "round", lineJoin: "round",
      }, options)).addTo(group);
    };
    if (!map.getPane("route")) {
      map.createPane("route").style.cssText = "z-index: 390; pointer-events: none";
      map.createPane("steps").style.cssText = "z-index: 460; pointer-events: none";
      map.repairCircleRoute = L.canvas({ pane: "route", padding: 0.3 });
    }
    const now = data.now.map(decode);
    const before = data.before.map(decode);
    line(before, { color: tone(style.halo), weight: 7, opacity: 0.9 });
    line(before, { color: tone(style.before), weight: 3, dashArray: "2 7" });
    line(now, { color: tone(style.halo), weight: 9, opacity: 0.9 });
    line(now, { color: tone(style.colour), weight: 5 });
    if (data.walk) line([decode(data.walk)], { color: tone(style.colour), weight: 3, dashArray: "1 6" });
    const labels = data.steps.map((step) => {
      const text = document.createElement("span");
      text.textContent = step.minutes;
      const marker = L.marker([step.lat, step.lon], {
        pane: "steps", interactive: false, keyboard: false,
        icon: L.divIcon({ className: "rc-step", iconSize: [0, 0], html: text }),
      }).addTo(group);
      return { text: text, marker: marker, line: now[step.road] };
    });

    /* Minutes are told where their road is longer than the label on this screen. */
    function arrange() {
      labels.forEach((label) => {
        let length = 0;
        const points = label.line.map((point) => map.latLngToContainerPoint(point));
        points.forEach((point, i) => { if (i) length += point.distanceTo(points[i - 1]); });
        label.text.style.display = length > 44 ? "" : "none";
      });
    }
    map.on("zoomend", arrange);
    group.on("remove", () => map.off("zoomend", arrange));
    arrange();
    group.addTo(map);
    return group;
  };
})();
