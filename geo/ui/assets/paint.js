/*
 * Painting estates into a zone: what the pressed mouse touches joins it. Bars of households follow at
 * once; the server hears of the estates when the mouse is let go.
 */
(function () {
  "use strict";

  const REACH_PX = 16;

  function bars(map, data, words) {
    const box = L.DomUtil.create("div", "rc-panel rc-bars", map.getContainer());
    box.append(Object.assign(document.createElement("b"), { textContent: words.title }));
    const most = Math.max(data.band[2], ...Object.values(data.zones).map((one) => one.households));
    const rows = {};
    Object.entries(data.zones).forEach(([zone, one]) => {
      const row = L.DomUtil.create("div", Number(zone) === data.target ? "rc-target" : "", box);
      const name = L.DomUtil.create("span", "", row);
      const bar = L.DomUtil.create("i", "", row);
      const band = L.DomUtil.create("u", "", bar);
      const fill = L.DomUtil.create("s", "", bar);
      const number = L.DomUtil.create("em", "", row);
      name.textContent = one.name;
      band.style.left = (100 * data.band[0]) / most + "%";
      band.style.width = (100 * (data.band[1] - data.band[0])) / most + "%";
      rows[zone] = (households) => {
        fill.style.width = (100 * Math.min(households, most)) / most + "%";
        number.textContent = Math.round(households).toLocaleString("en");
        row.classList.toggle("rc-beyond", households > data.band[2]);
        row.classList.toggle("rc-outside", households < data.band[0] || households > data.band[1]);
      };
      rows[zone](one.households);
    });
    L.DomUtil.create("small", "", box).textContent = words.band;
    L.DomEvent.disableClickPropagation(box);
    L.DomEvent.disableScrollPropagation(box);
    return { box: box, show: (zone, households) => rows[zone](households) };
  }

  /* data: {target, ids, lat, lon, zone, households, fixed: arrays; zones: {number: {name, households}},
     band: [least, most, cap], colour} */
  window.RepairCircle.paint = function (map, data, words) {
    const group = L.layerGroup().addTo(map);
    const shown = bars(map, data, words);
    const sums = {};
    Object.entries(data.zones).forEach(([zone, one]) => { sums[zone] = one.households; });
    let painted = [];

    function touch(at) {
      data.ids.forEach((id, i) => {
        if (data.fixed[i] || data.zone[i] === data.target || painted.includes(id)) return;
        const place = map.latLngToContainerPoint([data.lat[i], data.lon[i]]);
        if (place.distanceTo(at.containerPoint) > REACH_PX) return;
        painted.push(id);
        sums[data.zone[i]] -= data.households[i];
        sums[data.target] += data.households[i];
        shown.show(data.zone[i], sums[data.zone[i]]);
        shown.show(data.target, sums[data.target]);
        L.circleMarker([data.lat[i], data.lon[i]], {
          renderer: map.repairCircleCanvas.marks, interactive: false, radius: 9, weight: 2,
          color: window.RepairCircle.tone(map, "#ffffff"), fillColor: window.RepairCircle.tone(map, data.colour), fillOpacity: 1,
        }).addTo(group);
      });
    }

    const strokes = window.RepairCircle.strokes(map, {
      begin: (at) => {
        if (window.RepairCircleHub.mapView.mode !== "paint") return false;
        painted = [];
        touch(at);
        return true;
      },
      move: touch,
      end: () => { if (painted.length) window.RepairCircleHub.mapView.send("lasso", painted); },
    });
    return {
      remove: () => {
        strokes.remove();
        group.remove();
        shown.box.remove();
      },
    };
  };
})();
