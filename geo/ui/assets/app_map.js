/*
 * The map of the app: Leaflet and the layers of RepairCircle inside components of Streamlit. The
 * bulk (this script, roads, estates) comes once for all pages; map_box.js is the place of the map on
 * a page; messages of layers.js change it by a few kilobytes per click. Whatever computes meanwhile,
 * the old picture stays.
 */
const hub = (window.RepairCircleHub = window.RepairCircleHub || {
  mapView: null, news: {}, views: {}, hidden: new Set(),
});

const SIGNS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_";

function read(bytes) {
  return JSON.parse(new TextDecoder().decode(bytes));
}

function inside(point, outline) {
  let within = false;
  for (let i = 0, j = outline.length - 1; i < outline.length; j = i, i += 1) {
    const a = outline[i];
    const b = outline[j];
    if (a.y > point.y !== b.y > point.y &&
        point.x < ((b.x - a.x) * (point.y - a.y)) / (b.y - a.y) + a.x) within = !within;
  }
  return within;
}

const darkScreen = window.matchMedia("(prefers-color-scheme: dark)");

function openView(box, message) {
  const map = L.map(box, {
    zoomControl: false, attributionControl: false, zoomSnap: 0.25, zoomDelta: 0.5,
    doubleClickZoom: false,
  });
  map.repairCircleTones = darkScreen.matches ? message.tones : null;
  box.dataset.theme = darkScreen.matches ? "dark" : "light";
  const mapView = { box: box, map: map, key: message.key, handles: {}, mode: "pick", selected: null, send: () => {} };
  const ids = message.ids;

  function call([handle, name, ...data]) {
    const old = mapView.handles[handle];
    let open = true;
    if (old) {
      if (old.getContainer && old.getContainer().open === false) open = false;
      if (old.remove) old.remove();
    } else if (handle === "legend" && mapView.handles.over_legend) {
      open = false;
    }
    const made = window.RepairCircle[name](map, ...data);
    mapView.handles[handle] = made;
    if (made && made.getContainer && !open) made.getContainer().open = false;
    return made;
  }

  message.calls.forEach(call);
  window.RepairCircle.paneSwitch(map, message.panes, message.words, hub.hidden);
  if (message.basemaps) call([...message.basemaps, hub, mapView.handles.ground]);
  const estates = mapView.handles.estates;
  const filter = window.RepairCircle.mapFilter(mapView, estates, hub);
  estates.layer.unbindPopup();
  estates.layer.on("click", (event) => {
    if (mapView.mode !== "pick") return;
    L.DomEvent.stop(event);
    choose(event.layer.estate, event.originalEvent.ctrlKey || event.originalEvent.metaKey);
  });
  /* Leaflet gives the middle of a small mark for whatever happens over it. */
  const under = (event) =>
    event.originalEvent instanceof MouseEvent ? map.mouseEventToLatLng(event.originalEvent) : event.latlng;

  map.on("click", (event) => {
    if (mapView.mode === "place") place(under(event));
  });
  mapView.onEscape = (event) => {
    if (event.key === "Escape") mapView.send("escape", Date.now());
  };
  box.addEventListener("keydown", mapView.onEscape);
  const choose = (i, adds) => mapView.send(adds ? "also" : "estate", ids[i]);
  const place = (at) => mapView.send("place", { lat: at.lat, lon: at.lng });
  mapView.keys = window.RepairCircle.keys(
    box,
    { map: map, estates: estates, mode: () => mapView.mode, selected: () => mapView.selected },
    message.words,
    { select: choose, place: place }
  );
  const compass = mapView.compass = window.RepairCircle.compass(
    map, estates, mapView.handles.ground, message.limits, message.words
  );
  map.on("mousemove", (event) => {
    if (mapView.mode === "place") compass.ask(under(event), event.containerPoint);
  });
  map.on("mouseout", compass.hide);
  map.on("moveend", () => {
    if (mapView.mode === "place" && box.classList.contains("rc-cross")) {
      compass.ask(map.getCenter(), map.getSize().divideBy(2));
      setTimeout(() => mapView.keys.say(compass.text()), 100);
    }
  });

  /* ------------------------------------------------ a line drawn by hand around a part of the map */
  let line = null;
  mapView.strokes = window.RepairCircle.strokes(map, {
    begin: (at) => {
      if (mapView.mode !== "lasso" && mapView.mode !== "close") return false;
      line = L.polyline([at.latlng], {
        color: window.RepairCircle.tone(map, "#0b5cad"), weight: 2, dashArray: "4 4",
      }).addTo(map);
      return true;
    },
    move: (at) => line.addLatLng(at.latlng),
    end: () => surround(line),
  });

  /* Tell which estates lie in a line, or which area it closes. */
  function surround(drawn) {
    map.removeLayer(drawn);
    const outline = drawn.getLatLngs();
    if (outline.length < 4) return;
    if (mapView.mode === "close") {
      mapView.send("area", outline.map((point) => [point.lng, point.lat]));
      return;
    }
    const corners = outline.map((point) => map.latLngToContainerPoint(point));
    const caught = [];
    estates.layer.eachLayer((mark) => {
      if (mark.options.hidden) return;
      if (inside(map.latLngToContainerPoint(mark.getLatLng()), corners)) caught.push(ids[mark.estate]);
    });
    mapView.send("lasso", caught);
  }

  function setMode(mode) {
    mapView.mode = mode;
    box.dataset.mode = mode;
    const draws = ["lasso", "close", "paint"].includes(mode);
    map.dragging[draws ? "disable" : "enable"]();
    if (mode !== "place") {
      compass.hide();
      box.classList.remove("rc-cross");
    }
  }

  /* Whoever begins to place a station without a mouse goes on with the arrow keys and Enter. */
  function goToPlace() {
    box.focus({ preventScroll: true });
    if (box.matches(":focus-visible")) mapView.keys.aim();
  }

  function letMove(movable) {
    const group = mapView.handles.stations;
    group.getLayers().forEach((marker, number) => {
      const id = movable[number];
      if (!id) return;
      marker.dragging.enable();
      marker.on("dragend", () => {
        const place = marker.getLatLng();
        mapView.send("moved", { id: id, lat: place.lat, lon: place.lng });
      });
    });
  }

  /* Handles of an overlay begin with "over": what the page no longer asks for goes. */
  function layOver(calls) {
    const wanted = calls.map((one) => one[0]);
    Object.keys(mapView.handles).forEach((handle) => {
      if (!handle.startsWith("over") || wanted.includes(handle)) return;
      mapView.handles[handle].remove();
      delete mapView.handles[handle];
    });
    calls.forEach((one) => {
      const made = call(one);
      if (!made.eachLayer) return;
      made.eachLayer((layer) => {
        if (layer.mark !== undefined) layer.on("click", () => mapView.send("mark", layer.mark));
      });
    });
    /* Two legends would cover the map: the page's own comes first. */
    const legend = mapView.handles.legend;
    if (legend) legend.getContainer().open = !wanted.includes("over_legend");
    box.dataset.overlay = wanted.join(" ");
  }

  /* Two signs per estate: 1024 x verdict + tenths of minutes to the base 64, 1023 for none. */
  function statuses(text) {
    let digits = "";
    const minutes = [];
    for (let i = 0; i < text.length; i += 2) {
      const number = 64 * SIGNS.indexOf(text[i]) + SIGNS.indexOf(text[i + 1]);
      const tenths = number % 1024;
      digits += (number - tenths) / 1024;
      minutes.push(tenths === 1023 ? null : tenths / 10);
    }
    return [digits, minutes];
  }

  /* The circles of tried stations that are gone, and the news of them. */
  function forgetReach(kept) {
    Object.keys(mapView.handles).forEach((handle) => {
      if (!handle.startsWith("reach-") || kept.includes(handle)) return;
      mapView.handles[handle].remove();
      delete mapView.handles[handle];
      delete hub.news[handle];
    });
  }

  /* What is still calculated for the map is told on it: over it, so that nothing moves. */
  const later = document.createElement("div");
  later.className = "rc-panel rc-later";
  later.setAttribute("role", "status");
  later.hidden = true;
  box.append(later);
  mapView.later = later;

  function tellLater(told) {
    later.textContent = told;
    later.hidden = !told;
    box.dataset.reach = told ? "later" : "drawn";
  }

  mapView.apply = function (news) {
    if (news.kind === "zones") {
      if (news.zones) {
        const zones = call(news.zones);
        if (!hub.hidden.has("zones")) zones.addTo(map);
      } else if (mapView.handles.zones) {
        mapView.handles.zones.remove();
        delete mapView.handles.zones;
      }
      return;
    }
    if (news.kind === "overlay") {
      layOver(news.calls);
      filter.hideDiscs();
      return;
    }
    if (news.kind === "look") {
      filter.look(news);
      return;
    }
    if (news.kind === "route") {
      if (mapView.handles.route) mapView.handles.route.remove();
      delete mapView.handles.route;
      news.calls.forEach(call);
      box.dataset.route = news.calls.length ? news.told : "";
      return;
    }
    if (news.kind.startsWith("reach")) {
      news.calls.forEach((one) => call(one).addTo(map));
      if (news.kind === "reach") tellLater(news.told || "");
      return;
    }
    const focused = filter.focusedEntry();
    news.calls.forEach(call);
    filter.dressLegend(focused);
    forgetReach(news.reach);
    letMove(news.movable);
    estates.show(...statuses(news.estates));
    filter.hide(news.hidden);
    const selected = ids.indexOf(news.selected);
    estates.select(selected < 0 ? null : selected);
    if (selected >= 0 && mapView.selected !== selected) mapView.keys.told(selected);
    mapView.selected = selected < 0 ? null : selected;
    const begins = news.mode === "place" && mapView.mode !== "place";
    setMode(news.mode);
    if (begins) goToPlace();
    box.dataset.stations = String(news.movable.length);
    box.dataset.selected = news.selected || "";
    requestAnimationFrame(() => setTimeout(() => {
      box.dataset.drawn = String(news.seq);
      box.dataset.drawnAt = String(performance.now());
    }, 0));
  };

  const view = hub.views[message.place];
  if (view) map.setView(view.centre, view.zoom, { animate: false });
  map.on("moveend", () => {
    hub.views[message.place] = { centre: map.getCenter(), zoom: map.getZoom() };
  });
  const refit = () => map.invalidateSize({ animate: false, pan: false });
  mapView.watch = new ResizeObserver(refit);
  mapView.watch.observe(box);
  /* On paper the map has a size of its own, and has to be drawn for it before the page is. */
  const onPaper = (printing) => {
    document.documentElement.classList.toggle("rc-paper", printing);
    box.classList.toggle("rc-paper", printing);
    map.repairCircleOnPaper = printing;
    refit();
  };
  mapView.beforePrint = () => onPaper(true);
  mapView.afterPrint = () => onPaper(false);
  window.addEventListener("beforeprint", mapView.beforePrint);
  window.addEventListener("afterprint", mapView.afterPrint);
  return mapView;
}

