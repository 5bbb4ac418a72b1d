"""Demo estates on real residential roads, under the published totals.

Nobody publishes where the 161 estates lie, so everything but the figures in ``published`` is drawn
here from a fixed seed. Within a street each operator runs neighbouring communities, as a bureau
would hand them out; so zones of one street and one operator can be connected.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import shapely
from demo_names import EstateNames
from demo_streets import Seat
from placing import Roadside, beside
from published import (
    ANJU,
    ESTATES_BY_STREET,
    HOUSEHOLDS,
    NAMED_ESTATES,
    RESIDENTS,
    SMALLEST_HOUSEHOLDS,
    ZHENGYANG,
    NamedEstate,
    Operator,
)
from shapely.geometry.base import BaseGeometry

DEMO = "demo"
PUBLISHED = "published figures, demo position and scores"

NAMED_COMMUNITIES = {estate.community for estate in NAMED_ESTATES}

ESTATES_PER_COMMUNITY = 2
OFFSET_M = (10.0, 60.0)
"""How far an estate stands from the nearest road."""
REMOTE_OFFSET_M = (90.0, 240.0)
"""The same for the few that lie deep inside their block."""
REMOTE_EVERY = 20
SPACING_M = 120.0
BOUNDARY_GAP_M = 40.0
MAX_TRIES = 5000

SIZE_SIGMA = 0.75
"""Spread of the logarithm of an estate's households."""
RESIDENTS_PER_HOUSEHOLD = (1.85, 2.35)
FLOOR_AREA_M2_PER_HOUSEHOLD = (58.0, 80.0)
HOUSEHOLDS_PER_STAIRWELL = 14
STAIRWELLS_PER_BUILDING = (3.0, 5.0)
BUILT_YEARS = (1962, 1985, 2000)
"""First, most frequent and last year."""
MEAN_SCORES = {
    "party_base": 66,
    "environment": 55,
    "infrastructure": 50,
    "closure": 48,
    "willingness": 60,
}
SCORE_SPREAD = 15


@dataclass
class Estate:
    """One estate as it is being filled in; positions in metres of ``placing.PLANE``."""

    seat: Seat
    operator: Operator
    x_m: float
    y_m: float
    published: NamedEstate | None = None
    estate_id: str = ""
    name: str = ""
    door: int = 0
    households: int = 0
    residents: int = 0
    buildings: int = 0
    stairwells: int = 0
    built_year: int = 0
    floor_area_m2: int = 0
    scores: dict[str, int] = field(default_factory=dict)

    @property
    def source(self) -> str:
        """Whether any of its figures were published."""
        return PUBLISHED if self.published else DEMO

    @property
    def note(self) -> str:
        """Which of its figures were published."""
        return self.published.note if self.published else ""


def demo_estates(
    seats: Sequence[Seat],
    areas: dict[str, BaseGeometry],
    outline_m: BaseGeometry,
    roadside: Roadside,
    rng: np.random.Generator,
) -> list[Estate]:
    """Return the 161 estates in the order of their communities' codes."""
    plots = Plots(seats, areas, outline_m, roadside, rng)
    estates: list[Estate] = []
    for street, numbers in ESTATES_BY_STREET.items():
        members = [seat for seat in seats if seat.community.street == street]
        for operator, run, count in zip(
            (ZHENGYANG, ANJU), _share_out(members, numbers), numbers, strict=True
        ):
            estates += [Estate(seat, operator, *plots.draw(seat)) for seat in _deal(run, count)]
    _recognise_named(estates)
    _fill_sizes(estates, rng)
    _fill_names(estates, rng)
    for estate in estates:
        _fill_buildings(estate, rng)
        _fill_scores(estate, rng)
    estates.sort(key=lambda estate: estate.seat.community.community_code)
    for number, estate in enumerate(estates, 1):
        estate.estate_id = f"HY-{number:03d}"
    return estates


