/*
 * The tour: a card beside the thing that it tells of, and a ring around that. Everything else stays
 * in use, and the tour goes on from page to page until it is left; this browser remembers that it was.
 */
const frame = (window.RepairCircleFrame = window.RepairCircleFrame || {});
const LEFT = "repair-circle-tour";
const LOOK_MS = 300;
const GAP_PX = 12;
const EDGE_PX = 8;

/* Where a step points: all of these that are on the page. */
const TARGETS = {
  map: [".st-key-rc_map_box"],
  why: [".st-key-rc_panel"],
  promise: [".rc-name"],
  find: [".st-key-rc_tools"],
  siting: ["[data-testid=stSidebarNavLink][href*='/siting']"],
  zones: ["[data-testid=stSidebarNavLink][href*='/zones']", "[data-testid=stSidebarNavLink][href*='/export']"],
};

/* A browser that keeps nothing offers the tour again; that is all. */
function remembered() {
  try { return localStorage.getItem(LEFT) !== null; } catch { return false; }
}

function remember() {
  try { localStorage.setItem(LEFT, "left"); } catch { /* see above */ }
}

function boundsOf(name) {
  const boxes = TARGETS[name]
    .map((selector) => document.querySelector(selector))
    .filter(Boolean)
    .map((element) => element.getBoundingClientRect())
    .filter((box) => box.width > 0 && box.height > 0 && box.right > 0);
  if (!boxes.length) return null;
  return {
    left: Math.max(Math.min(...boxes.map((box) => box.left)), 0),
    top: Math.max(Math.min(...boxes.map((box) => box.top)), 0),
    right: Math.min(Math.max(...boxes.map((box) => box.right)), innerWidth),
    bottom: Math.min(Math.max(...boxes.map((box) => box.bottom)), innerHeight),
  };
}

function within(value, size, whole) {
  return Math.max(EDGE_PX, Math.min(value, whole - size - EDGE_PX));
}

/* Beside the thing where there is room, to the right first; at the right edge where it is large; else below it. */
function placeFor(bounds, width, height) {
  if (!bounds) return { left: within(innerWidth, width, innerWidth), top: within(innerHeight, height, innerHeight) };
  const top = within(bounds.top, height, innerHeight);
  if (bounds.right + GAP_PX + width <= innerWidth) return { left: bounds.right + GAP_PX, top };
  if (bounds.left - GAP_PX - width >= 0) return { left: bounds.left - GAP_PX - width, top };
  if (bounds.bottom - bounds.top > height) return { left: within(innerWidth, width, innerWidth), top };
  const below = within(bounds.bottom + GAP_PX, height, innerHeight);
  return { left: within(bounds.right - width, width, innerWidth), top: below };
}

function show(element, shown) {
  element.hidden = !shown;
  if (!element.showPopover) return;
  element.popover = "manual";
  if (shown && !element.matches(":popover-open")) element.showPopover();
  if (!shown && element.matches(":popover-open")) element.hidePopover();
}

export default function (component) {
  const box = component.parentElement;
  const { words, steps, offer, page } = component.data;
  const part = (name) => box.querySelector(`.rc-tour${name}`);
  const card = part("");
  const ring = part("-ring");

  function place() {
    if (frame.tourStep === undefined || !card.isConnected) return;
    const bounds = boundsOf(steps[frame.tourStep].name);
    ring.style.visibility = bounds ? "visible" : "hidden";
    if (bounds) {
      const { left, top, right, bottom } = bounds;
      Object.assign(ring.style, {
        left: `${left - 4}px`, top: `${top - 4}px`, width: `${right - left + 8}px`, height: `${bottom - top + 8}px`,
      });
    }
    const spot = placeFor(bounds, card.offsetWidth, card.offsetHeight);
    Object.assign(card.style, { left: `${spot.left}px`, top: `${spot.top}px` });
  }

  function draw(focus) {
    const at = frame.tourStep;
    const open = at !== undefined;
    show(ring, open); // before the card, which then lies above it
    show(card, open);
    if (!open) return;
    card.dataset.step = String(at + 1);
    part("-step").textContent = steps[at].count;
    part("-title").textContent = steps[at].title;
    part("-about").textContent = steps[at].about;
    part("-keys").textContent = words.keys;
    part("-leave").textContent = words.leave;
    part("-back").textContent = words.back;
    part("-back").disabled = at === 0;
    part("-next").textContent = at === steps.length - 1 ? words.end : words.next;
    place();
    if (focus) part("-next").focus();
  }

  function go(step) {
    frame.tourStep = step;
    draw(true);
  }

  function leave() {
    remember();
    frame.tourStep = undefined;
    draw(false);
    if (frame.focusTools) frame.focusTools();
  }

  frame.startTour = () => {
    if (page !== "overview") component.setTriggerValue("begun", true);
    go(0);
  };
  frame.leaveTour = leave;
  frame.placeTour = place;
  part("-leave").onclick = leave;
  part("-back").onclick = () => go(Math.max(frame.tourStep - 1, 0));
  part("-next").onclick = () => (frame.tourStep === steps.length - 1 ? leave() : go(frame.tourStep + 1));
  if (!frame.tourWatches) {
    frame.tourWatches = true;
    setInterval(() => frame.placeTour(), LOOK_MS);
    window.addEventListener("resize", () => frame.placeTour());
    window.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || frame.tourStep === undefined || (frame.isOpen && frame.isOpen())) return;
      event.stopImmediatePropagation();
      frame.leaveTour();
    }, true);
  }
  if (offer && !frame.tourOffered) {
    frame.tourOffered = true;
    if (!remembered()) {
      go(0);
      return;
    }
  }
  draw(false);
}
