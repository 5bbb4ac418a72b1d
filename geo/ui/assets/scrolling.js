// A part of the page that scrolls on its own can be reached and scrolled with the keyboard; it has a
// name, so that a screen reader says where it is. What does not scroll is not a stop of the Tab key.
(() => {
  const SCROLLERS = "[class*='st-key-rc_'][data-testid='stVerticalBlock'], .rc-folds";
  const known = (window.RepairCircleScrolling = window.RepairCircleScrolling || {});
  known.sizes?.disconnect();
  known.changes?.disconnect();

  function scrolls(part) {
    return part.scrollHeight > part.clientHeight + 1 && /auto|scroll/.test(getComputedStyle(part).overflowY);
  }

  function settle(part) {
    const name = window.RepairCircleWords.words.panel;
    const wanted = scrolls(part) ? { tabindex: "0", role: "group", "aria-label": name } : {};
    ["tabindex", "role", "aria-label"].forEach((one) => {
      if (wanted[one] === undefined) part.removeAttribute(one);
      else if (part.getAttribute(one) !== wanted[one]) part.setAttribute(one, wanted[one]);
    });
  }

  /* Measuring makes the browser lay the page out: once for a change, not in every frame of it. */
  const SETTLED_MS = 100;
  let asked = 0;
  function look() {
    asked = 0;
    document.querySelectorAll(SCROLLERS).forEach((part) => {
      known.sizes.observe(part);
      settle(part);
    });
  }
  function ask() {
    if (!asked) asked = setTimeout(look, SETTLED_MS);
  }
  known.sizes = new ResizeObserver(ask);
  known.changes = new MutationObserver(ask);
  known.changes.observe(document.body, { subtree: true, childList: true });
  ask();
})();
