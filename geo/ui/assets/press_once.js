/*
 * Presses a button of the page once for each turn, as soon as it can be pressed: what somebody has
 * asked for is downloaded when it has been made.
 */
const pressed = (window.RepairCirclePressed = window.RepairCirclePressed || {});
const EVERY_MS = 60;

export default function (component) {
  const { button, turn } = component.data;
  const timer = setInterval(() => {
    const ready = document.querySelector(`.st-key-${button} button:not([disabled])`);
    if (pressed[button] !== turn && !ready) return;
    clearInterval(timer);
    if (pressed[button] === turn) return;
    pressed[button] = turn;
    ready.click();
  }, EVERY_MS);
  return () => clearInterval(timer);
}
