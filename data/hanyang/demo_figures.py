"""Invented figures of the estates, under the published totals."""

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from demo_names import EstateNames
from estate import Estate
from published import (
    ANJU,
    HOUSEHOLDS,
    NAMED_ESTATES,
    RESIDENTS,
    SMALLEST_HOUSEHOLDS,
    ZHENGYANG,
)

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


def fill_figures(estates: Sequence[Estate], rng: np.random.Generator) -> None:
    """Set every figure and name; published ones are kept, published totals hold exactly."""
    _fill_sizes(estates, rng)
    _fill_names(estates, rng)
    for estate in estates:
        _fill_buildings(estate, rng)
        _fill_scores(estate, rng)


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
