// Streamlit says a few things of its own in English, mostly to screen readers: they are said in the
// language of the page. What was there is remembered, so that the page can change its language.
(() => {
  const words = WORDS;
  const known = (window.RepairCircleWords = window.RepairCircleWords || { before: new WeakMap() });
  known.words = words;
  document.documentElement.lang = words.language;
  const names = ["aria-label", "title", "placeholder", "alt"];

  function said(text) {
    const plain = text.trim();
    if (known.words.exact[plain]) return known.words.exact[plain];
    for (const [start, whole] of known.words.begins) {
      if (plain.startsWith(start)) return whole.replace("{name}", plain.slice(start.length));
    }
    return null;
  }

  function saySo(element) {
    const before = known.before.get(element) || {};
    names.forEach((name) => {
      const now = element.getAttribute(name);
      if (now === null) return;
      const first = before[name] && before[name].after === now ? before[name].first : now;
      const after = said(first) || first;
      if (after === now && first === now) return;
      before[name] = { first: first, after: after };
      known.before.set(element, before);
      if (after !== now) element.setAttribute(name, after);
    });
  }

  function sayText(node) {
    const before = known.before.get(node);
    const first = before && before.after === node.data ? before.first : node.data;
    const after = said(first) || first;
    if (after === node.data) return;
    known.before.set(node, { first: first, after: after });
    node.data = after;
  }

  /* Buttons of one kind say what they belong to: several are on a page. */
  function nameOf(button) {
    const section = button.closest("section")?.getAttribute("aria-label");
    if (button.matches(UPLOADERS)) return section && known.words.upload.replace("{name}", section);
    const label = button.closest("[data-testid='stDateInput']")?.querySelector("label")?.textContent.trim();
    if (button.getAttribute("aria-label") === known.words.exact[CALENDAR]) button.dataset.names = "date";
    return label && button.dataset.names === "date" && known.words.date.replace("{name}", label);
  }

  function nameButton(button) {
    const name = nameOf(button);
    if (name && button.getAttribute("aria-label") !== name) button.setAttribute("aria-label", name);
  }

  const TEXTS = "a[href='#main-content'], [data-testid='stSkipToContent'], [role='spinbutton'], [role='option'], li, " +
    "[data-testid='stFileUploaderDropzone'] button p";
  const UPLOADERS = "[data-testid='stFileUploaderDropzone'] button";
  const CALENDAR = "Choose date";
  const NAMED = `${UPLOADERS}, [data-testid='stDateInput'] button`;
  function look(root) {
    if (root.nodeType === Node.TEXT_NODE) {
      if (root.parentElement?.matches(TEXTS)) sayText(root);
      return;
    }
    if (root.nodeType !== Node.ELEMENT_NODE) return;
    [root, ...root.querySelectorAll(names.map((name) => `[${name}]`).join())].forEach(saySo);
    [root, ...root.querySelectorAll(TEXTS)].forEach((element) => {
      if (element.matches(TEXTS)) {
        element.childNodes.forEach((node) => {
          if (node.nodeType === Node.TEXT_NODE) sayText(node);
        });
      }
    });
    [root, ...root.querySelectorAll(NAMED)].forEach((element) => {
      if (element.matches(NAMED)) nameButton(element);
    });
  }

  known.watch?.disconnect();
  known.watch = new MutationObserver((changes) => {
    changes.forEach((change) => {
      if (change.type === "childList") change.addedNodes.forEach(look);
      else if (change.type === "attributes") saySo(change.target);
      else look(change.target);
    });
  });
  known.watch.observe(document.body, {
    subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: names,
  });
  look(document.body);
})();