class Plots:
    """Draws positions beside residential roads, apart from each other."""

    def __init__(
        self,
        seats: Sequence[Seat],
        areas: dict[str, BaseGeometry],
        outline_m: BaseGeometry,
        roadside: Roadside,
        rng: np.random.Generator,
    ) -> None:
        self._grounds = _grounds(seats, areas, outline_m)
        self._roadside = roadside
        self._rng = rng
        self._taken: list[tuple[float, float]] = []

    def draw(self, seat: Seat) -> tuple[float, float]:
        """Return a free position in the community of ``seat``."""
        ground = self._grounds[seat.community.community_code]
        roads = self._roadside.home_roads_within(ground)
        ends_m = np.cumsum([road.length for road in roads])
        remote = len(self._taken) % REMOTE_EVERY == REMOTE_EVERY - 1
        nearest_m, farthest_m = REMOTE_OFFSET_M if remote else OFFSET_M
        for _ in range(MAX_TRIES):
            road = roads[np.searchsorted(ends_m, self._rng.random() * ends_m[-1], side="right")]
            side = 1.0 if self._rng.random() < 0.5 else -1.0
            offset_m = side * self._uniform(nearest_m, farthest_m)
            x_m, y_m = beside(road, self._rng.random(), offset_m)
            if (
                shapely.contains_xy(ground, x_m, y_m)
                and nearest_m <= self._roadside.distance_m(x_m, y_m) <= farthest_m
                and self._roadside.stands_at_home_road(x_m, y_m)
                and self._is_free(x_m, y_m)
            ):
                self._taken.append((x_m, y_m))
                return x_m, y_m
        raise RuntimeError(f"no plot left in {seat.community.community}")

    def _is_free(self, x_m: float, y_m: float) -> bool:
        return all(math.hypot(x_m - x, y_m - y) >= SPACING_M for x, y in self._taken)

    def _uniform(self, low: float, high: float) -> float:
        return low + (high - low) * self._rng.random()


def _grounds(
    seats: Sequence[Seat], areas: dict[str, BaseGeometry], outline_m: BaseGeometry
) -> dict[str, BaseGeometry]:
    """Return the ground of every community: the part of its street nearest to its seat."""
    buildable = outline_m.buffer(-BOUNDARY_GAP_M)
    grounds = {}
    for street, area in areas.items():
        members = [seat for seat in seats if seat.community.street == street]
        points = shapely.MultiPoint([(seat.x_m, seat.y_m) for seat in members])
        cells = shapely.get_parts(
            shapely.voronoi_polygons(points, extend_to=outline_m, ordered=True)
        )
        for seat, cell in zip(members, cells, strict=True):
            ground = shapely.intersection_all([cell, area, buildable])
            grounds[seat.community.community_code] = ground
    return grounds


def _share_out(members: list[Seat], numbers: tuple[int, int]) -> tuple[list[Seat], list[Seat]]:
    """Split the communities of a street, west to east, between the two operators.

    The first operator has the side on which the reports name one of its estates.
    """
    first = round(len(members) * numbers[0] / sum(numbers))
    for share in (members[:first], members[-first:] if first else []):
        rest = [seat for seat in members if seat not in share]
        if _holds_named(share, ZHENGYANG) and _holds_named(rest, ANJU):
            return share, rest
    raise RuntimeError("no side of the street holds the named estates")


def _holds_named(share: list[Seat], operator: Operator) -> bool:
    streets = {seat.community.street for seat in share}
    communities = {seat.community.community for seat in share}
    return all(
        named.community in communities
        for named in NAMED_ESTATES
        if named.street in streets and named.operator is operator
    )


def _deal(run: list[Seat], count: int) -> list[Seat]:
    """Return the community of each of ``count`` estates of one operator in one street.

    Old estates stand together: they lie in the communities around a hub, which is one that the
    reports name, or else the one nearest to all.
    """
    if count == 0:
        return []
    named = [seat for seat in run if seat.community.community in NAMED_COMMUNITIES]
    hub = min(named or run, key=lambda hub: sum(_apart_m(hub, seat) for seat in run))
    around = sorted(run, key=lambda seat: (seat not in named, _apart_m(hub, seat)))
    used = around[: math.ceil(count / ESTATES_PER_COMMUNITY)]
    return [used[index % len(used)] for index in range(count)]


def _apart_m(seat: Seat, other: Seat) -> float:
    return math.hypot(seat.x_m - other.x_m, seat.y_m - other.y_m)


def _recognise_named(estates: Sequence[Estate]) -> None:
    """Give each named estate's figures to the first estate placed in its community."""
    for named in NAMED_ESTATES:
        estate = next(
            estate
            for estate in estates
            if estate.seat.community.street == named.street
            and estate.seat.community.community == named.community
        )
        estate.published = named


