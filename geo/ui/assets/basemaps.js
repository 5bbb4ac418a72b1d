/*
 * Maps of others beneath our layers. Tiles are asked for only while one is chosen. Tiles that are
 * drawn in a shifted datum are each put where their centre lies in WGS-84, so that our layers and
 * what the planner clicks stay as they are.
 */
(function () {
  "use strict";

  /* What leads from a shifted position to WGS-84, in degrees, from a grid around the district. */
  function shiftAt(grid, point) {
    const place = (value, start, step, count) => {
      const at = Math.min(Math.max((value - start) / step, 0), count - 1);
      const node = Math.min(Math.floor(at), count - 2);
      return [node, at - node];
    };
    const [column, right] = place(point.lng, grid.west, grid.step[0], grid.columns);
    const [row, up] = place(point.lat, grid.south, grid.step[1], grid.rows);
    const corner = row * grid.columns + column;
    const between = (values) =>
      grid.unit * (
        (1 - up) * ((1 - right) * values[corner] + right * values[corner + 1]) +
        up * ((1 - right) * values[corner + grid.columns] + right * values[corner + grid.columns + 1])
      );
    return { lng: between(grid.lon), lat: between(grid.lat) };
  }

  const ShiftedTiles = L.TileLayer.extend({
    _getTiledPixelBounds: function (centre) {
      const by = shiftAt(this.options.shift, centre);
      const shifted = L.latLng(centre.lat - by.lat, centre.lng - by.lng);
      return L.TileLayer.prototype._getTiledPixelBounds.call(this, shifted);
    },
    _getTilePos: function (coords) {
      const size = this.getTileSize();
      const middle = coords.scaleBy(size).add(size.divideBy(2));
      const drawn = this._map.unproject(middle, coords.z);
      const by = shiftAt(this.options.shift, drawn);
      const truly = this._map.project([drawn.lat + by.lat, drawn.lng + by.lng], coords.z);
      return truly.subtract(size.divideBy(2)).subtract(this._level.origin).round();
    },
    /* Neighbours may lie a pixel apart: each covers the gap. */
    _initTile: function (tile) {
      L.TileLayer.prototype._initTile.call(this, tile);
      const size = this.getTileSize();
      tile.style.width = size.x + 1 + "px";
      tile.style.height = size.y + 1 + "px";
    },
  });

  function tiles(choice, url) {
    const options = { subdomains: choice.servers, maxZoom: 18, shift: choice.shift };
    return choice.shift ? new ShiftedTiles(url, options) : L.tileLayer(url, options);
  }

  function credit(choice) {
    const text = document.createElement(choice.link ? "a" : "span");
    text.textContent = choice.credit;
    if (choice.link) Object.assign(text, { href: choice.link, target: "_blank", rel: "noopener" });
    return text;
  }

  /*
   * choices: [{name, label, urls, servers, credit, link, shift}]; kept: what remembers the choice
   * when the map is opened anew, in `kept.basemap`; ground: {roads, boundary} of our own drawing.
   */
  window.RepairCircle.basemapChoice = function (map, choices, words, kept, ground) {
    const line = map.getContainer().querySelector(".rc-source").appendChild(document.createElement("span"));
    const box = document.createElement("details");
    box.className = "rc-panel rc-panes rc-basemaps";
    box.append(Object.assign(document.createElement("summary"), { textContent: words.title }));
    const trouble = Object.assign(document.createElement("div"), { className: "rc-title" });
    let shown = [];

    function show(choice) {
      shown.forEach((layer) => layer.remove());
      line.replaceChildren();
      trouble.textContent = "";
      kept.basemap = choice ? choice.name : null;
      map.getContainer().dataset.basemap = kept.basemap || "";
      shown = [];
      if (!choice) {
        ground.roads.addTo(map);
        ground.boundary.bringToFront();
        return;
      }
      ground.roads.removeFrom(map);
      line.append(" · ", credit(choice));
      shown = choice.urls.map((url) => tiles(choice, url).addTo(map));
      shown.forEach((layer) => {
        layer.on("tileerror", () => { trouble.textContent = words.missing; });
        layer.on("tileload", () => { trouble.textContent = ""; });
      });
    }

    [null, ...choices].forEach((choice) => {
      const row = document.createElement("label");
      const tick = document.createElement("input");
      tick.type = "radio";
      tick.name = "rc-basemap";
      tick.checked = (choice ? choice.name : null) === (kept.basemap || null);
      tick.addEventListener("change", () => show(choice));
      row.append(tick, Object.assign(document.createElement("span"), {
        textContent: choice ? choice.label : words.own,
      }));
      box.append(row);
    });
    box.append(trouble);
    const control = L.control({ position: "topleft" });
    control.onAdd = () => {
      L.DomEvent.disableClickPropagation(box);
      L.DomEvent.disableScrollPropagation(box);
      return box;
    };
    control.addTo(map);
    const before = choices.find((choice) => choice.name === kept.basemap);
    if (before) show(before);
    return control;
  };
})();
