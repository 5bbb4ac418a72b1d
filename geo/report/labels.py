"""Where labels go on a printed map, so that none lies on another or on a mark."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

__all__ = ["Box", "LabelPlacer"]

# Preferred places around a mark, as (dx, dy) of the label's centre in half sizes: right, left,
# above, below, then the four corners.
_AROUND: Final = ((1, 0), (-1, 0), (0, -1), (0, 1), (1, -1), (1, 1), (-1, -1), (-1, 1))


@dataclass(frozen=True)
class Box:
    """A rectangle on paper, in millimetres; y grows downwards."""

    left: float
    top: float
    right: float
    bottom: float

    @classmethod
    def around(cls, x: float, y: float, width: float, height: float) -> "Box":
        """Return the rectangle of a size about a centre."""
        return cls(x - width / 2, y - height / 2, x + width / 2, y + height / 2)

    @property
    def centre(self) -> tuple[float, float]:
        """The middle."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    def inside(self, frame: "Box") -> bool:
        """Return whether the rectangle lies wholly in another."""
        return (
            self.left >= frame.left
            and self.right <= frame.right
            and self.top >= frame.top
            and self.bottom <= frame.bottom
        )


class LabelPlacer:
    """Finds free places on one map, first come first served.

    Parameters
    ----------
    frame : Box
        The map.
    taken : array_like, shape (n, 4)
        Left, top, right, bottom of the marks that labels keep clear of.
    """

    def __init__(self, frame: Box, taken: npt.ArrayLike) -> None:
        self._frame = frame
        self._taken = np.asarray(taken, dtype=np.float64).reshape(-1, 4)

    def beside(self, mark: Box, width: float, height: float, gap: float = 0.4) -> Box | None:
        """Return a free place for a label beside a mark, or None; the place is then taken."""
        x, y = mark.centre
        half_width = (mark.right - mark.left + width) / 2 + gap
        half_height = (mark.bottom - mark.top + height) / 2 + gap
        places = (
            Box.around(x + dx * half_width, y + dy * half_height, width, height)
            for dx, dy in _AROUND
        )
        return self._first_free(places)

    def at(self, x: float, y: float, width: float, height: float) -> Box | None:
        """Return the place about a point if it is free, or None; the place is then taken."""
        return self._first_free([Box.around(x, y, width, height)])

    def _first_free(self, places: Iterable[Box]) -> Box | None:
        for box in places:
            if box.inside(self._frame) and not self._crosses(box):
                edges = [[box.left, box.top, box.right, box.bottom]]
                self._taken = np.vstack([self._taken, edges])
                return box
        return None

    def _crosses(self, box: Box) -> bool:
        left, top, right, bottom = self._taken.T
        return bool(
            np.any(
                (box.left < right) & (left < box.right) & (box.top < bottom) & (top < box.bottom)
            )
        )
