/* News for the map of mapView.js: applied at once, or kept until the map is there. */
const hub = (window.RepairCircleHub = window.RepairCircleHub || {
  mapView: null, news: {}, views: {}, hidden: new Set(),
});

function hear(text, news) {
  const former = hub.news[news.kind];
  /* Reach and zones that are the same as before stand already, unless the map was opened anew. */
  const same = former && former.text === text && hub.mapView && former.mapView === hub.mapView;
  if (same && news.kind !== "status") return;
  news.text = text;
  news.mapView = hub.mapView;
  hub.news[news.kind] = news;
  if (hub.mapView && hub.mapView.key === news.key) hub.mapView.apply(news);
}

export default function (component) {
  const text = new TextDecoder().decode(component.data);
  const news = JSON.parse(text);
  hear(text, news);
  return noteLack(component, news);
}
