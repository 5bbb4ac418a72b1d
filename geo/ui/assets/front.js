/*
 * The front of plans: an SVG that geo.ui.components.siting.front_chart draws. A click takes the nearest
 * point, so that points which lie on each other can be told apart; Enter takes the focused one.
 */
const REACH = 14;

function nearest(svg, event) {
  const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
  let found = null;
  let least = REACH;
  svg.querySelectorAll("[data-point]").forEach((mark) => {
    const distance = Math.hypot(mark.dataset.x - at.x, mark.dataset.y - at.y);
    if (distance < least) [found, least] = [mark, distance];
  });
  return found;
}

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const box = parentElement.querySelector(".rc-front");
  box.innerHTML = data;
  const svg = box.querySelector("svg");
  svg.addEventListener("click", (event) => {
    const mark = nearest(svg, event);
    if (mark) setTriggerValue("point", mark.dataset.point);
  });
  svg.addEventListener("keydown", (event) => {
    const mark = event.target.closest("[data-point]");
    if (!mark || (event.key !== "Enter" && event.key !== " ")) return;
    event.preventDefault();
    setTriggerValue("point", mark.dataset.point);
  });
}
