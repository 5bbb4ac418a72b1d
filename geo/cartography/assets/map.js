/*
 * The layers of Repair Circle's maps on Leaflet. Each function takes a Leaflet map and plain data,
 * adds what it draws and returns a handle to change it later, so that a page sends its data once
 * and afterwards only a short status per estate. Names reach the page through textContent alone.
 */
window.RepairCircle = (function () {
  "use strict";

  const DRAW_ORDER = { roads: 210, circles: 250, closed: 255, places: 260, marks: 400, numbers: 450 };

  function pane(map, name, catchesPointer) {
    if (!map.getPane(name)) {
      const element = map.createPane(name);
      element.style.zIndex = DRAW_ORDER[name];
      if (!catchesPointer) element.style.pointerEvents = "none";
    }
    return name;
  }

  /* One canvas for zones and estates: of two stacked canvases only the upper gets the pointer. */
  function canvas(map, name, catchesPointer) {
    map.repairCircleCanvas = map.repairCircleCanvas || {};
    if (!map.repairCircleCanvas[name]) {
      map.repairCircleCanvas[name] = L.canvas({ pane: pane(map, name, catchesPointer), padding: 0.3 });
    }
    return map.repairCircleCanvas[name];
  }

  /* What a colour becomes on a dark screen; pages of exports know no other tones. */
  function tone(map, colour) {
    return (map.repairCircleTones && map.repairCircleTones[colour]) || colour;
  }

  function toneAll(map, svg) {
    return map.repairCircleTones ? svg.replace(/#[0-9a-f]{6}/g, (colour) => tone(map, colour)) : svg;
  }

  function element(tag, className, text) {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  }

  function groupThousands(value) {
    return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ",");
  }

  function fill(template, value) {
    return template.replace("{}", value);
  }

  /* [lon, lat, step, step, …] in units of 1e-5 degrees, each step from the point before. */
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

  function decodePolygons(polygons) {
    return polygons.map((rings) => rings.map(decode));
  }

  /* ---------------------------------------------------------------- marks on a canvas */

  /*
   * A mark drawn once per radius and copied from then on: thousands of estates are repainted in
   * the time of one frame or two.
   */
  function compile(map, mark) {
    const strokes = mark.map((stroke) => Object.assign({}, stroke, {
      shape: new Path2D(stroke.path),
      fill: stroke.fill && tone(map, stroke.fill),
      line: stroke.line && tone(map, stroke.line),
    }));
    const pictures = {};
    return {
      picture: function (radius) {
        const step = Math.round(radius * 4) / 4;
        const density = window.devicePixelRatio || 1;
        const key = step + "@" + density;
        pictures[key] = pictures[key] || paint(strokes, step, density);
        return pictures[key];
      },
    };
  }

  function paint(strokes, radius, density) {
    const reach = Math.ceil(radius * 1.45) + 1;
    const tile = element("canvas");
    tile.width = tile.height = 2 * reach * density;
    const context = tile.getContext("2d");
    context.scale(density, density);
    context.translate(reach, reach);
    context.scale(radius, radius);
    strokes.forEach((stroke) => {
      if (stroke.fill) {
        context.fillStyle = stroke.fill;
        context.fill(stroke.shape);
      }
      if (stroke.line) {
        context.lineWidth = stroke.width;
        context.strokeStyle = stroke.line;
        context.setLineDash(stroke.dash);
        context.stroke(stroke.shape);
      }
    });
    return { tile: tile, reach: reach };
  }

  const clear = L.Canvas.prototype._clear;

  L.Canvas.include({
    /*
     * What is drawn for paper is printed stroke by stroke, and clearing would wipe away the
     * canvases beneath; a canvas that got its size for paper is empty anyway.
     */
    _clear: function () {
      if (!this._map.repairCircleOnPaper) clear.call(this);
    },
    _drawMark: function (layer) {
      if (!this._drawing || layer._empty()) return;
      if (layer.options.hidden && !layer.options.selected) return;
      const context = this._ctx;
      const at = layer._point;
      [["selected", 5, "#1f2328", []], ["focused", 9, "#0b5cad", [5, 3]]].forEach(
        ([name, apart, colour, dash]) => {
          if (!layer.options[name]) return;
          context.beginPath();
          context.arc(at.x, at.y, layer._radius + apart, 0, 2 * Math.PI);
          context.lineWidth = 3;
          context.strokeStyle = tone(this._map, colour);
          context.setLineDash(dash);
          context.stroke();
          context.setLineDash([]);
        }
      );
      const picture = layer.options.mark.picture(layer._radius);
      const size = 2 * picture.reach;
      context.drawImage(picture.tile, at.x - picture.reach, at.y - picture.reach, size, size);
    },
  });

  const Mark = L.CircleMarker.extend({
    _updatePath: function () {
      this._renderer._drawMark(this);
    },
    _containsPoint: function (point) {
      return !this.options.hidden && L.CircleMarker.prototype._containsPoint.call(this, point);
    },
    _updateBounds: function () {
      const reach = this._radius * 1.4 + 12;
      this._pxBounds = new L.Bounds(
        this._point.subtract([reach, reach]),
        this._point.add([reach, reach])
      );
    },
  });

  function zoomScale(zoom, count) {
    const crowd = count > 3000 ? 0.55 : count > 800 ? 0.75 : 1;
    return crowd * Math.min(1.5, Math.max(0.62, 1 + 0.16 * (zoom - 13)));
  }

  /*
   * data: {id, name, lat, lon, radius, households: arrays; verdict: one digit per estate;
   *        response: minutes or null; legs: [[call, turnout, drive, access] or null]}
   */
  function estates(map, data, words) {
    const group = L.featureGroup();
    const marks = words.marks.map((mark) => compile(map, mark));
    const layers = [];
    let selected = null;
    let focused = null;
    let verdict = "";
    let response = data.response;

    function build() {
      const renderer = canvas(map, "marks", true);
      data.lat.forEach((lat, i) => {
        const layer = new Mark([lat, data.lon[i]], { renderer: renderer, mark: marks[0] });
        layer.estate = i;
        layers.push(layer);
      });
      /* Small ones above large ones: none hides another. */
      layers
        .slice()
        .sort((a, b) => data.radius[b.estate] - data.radius[a.estate])
        .forEach((layer) => group.addLayer(layer));
    }

    function resize() {
      const scale = zoomScale(map.getZoom(), layers.length);
      layers.forEach((layer) => layer.setRadius(Math.max(2.6, data.radius[layer.estate] * scale)));
    }

    function show(digits, minutes) {
      if (minutes) response = minutes;
      for (let i = 0; i < layers.length; i += 1) {
        if (digits[i] !== verdict[i]) {
          layers[i].options.mark = marks[+digits[i]];
          if (group._map) layers[i].redraw();
        }
      }
      verdict = digits;
    }

    function hide(isHidden) {
      layers.forEach((layer, i) => {
        if (Boolean(layer.options.hidden) === isHidden(i)) return;
        layer.options.hidden = isHidden(i);
        if (group._map) layer.redraw();
      });
    }

    function select(index) {
      if (selected !== null) layers[selected].setStyle({ selected: false });
      selected = index;
      if (index !== null) {
        layers[index].setStyle({ selected: true });
        layers[index].bringToFront();
      }
    }

    /* Where the keyboard is: a dashed ring, seen beside that of the selected one. */
    function focus(index) {
      if (focused !== null) layers[focused].setStyle({ focused: false });
      focused = index;
      if (index !== null) {
        layers[index].setStyle({ focused: true });
        layers[index].bringToFront();
      }
    }

    function facts(i) {
      const parts = [words.verdicts[+verdict[i]]];
      if (response[i] !== null) parts.push(fill(words.minutes, response[i].toFixed(1)));
      parts.push(fill(words.households, groupThousands(data.households[i])));
      return parts.join(" · ");
    }

    function card(layer) {
      const i = layer.estate;
      const box = element("div", "rc-card");
      box.append(element("b", "", data.name[i]), element("div", "", facts(i)));
      if (data.place) box.append(element("div", "rc-quiet", data.place[i]));
      const legs = data.legs && data.legs[i];
      if (legs) {
        const sum = legs.map((leg, k) => words.legs[k] + " " + leg.toFixed(1)).join(" + ");
        box.append(element("div", "rc-quiet", sum + " = " + fill(words.minutes, response[i].toFixed(1))));
      }
      return box;
    }

    function tooltip(layer) {
      const box = element("div");
      box.append(element("b", "", data.name[layer.estate]), element("div", "", facts(layer.estate)));
      return box;
    }

    build();
    group.bindTooltip(tooltip, { direction: "top", offset: [0, -6] });
    if (words.legs) group.bindPopup(card, { autoPanPaddingTopLeft: [180, 24], autoPanPaddingBottomRight: [24, 24] });
    group.on("click", (event) => select(event.layer.estate));
    map.on("keydown", (event) => {
      if (event.originalEvent.key === "Escape") select(null);
    });
    map.on("zoomend", resize);
    group.addTo(map);
    if (map.repairCircleFrame) keepLegendClear(map, data.lat, data.lon);
    show(data.verdict);
    resize();
    return {
      layer: group, show: show, hide: hide, select: select, focus: focus,
      count: layers.length,
      isHidden: (i) => Boolean(layers[i].options.hidden),
      at: (i) => layers[i].getLatLng(),
      name: (i) => data.name[i],
      place: (i) => (data.place ? data.place[i] : ""),
      facts: facts,
    };
  }

  /* ---------------------------------------------------------------- what lies beneath */

  /* data: {roads: {minor, middle, major: encoded lines}, water: encoded polygons, boundary} */
  function basemap(map, data, style) {
    map.getContainer().style.background = tone(map, style.paper);
    const renderer = canvas(map, "roads", false);
    const roads = L.layerGroup();
    if (data.water.length) {
      L.polygon(decodePolygons(data.water), {
        renderer: renderer, interactive: false, stroke: false, fillColor: tone(map, style.water), fillOpacity: 1,
      }).addTo(roads);
    }
    style.roads.forEach((road) => {
      L.polyline(data.roads[road.group].map(decode), {
        renderer: renderer, interactive: false, color: tone(map, road.colour), weight: road.width, opacity: 1,
      }).addTo(roads);
    });
    const boundary = L.polygon(decodePolygons(data.boundary), {
      renderer: renderer, interactive: false, color: tone(map, "#6e7681"), weight: 1.4, dashArray: "7 4 1.5 4",
      fill: false,
    });
    roads.addTo(map);
    boundary.addTo(map);
    /* For pointers: roads where a crew can stop, what is water, where the district ends. */
    const stops = style.roads.flatMap((road) => {
      const lines = data.roads[road.group];
      return lines.slice(0, lines.length - ((data.noStop || {})[road.group] || 0)).map(decode);
    });
    return {
      roads: roads, boundary: boundary, stops: stops,
      water: decodePolygons(data.water), outline: decodePolygons(data.boundary),
    };
  }

  /* places: [{name, lat, lon}]: quiet names of streets under everything that carries meaning */
  function places(map, data) {
    const group = L.layerGroup();
    data.forEach((place) => group.addLayer(label(map, place, "places", "rc-place")));
    group.addTo(map);
    spread(map, group);
    return group;
  }

  function label(map, place, paneName, className) {
    return L.marker([place.lat, place.lon], {
      pane: pane(map, paneName, false),
      interactive: false,
      keyboard: false,
      icon: L.divIcon({ className: className, iconSize: [0, 0], html: element("span", "", place.name) }),
    });
  }

  /*
   * roads: [{name, lat, lon, angle, span_m}], the greatest first: names along roads, where the road
   * is longer than its name on this screen.
   */
  function roadNames(map, roads) {
    const group = L.layerGroup();
    const labels = roads.map((road) => {
      const marker = label(map, road, "places", "rc-road");
      group.addLayer(marker);
      return { road: road, marker: marker };
    });
    function fit() {
      const centre = map.getCenter();
      const metresPerPixel =
        (40075016.7 * Math.cos((centre.lat * Math.PI) / 180)) / (256 * Math.pow(2, map.getZoom()));
      labels.forEach(({ road, marker }) => {
        const text = marker.getElement() && marker.getElement().firstChild;
        if (!text) return;
        text.style.transform = "translate(-50%, -50%) rotate(" + road.angle + "deg)";
        const fits = road.span_m / metresPerPixel > 15 * road.name.length + 24;
        marker.getElement().style.display = fits ? "" : "none";
      });
    }
    group.addTo(map);
    fit();
    map.on("zoomend", fit);
    /* Names of streets keep their place: those of roads keep clear of them. */
    group.repairCircleBelow = ".rc-station span, .rc-place span";
    spread(map, group);
    return group;
  }

  /* Hide a label that would lie on a station's name or on one placed before it, at every zoom. */
  function spread(map, group) {
    function arrange() {
      if (!group._map) return;
      const names = map.getContainer().querySelectorAll(
        group.repairCircleBelow || ".rc-station span"
      );
      const taken = Array.from(names, (name) => name.getBoundingClientRect());
      group.eachLayer((layer) => {
        const text = layer.getElement() && layer.getElement().firstChild;
        if (!text) return;
        text.style.visibility = "";
        const box = text.getBoundingClientRect();
        if (!box.width) return;
        const crossed = taken.some(
          (other) =>
            box.left < other.right + 2 && other.left < box.right + 2 &&
            box.top < other.bottom + 1 && other.top < box.bottom + 1
        );
        if (crossed) text.style.visibility = "hidden";
        else taken.push(box);
      });
    }
    map.on("zoomend", arrange);
    group.on("add", () => setTimeout(arrange, 0));
    setTimeout(arrange, 0);
  }

  /* ---------------------------------------------------------------- circles and zones */

  /* data: [{polygons, newest}]: where stations keep the promise, or (dashed) how far they drive */
  function circles(map, data, style) {
    const renderer = canvas(map, "circles", false);
    const group = L.layerGroup();
    data.forEach((circle) => {
      const colour = tone(map, circle.newest ? style.accent : style.colour);
      L.polygon(decodePolygons(circle.polygons), {
        renderer: renderer, interactive: false, color: colour, weight: circle.newest ? 1.6 : 1,
        opacity: 0.75, fillColor: colour, fillOpacity: style.dashed ? 0.03 : 0.18,
        dashArray: style.dashed ? "5 4" : null,
      }).addTo(group);
    });
    return group;
  }

  /* data: encoded polygons: areas whose roads are closed */
  function closedAreas(map, data, style) {
    return L.polygon(decodePolygons(data), {
      renderer: canvas(map, "closed", false), interactive: false, color: tone(map, style.colour), weight: 2,
      dashArray: "6 4", fillColor: tone(map, style.colour), fillOpacity: 0.08,
    }).addTo(map);
  }

  function hatch(fillColour, kind, lineColour) {
    const size = 7;
    const tile = element("canvas");
    tile.width = tile.height = size;
    const context = tile.getContext("2d");
    context.fillStyle = fillColour;
    context.fillRect(0, 0, size, size);
    context.strokeStyle = lineColour + "57";
    context.lineWidth = 1;
    context.beginPath();
    [-size, 0, size].forEach((shift) => {
      if (kind === 1 || kind === 3) { context.moveTo(shift, size); context.lineTo(shift + size, 0); }
      if (kind === 2 || kind === 3) { context.moveTo(shift, 0); context.lineTo(shift + size, size); }
    });
    context.stroke();
    return context.createPattern(tile, "repeat");
  }

  /* data: [{name, lines, lat, lon, fill, hatch, polygons}] */
  function zones(map, data) {
    const renderer = canvas(map, "marks", true);
    const shapes = L.featureGroup();
    const numbers = L.layerGroup();
    const group = L.layerGroup([shapes, numbers]);
    const patterns = {};
    data.forEach((zone) => {
      const key = zone.fill + zone.hatch;
      const fill = tone(map, zone.fill);
      patterns[key] = patterns[key] || (zone.hatch ? hatch(fill, zone.hatch, tone(map, "#1f2328")) : fill);
      const shape = L.polygon(decodePolygons(zone.polygons), {
        renderer: renderer, color: tone(map, "#57606a"), weight: 2, opacity: 1,
        fillColor: patterns[key], fillOpacity: 0.8,
      });
      shape.zone = zone;
      shapes.addLayer(shape);
      numbers.addLayer(label(map, zone, "numbers", "rc-number"));
    });
    shapes.bindTooltip((layer) => {
      const box = element("div");
      box.append(element("b", "", layer.zone.title));
      layer.zone.lines.forEach((line) => box.append(element("div", "", line)));
      return box;
    }, { sticky: true });
    /* Names of streets shine through a fill as a stain: they make way for the names of the zones. */
    const under = map.getPane(pane(map, "places", false)).style;
    group.on("add", () => {
      shapes.bringToBack();
      under.visibility = "hidden";
    });
    group.on("remove", () => { under.visibility = ""; });
    spread(map, numbers);
    return group;
  }

  /* ---------------------------------------------------------------- stations */

  /* data: [{name, lines, lat, lon, mark}]; words.symbols: our own SVG, one per kind of station */
  function stations(map, data, words) {
    const group = L.featureGroup();
    data.forEach((station) => {
      const icon = element("div", "rc-station");
      icon.innerHTML = toneAll(map, words.symbols[station.mark]);
      icon.append(element("span", "", station.name));
      const marker = L.marker([station.lat, station.lon], {
        keyboard: true, alt: station.name, zIndexOffset: 1000,
        icon: L.divIcon({ className: "", iconSize: [22, 22], html: icon }),
      });
      marker.bindTooltip(() => {
        const box = element("div");
        box.append(element("b", "", station.name));
        station.lines.forEach((line) => box.append(element("div", "", line)));
        return box;
      }, { direction: "top", offset: [0, -10] });
      group.addLayer(marker);
    });
    group.addTo(map);
    return group;
  }

  /* ---------------------------------------------------------------- controls */

  /*
   * The legend lies in the lower corner where fewer estates are: of the southern half, the western
   * and the eastern third are compared. Scale and source take the other corner.
   */
  function keepLegendClear(map, lats, lons) {
    const [[south, west], [north, east]] = map.repairCircleBounds;
    const third = (east - west) / 3;
    const southern = lons.filter((lon, i) => lats[i] < (south + north) / 2);
    const inWest = southern.filter((lon) => lon < west + third).length;
    const inEast = southern.filter((lon) => lon > east - third).length;
    if (inWest >= inEast) return;
    map.repairCircleLegendCorner = "bottomleft";
    map.repairCircleFrame.forEach((part) => part.setPosition("bottomright"));
  }

  function control(map, position, content) {
    const made = L.control({ position: position });
    made.onAdd = () => {
      L.DomEvent.disableClickPropagation(content);
      L.DomEvent.disableScrollPropagation(content);
      return content;
    };
    made.addTo(map);
    return made;
  }

  /* An entry that filters estates or hides a layer; the page says what a press does. */
  function makeSwitch(line, row) {
    line.dataset[row.filter ? "filter" : "layer"] = row.filter || row.layer;
    line.setAttribute("role", "button");
    line.setAttribute("aria-pressed", String(Boolean(row.pressed)));
    line.tabIndex = 0;
    if (row.off) line.classList.add("rc-off");
  }

  function legendRow(map, row) {
    const line = element("div", "rc-row");
    const symbol = element("span", "rc-symbol");
    symbol.innerHTML = toneAll(map, row.symbol);
    line.append(symbol, element("span", "rc-words", row.text));
    if (row.number) line.append(element("span", "rc-count", row.number));
    if (row.filter || row.layer) makeSwitch(line, row);
    return line;
  }

  /*
   * sections: [{title, rows: [{symbol, text, number, filter | layer, pressed, off}]}]; symbols are our
   * own SVG. A row with a filter or a layer is a switch.
   */
  function legend(map, sections, words) {
    const box = element("details", "rc-panel rc-legend");
    box.open = true;
    box.append(element("summary", "", words.title));
    sections.forEach((section) => {
      box.append(element("div", "rc-title", section.title));
      section.rows.forEach((row) => box.append(legendRow(map, row)));
    });
    return control(map, map.repairCircleLegendCorner || "bottomright", box);
  }

  /* A bar above the map. data: {title, byline, figures: [{value, label, detail}], mark} */
  function heading(map, data) {
    const bar = element("header", "rc-heading");
    const title = element("div", "rc-name");
    title.append(element("h1", "", data.title));
    if (data.mark) title.append(element("span", "rc-demo", data.mark));
    if (data.byline) title.append(element("small", "", data.byline));
    bar.append(title);
    data.figures.forEach((figure) => {
      const cell = element("div", "rc-figure");
      const words = figure.label + (figure.detail ? " · " + figure.detail : "");
      cell.append(element("b", "", figure.value), element("span", "", words));
      bar.append(cell);
    });
    map.getContainer().before(bar);
    document.body.classList.add("rc-page");
    map.invalidateSize();
    return bar;
  }

  function north(map, words) {
    const box = element("div", "rc-north");
    box.title = words.north;
    box.innerHTML =
      '<svg viewBox="-12 -18 24 36" width="24" height="36" aria-hidden="true">' +
      '<path d="M0,-8L6,12L0,8L-6,12Z" fill="currentColor"/>' +
      '<text y="-10" text-anchor="middle" fill="currentColor" font-size="9" font-weight="600">N</text></svg>';
    return control(map, "bottomleft", box);
  }

  /* layers: [[label, layer, shown]], from top to bottom */
  function layerSwitch(map, layers, words) {
    const overlays = {};
    layers.forEach(([name, layer, shown]) => {
      const safe = element("span", "", name).innerHTML;
      overlays[safe] = layer;
      if (shown) layer.addTo(map);
      else map.removeLayer(layer);
    });
    const box = L.control.layers({}, overlays, { position: "topleft", collapsed: false });
    box.addTo(map);
    box.getContainer().classList.add("rc-switch");
    box.getContainer().setAttribute("aria-label", words.title);
    return box;
  }

  /*
   * A panel that shows and hides panes: [[pane, label]]. What is drawn anew by a click stays as
   * hidden as it was; `hidden` is a set of panes that outlives the map.
   */
  function paneSwitch(map, panes, words, hidden) {
    const box = element("details", "rc-panel rc-panes");
    box.append(element("summary", "", words.title));
    panes.forEach(([name, text]) => {
      const line = element("label");
      const tick = element("input");
      tick.type = "checkbox";
      tick.dataset.pane = name;
      tick.checked = !hidden.has(name);
      const show = () => {
        const shown = map.getPane(name) || map.getPane(pane(map, name, false));
        shown.style.display = tick.checked ? "" : "none";
        hidden[tick.checked ? "delete" : "add"](name);
      };
      tick.addEventListener("change", show);
      show();
      line.append(tick, element("span", "", text));
      box.append(line);
    });
    return control(map, "topleft", box);
  }

  /* How the page is framed: the view, zoom buttons, scale and the source line. */
  function frame(map, data, words) {
    map.fitBounds(data.bounds, { padding: [16, 16] });
    map.setMinZoom(Math.max(3, map.getZoom() - 2));
    map.setMaxZoom(18);
    L.control.zoom({ position: "topright", zoomInTitle: words.zoomIn, zoomOutTitle: words.zoomOut }).addTo(map);
    /* Leaflet stacks the lower corners upwards: the source line lies at the very bottom. */
    map.repairCircleBounds = data.bounds;
    map.repairCircleFrame = [
      control(map, "bottomleft", element("div", "rc-source", data.source)),
      L.control.scale({ imperial: false, maxWidth: 140, position: "bottomleft" }).addTo(map),
      north(map, words),
    ];
  }

  return {
    basemap: basemap,
    circles: circles,
    closedAreas: closedAreas,
    estates: estates,
    frame: frame,
    heading: heading,
    layerSwitch: layerSwitch,
    legend: legend,
    paneSwitch: paneSwitch,
    places: places,
    roadNames: roadNames,
    stations: stations,
    tone: tone,
    zones: zones,
  };
})();
