"""The directed network that travel times are computed on."""

import hashlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import ArrayLike

from geo.errors import RoadsError
from geo.roads.arrays import (
    Bools,
    Floats,
    Ints,
    Longs,
    finite_numbers,
    node_indices,
    non_negative_lengths,
    numbers,
    read_only,
    refuse_negative,
)
from geo.summary import Summarized

if TYPE_CHECKING:
    from geo.roads.hierarchy import Preparation

__all__ = ["CLOSED_MS", "RoadNetwork", "whole_milliseconds"]

MS_PER_MIN: Final = 60_000
CLOSED_MS: Final = 1 << 62
"""What ``drive_ms`` holds for an arc that is closed; the sum of all open arcs stays below it."""

# One preparation at a time: two threads that ask together must not both spend the minutes it takes.
_preparing = threading.Lock()


def whole_milliseconds(minutes: ArrayLike) -> Longs:
    """Return minutes rounded to whole milliseconds, half to even; inf becomes ``CLOSED_MS``.

    Every time and every limit is rounded by this function, once, and added as an integer from
    then on, so that all engines agree bit for bit.

    Parameters
    ----------
    minutes : array_like
        Minutes, at least 0, without NaN.

    Returns
    -------
    ndarray of int64
        Milliseconds, same shape; at most ``CLOSED_MS``.
    """
    with np.errstate(over="ignore"):
        milliseconds = np.rint(np.asarray(minutes, dtype=np.float64) * MS_PER_MIN)
    too_long = milliseconds >= CLOSED_MS
    return np.where(too_long, CLOSED_MS, np.where(too_long, 0.0, milliseconds).astype(np.int64))


@dataclass
class _PreparationSlot:
    """The one preparation that a network and all its reweighted copies share."""

    value: "Preparation | None" = None


