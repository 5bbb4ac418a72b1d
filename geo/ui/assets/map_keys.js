/*
 * Estates by keyboard: arrows go to the nearest estate that way, Page Down and Page Up through all of
 * them, Enter selects, Ctrl+Enter adds to what is chosen, Escape clears. What the dashed ring is on is said aloud.
 */
(function () {
  "use strict";

  const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

  /* The nearest point in the quarter that a way looks into; else the nearest ahead; -1 for none. */
  function nearestAhead(points, from, way) {
    let best = -1;
    let least = Infinity;
    points.forEach((point, i) => {
      const right = point.x - from.x;
      const down = point.y - from.y;
      const ahead = right * way[0] + down * way[1];
      if (ahead < 0.5) return;
      const aside = Math.abs(right * way[1]) + Math.abs(down * way[0]);
      /* Outside the quarter it counts as much farther than anything inside. */
      const far = Math.hypot(right, down) + (aside > ahead ? 1e6 : 0);
      if (far < least) {
        least = far;
        best = i;
      }
    });
    return best;
  }

  function nearestTo(points, from) {
    let best = -1;
    points.forEach((point, i) => {
      if (best < 0 || point.distanceTo(from) < points[best].distanceTo(from)) best = i;
    });
    return best;
  }

  /*
   * box: the element that takes the focus; view: {map, estates, mode(), selected()};
   * words: {map, hint, count}; acts: {select(index, adds), place(latlng)}
   */
  window.RepairCircle.keys = function (box, view, words, acts) {
    const { map, estates } = view;
    const live = box.appendChild(document.createElement("div"));
    live.className = "rc-live";
    live.setAttribute("aria-live", "polite");
    const hint = box.appendChild(document.createElement("div"));
    hint.className = "rc-live";
    hint.id = "rc-map-hint-" + (window.RepairCircle.keys.made = (window.RepairCircle.keys.made || 0) + 1);
    hint.textContent = words.hint;
    box.setAttribute("role", "application");
    box.setAttribute("aria-label", words.map);
    box.setAttribute("aria-describedby", hint.id);
    let focused = null;

    function say(i) {
      const parts = [estates.name(i), estates.facts(i), estates.place(i)].filter(Boolean);
      const places = shown();
      const number = places.indexOf(i) + 1;
      if (number) parts.push(words.count.replace("{number}", number).replace("{count}", places.length));
      live.textContent = parts.join(" · ");
    }

    function go(i) {
      focused = i;
      estates.focus(i);
      box.dataset.focused = String(i);
      map.panInside(estates.at(i), { padding: [60, 60], animate: false });
      say(i);
    }

    function leave() {
      focused = null;
      estates.focus(null);
      delete box.dataset.focused;
      live.textContent = "";
    }

    /* The estates that a filter leaves. */
    function shown() {
      const places = [];
      for (let i = 0; i < estates.count; i += 1) if (!estates.isHidden(i)) places.push(i);
      return places;
    }

    /* Their points by their numbers: what is hidden has none. */
    function pointsOf(places) {
      const points = [];
      places.forEach((i) => { points[i] = map.latLngToContainerPoint(estates.at(i)); });
      return points;
    }

    function start(places) {
      const chosen = view.selected();
      if (places.includes(chosen)) return chosen;
      return nearestTo(pointsOf(places), map.getSize().divideBy(2));
    }

    function step(key) {
      const places = shown();
      if (!places.length) return;
      if (!places.includes(focused)) {
        go(start(places));
        return;
      }
      if (key === "PageDown" || key === "PageUp") {
        const ahead = key === "PageDown" ? 1 : places.length - 1;
        go(places[(places.indexOf(focused) + ahead) % places.length]);
        return;
      }
      const points = pointsOf(places);
      const next = nearestAhead(points, points[focused], WAYS[key]);
      if (next >= 0) go(next);
      else say(focused);
    }

    function onKey(event) {
      if (event.target !== box || event.altKey) return;
      const isEnter = event.key === "Enter";
      if ((event.ctrlKey || event.metaKey) && !isEnter) return;
      const placing = view.mode() === "place";
      const walks = event.key in WAYS || event.key === "PageDown" || event.key === "PageUp";
      box.classList.toggle("rc-cross", placing);
      if (event.key === "Escape") leave();
      else if (placing && isEnter) acts.place(map.getCenter());
      else if (!placing && walks && !event.shiftKey) step(event.key);
      else if (isEnter && focused !== null && !estates.isHidden(focused)) acts.select(focused, event.ctrlKey || event.metaKey);
      else return;
      if (event.key === "Escape") return;
      event.preventDefault();
      event.stopPropagation();
    }

    /* Before Leaflet, which moves the map with the same keys: with Shift it still does. */
    box.addEventListener("keydown", onKey, true);
    box.addEventListener("blur", () => box.classList.remove("rc-cross"));
    return {
      told: (i) => {
        if (i === null) return;
        focused = i;
        say(i);
      },
      say: (text) => { live.textContent = text; },
      aim: () => box.classList.add("rc-cross"),
      remove: () => {
        box.removeEventListener("keydown", onKey, true);
        live.remove();
        hint.remove();
      },
    };
  };
})();
