/*
 * Estates by keyboard: arrows go to the nearest estate that way, Page Down and Page Up through all of
 * them, Enter selects, Escape clears. What the dashed ring is on is said aloud.
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
   * words: {map, hint, count}; acts: {select(index), clear(), place(latlng)}
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
      parts.push(words.count.replace("{number}", i + 1).replace("{count}", estates.count));
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

    function start() {
      const chosen = view.selected();
      if (chosen !== null) return chosen;
      const points = all();
      return nearestTo(points, map.getSize().divideBy(2));
    }

    function all() {
      const points = [];
      for (let i = 0; i < estates.count; i += 1) points.push(map.latLngToContainerPoint(estates.at(i)));
      return points;
    }

    function step(key) {
      if (!estates.count) return;
      if (focused === null) {
        go(start());
        return;
      }
      if (key === "PageDown" || key === "PageUp") {
        go((focused + (key === "PageDown" ? 1 : estates.count - 1)) % estates.count);
        return;
      }
      const points = all();
      const next = nearestAhead(points, points[focused], WAYS[key]);
      if (next >= 0) go(next);
      else say(focused);
    }

    function onKey(event) {
      if (event.target !== box || event.ctrlKey || event.metaKey || event.altKey) return;
      const placing = view.mode() === "place";
      const walks = event.key in WAYS || event.key === "PageDown" || event.key === "PageUp";
      box.classList.toggle("rc-cross", placing);
      if (event.key === "Escape") leave();
      else if (placing && event.key === "Enter") acts.place(map.getCenter());
      else if (!placing && walks && !event.shiftKey) step(event.key);
      else if (event.key === "Enter" && focused !== null) acts.select(focused);
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
      remove: () => {
        box.removeEventListener("keydown", onKey, true);
        live.remove();
        hint.remove();
      },
    };
  };
})();
