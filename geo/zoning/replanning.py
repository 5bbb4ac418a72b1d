"""Next year's plan close to this year's, and what staying close costs."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from geo.errors import ZoningError
from geo.stop import Stop
from geo.zoning.comparison import compare
from geo.zoning.draw import DEFAULT_RULES, draw
from geo.zoning.problem import ZoningProblem
from geo.zoning.rules import ZoningRules
from geo.zoning.score import score_zone
from geo.zoning.terms import FixedZone, StayPut
from geo.zoning.zoning import Zoning

__all__ = ["Replanned", "keeping_locked", "redraw", "stability_curve", "stay_put"]


@dataclass(frozen=True, eq=False)
class Replanned:
    """A drawing beside the plan that it replaces.

    Attributes
    ----------
    zoning : Zoning
        Scored without the charge for moves; without zones where none could be drawn.
    moved : int
        Estates that have left their present zone.
    moved_households : float
    """

    zoning: Zoning
    moved: int = 0
    moved_households: float = 0.0


def redraw(
    problem: ZoningProblem,
    present: ArrayLike | None,
    *,
    zones: int,
    price: float = 0.0,
    rules: ZoningRules = DEFAULT_RULES,
    own_rules: ZoningRules | None = None,
    seed: int = 0,
    time_limit_s: float | None = None,
    stop: Stop | None = None,
) -> Replanned:
    """Draw zones anew, charging for every estate that leaves its present zone.

    Parameters
    ----------
    problem : ZoningProblem
        The estates as they are now.
    present : int (n,) or None
        Zone of each estate in the plan in force, -1 for one without; None: there is no such plan.
    zones : int
        How many zones.
    price : float
        Household-minutes for each estate that moves; 0 leaves all free.
    rules : ZoningRules
        What the drawing keeps; a plan's locks among them.
    own_rules : ZoningRules, optional
        What the drawing is scored by. Default: the same.
    seed, time_limit_s, stop
        As in :func:`~geo.zoning.draw.draw`.

    Returns
    -------
    Replanned
        Where the drawing was charged or kept more rules than it is scored by, nothing is proven
        about it as a plan without them: its bound is left out (nan).

    Raises
    ------
    ZoningError
        A present plan of other estates.
    """
    if present is not None and np.shape(present) != (problem.n_estates,):
        raise ZoningError(
            "zoning.shape",
            what="present",
            found=np.shape(present),
            wanted=f"({problem.n_estates},)",
        )
    charged = rules
    if price > 0 and present is not None:
        stay = stay_put(problem, present, price=price, rules=rules)
        charged = replace(rules, further=(*rules.further, stay))
    plan = draw(
        problem, zones=zones, rules=charged, seed=seed, time_limit_s=time_limit_s, stop=stop
    )
    if not plan.n_zones:
        return Replanned(plan)
    own = rules if own_rules is None else own_rules
    if len(charged.further) > len(own.further):
        free = Zoning.from_labels(problem, plan.zone_of, rules=own, zones=zones)
        plan = replace(free, seconds=plan.seconds)
    if present is None:
        return Replanned(plan)
    change = compare(present, plan.zone_of, problem.households)
    return Replanned(plan, len(change.moved), change.moved_households)


def stay_put(
    problem: ZoningProblem,
    present: ArrayLike,
    *,
    price: float,
    rules: ZoningRules = DEFAULT_RULES,
) -> StayPut:
    """Return the charge for leaving a present plan whose zones are known by their centres.

    Parameters
    ----------
    problem : ZoningProblem
        The estates as they are now.
    present : int (n,)
        Present zone of each estate, 0 .. zones - 1, none empty; -1 for an estate that has none.
    price : float
        Household-minutes for each estate that moves.
    rules : ZoningRules
        By whose radius centres are chosen.
    """
    labels = np.asarray(present, dtype=np.int64)
    target = float(problem.workload.sum()) / max(int(labels.max(initial=-1)) + 1, 1)
    plain = replace(rules, further=())
    anchors = [
        score_zone(problem, plain, target, np.flatnonzero(labels == zone)).centre
        for zone in range(int(labels.max(initial=-1)) + 1)
    ]
    return StayPut(labels, anchors, price)


def stability_curve(
    problem: ZoningProblem,
    present: ArrayLike,
    prices: Iterable[float],
    *,
    zones: int,
    rules: ZoningRules = DEFAULT_RULES,
    time_limit_s: float | None = None,
    stop: Stop | None = None,
) -> pd.DataFrame:
    """Return how many estates move, and what the plan costs, by the price of a move.

    Parameters
    ----------
    problem, present, zones, rules
        As in :func:`redraw`.
    prices : iterable of float
        Household-minutes for each estate that moves.
    time_limit_s : float, optional
        Wall seconds for each price.
    stop : Stop, optional
        Limit and cancel flag of the caller.

    Returns
    -------
    DataFrame
        ``price``, ``moved_estates``, ``moved_households``, ``objective`` (without the charge for
        moves) and ``status``, one row per price in the order given.
    """
    rows = []
    for price in prices:
        drawn = redraw(
            problem,
            present,
            zones=zones,
            price=price,
            rules=rules,
            time_limit_s=time_limit_s,
            stop=stop,
        )
        rows.append(
            {
                "price": price,
                "moved_estates": drawn.moved,
                "moved_households": drawn.moved_households,
                "objective": drawn.zoning.objective,
                "status": drawn.zoning.status,
            }
        )
    return pd.DataFrame(rows)


def keeping_locked(plan: Zoning) -> ZoningRules:
    """Return the plan's rules with every zone that holds a locked estate fixed as it stands.

    Parameters
    ----------
    plan : Zoning
        The plan of a district.

    Returns
    -------
    ZoningRules
    """
    zones = np.unique(plan.zone_of[np.array(sorted(plan.locked), dtype=np.int64)])
    fixed = tuple(FixedZone(plan.members[zone].tolist()) for zone in zones)
    return replace(plan.rules, further=(*plan.rules.further, *fixed))
