"""The page of operations: how soon it stands, and what choosing a problem takes."""

from typing import Any, Final

from benchmarks.app.clicks import Map

__all__ = ["ProblemPage"]

_HEAD_PX: Final = 34
_ROW_PX: Final = 31
_MARK_PX: Final = 16
_ROWS: Final = 6

_CARD: Final = (
    "() => [...document.querySelectorAll('.st-key-rc_panel [data-testid=stCaptionContainer]')]"
    ".map(one => one.innerText).join('|')"
)
_WATCH: Final = f"""() => {{
    const card = {_CARD}, former = card();
    window.rcShown = new Promise(done => {{
        const look = at => card() === former ? requestAnimationFrame(look) : done(at);
        requestAnimationFrame(look);
    }});
    return performance.now();
}}"""


class ProblemPage(Map):
    """The page of operations in a window of its own, with the ranked list of problems.

    Parameters
    ----------
    browser : playwright Browser
    address : str
        Of the app, with the ``/`` at its end.
    """

    def __init__(self, browser: Any, address: str) -> None:
        super().__init__(browser, f"{address}operations")
        self._page.wait_for_selector(".st-key-rc_problem_list canvas")
        self._next = 0

    def click(self) -> None:
        """Choose the next problem of the list, wait for its card and note what it took."""
        self._quiet()
        before = self.received_bytes
        box = self._page.locator(".st-key-rc_problem_list").bounding_box()
        row = self._next % _ROWS
        self._next += 1
        pressed = self._page.evaluate(_WATCH)
        self._page.mouse.click(box["x"] + _MARK_PX, box["y"] + _HEAD_PX + (row + 0.5) * _ROW_PX)
        shown = self._page.evaluate("() => window.rcShown")
        self._quiet()
        self.clicks.milliseconds.append(float(shown) - pressed)
        self.clicks.sizes.append(self.received_bytes - before)
