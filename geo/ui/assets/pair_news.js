/* What the maps of pair.js show: applied at once, or kept until they are there. */
const hub = (window.RepairCirclePair = window.RepairCirclePair || { pair: null, news: {}, view: null });

export default function (component) {
  const news = JSON.parse(new TextDecoder().decode(component.data));
  hub.news[news.kind] = news;
  if (hub.pair && hub.pair.key === news.key) hub.pair.apply(news);
  return noteLack(component, news);
}
