/*
 * The front of plans: an SVG that geo.ui.components.front_chart draws, in which every point is a
 * button for mouse and keyboard.
 */
export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const box = parentElement.querySelector(".rc-front");
  box.innerHTML = data;
  box.querySelectorAll("[data-point]").forEach((mark) => {
    const choose = () => setTriggerValue("point", mark.dataset.point);
    mark.addEventListener("click", choose);
    mark.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      choose();
    });
  });
}
