"""Further rules and terms for zones: links, fixed zones, caps, stations, levels, streets, moves.

Each is a callable over candidate zones that answers with household-minutes to add, or inf to
forbid a zone (:class:`~geo.zoning.rules.ZoneRule`). Anything else that can be said of a zone by
itself is written the same way.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geo.errors import ZoningError
from geo.zoning.rules import CandidateZones

__all__ = [
    "AtMost",
    "CannotLink",
    "FixedZone",
    "MustLink",
    "OneLevel",
    "SharedStation",
    "StayPut",
    "StreetPrice",
]

Floats = NDArray[np.float64]


class MustLink:
    """Estates that share a zone.

    Parameters
    ----------
    estates : sequence of int
        Two or more estates.
    """

    name = "must_link"

    def __init__(self, estates: Sequence[int]) -> None:
        self.estates = _estates(estates)

    def __call__(self, zones: CandidateZones) -> Floats:
        """Forbid zones that hold some of the estates and not all."""
        held = zones.count(_flags(zones, self.estates))
        return np.where((held == 0) | (held == len(self.estates)), 0.0, np.inf)

    def measure(self, zone: CandidateZones) -> tuple[float, float]:
        """Return how many of the estates the zone holds, and how many there are."""
        return float(zone.count(_flags(zone, self.estates))[0]), float(len(self.estates))


class CannotLink:
    """Estates of which no two share a zone.

    Parameters
    ----------
    estates : sequence of int
        Two or more estates.
    """

    name = "cannot_link"

    def __init__(self, estates: Sequence[int]) -> None:
        self.estates = _estates(estates)

    def __call__(self, zones: CandidateZones) -> Floats:
        """Forbid zones that hold more than one of the estates."""
        held = zones.count(_flags(zones, self.estates))
        return np.where(held <= 1, 0.0, np.inf)

    def measure(self, zone: CandidateZones) -> tuple[float, float]:
        """Return how many of the estates the zone holds, and how many it may."""
        return float(zone.count(_flags(zone, self.estates))[0]), 1.0


class FixedZone:
    """Estates that are a zone as they stand: nobody joins and nobody leaves.

    Parameters
    ----------
    estates : sequence of int
        One or more estates.
    """

    name = "fixed_zone"

    def __init__(self, estates: Sequence[int]) -> None:
        self.estates = _estates(estates)

    def __call__(self, zones: CandidateZones) -> Floats:
        """Forbid zones that hold some of the estates and are not this zone."""
        held = zones.count(_flags(zones, self.estates))
        same = (held == len(self.estates)) & (zones.size == held)
        return np.where((held == 0) | same, 0.0, np.inf)

    def measure(self, zone: CandidateZones) -> tuple[float, float]:
        """Return the estates of the zone, and those that it should have."""
        return float(zone.size[0]), float(len(self.estates))


class AtMost:
    """A cap on a total of each zone, whatever it counts: floor area, lifts, elderly residents.

    Parameters
    ----------
    amount : float (n_estates,)
        Of each estate, zero or more.
    most : float
        Most of a zone, inclusive.
    name : str
        What is counted.
    """

    def __init__(self, amount: ArrayLike, most: float, *, name: str = "at_most") -> None:
        self.amount = np.asarray(amount, dtype=np.float64)
        self.most = float(most)
        self.name = name
        if self.amount.ndim != 1 or not (self.amount >= 0).all() or not self.most >= 0:
            raise ZoningError("zoning.term_amount", name=name)

    def __call__(self, zones: CandidateZones) -> Floats:
        """Forbid zones over the cap."""
        return np.where(zones.total(self.amount) <= self.most, 0.0, np.inf)

    def measure(self, zone: CandidateZones) -> tuple[float, float]:
        """Return the zone's total, and the cap."""
        return float(zone.total(self.amount)[0]), self.most


class SharedStation:
    """Every zone has a station that serves all its estates within the target.

    Parameters
    ----------
    serves : bool (n_stations, n_estates)
        Which station serves which estate within the target.
    """

    name = "shared_station"

    def __init__(self, serves: ArrayLike) -> None:
        self.serves = np.asarray(serves, dtype=bool)
        if self.serves.ndim != 2:
            raise ZoningError(
                "zoning.shape", what="serves", found=self.serves.shape, wanted="(n_stations, n)"
            )

    def __call__(self, zones: CandidateZones) -> Floats:
        """Forbid zones that no station serves as a whole."""
        return np.where(self._most_served(zones) == zones.size, 0.0, np.inf)

    def measure(self, zone: CandidateZones) -> tuple[float, float]:
        """Return the most estates of the zone that one station serves, and all its estates."""
        return float(self._most_served(zone)[0]), float(zone.size[0])

    def _most_served(self, zones: CandidateZones) -> NDArray[np.int64]:
        most = np.zeros(zones.n_zones, dtype=np.int64)
        for served in self.serves:
            np.maximum(most, zones.count(served), out=most)
        return most


