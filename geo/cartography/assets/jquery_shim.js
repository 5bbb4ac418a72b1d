/* folium's popups write $(`<div>…</div>`)[0]; this is all they need of jQuery. */
window.$ = window.jQuery = function (markup) {
  const holder = document.createElement("template");
  holder.innerHTML = String(markup).trim();
  return Array.from(holder.content.childNodes);
};
