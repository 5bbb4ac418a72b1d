/*
 * The tools of the header (find, copy link, shortcuts) and the keys that work on every page. Undo and
 * redo press the buttons of the page; what find.js has found is reported from here.
 */
const frame = (window.RepairCircleFrame = window.RepairCircleFrame || {});
const SAID_MS = 2500;

function isWriting(event) {
  const at = event.composedPath()[0];
  if (!(at instanceof Element)) return false;
  if (at.isContentEditable || at.matches("textarea, select")) return true;
  return at.matches("input:not([type=checkbox]):not([type=radio]):not([type=range]):not([type=button])");
}

function press(name) {
  const button = document.querySelector(`.st-key-${name} button:not([disabled])`);
  if (button) button.click();
  return Boolean(button);
}

/* The parts of a page, and what of each takes the focus; the map stands in a tree of its own. */
const FIRST = "a[href], button:not([disabled]):not([tabindex='-1']), input:not([disabled]), summary, textarea, [tabindex='0']";
const REGIONS = [
  [".st-key-rc_map_box", () => window.RepairCircleHub && window.RepairCircleHub.mapView && window.RepairCircleHub.mapView.box],
  [".st-key-rc_panel", (region) => region.querySelector(FIRST)],
  ["[data-testid='stSidebarNav']", (region) => region.querySelector("[aria-current='page']") || region.querySelector(FIRST)],
  [".st-key-rc_toolbar", (region) => region.querySelector(FIRST)],
];

function nextRegion(step) {
  const there = REGIONS.map(([name, first]) => [document.querySelector(name), first]).filter(([region, first]) => region && first(region));
  if (!there.length) return false;
  const at = there.findIndex(([region]) => region.contains(document.activeElement));
  const next = at < 0 ? (step > 0 ? 0 : there.length - 1) : (at + step + there.length) % there.length;
  there[next][1](there[next][0]).focus();
  return true;
}

function onKey(event) {
  if (event.isComposing || event.altKey) return;
  const key = event.key.toLowerCase();
  const command = event.ctrlKey || event.metaKey;
  const open = Boolean(frame.isOpen && frame.isOpen());
  let done = false;
  if (command && key === "k") done = frame.find && (frame.find(), true);
  else if (key === "f6" && !open) done = nextRegion(event.shiftKey ? -1 : 1);
  else if (isWriting(event) || open) return;
  else if (command && key === "z") done = press(event.shiftKey ? "rc_redo" : "rc_undo");
  else if (command && key === "y") done = press("rc_redo");
  else if (command) return;
  else if (key === "/") done = frame.find && (frame.find(), true);
  else if (key === "f1") done = (frame.openGuide(), true);
  else if (key === "?") done = (frame.showKeys(), true);
  else if (key === "f") done = press("rc_filter");
  if (done) event.preventDefault();
}

/* The clipboard is there for pages of this machine and of https; elsewhere an old way copies too. */
async function copy(text, host) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = document.createElement("textarea");
    field.value = text;
    host.append(field);
    field.select();
    const copied = document.execCommand("copy");
    field.remove();
    return copied;
  }
}

function rows(table, shortcuts) {
  table.replaceChildren(...shortcuts.map(([keys, words]) => {
    const row = document.createElement("tr");
    const head = document.createElement("th");
    keys.forEach((key) => head.append(Object.assign(document.createElement("kbd"), { textContent: key })));
    row.append(head, Object.assign(document.createElement("td"), { textContent: words }));
    return row;
  }));
}

export default function (component) {
  const box = component.parentElement;
  const { words, shortcuts, hour, said, guide } = component.data;
  const part = (name) => box.querySelector(`.rc-${name}`);
  for (const [name, text] of Object.entries(words)) {
    const element = part(name);
    if (!element) continue;
    element.title = text;
    if (element.dataset.quiet === undefined) element.textContent = text;
    else element.setAttribute("aria-label", text);
  }
  rows(part("shortcut-table"), shortcuts);

  function say(text) {
    part("said").textContent = text;
    if (text) setTimeout(() => { if (part("said").textContent === text) part("said").textContent = ""; }, SAID_MS);
  }
  if (said !== frame.said) {
    frame.said = said;
    part("heard").textContent = said;
  }

  frame.showKeys = () => part("shortcuts").isConnected && part("shortcuts").showModal();
  frame.isOpen = () => part("shortcuts").open || Boolean(frame.finderOpen && frame.finderOpen());
  frame.choose = (found) => component.setTriggerValue("chosen", found);
  frame.copyLink = async () => {
    const address = new URL(location.href);
    address.searchParams.set("hour", String(hour));
    say(await copy(address.href, box) ? words.copied : address.href);
  };
  part("find").onclick = () => frame.find && frame.find();
  part("link").onclick = frame.copyLink;
  part("keys").onclick = frame.showKeys;
  part("close").onclick = () => part("shortcuts").close();
  for (const link of [part("guide"), part("guide-word")]) link.href = guide;
  frame.openGuide = () => part("guide").click();
  frame.focusTools = () => part("keys").focus();
  part("again").onclick = () => {
    part("shortcuts").close();
    if (frame.startTour) frame.startTour();
  };
  part("shortcuts").onclick = (event) => {
    if (event.target === part("shortcuts")) part("shortcuts").close();
  };
  if (!frame.listens) {
    frame.listens = true;
    window.addEventListener("keydown", (event) => frame.onKey(event));
  }
  frame.onKey = onKey;
}
