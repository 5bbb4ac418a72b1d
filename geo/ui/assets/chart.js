/* Shows a chart drawn as SVG by geo.report.charts, which escapes every word in it. */
export default function (component) {
  const { data, parentElement } = component;
  parentElement.querySelector(".rc-chart").innerHTML = data;
}