function closeView(mapView) {
  mapView.watch.disconnect();
  window.removeEventListener("beforeprint", mapView.beforePrint);
  window.removeEventListener("afterprint", mapView.afterPrint);
  darkScreen.removeEventListener("change", mapView.reopen);
  mapView.box.removeEventListener("keydown", mapView.onEscape);
  mapView.strokes.remove();
  mapView.keys.remove();
  mapView.compass.remove();
  mapView.map.remove();
  mapView.later.remove();
  /* A change of size is told 200 ms later, to a map that may be gone by then. */
  mapView.map.off();
  delete mapView.box._leaflet_id;
  if (hub.mapView === mapView) {
    hub.mapView = null;
    hub.news = {};
  }
}

/* Opens the map anew, in the tones of the screen; news that came for it are shown again. */
function show(box, message, send) {
  const news = hub.news;
  if (box.mapView) closeView(box.mapView);
  hub.news = news;
  const mapView = openView(box, message);
  mapView.reopen = () => show(box, message, box.mapView.send);
  darkScreen.addEventListener("change", mapView.reopen);
  mapView.send = send;
  box.mapView = mapView;
  hub.mapView = mapView;
  Object.values(hub.news).forEach((one) => {
    if (one.key === mapView.key) mapView.apply(one);
  });
}

hub.show = show;
hub.close = closeView;

export default function (component) {
  hub.ground = read(component.data);
  if (hub.awaiting) hub.awaiting();
}
