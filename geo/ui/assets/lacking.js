/*
 * Parts of the page that lack something are asked for again as long as they stand here, one at a
 * time: of two that ask at the same moment only one would be heard. What was asked for and not
 * answered, as where the connection failed, is asked for again later.
 */
const AGAIN_MS = 700;
const ANSWER_MS = 5000;
const lacking = (window.RepairCircleLacking = window.RepairCircleLacking || { parts: new Map(), timer: null });

function askForOne() {
  const now = performance.now();
  const due = [...lacking.parts.values()].find((one) =>
    one.asked === null ? now - one.noted >= AGAIN_MS : now - one.asked >= ANSWER_MS);
  if (due) {
    due.asked = now;
    due.ask("again", String(now));
  }
  if (!lacking.parts.size) {
    clearInterval(lacking.timer);
    lacking.timer = null;
  }
}

function noteLack(component, news) {
  if (!news.part) return undefined;
  const place = component.parentElement;
  if (!news.again) {
    lacking.parts.delete(news.part);
    return undefined;
  }
  const one = { place: place, ask: component.setTriggerValue, noted: performance.now(), asked: null };
  lacking.parts.set(news.part, one);
  lacking.timer = lacking.timer || setInterval(askForOne, AGAIN_MS / 2);
  return () => {
    if (lacking.parts.get(news.part)?.place === place) lacking.parts.delete(news.part);
  };
}
