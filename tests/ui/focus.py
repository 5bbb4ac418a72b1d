"""Where the focus is seen: what changes about a stop of the Tab key while it has the focus."""

from typing import Any, Final

__all__ = ["faint_stops"]

_LEAST_CONTRAST: Final = 3.0
_MOST_STOPS: Final = 150
_TABLES: Final = ("CANVAS.", "DIV.dvn-scroller")

_LOOK: Final = """
() => {
  let one = document.activeElement;
  while (one?.shadowRoot?.activeElement) one = one.shadowRoot.activeElement;
  const up = (node) => node.assignedSlot || node.parentElement || node.getRootNode().host;
  const last = window.rcStop;
  const look = (node) => {
    const seen = [];
    for (const [part, pseudo] of [[node, null], [node, "::before"], [node, "::after"]]) {
      const css = getComputedStyle(part, pseudo);
      const line = css.outlineStyle === "none" || parseFloat(css.outlineWidth) < 1.5
        ? "" : css.outlineColor;
      seen.push(line, css.boxShadow === "none" ? "" : css.boxShadow,
        parseFloat(css.borderBottomWidth) ? css.borderBottomColor : "", css.backgroundColor);
    }
    return seen;
  };
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const paint = (colours) => {
    canvas.clearRect(0, 0, 1, 1);
    colours.forEach((colour) => { canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1); });
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const behind = (node) => {
    const grounds = [];
    for (let at = node; at; at = up(at)) grounds.unshift(getComputedStyle(at).backgroundColor);
    return ["white", getComputedStyle(document.documentElement).backgroundColor, ...grounds];
  };
  const light = (rgb) => {
    const [r, g, b] = rgb.map((c) => c / 255)
      .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (a, b) => {
    const [x, y] = [light(a), light(b)];
    return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
  };
  const strength = (stop) => Math.max(0, ...stop.parts.map(([node, now]) => {
    if (!node.isConnected) return 0;
    const then = look(node);
    const ground = behind(up(node) || node);
    const beneath = paint(ground);
    return Math.max(0, ...now.map((value, place) => {
      if (!value || value === then[place]) return 0;
      const colours = value.match(/(rgba?|color|oklch|oklab|hsla?)\\([^)]*\\)/g) || [];
      return Math.max(0, ...colours.map((one) => contrast(paint([...ground, one]), beneath)));
    }));
  }));
  const told = last && { name: last.name, contrast: strength(last) };
  window.rcStop = null;
  if (one && one !== document.body) {
    const parts = [];
    const box = one.getBoundingClientRect();
    for (let at = one, far = 0; at && far < 6; at = up(at), far += 1) {
      const size = at.getBoundingClientRect();
      if (far && (size.width > box.width + 120 || size.height > box.height + 40)) break;
      parts.push([at, look(at)]);
    }
    const within = one.querySelectorAll(":scope > *, :scope > * > *");
    [...within, ...one.parentNode.children].forEach((at) => parts.push([at, look(at)]));
    const key = one.closest("[class*=st-key-]")?.className.match(/st-key-[\\w-]+/)?.[0] || "";
    const name = one.getAttribute("aria-label") || one.innerText || one.id || "";
    window.rcStop = { parts: parts, name: `${one.tagName}.${one.className} ${key} ${name}` };
  }
  const again = window.rcFirst === one;
  window.rcFirst ||= one;
  return [told, again || !window.rcStop];
}
"""


def faint_stops(page: Any) -> tuple[int, list[str]]:
    """Walk through a page with Tab and return how many stops there are, and which are hard to see.

    Parameters
    ----------
    page : playwright Page
        It may be in any state; what moves is stilled.
    """
    page.add_style_tag(content="*, *::before, *::after { transition: none !important; }")
    page.evaluate(
        "() => { document.activeElement?.blur(); window.rcStop = window.rcFirst = null; }"
    )
    stops, faint = 0, []
    for _ in range(_MOST_STOPS):
        page.keyboard.press("Tab")
        told, is_over = page.evaluate(_LOOK)
        if told is not None:
            stops += 1
            # A table draws its own ring around a cell, on its canvas.
            if told["contrast"] < _LEAST_CONTRAST and not told["name"].startswith(_TABLES):
                faint.append(f"{' '.join(told['name'].split())} ({told['contrast']:.1f})")
        if is_over and stops:
            break
    return stops, faint
