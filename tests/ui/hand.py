"""A planner's hand: the page itself counts the clicks, the keys and what is typed."""

from typing import Any, Final

from tests.ui.conftest import Visit

__all__ = ["Hand"]

_MOST_TABS: Final = 120
_REGIONS: Final = 4

_COUNTER: Final = """
(() => {
  if (!location.protocol.startsWith("http")) return;
  const named = "hand";
  const add = (what, by = 1) => {
    const counts = JSON.parse(sessionStorage.getItem(named) || "{}");
    counts[what] = (counts[what] || 0) + by;
    sessionStorage.setItem(named, JSON.stringify(counts));
  };
  const ways = ["Tab", "Shift", "Control", "ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"];
  addEventListener("pointerdown", (event) => { if (event.isTrusted) add("clicks"); }, true);
  addEventListener("keydown", (event) => {
    if (!event.isTrusted) return;
    const writes = event.key.length === 1 && !event.ctrlKey && !event.metaKey;
    if (!writes) add(ways.includes(event.key) ? "steps" : "keys");
  }, true);
  addEventListener("beforeinput", (event) => {
    if (event.isTrusted && event.data) add("typed", event.data.length);
  }, true);
})();
"""
"""Counts what a person does, and nothing that a script does; it outlives a reload of the page.

A press of the mouse is a click, and so is a line drawn with it. A key that only goes on (Tab, an
arrow) is a step; one that does something (Enter, Space, a shortcut) is a key.
"""


class Hand:
    """What a planner does in one window, counted by the window.

    Parameters
    ----------
    opened : Visit
        A window that has opened nothing yet.
    """

    def __init__(self, opened: Visit, address: str) -> None:
        self.opened = opened
        self.page: Any = opened.page
        self.page.add_init_script(_COUNTER)
        self.page.goto(address)

    def _count(self, what: str) -> int:
        counted = self.page.evaluate(
            "what => JSON.parse(sessionStorage.getItem('hand') || '{}')[what] || 0", what
        )
        return int(counted)

    @property
    def clicks(self) -> int:
        """Presses of the mouse."""
        return self._count("clicks")

    @property
    def keys(self) -> int:
        """Presses of keys that do something; letters and steps to the next thing do not count."""
        return self._count("keys")

    @property
    def steps(self) -> int:
        """Presses of Tab and arrows."""
        return self._count("steps")

    @property
    def typed(self) -> int:
        """Letters and digits that were typed."""
        return self._count("typed")

    # ------------------------------------------------------------ what both hands look at

    def button(self, name: str) -> Any:
        """Return a button by its whole name."""
        return self.page.get_by_role("button", name=name, exact=True)

    def link(self, name: str) -> Any:
        """Return a link by its whole name."""
        return self.page.get_by_role("link", name=name, exact=True)

    def says(self, words: str) -> None:
        """Wait until the page says something."""
        self.page.get_by_text(words).first.wait_for()

    def settle(self) -> None:
        """Wait until nothing runs any more."""
        self.page.wait_for_selector("[data-testid='stApp'][data-test-script-state='notRunning']")

    # ------------------------------------------------------------ with the mouse

    def press(self, name: str) -> None:
        """Click a button."""
        self.button(name).click()

    def turn_to(self, name: str) -> None:
        """Click the link of a page."""
        self.link(name).click()

    def choose(self, label: str, option: str) -> None:
        """Click a list and one of its options."""
        self.page.get_by_role("combobox", name=label).click()
        self.page.get_by_role("option", name=option, exact=True).click()

    def write(self, field: Any, text: str) -> None:
        """Click into a field, write over what stands there, and press Enter."""
        field.click()
        self.over(text)

    # ------------------------------------------------------------ by keyboard

    def over(self, text: str) -> None:
        """Write over what stands in the field that has the focus, and press Enter."""
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)
        self.page.keyboard.press("Enter")

    def find(self, words: str) -> None:
        """Find something by Ctrl+K and choose it."""
        self.page.wait_for_function("() => window.RepairCircleFrame?.find")
        self.page.keyboard.press("Control+k")
        self.page.keyboard.type(words)
        self.page.keyboard.press("Enter")
        self.page.wait_for_function("() => !window.RepairCircleFrame?.isOpen()")

    def is_in(self, target: Any) -> bool:
        """Tell whether something in a part of the page has the focus."""
        return bool(
            target.evaluate(
                "one => { const active = one.getRootNode().activeElement;"
                " return Boolean(active) && one.contains(active); }"
            )
        )

    def region(self, target: Any) -> None:
        """Press F6 until something in a part of the page has the focus."""
        target.wait_for()
        for _ in range(_REGIONS):
            self.page.keyboard.press("F6")
            if self.is_in(target):
                return
        raise AssertionError(f"F6 does not lead to {target}")

    def reach(self, target: Any, *, back: bool = False) -> None:
        """Press Tab until something has the focus."""
        target.wait_for()
        for _ in range(_MOST_TABS):
            if target.evaluate("one => one === one.getRootNode().activeElement"):
                return
            self.page.keyboard.press("Shift+Tab" if back else "Tab")
        raise AssertionError(f"Tab does not lead to {target}")

    def enter(self, target: Any, *, back: bool = False) -> None:
        """Press Tab until something has the focus, then Enter."""
        self.reach(target, back=back)
        self.page.keyboard.press("Enter")
