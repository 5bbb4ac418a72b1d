/* News for the map of desk.js: applied at once, or kept until the map is there. */
const hub = (window.RepairCircleHub = window.RepairCircleHub || {
  desk: null, news: {}, views: {}, hidden: new Set(),
});

export default function (component) {
  const text = new TextDecoder().decode(component.data);
  const news = JSON.parse(text);
  const former = hub.news[news.kind];
  /* Reach and zones that are the same as before stand already, unless the map was opened anew. */
  const same = former && former.text === text && hub.desk && former.desk === hub.desk;
  if (same && news.kind !== "status") return;
  news.text = text;
  news.desk = hub.desk;
  hub.news[news.kind] = news;
  if (hub.desk && hub.desk.key === news.key) hub.desk.apply(news);
}
