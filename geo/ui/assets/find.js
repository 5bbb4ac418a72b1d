/*
 * The search of everything: what is typed goes to the server, which ranks; arrow keys and Enter
 * choose. Enter before the answer has come chooses as soon as it is there.
 */
const frame = (window.RepairCircleFrame = window.RepairCircleFrame || {});
const WAIT_MS = 90;

function line(found, number) {
  const item = document.createElement("li");
  item.id = `rc-found-${number}`;
  item.setAttribute("role", "option");
  const name = Object.assign(document.createElement("span"), { className: "rc-found-name", textContent: found.name });
  const detail = Object.assign(document.createElement("span"), { className: "rc-found-detail", textContent: found.detail });
  const kind = Object.assign(document.createElement("span"), { className: "rc-found-kind", textContent: found.label });
  item.append(name, detail, kind);
  return item;
}

function mount(box, view) {
  const dialog = box.querySelector("dialog");
  const field = box.querySelector("input");
  const list = box.querySelector("ul");
  let timer = 0;

  function choose(number) {
    const found = view.found[number];
    if (!found) return;
    dialog.close();
    if (found.kind === "command" && found.key === "copy_link") frame.copyLink();
    else if (found.kind === "command" && found.key === "shortcuts") frame.showKeys();
    else if (found.kind === "command" && found.key === "guide") frame.openGuide();
    else if (found.kind === "command" && found.key === "tour") frame.startTour();
    else frame.choose({ kind: found.kind, key: found.key });
  }

  function mark(number) {
    view.active = number;
    [...list.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === number)));
    const active = list.children[number];
    field.setAttribute("aria-activedescendant", active ? active.id : "");
    if (active) active.scrollIntoView({ block: "nearest" });
  }

  function ask() {
    clearTimeout(timer);
    view.send("query", field.value);
  }

  view.show = (data) => {
    view.query = data.query;
    view.found = data.found;
    field.placeholder = data.words.hint;
    field.setAttribute("aria-label", data.words.title);
    dialog.setAttribute("aria-label", data.words.title);
    list.setAttribute("aria-label", data.words.title);
    list.replaceChildren(...data.found.map(line));
    box.querySelector(".rc-found-none").textContent = data.found.length || data.query === null ? "" : data.words.none;
    mark(0);
    box.querySelector(".rc-finder").dataset.query = data.query === null ? "" : data.query;
    if (view.waits && data.query === field.value) {
      view.waits = false;
      choose(0);
    }
  };

  field.addEventListener("input", (event) => {
    view.waits = false;
    if (event.isComposing) return;
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT_MS);
  });
  field.addEventListener("compositionend", ask);
  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && view.found.length) {
      event.preventDefault();
      mark((view.active + step + view.found.length) % view.found.length);
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (view.query === field.value) choose(view.active);
      else {
        view.waits = true;
        ask();
      }
    }
  });
  list.addEventListener("click", (event) => {
    const item = event.target.closest("li");
    if (item) choose([...list.children].indexOf(item));
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  view.isOpen = () => dialog.open;
  view.open = () => {
    if (!dialog.open) dialog.showModal();
    view.waits = false;
    field.select();
    if (view.query !== field.value) ask();
  };
}

export default function (component) {
  const box = component.parentElement;
  const root = box.querySelector(".rc-finder");
  if (!root.view) {
    root.view = { query: null, found: [], active: 0, waits: false };
    mount(box, root.view);
  }
  const view = root.view;
  view.send = component.setTriggerValue;
  view.show(component.data);
  frame.find = view.open;
  frame.finderOpen = view.isOpen;
  /* Between two pages there is no search to open. */
  return () => {
    if (frame.find === view.open) frame.find = frame.finderOpen = null;
  };
}
