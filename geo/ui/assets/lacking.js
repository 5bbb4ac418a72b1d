/* Parts of the page that lack something: asker.js asks for them as long as they stand here. */
const lacking = (window.RepairCircleLacking = window.RepairCircleLacking || new Map());

function noteLack(component, news) {
  const place = component.parentElement;
  if (!news.part) return undefined;
  if (news.again) lacking.set(news.part, { place: place, at: performance.now() });
  else lacking.delete(news.part);
  return () => {
    if (lacking.get(news.part)?.place === place) lacking.delete(news.part);
  };
}