@dataclass(frozen=True, eq=False, repr=False)
class RoadNetwork(Summarized):
    """A directed road network: junctions, arcs between them and minutes on every arc.

    Every node and arc that was given is kept, so that indices stay valid. Parallel arcs,
    self-loops, arcs of zero minutes and lonely nodes are allowed.

    Attributes
    ----------
    lon, lat : ndarray of float64, shape (n_nodes,)
        Position of every node, degrees in WGS-84.
    tail, head : ndarray of int32, shape (n_arcs,)
        The node an arc leaves and the node it enters.
    length_m : ndarray of float64, shape (n_arcs,)
        Length of every arc in metres.
    drive_min : ndarray of float64, shape (n_arcs,)
        Minutes to drive the arc; inf where it is closed.
    arc_edge : ndarray of int32, shape (n_arcs,)
        The edge of the road map that the arc drives along; -1 where it drives along none, such
        as a turn between two roads.
    arc_forward : ndarray of bool, shape (n_arcs,)
        Whether the arc runs the way the edge is drawn.
    """

    lon: Floats
    lat: Floats
    tail: Ints
    head: Ints
    length_m: Floats
    drive_min: Floats
    arc_edge: Ints
    arc_forward: Bools
    _slot: _PreparationSlot = field(default_factory=_PreparationSlot, repr=False)

    def _facts(self) -> Iterator[tuple[str, str]]:
        yield "nodes", f"{self.n_nodes:,}"
        yield "arcs", f"{self.n_arcs:,}"

    @classmethod
    def from_arrays(
        cls,
        *,
        lon: ArrayLike,
        lat: ArrayLike,
        tail: ArrayLike,
        head: ArrayLike,
        length_m: ArrayLike,
        drive_min: ArrayLike,
        arc_edge: ArrayLike | None = None,
        arc_forward: ArrayLike | None = None,
    ) -> "RoadNetwork":
        """Build a network from plain arrays, checking all of them.

        Parameters
        ----------
        lon, lat : array_like of float, shape (n_nodes,)
            Position of every node, degrees.
        tail, head : array_like of int, shape (n_arcs,)
            Node indices of the start and the end of every directed arc.
        length_m : array_like of float, shape (n_arcs,)
            Metres, finite, at least 0.
        drive_min : array_like of float, shape (n_arcs,)
            Minutes, at least 0; inf closes an arc.
        arc_edge : array_like of int, shape (n_arcs,), optional
            The edge of a road map behind every arc, -1 for none; left out, arc i is edge i.
        arc_forward : array_like of bool, shape (n_arcs,), optional
            Whether the arc runs the way its edge is drawn; left out, all do.

        Raises
        ------
        RoadsError
            When shapes differ, a value is NaN or negative, or an index points outside the nodes.
        """
        lons = finite_numbers("lon", lon)
        lats = finite_numbers("lat", lat, size=len(lons))
        tails = node_indices("tail", tail, n_nodes=len(lons))
        n_arcs = len(tails)
        edges = np.arange(n_arcs) if arc_edge is None else np.asarray(arc_edge)
        forward = np.ones(n_arcs, np.bool_) if arc_forward is None else np.asarray(arc_forward)
        for name, values in {"arc_edge": edges, "arc_forward": forward}.items():
            if values.shape != (n_arcs,):
                raise RoadsError("roads.array_length", name=name, found=len(values), wanted=n_arcs)
        return cls(
            lon=lons,
            lat=lats,
            tail=tails,
            head=node_indices("head", head, n_nodes=len(lons), size=n_arcs),
            length_m=non_negative_lengths("length_m", length_m, size=n_arcs),
            drive_min=_checked_drive_min(drive_min, n_arcs),
            arc_edge=read_only(edges, np.int32),
            arc_forward=read_only(forward, np.bool_),
        )

    @property
    def n_nodes(self) -> int:
        """Number of nodes."""
        return len(self.lon)

    @property
    def n_arcs(self) -> int:
        """Number of directed arcs."""
        return len(self.tail)

    @cached_property
    def drive_ms(self) -> Longs:
        """Whole milliseconds on every arc, shape (n_arcs,); ``CLOSED_MS`` where it is closed."""
        milliseconds = whole_milliseconds(self.drive_min)
        milliseconds.setflags(write=False)
        return milliseconds

    @cached_property
    def topology_hash(self) -> str:
        """SHA-256 of what a preparation depends on: nodes, where they lie, and arcs; no times."""
        digest = hashlib.sha256(f"{self.n_nodes} nodes, {self.n_arcs} arcs".encode())
        for array, dtype in (
            (self.tail, "<i4"),
            (self.head, "<i4"),
            (self.lon, "<f8"),
            (self.lat, "<f8"),
        ):
            digest.update(array.astype(dtype, copy=False).tobytes())
        return digest.hexdigest()

    def with_drive_min(self, drive_min: ArrayLike) -> "RoadNetwork":
        """Return a network of the same topology with new minutes on all arcs.

        The old network stays as it is. Both share one preparation, whichever of them is the first
        to need it.

        Parameters
        ----------
        drive_min : array_like of float, shape (n_arcs,)
            Minutes of all arcs, in order, at least 0; inf closes an arc.

        Raises
        ------
        RoadsError
            When the number of arcs differs or a value is NaN or negative.
        """
        copy = RoadNetwork(
            lon=self.lon,
            lat=self.lat,
            tail=self.tail,
            head=self.head,
            length_m=self.length_m,
            drive_min=_checked_drive_min(drive_min, self.n_arcs),
            arc_edge=self.arc_edge,
            arc_forward=self.arc_forward,
            _slot=self._slot,
        )
        if "topology_hash" in self.__dict__:
            copy.__dict__["topology_hash"] = self.topology_hash
        return copy

    @property
    def preparation(self) -> "Preparation":
        """The metric-independent hierarchy of this topology, prepared on first use."""
        with _preparing:
            if self._slot.value is None:
                from geo.roads import hierarchy

                self._slot.value = hierarchy.prepare(
                    self.n_nodes,
                    self.tail,
                    self.head,
                    self.lon,
                    self.lat,
                    topology_hash=self.topology_hash,
                )
            return self._slot.value

    def prepare(self) -> "RoadNetwork":
        """Prepare the hierarchy now, or take it from disk, and return this same network."""
        _ = self.preparation
        return self


def _checked_drive_min(drive_min: ArrayLike, n_arcs: int) -> Floats:
    minutes = numbers("drive_min", drive_min, size=n_arcs)
    refuse_negative("drive_min", minutes)
    with np.errstate(over="ignore"):
        total_min = float(minutes[np.isfinite(minutes)].sum())
    if total_min * MS_PER_MIN >= CLOSED_MS:
        raise RoadsError("roads.drive_too_long", total_min=total_min)
    return minutes
