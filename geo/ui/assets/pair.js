/*
 * One or two maps of scenarios beside each other. Roads and estates come once and are drawn on
 * every map; news tell what each map shows. Moving or zooming one moves the other.
 */
const hub = (window.RepairCirclePair = window.RepairCirclePair || { pair: null, news: {}, view: null });

function read(bytes) {
  return JSON.parse(new TextDecoder().decode(bytes));
}

function made(tag, className, parent) {
  const element = document.createElement(tag);
  element.className = className;
  parent.append(element);
  return element;
}

const darkScreen = window.matchMedia("(prefers-color-scheme: dark)");

function openSheet(box, ground, chosen) {
  const section = made("section", "rc-sheet", box);
  const head = made("header", "rc-sheet-head", section);
  const title = made("b", "", head);
  const line = made("span", "", head);
  const sheetBox = made("div", "rc-sheet-map", section);
  const map = L.map(sheetBox, {
    zoomControl: false, attributionControl: false, zoomSnap: 0.25, zoomDelta: 0.5,
    zoomAnimation: false, doubleClickZoom: false,
  });
  map.repairCircleTones = darkScreen.matches ? ground.tones : null;
  sheetBox.dataset.theme = darkScreen.matches ? "dark" : "light";
  const handles = {};
  let passing = [];
  let picked = null;

  function call([handle, name, ...data]) {
    if (handles[handle] && handles[handle].remove) handles[handle].remove();
    const drawn = window.RepairCircle[name](map, ...data);
    handles[handle] = drawn;
    if (drawn && drawn.addTo && !drawn._map) drawn.addTo(map);
  }

  ground.calls.forEach(call);
  const estates = handles.estates;
  estates.layer.unbindPopup();
  estates.layer.on("click", (event) => {
    L.DomEvent.stop(event);
    chosen(ground.ids[event.layer.estate]);
  });

  const keys = window.RepairCircle.keys(
    sheetBox,
    { map: map, estates: estates, mode: () => "pick", selected: () => picked },
    ground.words,
    { select: (i) => chosen(ground.ids[i]), place: () => {} }
  );

  const later = made("div", "rc-panel rc-later", sheetBox);
  later.setAttribute("role", "status");
  later.hidden = true;

  return {
    map: map,
    /* The areas of the stations, or what is said while they are calculated. */
    reach: function (calls, told) {
      calls.forEach(call);
      later.textContent = told;
      later.hidden = !told;
    },
    show: function (sheet, selected) {
      title.textContent = sheet.title;
      line.textContent = sheet.line;
      passing.forEach((handle) => {
        if (handles[handle] && handles[handle].remove) handles[handle].remove();
        delete handles[handle];
      });
      sheet.calls.forEach(call);
      passing = sheet.calls.map(([handle]) => handle);
      handles.legend.getContainer().open = sheet.open;
      estates.show(sheet.verdict, sheet.tenths.map((tenth) => (tenth < 0 ? null : tenth / 10)));
      const place = ground.ids.indexOf(selected);
      estates.select(place < 0 ? null : place);
      if (place >= 0 && picked !== place && sheetBox.matches(":focus")) keys.told(place);
      picked = place < 0 ? null : place;
      /* Both maps have the same buttons: each says which map it is of. */
      map.getContainer().querySelectorAll("[role=button]").forEach((button) => {
        const name = button.dataset.name || button.title || button.alt || button.textContent;
        button.dataset.name = name;
        button.setAttribute("aria-label", `${name} · ${sheet.title}`);
      });
    },
  };
}

function openPair(box, ground) {
  const pair = { box: box, key: ground.key, sheets: [], chosen: () => {} };
  let following = false;

  function follow(leader) {
    if (following) return;
    following = true;
    hub.view = { key: ground.place, centre: leader.getCenter(), zoom: leader.getZoom() };
    pair.sheets.forEach((sheet) => {
      if (sheet.map !== leader) sheet.map.setView(hub.view.centre, hub.view.zoom, { animate: false });
    });
    following = false;
  }

  function fit() {
    following = true;
    pair.sheets.forEach((sheet) => sheet.map.invalidateSize({ animate: false, pan: false }));
    following = false;
  }

  function open(count) {
    close();
    for (let i = 0; i < count; i += 1) {
      pair.sheets.push(openSheet(box, ground, (id) => pair.chosen(id)));
    }
    fit();
    const view = hub.view && hub.view.key === ground.place ? hub.view : null;
    pair.sheets.forEach((sheet) => {
      if (view) sheet.map.setView(view.centre, view.zoom, { animate: false });
      else sheet.map.fitBounds(ground.bounds, { padding: [8, 8], animate: false });
    });
    pair.sheets.forEach((sheet) => sheet.map.on("move zoomend", () => follow(sheet.map)));
  }

  function close() {
    /* A change of size is told 200 ms later: not to a map that is gone by then. */
    pair.sheets.forEach((sheet) => sheet.map.remove().off());
    pair.sheets = [];
    box.replaceChildren();
  }

  /* Areas of a comparison that is open no more, or not yet, stay where they are. */
  function reach(news) {
    if (pair.sheets.length !== news.sheets.length) return;
    pair.sheets.forEach((sheet, i) => sheet.reach(news.sheets[i].calls, news.sheets[i].told));
    box.dataset.reach = news.again ? "later" : "drawn";
  }

  pair.apply = function (news) {
    if (news.kind === "reach") {
      reach(news);
      return;
    }
    if (pair.sheets.length !== news.sheets.length) {
      open(news.sheets.length);
      if (hub.news.reach && hub.news.reach.key === pair.key) reach(hub.news.reach);
    }
    pair.sheets.forEach((sheet, i) => sheet.show(news.sheets[i], news.selected));
    box.dataset.shown = news.sheets.map((sheet) => sheet.title).join("|");
  };
  const watch = new ResizeObserver(fit);
  watch.observe(box);
  const reopen = () => {
    close();
    if (hub.news.sheets && hub.news.sheets.key === pair.key) pair.apply(hub.news.sheets);
  };
  darkScreen.addEventListener("change", reopen);
  pair.close = function () {
    watch.disconnect();
    darkScreen.removeEventListener("change", reopen);
    close();
    if (hub.pair === pair) hub.pair = null;
  };
  return pair;
}

export default function (component) {
  const box = component.parentElement.querySelector(".rc-pair");
  const message = read(component.data);
  let pair = box.pair;
  if (pair && pair.key !== message.key) {
    pair.close();
    pair = null;
  }
  if (!pair) {
    pair = openPair(box, message);
    box.pair = pair;
    hub.pair = pair;
    if (hub.news.sheets && hub.news.sheets.key === pair.key) pair.apply(hub.news.sheets);
  }
  pair.chosen = (id) => component.setTriggerValue("estate", id);
  return () => {
    pair.close();
    box.pair = null;
  };
}
