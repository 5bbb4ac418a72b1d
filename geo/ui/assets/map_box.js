/* The place of the map on a page: it opens as soon as what all pages share of the map is there. */
const hub = (window.RepairCircleHub = window.RepairCircleHub || {
  mapView: null, news: {}, views: {}, hidden: new Set(),
});

export default function (component) {
  const box = component.parentElement.querySelector(".rc-map");
  const key = new TextDecoder().decode(component.data);
  box.open = () => {
    if (!hub.ground || hub.ground.key !== key) return;
    hub.awaiting = null;
    if (!box.mapView || box.mapView.key !== key) hub.show(box, hub.ground, component.setTriggerValue);
    box.mapView.send = component.setTriggerValue;
  };
  hub.awaiting = box.open;
  box.open();
  return () => {
    if (hub.awaiting === box.open) hub.awaiting = null;
    if (box.mapView) hub.close(box.mapView);
    box.mapView = null;
  };
}
