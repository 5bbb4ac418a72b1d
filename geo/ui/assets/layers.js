/* News for the map of desk.js: applied at once, or kept until the map is there. */
const hub = (window.RepairCircleHub = window.RepairCircleHub || { desk: null, news: {}, views: {} });

export default function (component) {
  const news = JSON.parse(new TextDecoder().decode(component.data));
  hub.news[news.kind] = news;
  if (hub.desk && hub.desk.key === news.key) hub.desk.apply(news);
}