class OneLevel:
    """A price for households whose service level is not the commonest of their zone.

    Parameters
    ----------
    level : (n_estates,)
        Level of each estate.
    price_min : float
        Minutes charged for each such household.
    """

    name = "one_level"

    def __init__(self, level: ArrayLike, price_min: float) -> None:
        self.level = np.asarray(level)
        self.price_min = _price(price_min, self.name)

    def __call__(self, zones: CandidateZones) -> Floats:
        """Charge the households that are not of the zone's commonest level."""
        return self.price_min * _outside_commonest(zones, self.level, zones.problem.households)


class StreetPrice:
    """A price for households outside the street that most of their zone's households live in.

    It takes the place of the hard rule where the problem is built with one street for all, so
    that neighbours across streets may share a zone.

    Parameters
    ----------
    street : (n_estates,)
        Street of each estate.
    price_min : float
        Minutes charged for each such household.
    """

    name = "street_price"

    def __init__(self, street: ArrayLike, price_min: float) -> None:
        self.street = np.asarray(street)
        self.price_min = _price(price_min, self.name)

    def __call__(self, zones: CandidateZones) -> Floats:
        """Charge the households outside the zone's main street."""
        return self.price_min * _outside_commonest(zones, self.street, zones.problem.households)


class StayPut:
    """A price for every estate that changes its zone against the present plan.

    A present zone lives on in the zone that holds its anchor, the estate it is known by; of
    several in one zone, the one that keeps most estates lives on. Estates elsewhere have moved.

    Parameters
    ----------
    present : int (n_estates,)
        Present zone of each estate; -1 for one that is new and free.
    anchor : int (n_zones,)
        Anchor of each present zone, for example its centre.
    price : float
        Household-minutes charged for each estate that moves.
    """

    name = "stay_put"

    def __init__(self, present: ArrayLike, anchor: ArrayLike, price: float) -> None:
        self.present = np.asarray(present, dtype=np.int64)
        self.anchor = _estates(np.asarray(anchor).tolist())
        self.price = _price(price, self.name)
        if (self.present[self.anchor] != np.arange(len(self.anchor))).any():
            raise ZoningError("zoning.anchors")

    def __call__(self, zones: CandidateZones) -> Floats:
        """Charge the estates that move."""
        return np.asarray(self.price * self.moved(zones), dtype=np.float64)

    def moved(self, zones: CandidateZones) -> NDArray[np.int64]:
        """Return int (n_zones,): how many estates of each zone have moved."""
        old = self.present[zones.member]
        known = old >= 0
        pair = zones.zone[known] * len(self.anchor) + old[known]
        met, count = np.unique(pair, return_counts=True)
        anchored = np.zeros(len(self.present), dtype=bool)
        anchored[self.anchor] = True
        at_anchor = anchored[zones.member]
        heirs = zones.zone[at_anchor] * len(self.anchor) + old[at_anchor]
        kept = np.zeros(zones.n_zones, dtype=np.int64)
        np.maximum.at(kept, zones.zone[at_anchor], count[np.searchsorted(met, heirs)])
        return zones.count(self.present >= 0) - kept


def _outside_commonest(zones: CandidateZones, kind: NDArray[Any], weight: Floats) -> Floats:
    """Return float (n_zones,): the weight of members that are not of the heaviest kind."""
    heaviest = np.zeros(zones.n_zones)
    for one in np.unique(kind):
        np.maximum(heaviest, zones.total(np.where(kind == one, weight, 0.0)), out=heaviest)
    # Sums in another order may differ in the last place.
    outside: Floats = np.maximum(zones.total(weight) - heaviest, 0.0)
    return outside


def _flags(zones: CandidateZones, estates: NDArray[np.int64]) -> NDArray[np.bool_]:
    flags = np.zeros(zones.problem.n_estates, dtype=bool)
    flags[estates] = True
    return flags


def _estates(estates: Sequence[int]) -> NDArray[np.int64]:
    array = np.unique(np.asarray(estates, dtype=np.int64))
    if array.size == 0 or array[0] < 0 or array.size != len(estates):
        raise ZoningError("zoning.term_estates", found=list(estates))
    # The order of anchors matters; a set has none.
    return np.asarray(estates, dtype=np.int64)


def _price(price: float, name: str) -> float:
    if not 0 <= price < np.inf:
        raise ZoningError("zoning.term_price", name=name, found=price)
    return float(price)