def _fill_sizes(estates: Sequence[Estate], rng: np.random.Generator) -> None:
    """Set households, residents and floor area so that all published totals hold exactly."""
    for operator in (ZHENGYANG, ANJU):
        own = [estate for estate in estates if estate.operator is operator]
        households = _apportion(
            np.exp(SIZE_SIGMA * rng.standard_normal(len(own))),
            total=operator.households,
            at_least=SMALLEST_HOUSEHOLDS + 2,
            fixed=_published(own, "households"),
        )
        for estate, count in zip(own, households, strict=True):
            estate.households = count
        per_household = _uniform(rng, FLOOR_AREA_M2_PER_HOUSEHOLD, len(own))
        floor_area = per_household * households
        for estate, area in zip(
            own,
            _apportion(floor_area, total=operator.floor_area_m2 or round(floor_area.sum())),
            strict=True,
        ):
            estate.floor_area_m2 = area
    assert sum(estate.households for estate in estates) == HOUSEHOLDS
    residents = _apportion(
        np.array([estate.households for estate in estates])
        * _uniform(rng, RESIDENTS_PER_HOUSEHOLD, len(estates)),
        total=RESIDENTS,
        fixed=_published(estates, "residents"),
    )
    for estate, count in zip(estates, residents, strict=True):
        estate.residents = count


def _published(estates: Sequence[Estate], figure: str) -> list[int | None]:
    return [getattr(estate.published, figure) if estate.published else None for estate in estates]


def _apportion(
    weights: npt.NDArray[np.float64],
    *,
    total: int,
    at_least: int = 0,
    fixed: Sequence[int | None] | None = None,
) -> list[int]:
    """Return whole numbers in proportion to ``weights`` that sum to ``total``.

    What is fixed stays; the others get ``at_least`` each, and their share of the rest by largest
    remainders.
    """
    fixed = fixed if fixed is not None else [None] * len(weights)
    is_open = np.array([value is None for value in fixed])
    rest = total - sum(value for value in fixed if value is not None) - at_least * is_open.sum()
    ideal = np.where(is_open, weights, 0.0) / weights[is_open].sum() * rest
    counts = np.floor(ideal).astype(int)
    by_remainder = np.argsort(counts - ideal, kind="stable")
    counts[by_remainder[: rest - counts.sum()]] += 1
    return [
        int(count) + at_least if value is None else value
        for count, value in zip(counts, fixed, strict=True)
    ]


def _uniform(
    rng: np.random.Generator, limits: tuple[float, float], count: int
) -> npt.NDArray[np.float64]:
    low, high = limits
    return low + (high - low) * rng.random(count)


def _fill_names(estates: Sequence[Estate], rng: np.random.Generator) -> None:
    names = EstateNames({named.name for named in NAMED_ESTATES}, rng)
    doors: dict[str, int] = {}
    for estate in estates:
        community = estate.seat.community
        estate.name = (
            estate.published.name if estate.published else names.next_in(community.community)
        )
        doors[community.community_code] = doors.get(community.community_code, 0) + int(
            1 + 30 * rng.random()
        )
        estate.door = doors[community.community_code]


def _fill_buildings(estate: Estate, rng: np.random.Generator) -> None:
    per_building = STAIRWELLS_PER_BUILDING[0] + rng.random() * (
        STAIRWELLS_PER_BUILDING[1] - STAIRWELLS_PER_BUILDING[0]
    )
    estate.stairwells = math.ceil(estate.households / HOUSEHOLDS_PER_STAIRWELL)
    estate.buildings = math.ceil(estate.stairwells / per_building)
    first, usual, last = BUILT_YEARS
    year = first + (usual - first) * rng.random() + (last - usual) * rng.random()
    estate.built_year = round(year)
    if estate.published:
        estate.buildings = estate.published.buildings or estate.buildings
        estate.stairwells = estate.published.stairwells or estate.stairwells
        estate.built_year = estate.published.built_year or estate.built_year


def _fill_scores(estate: Estate, rng: np.random.Generator) -> None:
    estate.scores = {
        criterion: int(np.clip(round(mean + SCORE_SPREAD * rng.standard_normal()), 0, 100))
        for criterion, mean in MEAN_SCORES.items()
    }
