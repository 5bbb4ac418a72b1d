"""A walk through every page and panel of the app, for the tests that look at each of them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from geo.ui.components.settings.form import SECTIONS

__all__ = ["SCREENS", "Screen", "Window"]

LONG_MS: Final = 300_000

_TABLES_DRAWN: Final = """
() => [...document.querySelectorAll("[data-testid=stDataFrame]")].every(
  one => !one.checkVisibility({visibilityProperty: true}) || one.querySelector("canvas table")
)
"""
"""A table says its cells only once it is drawn, a while after the page stands still."""


@dataclass
class Window:
    """A page of the browser on a running app.

    Parameters
    ----------
    page : Page
    address : str
    language : {"zh", "en"}
    """

    page: Any
    address: str
    language: str

    def open(self, path: str, *, with_map: bool = False) -> None:
        """Open a page of the app and wait until it stands still."""
        joined = "&" if "?" in path else "?"
        self.page.goto(f"{self.address}{path}{joined}lang={self.language}")
        if with_map:
            self.page.wait_for_selector(".rc-map[data-drawn]", timeout=LONG_MS)
        self.settle()

    def settle(self) -> None:
        """Wait until nothing runs any more."""
        self.page.wait_for_selector(
            "[data-testid='stApp'][data-test-script-state='notRunning']", timeout=LONG_MS
        )
        self.page.wait_for_function(
            "() => !document.querySelector('[data-testid=stSkeleton], [data-testid=stSpinner],"
            " .rc-progress, [data-stale=true]')",
            timeout=LONG_MS,
        )
        self.page.wait_for_function(_TABLES_DRAWN, timeout=LONG_MS)
        self.page.evaluate("document.fonts.ready")

    def in_colours(self, scheme: str) -> None:
        """Ask for light or dark, and wait until an open page has followed."""
        self.page.emulate_media(color_scheme=scheme)
        self.page.wait_for_function(
            "scheme => { const app = document.querySelector('.stApp');"
            " return !app || getComputedStyle(app).colorScheme === scheme; }",
            arg=scheme,
        )

    def press(self, key: str, number: int = 0) -> None:
        """Press a button of a widget by the widget's key, and wait."""
        self.page.locator(f".st-key-{key} button").nth(number).click()
        self.page.wait_for_timeout(60)
        self.settle()

    def unfold(self) -> None:
        """Open everything that is folded, and wait."""
        self.page.evaluate(
            "[...document.querySelectorAll('details:not([open]) > summary')]"
            ".forEach(one => one.click())"
        )
        self.page.wait_for_timeout(60)
        self.settle()


Step = Callable[[Window], None]


@dataclass(frozen=True)
class Screen:
    """What is looked at: a page in one of its states.

    Parameters
    ----------
    name : str
        What a fault is reported under.
    path : str
        The address below the root.
    steps : tuple of callables
        What is done there before it is looked at.
    with_map : bool
        Whether the page has a map to wait for.
    goes_on : bool
        Whether it begins in the page that the screen before it in the list has left open.
    """

    name: str
    path: str
    steps: tuple[Step, ...] = ()
    with_map: bool = True
    goes_on: bool = False

    def show(self, window: Window) -> None:
        """Bring the screen up."""
        if not self.goes_on:
            window.open(self.path, with_map=self.with_map)
        for step in self.steps:
            step(window)


def pressed(key: str, number: int = 0) -> Step:
    """Return the step that presses a button of a widget."""
    return lambda window: window.press(key, number)


def picked(key: str, number: int) -> Step:
    """Return the step that picks one of a widget's radio buttons."""

    def pick(window: Window) -> None:
        window.page.locator(f".st-key-{key} label:has(input)").nth(number).click()
        window.page.wait_for_timeout(60)
        window.settle()

    return pick


def unfolded(window: Window) -> None:
    """Open everything that is folded."""
    window.unfold()


def _panels(
    path: str, turn: Callable[[int], Step], names: list[str], *, with_map: bool = True
) -> Iterator[Screen]:
    """Yield a page as it opens, and then each of its panels, turned to in the open page."""
    for number, name in enumerate(names):
        steps = (turn(number), unfolded) if number else (unfolded,)
        yield Screen(f"{path}:{name}", path, steps, with_map, goes_on=number > 0)


def presses(key: str) -> Callable[[int], Step]:
    """Return what makes the steps that press the buttons of a widget."""
    return lambda number: pressed(key, number)


def picks(key: str) -> Callable[[int], Step]:
    """Return what makes the steps that pick a widget's radio buttons."""
    return lambda number: picked(key, number)


_DATA: Final = ["estates", "stations", "roads", "gates", "shifts"]
_COVERAGE: Final = [
    "verdicts",
    "chances",
    "hours",
    "equity",
    "crews",
    "cards",
    "log",
    "assumptions",
]
_SITING: Final = ["solve", "front", "best", "futures", "phases", "compare"]
_ZONE_TABLES: Final = ["zones", "estates", "folding", "communities"]
_SCENARIOS: Final = ["list", "conditions", "pair", "map", "tables"]
_OPERATIONS: Final = ["problems", "assessment", "visits", "works"]
_SETTINGS: Final = [name or "general" for name in SECTIONS]


SCREENS: Final[tuple[Screen, ...]] = (
    Screen("overview", ""),
    Screen("overview:estate", "?estate=HY-033", (unfolded,)),
    *_panels("data", picks("rc_data_kind"), _DATA, with_map=False),
    *(
        Screen(f"data:{name}", "data", (pressed("rc_data_view", n), unfolded), goes_on=True)
        for n, name in enumerate(["check", "projects"], start=1)
    ),
    *_panels("settings", picks("rc_settings_section"), _SETTINGS, with_map=False),
    *_panels("coverage", presses("rc_view"), _COVERAGE),
    Screen("coverage:estate", "coverage?estate=HY-033", (pressed("rc_ask_fix"), unfolded)),
    *_panels("siting", presses("rc_siting_view"), _SITING),
    Screen(
        "siting:solved",
        "siting",
        (pressed("rc_siting_view", 0), pressed("rc_solve"), unfolded),
        goes_on=True,
    ),
    Screen("zones:estate", "zones?estate=HY-033", (unfolded,)),
    *_panels("zones", presses("rc_zone_table_kind"), _ZONE_TABLES),
    *_panels("scenarios", presses("rc_scenario_view"), _SCENARIOS, with_map=False),
    *_panels("operations", presses("rc_tab"), _OPERATIONS),
    Screen(
        "operations:board",
        "operations",
        (pressed("rc_tab", 0), pressed("rc_problem_below", 1)),
        goes_on=True,
    ),
    Screen("export", "export", (unfolded,), with_map=False),
    Screen("help", "help", with_map=False),
    Screen("help:checked", "help", (pressed("rc_self"),), goes_on=True),
)
"""Every page and panel, those of a page one after the other."""
