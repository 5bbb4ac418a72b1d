"""Contrast measured where eyes meet it: from the pixels of a screenshot."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tests.colours import contrast, linear_of, luminance

__all__ = ["changed", "drawn_away", "picture", "strongest"]

Array = NDArray[np.float64]

_LEAST_CHANGE: Final = 24
"""Of 255, from which on a pixel belongs to what has been drawn."""

_CORE: Final = 90
"""Percentile of the contrasts of what is drawn: the edges of thin lines are smoothed."""


def picture(page: Any, selector: str = ".rc-map") -> Array:
    """Return linear RGB of an element as it is drawn, the map unless it is said otherwise."""
    png = page.locator(selector).first.screenshot(animations="disabled")
    return linear_of(np.asarray(Image.open(BytesIO(png)).convert("RGB")))


def changed(before: Array, after: Array) -> NDArray[np.bool_]:
    """Return where two pictures differ enough to be seen."""
    return np.asarray(
        np.abs(np.sqrt(before) - np.sqrt(after)).max(axis=-1) > _LEAST_CHANGE / 255, dtype=bool
    )


def strongest(ground: Array, drawn: Array) -> float:
    """Return the contrast of what is drawn to the ground beneath it, smoothed edges aside."""
    where = changed(ground, drawn)
    assert where.any(), "nothing was drawn"
    found = contrast(luminance(drawn[where]), luminance(ground[where]))
    return float(np.percentile(found, _CORE))


@contextmanager
def drawn_away(page: Any, selector: str, rule: str) -> Iterator[None]:
    """Draw elements of the map otherwise for as long as the context lasts.

    Parameters
    ----------
    page : Page
    selector : str
        Which elements, inside the map.
    rule : str
        What CSS says of them meanwhile.
    """
    page.evaluate(
        "([selector, rule]) => { const style = document.createElement('style');"
        " style.id = 'rc-away'; style.textContent = `${selector} { ${rule} }`;"
        " window.RepairCircleHub.mapView.box.append(style); }",
        [selector, rule],
    )
    yield
    page.evaluate("window.RepairCircleHub.mapView.box.querySelector('#rc-away').remove()")
