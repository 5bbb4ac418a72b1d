/* A message that lacks something is asked for again, as long as its place is on the page. */
const AGAIN_MS = 700;
const asking = new Map();

function askAgain(component, news) {
  const place = component.parentElement;
  const forget = () => {
    clearTimeout(asking.get(place));
    asking.delete(place);
  };
  forget();
  if (news.again) {
    asking.set(place, setTimeout(() => component.setTriggerValue("again", news.again), AGAIN_MS));
  }
  return forget;
}
