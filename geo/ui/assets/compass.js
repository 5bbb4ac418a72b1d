/*
 * What lies under the pointer while a station is placed: the place it belongs to, how far the next
 * road is, and beforehand whether a station would be refused there. The server has the last word.
 */
(function () {
  "use strict";

  const METRES_PER_DEGREE = 111195;

  /* Metres from a point to the nearest of some lines of [lat, lon] pairs. */
  function distanceTo(lines, at) {
    const shrink = Math.cos((at.lat * Math.PI) / 180);
    let least = Infinity;
    lines.forEach((line) => {
      for (let i = 1; i < line.length; i += 1) {
        const ax = (line[i - 1][1] - at.lng) * shrink;
        const ay = line[i - 1][0] - at.lat;
        const dx = (line[i][1] - at.lng) * shrink - ax;
        const dy = line[i][0] - at.lat - ay;
        const length = dx * dx + dy * dy;
        const share = length ? Math.min(1, Math.max(0, -(ax * dx + ay * dy) / length)) : 0;
        const x = ax + share * dx;
        const y = ay + share * dy;
        least = Math.min(least, x * x + y * y);
      }
    });
    return Math.sqrt(least) * METRES_PER_DEGREE;
  }

  function holds(polygons, at) {
    const within = (ring) => {
      let inside = false;
      for (let i = 0, j = ring.length - 1; i < ring.length; j = i, i += 1) {
        const [aLat, aLon] = ring[i];
        const [bLat, bLon] = ring[j];
        if (aLat > at.lat !== bLat > at.lat &&
            at.lng < ((bLon - aLon) * (at.lat - aLat)) / (bLat - aLat) + aLon) inside = !inside;
      }
      return inside;
    };
    return polygons.some((rings) => within(rings[0]) && !rings.slice(1).some(within));
  }

  function metres(value) {
    return value < 1000 ? Math.round(value) + " m" : (value / 1000).toFixed(1) + " km";
  }

  /*
   * ground: {stops, water, outline} of the basemap; limits: {road_m, outside_m};
   * words: {near, road, water, no_road, outside} with {} for what they tell
   */
  window.RepairCircle.compass = function (map, estates, ground, limits, words) {
    const box = map.getContainer().appendChild(document.createElement("div"));
    box.className = "rc-compass rc-panel";
    box.hidden = true;
    const place = box.appendChild(document.createElement("div"));
    const road = box.appendChild(document.createElement("div"));
    let wanted = null;

    function nearestEstate(at) {
      let best = -1;
      let least = Infinity;
      for (let i = 0; i < estates.count; i += 1) {
        const far = map.distance(at, estates.at(i));
        if (far < least) [best, least] = [i, far];
      }
      return best;
    }

    function refusal(at, road_m) {
      if (holds(ground.water, at)) return words.water;
      if (road_m > limits.road_m) return words.no_road.replace("{}", metres(limits.road_m));
      if (ground.outline.length && !holds(ground.outline, at)) {
        const apart = distanceTo(ground.outline.flat(), at);
        if (apart > limits.outside_m) return words.outside.replace("{}", metres(apart));
      }
      return "";
    }

    function tell(at, pixel) {
      const near = nearestEstate(at);
      const road_m = distanceTo(ground.stops, at);
      const why = refusal(at, road_m);
      place.textContent = near < 0 ? "" : words.near.replace("{place}", estates.place(near) || "–").replace("{estate}", estates.name(near));
      road.textContent = words.road.replace("{}", metres(road_m)) + (why ? " · " + why : "");
      box.classList.toggle("rc-refused", Boolean(why));
      box.hidden = false;
      const size = map.getSize();
      const left = pixel.x + 18 + box.offsetWidth > size.x ? pixel.x - 18 - box.offsetWidth : pixel.x + 18;
      const top = pixel.y + 18 + box.offsetHeight > size.y ? pixel.y - 18 - box.offsetHeight : pixel.y + 18;
      box.style.transform = `translate(${left}px, ${top}px)`;
    }

    /* At most once a frame: a mouse reports more often. */
    function ask(at, pixel) {
      const first = wanted === null;
      wanted = [at, pixel];
      if (first) {
        requestAnimationFrame(() => {
          if (wanted) tell(...wanted);
          wanted = null;
        });
      }
    }

    return {
      ask: ask,
      hide: () => { wanted = null; box.hidden = true; },
      text: () => [place.textContent, road.textContent].join(" · "),
      remove: () => box.remove(),
    };
  };
})();
