"""Next year's plan close to this year's, and plans for several numbers of zones."""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from geo.errors import ZoningError
from geo.zoning.comparison import compare
from geo.zoning.draw import DEFAULT_RULES, draw
from geo.zoning.problem import ZoningProblem
from geo.zoning.rules import ZoningRules
from geo.zoning.score import score_zone
from geo.zoning.terms import FixedZone, StayPut
from geo.zoning.zoning import Zoning

__all__ = ["draw_several", "keeping_locked", "redraw", "stability_curve", "stay_put"]


def redraw(
    problem: ZoningProblem,
    present: Zoning,
    *,
    price: float,
    zones: int | None = None,
    rules: ZoningRules | None = None,
    seed: int = 0,
    time_limit_s: float | None = None,
) -> Zoning:
    """Draw zones anew, charging for every estate that leaves its present zone.

    Parameters
    ----------
    problem : ZoningProblem
        The estates as they are now, in the order of the present plan.
    present : Zoning
        The plan in force; each zone is known by its centre.
    price : float
        Household-minutes for each estate that moves; 0 leaves all free.
    zones : int, optional
        How many zones. Default: as many as now.
    rules : ZoningRules, optional
        Default: those of the present plan.
    seed, time_limit_s
        As in :func:`~geo.zoning.draw.draw`.

    Returns
    -------
    Zoning
        The plan, its objective without the charge for moves; ``bound`` holds for the objective
        with the charge and is therefore left out (nan) unless the price is 0.

    Raises
    ------
    ZoningError
        A present plan of other estates, or without zones.
    """
    if present.zone_of.shape != (problem.n_estates,):
        raise ZoningError(
            "zoning.shape",
            what="present",
            found=present.zone_of.shape,
            wanted=f"({problem.n_estates},)",
        )
    if not present.n_zones:
        raise ZoningError("zoning.no_present_plan")
    wanted = present.target_zones if zones is None else zones
    base = present.rules if rules is None else rules
    if price == 0:
        return draw(problem, zones=wanted, rules=base, seed=seed, time_limit_s=time_limit_s)
    stay = StayPut(present.zone_of, present.centre, price)
    charged = replace(base, further=(*base.further, stay))
    plan = draw(problem, zones=wanted, rules=charged, seed=seed, time_limit_s=time_limit_s)
    if not plan.n_zones:
        return plan
    free = Zoning.from_labels(problem, plan.zone_of, rules=base, zones=wanted)
    return replace(free, seconds=plan.seconds)


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
    present: Zoning,
    prices: Iterable[float],
    *,
    time_limit_s: float | None = None,
) -> pd.DataFrame:
    """Return how many estates move, and what the plan costs, by the price of a move.

    Returns
    -------
    DataFrame
        ``price``, ``moved_estates``, ``share_estates``, ``moved_households``, ``objective``
        (without the charge for moves) and ``status``, one row per price in the order given.
    """
    rows = []
    for price in prices:
        plan = redraw(problem, present, price=price, time_limit_s=time_limit_s)
        change = compare(present.zone_of, plan.zone_of, problem.households)
        rows.append(
            {
                "price": price,
                "moved_estates": len(change.moved),
                "share_estates": change.share_estates,
                "moved_households": change.moved_households,
                "objective": plan.objective,
                "status": plan.status,
            }
        )
    return pd.DataFrame(rows)


def draw_several(
    problem: ZoningProblem,
    zones: Iterable[int],
    *,
    rules: ZoningRules = DEFAULT_RULES,
    seed: int = 0,
    time_limit_s: float | None = None,
) -> dict[int, Zoning]:
    """Draw plans for several numbers of zones, for a choice among them.

    The workload target changes with the number, so that objectives compare as plans, not as terms.

    Parameters
    ----------
    zones : iterable of int
        Numbers of zones, for example ``range(48, 55)``.
    time_limit_s : float, optional
        Wall seconds for each number.

    Returns
    -------
    dict of int to Zoning
        By number of zones, in the order given.
    """
    return {
        number: draw(problem, zones=number, rules=rules, seed=seed, time_limit_s=time_limit_s)
        for number in zones
    }


def keeping_locked(plan: Zoning) -> ZoningRules:
    """Return the plan's rules with every zone that holds a locked estate fixed as it stands."""
    zones = np.unique(plan.zone_of[np.array(sorted(plan.locked), dtype=np.int64)])
    fixed = tuple(FixedZone(plan.members[zone].tolist()) for zone in zones)
    return replace(plan.rules, further=(*plan.rules.further, *fixed))
