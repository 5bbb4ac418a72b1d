"""Turn restrictions that lead over a whole way: paths of roads, kept flat."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geo.errors import RoadsError
from geo.read_only import ReadOnlyArrays
from geo.roads.arrays import Bools, Ints, Longs, read_only

__all__ = ["NO_PATHS", "RoadPaths"]


@dataclass(frozen=True, eq=False)
class RoadPaths(ReadOnlyArrays):
    """Restricted paths of at least three edges.

    Attributes
    ----------
    offset : ndarray of int64, shape (n + 1,)
    step : ndarray of int32
        Path i is ``step[offset[i]:offset[i + 1]]``: an edge, the node it is left at, the next
        edge, and so on to the last edge.
    only : ndarray of bool, shape (n,)
        Whether the last edge is the only one allowed behind the others, or forbidden.
    hours : ndarray of uint32, shape (n,)
        The hours of a working day at which this holds, bit h for h:00.
    """

    offset: Longs
    step: Ints
    only: Bools
    hours: NDArray[np.uint32]

    @classmethod
    def from_rows(cls, rows: Iterable[tuple[list[int], bool, int]]) -> "RoadPaths":
        """Return the paths given one by one.

        Parameters
        ----------
        rows : iterable of (list of int, bool, int)
            Steps, whether the last one is the only one allowed, hours.
        """
        listed = list(rows)
        return cls(
            offset=read_only(np.cumsum([0, *(len(steps) for steps, _, _ in listed)]), np.int64),
            step=read_only([step for steps, _, _ in listed for step in steps], np.int32),
            only=read_only([only for _, only, _ in listed], np.bool_),
            hours=read_only([hours for _, _, hours in listed], np.uint32),
        )

    @classmethod
    def from_arrays(
        cls, *, offset: ArrayLike, step: ArrayLike, only: ArrayLike, hours: ArrayLike
    ) -> "RoadPaths":
        """Return the paths of a road file.

        Parameters
        ----------
        offset, step, only, hours : array_like
            As the class has them.

        Raises
        ------
        RoadsError
            When a path is not edges and nodes in turn.
        """
        paths = cls(
            offset=read_only(offset, np.int64),
            step=read_only(step, np.int32),
            only=read_only(only, np.bool_),
            hours=read_only(hours, np.uint32),
        )
        lengths = np.diff(paths.offset)
        if (lengths < 5).any() or (lengths % 2 == 0).any() or paths.offset[-1] != len(paths.step):
            raise RoadsError("roads.restriction_out_of_range", edges=len(lengths), nodes=0)
        return paths

    def __len__(self) -> int:
        return len(self.only)

    def rows(self) -> Iterator[tuple[list[int], bool, int]]:
        """Yield the steps of every path, whether it is the only one, and its hours."""
        for number in range(len(self)):
            steps = self.step[self.offset[number] : self.offset[number + 1]].tolist()
            yield steps, bool(self.only[number]), int(self.hours[number])

    @property
    def nodes(self) -> NDArray[np.int64]:
        """The nodes that paths lead over."""
        inner = [node for steps, _, _ in self.rows() for node in steps[1::2]]
        return np.unique(np.array(inner, dtype=np.int64))

    def renumbered(
        self, edge_now: NDArray[np.integer], node_now: NDArray[np.integer]
    ) -> "RoadPaths":
        """Return the paths with other numbers of edges and nodes; -1 drops what uses it."""
        if not len(self):
            return self
        rows = []
        for steps, only, hours in self.rows():
            now = [
                int((edge_now if place % 2 == 0 else node_now)[step])
                for place, step in enumerate(steps)
            ]
            if min(now) >= 0:
                rows.append((now, only, hours))
        return RoadPaths.from_rows(rows)


NO_PATHS = RoadPaths.from_rows(())
"""No restricted path at all."""
