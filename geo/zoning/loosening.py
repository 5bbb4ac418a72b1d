"""Plans under looser rules that happen to keep the tight ones.

Merging and annealing only walk over legal plans. Under tight rules the legal ones are islands, and
a search that begins with single estates may reach none of them. Under looser rules, with what lies
over the cap charged instead of forbidden, it walks freely and comes to rest where little or nothing
is charged.
"""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from geo.stop import Stop
from geo.zoning.problem import Piece
from geo.zoning.rules import Limits
from geo.zoning.search import PlanCurve, anneal, greedy_plans

__all__ = ["loosened_plans"]

MOVES_PER_ESTATE = 2_000
CHARGE = 30.0
"""Cost of a whole target's workload over the cap, in units: far above what travel differs by."""
HEAT = 20.0
"""The annealing begins so much hotter than usual: workload has to cross zones that are full."""
ROOM = 0.99
"""The charge begins a little below the cap, a share of it, so that plans rest inside."""


def loosened_plans(
    piece: Piece,
    limits: Limits,
    wanted: range,
    *,
    seed: tuple[int, ...],
    stop: Stop,
) -> Iterator[PlanCurve]:
    """Yield the plans that searches under looser and looser rules come to.

    Parameters
    ----------
    piece : Piece
        The connected part of a street.
    limits : Limits
        The tight rules.
    wanted : range
        Numbers of zones to look for.
    seed : tuple of int
        Of the annealing.
    stop : Stop
        When to stop.

    Yields
    ------
    PlanCurve
        Connected plans, by number of zones; whether they keep the tight rules is not known.
    """
    free = replace(limits, cap=np.inf, low=0.0, high=np.inf, outside_min=0.0)
    travel = greedy_plans(piece, replace(free, radius_min=np.inf, max_estates=piece.n_estates))
    for zones in wanted:
        unit = float(travel.cost[zones]) / zones
        unit = unit if 0.0 < unit < np.inf else 1.0
        for number, loose in enumerate(_looser(piece, limits, unit)):
            if stop.must_stop:
                return
            curve = greedy_plans(piece, loose)
            anneal(
                piece,
                loose,
                curve,
                price=0.0,
                begin=zones,
                wanted=zones,
                unit=HEAT * unit,
                moves=MOVES_PER_ESTATE * piece.n_estates,
                seed=(*seed, number, zones),
                stop=stop,
            )
            yield curve


def _looser(piece: Piece, limits: Limits, unit: float) -> Iterator[Limits]:
    """Yield the rules with the cap charged, then also without radius, then without a size."""
    charged = limits
    if 0.0 < limits.cap < np.inf:
        charge = CHARGE * unit / limits.cap
        charged = replace(limits, cap=np.inf, low=0.0, high=ROOM * limits.cap, outside_min=charge)
    yield charged
    yield replace(charged, radius_min=np.inf)
    yield replace(charged, radius_min=np.inf, max_estates=piece.n_estates)
