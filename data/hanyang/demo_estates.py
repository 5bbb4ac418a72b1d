"""Demo estates on real residential roads, under the published totals.

Nobody publishes where the 161 estates lie, so everything but the figures in ``published`` is drawn
here from a fixed seed. Within a street each operator runs neighbouring communities, as a bureau
would hand them out; so zones of one street and one operator can be connected.
"""

import math
from collections.abc import Sequence

import numpy as np
from demo_figures import fill_figures
from demo_streets import Seat
from estate import Estate
from placing import Roadside
from plots import Plots
from published import ANJU, ESTATES_BY_STREET, NAMED_ESTATES, ZHENGYANG, Operator
from shapely.geometry.base import BaseGeometry

NAMED_COMMUNITIES = {estate.community for estate in NAMED_ESTATES}
ESTATES_PER_COMMUNITY = 2


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
    fill_figures(estates, rng)
    estates.sort(key=lambda estate: estate.seat.community.community_code)
    for number, estate in enumerate(estates, 1):
        estate.estate_id = f"HY-{number:03d}"
    return estates


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
