"""A walk through every page and panel of the app, for the tests that look at each of them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from geo.ui.components.settings.form import SECTIONS

__all__ = ["SCREENS", "Screen", "Window"]

LONG_MS: Final = 300_000


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
        self.page.evaluate("document.fonts.ready")

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
    """

    name: str
    path: str
    steps: tuple[Step, ...] = ()
    with_map: bool = True

    def show(self, window: Window) -> None:
        """Bring the screen up."""
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


def _panels(path: str, key: str, names: Iterator[str] | list[str]) -> Iterator[Screen]:
    for number, name in enumerate(names):
        yield Screen(f"{path}:{name}", path, (pressed(key, number), unfolded))


SCREENS: Final[tuple[Screen, ...]] = (
    Screen("overview", ""),
    Screen("overview:estate", "?estate=HY-033", (unfolded,)),
    Screen("data", "data", (unfolded,), with_map=False),
    *(
        Screen(f"data:{name}", "data", (picked("rc_data_kind", number), unfolded), with_map=False)
        for number, name in enumerate(["estates", "stations", "roads", "gates", "shifts"])
        if number
    ),
    *(
        Screen(f"data:{name}", "data", (pressed("rc_data_view", n), unfolded), with_map=False)
        for n, name in enumerate(["lists", "check", "projects"])
        if n
    ),
    *(
        Screen(
            f"settings:{name or 'general'}",
            "settings",
            (picked("rc_settings_section", number),),
            with_map=False,
        )
        for number, name in enumerate(SECTIONS)
    ),
    *_panels(
        "coverage",
        "rc_view",
        ["verdicts", "chances", "hours", "equity", "crews", "cards", "log", "assumptions"],
    ),
    Screen("coverage:estate", "coverage?estate=HY-033", (pressed("rc_ask_fix"), unfolded)),
    Screen("siting:solved", "siting", (pressed("rc_solve"), unfolded)),
    *_panels(
        "siting", "rc_siting_view", ["solve", "front", "best", "futures", "phases", "compare"]
    ),
    Screen("zones", "zones"),
    Screen("zones:estate", "zones?estate=HY-033", (unfolded,)),
    *(
        Screen(f"zones:{name}", "zones", (unfolded, pressed("rc_zone_table_kind", number)))
        for number, name in enumerate(["zones", "estates", "folding", "communities"])
    ),
    *(
        Screen(
            f"scenarios:{name}",
            "scenarios",
            (pressed("rc_scenario_view", n), unfolded),
            with_map=False,
        )
        for n, name in enumerate(["list", "conditions", "pair", "map", "tables"])
    ),
    *_panels("operations", "rc_tab", ["problems", "assessment", "visits", "works"]),
    Screen("operations:board", "operations", (pressed("rc_problem_below", 1),)),
    Screen("export", "export", (unfolded,), with_map=False),
    Screen("help", "help", with_map=False),
    Screen("help:checked", "help", (pressed("rc_self"),), with_map=False),
)
"""Every page and panel."""
