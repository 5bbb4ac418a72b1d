/*
 * What the pressed mouse draws on a map. Leaflet passes on one move in 32 ms over a canvas, and for
 * the place of a move over a small mark the middle of that: corners would be cut and lines pulled in.
 * So moves are heard of the browser itself.
 */
(function () {
  "use strict";

  /* acts: {begin(at): whether a stroke begins, move(at), end()}; at: {latlng, containerPoint} */
  window.RepairCircle.strokes = function (map, acts) {
    const box = map.getContainer();
    let drawing = false;

    function where(event) {
      return { latlng: map.mouseEventToLatLng(event), containerPoint: map.mouseEventToContainerPoint(event) };
    }

    function move(event) {
      if (drawing) acts.move(where(event));
    }

    /* Panels on the map keep their presses from Leaflet: none of them begins a stroke. */
    const presses = {
      mousedown: (event) => { drawing = acts.begin(where(event.originalEvent)); },
      mouseup: () => {
        if (drawing) acts.end();
        drawing = false;
      },
    };
    map.on(presses);
    box.addEventListener("mousemove", move);
    return {
      remove: () => {
        map.off(presses);
        box.removeEventListener("mousemove", move);
      },
    };
  };
})();
