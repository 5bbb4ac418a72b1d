/*
 * The strip of 24 hours that geo.ui.components.frame.hour_strip writes; every word in it is escaped.
 * Tab comes to the hour of the page alone, arrows go on from there.
 */
export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const box = parentElement.querySelector(".rc-hours");
  /* The component may stand in a shadow tree, whose own focus the document does not know. */
  const active = box.getRootNode().activeElement;
  const focused = box.contains(active) ? active.dataset.hour : null;
  box.innerHTML = data.html;
  if (focused) box.querySelector(`[data-hour="${focused}"]`)?.focus();
  box.onclick = (event) => {
    const cell = event.target.closest("[data-hour]");
    if (cell) setTriggerValue("hour", cell.dataset.hour);
  };
  box.onkeydown = (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const cell = event.target.closest("[data-hour]");
    if (!step || !cell) return;
    event.preventDefault();
    box.querySelector(`[data-hour="${(Number(cell.dataset.hour) + step + 24) % 24}"]`).focus();
  };
  return noteLack(component, data);
}
