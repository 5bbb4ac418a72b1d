"""Where labels go on a printed map, so that none lies on another or on a mark."""

from collections.abc import Callable, Iterable
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
    kept : array_like, shape (n, 4)
        Left, top, right, bottom of what no label may ever cover.
    marks : array_like, shape (m, 4)
        The same of the marks, which only a label that must be there covers.
    """

    def __init__(self, frame: Box, kept: npt.ArrayLike, marks: npt.ArrayLike = ()) -> None:
        self._frame = frame
        self._kept = np.asarray(kept, dtype=np.float64).reshape(-1, 4)
        self._marks = np.asarray(marks, dtype=np.float64).reshape(-1, 4)

    def beside(self, mark: Box, width: float, height: float, gap: float = 0.4) -> Box | None:
        """Return a free place for a label beside a mark, or None; the place is then taken."""
        return self._first(self._around(mark, width, height, gap), self._clear)

    def needed_beside(self, mark: Box, width: float, height: float, gap: float = 0.4) -> Box | None:
        """Return a place beside a mark as :meth:`beside`, at worst the one over fewest marks."""
        places = self._around(mark, width, height, gap)
        allowed = [place for place in places if self._allowed(place)]
        fewest_covered = sorted(allowed, key=lambda place: _crossings(place, self._marks))
        return self._first(fewest_covered, self._allowed)

    def at(self, x: float, y: float, width: float, height: float) -> Box | None:
        """Return the place about a point if it is free, or None; the place is then taken."""
        return self._first([Box.around(x, y, width, height)], self._clear)

    def _first(self, places: Iterable[Box], fits: Callable[[Box], bool]) -> Box | None:
        for box in places:
            if fits(box):
                edges = [[box.left, box.top, box.right, box.bottom]]
                self._kept = np.vstack([self._kept, edges])
                return box
        return None

    def _around(self, mark: Box, width: float, height: float, gap: float) -> list[Box]:
        x, y = mark.centre
        half_width = (mark.right - mark.left + width) / 2 + gap
        half_height = (mark.bottom - mark.top + height) / 2 + gap
        return [
            Box.around(x + dx * half_width, y + dy * half_height, width, height)
            for dx, dy in _AROUND
        ]

    def _allowed(self, box: Box) -> bool:
        return box.inside(self._frame) and not _crossings(box, self._kept)

    def _clear(self, box: Box) -> bool:
        return self._allowed(box) and not _crossings(box, self._marks)


def _crossings(box: Box, others: npt.NDArray[np.float64]) -> int:
    left, top, right, bottom = others.T
    crossed = (box.left < right) & (left < box.right) & (box.top < bottom) & (top < box.bottom)
    return int(crossed.sum())
