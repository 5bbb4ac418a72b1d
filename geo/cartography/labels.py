"""Where labels go on a printed map, so that none lies on another or on a mark."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

__all__ = ["Box", "LabelPlacer"]

# Preferred places around a mark, as (dx, dy) of the label's centre in half sizes: right, left,
# above, below, then the four corners.
_AROUND: Final = np.array(
    [(1, 0), (-1, 0), (0, -1), (0, 1), (1, -1), (1, 1), (-1, -1), (-1, 1)], dtype=np.float64
)
_MORE_ROOM: Final = 32

Boxes = npt.NDArray[np.float64]
"""Left, top, right, bottom of rectangles, shape (n, 4)."""


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
        self._marks = np.asarray(marks, dtype=np.float64).reshape(-1, 4)
        # The marks lie first, then what no label may cover, then room for labels.
        self._taken = np.vstack([self._marks, np.asarray(kept, dtype=np.float64).reshape(-1, 4)])
        self._n_taken = len(self._taken)

    def beside(self, mark: Box, width: float, height: float, gap: float = 0.4) -> Box | None:
        """Return a free place for a label beside a mark, or None; the place is then taken."""
        return self._first(_around(mark, width, height, gap), self._taken[: self._n_taken])

    def needed_beside(self, mark: Box, width: float, height: float, gap: float = 0.4) -> Box | None:
        """Return a place beside a mark as :meth:`beside`, at worst the one over fewest marks."""
        places = _around(mark, width, height, gap)
        fewest_covered = np.argsort(_crossings(places, self._marks), kind="stable")
        kept = self._taken[len(self._marks) : self._n_taken]
        return self._first(places[fewest_covered], kept)

    def at(self, x: float, y: float, width: float, height: float) -> Box | None:
        """Return the place about a point if it is free, or None; the place is then taken."""
        place = Box.around(x, y, width, height)
        edges = np.array([[place.left, place.top, place.right, place.bottom]])
        return self._first(edges, self._taken[: self._n_taken])

    def _first(self, places: Boxes, others: Boxes) -> Box | None:
        """Return the first of some places that lies on the map and on none of the others."""
        frame = self._frame
        free = (
            (places[:, 0] >= frame.left)
            & (places[:, 1] >= frame.top)
            & (places[:, 2] <= frame.right)
            & (places[:, 3] <= frame.bottom)
            & (_crossings(places, others) == 0)
        )
        first = int(free.argmax())
        if not free[first]:
            return None
        if self._n_taken == len(self._taken):
            self._taken = np.vstack([self._taken, np.empty((_MORE_ROOM + self._n_taken, 4))])
        self._taken[self._n_taken] = places[first]
        self._n_taken += 1
        return Box(*places[first].tolist())


def _around(mark: Box, width: float, height: float, gap: float) -> Boxes:
    """Return the places of a label around a mark, the preferred one first."""
    x, y = mark.centre
    half_width = (mark.right - mark.left + width) / 2 + gap
    half_height = (mark.bottom - mark.top + height) / 2 + gap
    centre = np.array([x, y]) + _AROUND * np.array([half_width, half_height])
    half = np.array([width, height]) / 2
    return np.hstack([centre - half, centre + half])


def _crossings(boxes: Boxes, others: Boxes) -> npt.NDArray[np.int64]:
    """Return how many of the others each box crosses."""
    left, top, right, bottom = others.T
    own = boxes[:, :, None]
    crossed = (own[:, 0] < right) & (left < own[:, 2]) & (own[:, 1] < bottom) & (top < own[:, 3])
    return np.asarray(crossed.sum(axis=1))
