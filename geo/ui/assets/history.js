// One press of Back leaves a page: a change of the address that stays on the page (what is open,
// what is selected) replaces the entry of the browser's history instead of adding another.
(() => {
  if (window.RepairCircleHistory) return;
  const push = history.pushState.bind(history);
  window.RepairCircleHistory = true;
  history.pushState = (state, title, address) => {
    const staysOnPage = new URL(address, location.href).pathname === location.pathname;
    if (staysOnPage) history.replaceState(state, title, address);
    else push(state, title, address);
  };
})();
