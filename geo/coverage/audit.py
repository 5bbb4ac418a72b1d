"""A claim put to the test: is everyone reached, who is not, and what would make it true."""

import math
from bisect import bisect_left
from collections.abc import Callable, Mapping
from math import ceil, pi
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geo.coverage.area import AreaMinutes
from geo.coverage.audited_area import (
    area_figures,
    far_beyond,
    needed_km2,
    reached_km2,
    rounded_minutes,
)
from geo.coverage.audited_estates import (
    AuditedEstates,
    reached_and_missed,
    residents_or_refuse,
)
from geo.coverage.claim import Claim
from geo.coverage.turnouts import Turnouts
from geo.coverage.verdict import Coverage, cover
from geo.errors import CoverageError
from geo.response import ResponseModel, drive_budget

__all__ = [
    "audit",
    "before_and_after",
    "disc_bound",
    "packing_bound",
    "turning_points",
]

_TURNOUT_STEP_MIN: Final = 0.01
_FACTOR_STEP: Final = 0.01
_FACTORS: Final = range(10, 1001)
_KM2_TOLERANCE: Final = 1e-9

Reals = NDArray[np.float64]


def audit(
    claim: Claim,
    *,
    drive_min: ArrayLike,
    access_min: ArrayLike,
    model: ResponseModel,
    percentile: float,
    households: ArrayLike,
    located: ArrayLike | None = None,
    position_error_m: ArrayLike | None = None,
    residents: ArrayLike | None = None,
    area: AreaMinutes | None = None,
    turnout_min: ArrayLike | None = None,
) -> dict[str, Any]:
    """Say whether a claim is true, by how much it fails, and where it would turn true.

    The claim is true when every estate is covered within its minutes (or those that hold the share
    of households, residents or estates that it names) and, where it names an area, that many square
    kilometres are reached (or all that have a road near, where those are fewer). A claim of a mean
    is true when the expected minutes of a response, over all households, are at most its minutes;
    a claim of a share of the area is about the area alone. Where the only doubts are positions that
    are missing or too vague, ground outside the outline or the lack of one, it is unproven.

    Parameters
    ----------
    claim : Claim
        Its percentile, where it has one, takes the place of ``percentile``.
    drive_min : array_like, shape (n_stations, n_estates)
    access_min : array_like, shape (n_estates,) or (n_stations, n_estates)
        Median minutes, as for :func:`geo.coverage.cover`.
    model : ResponseModel
    percentile : float
        The share of responses that must meet the claim.
    households : array_like, shape (n_estates,)
    located, position_error_m : array_like, shape (n_estates,), optional
        As for :func:`geo.coverage.cover`.
    residents : array_like, shape (n_estates,), optional
        Needed for a share of residents.
    area : AreaMinutes, optional
        Minutes to a grid of points; needed to count square kilometres.
    turnout_min : array_like, shape (n_stations,), optional
        As for :func:`geo.coverage.cover`; the longest turnout at which the claim turns true is
        that of all crews alike.

    Returns
    -------
    dict
        Plain numbers, ready for JSON. ``claim``; ``verdict`` (``true, false, unproven``);
        ``estates`` and ``households`` (``count, reached, missed, unsure``); ``share`` or None
        (``of, needed, count, reached, missed, unsure``); ``mean_min``, the expected minutes over
        all households where the claim is of a mean, None where one is out of reach or it is not;
        ``area`` or None (``claimed_km2, outline_km2, with_road_km2, reached_km2, missed_km2``, and
        what of the claimed area lies ``without_road_km2`` or ``beyond_outline_km2``: where not more
        is reached than claimed, the reached, the missed and these add up to the claimed);
        ``turns_true_at``: ``speed_factor``, the least factor on all speeds, and ``turnout_min``,
        the longest turnout, at which the claim is true, None where none is enough; the same for
        ``estates`` alone and, where the claim names one, for the ``area`` alone.

    Raises
    ------
    CoverageError, ResponseError
        As :func:`geo.coverage.cover`.
    """
    share = percentile if claim.percentile is None else claim.percentile
    promise = {"target_min": claim.minutes, "percentile": share}
    drive, access = (np.asarray(leg, dtype=np.float64) for leg in (drive_min, access_min))
    estates = cover(
        drive_min=drive,
        access_min=access,
        model=model,
        located=located,
        position_error_m=position_error_m,
        turnout_min=turnout_min,
        **promise,
    )
    weights = {
        "estates": np.ones(estates.n_estates),
        "households": np.asarray(households, dtype=np.float64),
    }
    counts = {name: reached_and_missed(estates, weight) for name, weight in weights.items()}
    share_of = claim.share_of or "estates"
    if share_of == "residents":
        weights["residents"] = residents_or_refuse(residents)
    ground = None if area is None else rounded_minutes(area)
    if ground is None and share_of == "area":
        raise CoverageError("coverage.claim_outline")
    needed = 0.0 if ground is None else needed_km2(claim, ground)
    audited = AuditedEstates(
        claim, drive, access, promise, estates, weights["households"], weights.get(share_of)
    )

    today = Turnouts(model, turnout_min)

    def area_holds(factor: float, turnouts: Turnouts) -> bool:
        return ground is None or (
            reached_km2(ground, turnouts, promise, factor) >= needed - _KM2_TOLERANCE
        )

    def estates_hold(factor: float, turnouts: Turnouts) -> bool:
        return audited.holds(factor, turnouts)

    holds = all(part(1.0, today) for part in (estates_hold, area_holds))
    figures = None if ground is None else area_figures(claim, ground, today, promise)
    not_drawn = claim.area_km2 is not None and figures is None
    doubtful = audited.is_doubtful or not_drawn or (figures is not None and far_beyond(figures))
    about_estates = {} if share_of == "area" else {"estates": estates_hold}
    return {
        "claim": {
            "minutes": claim.minutes,
            "percentile": share,
            "area_km2": claim.area_km2,
            "is_mean": claim.is_mean,
            "share": claim.share,
            "share_of": claim.share_of,
            "set_aside": list(claim.set_aside),
        },
        "verdict": "false" if not holds else "unproven" if doubtful else "true",
        **counts,
        "share": audited.share_figures(),
        "mean_min": audited.mean_min(today) if claim.is_mean else None,
        "area": figures,
        "turns_true_at": _turning_points(
            about_estates | ({"area": area_holds} if needed else {}), today, claim.minutes
        ),
    }


def turning_points(audited: Mapping[str, Any]) -> list[tuple[str, float]]:
    """Return what would make a claim true, or how much of it is to spare, one change at a time.

    Parameters
    ----------
    audited : mapping
        What :func:`audit` returns.

    Returns
    -------
    list of (str, float)
        ``speed_factor`` and ``turnout_min`` with the figure at which the claim turns true,
        ``still_speed_factor`` where it stays true at slower speeds, ``no_…`` (and nan) where no
        such change makes it true.
    """
    points = []
    for change in ("speed_factor", "turnout_min"):
        value = audited["turns_true_at"][change]
        if value is None:
            points.append((f"no_{change}", math.nan))
        elif change == "speed_factor" and value <= 1:
            points.append((f"still_{change}", value))
        else:
            points.append((change, value))
    return points


def _turning_points(
    parts: Mapping[str, Callable[[float, Turnouts], bool]], today: Turnouts, claimed_min: float
) -> dict[str, Any]:
    """Return where every part turns true, and where all of them are."""
    turnouts = range(ceil(claimed_min / _TURNOUT_STEP_MIN))

    def of(holds: Callable[[float, Turnouts], bool]) -> dict[str, float | None]:
        factor = bisect_left(_FACTORS, True, key=lambda units: holds(units * _FACTOR_STEP, today))
        turnout = bisect_left(
            turnouts,
            True,
            key=lambda units: not holds(1.0, today.all_of(units * _TURNOUT_STEP_MIN)),
        )
        return {
            "speed_factor": None
            if factor == len(_FACTORS)
            else round(_FACTORS[factor] * _FACTOR_STEP, 2),
            "turnout_min": round((turnout - 1) * _TURNOUT_STEP_MIN, 2) if turnout else None,
        }

    found = {name: of(holds) for name, holds in parts.items()}
    factors = [part["speed_factor"] for part in found.values()]
    longest = [part["turnout_min"] for part in found.values()]
    return {
        "speed_factor": None if None in factors else max(filter(None, factors), default=None),
        "turnout_min": None
        if None in longest
        else min((t for t in longest if t is not None), default=None),
        **found,
    }


def before_and_after(before: Coverage, after: Coverage, households: ArrayLike) -> dict[str, Any]:
    """Return what a change, such as one more station, does to the same estates.

    Parameters
    ----------
    before, after : Coverage
        Verdicts on the same estates under the same promise.
    households : array_like, shape (n_estates,)

    Returns
    -------
    dict
        ``gained`` and ``lost`` (indices of estates that become covered or stop being it) and
        ``estates_covered``, ``households_covered``, ``mean_p_on_time`` (weighted by households)
        as pairs before, after.

    Raises
    ------
    CoverageError
        For coverages of different estates or promises.
    """
    weights = np.asarray(households, dtype=np.float64)
    if before.n_estates != after.n_estates or weights.size != before.n_estates:
        raise CoverageError("coverage.compare_size", before=before.n_estates, after=after.n_estates)
    if (before.target_min, before.percentile) != (after.target_min, after.percentile):
        raise CoverageError("coverage.compare_promise")
    pair = (before, after)
    total = max(float(weights.sum()), np.finfo(float).tiny)
    return {
        "gained": np.flatnonzero(after.covered & ~before.covered).tolist(),
        "lost": np.flatnonzero(before.covered & ~after.covered).tolist(),
        "estates_covered": [int(coverage.covered.sum()) for coverage in pair],
        "households_covered": [float(weights[coverage.covered].sum()) for coverage in pair],
        "mean_p_on_time": [
            round(float(weights @ coverage.p_on_time) / total, 6) for coverage in pair
        ],
    }


def disc_bound(
    area_km2: float,
    *,
    model: ResponseModel,
    target_min: float,
    percentile: float,
    speed_kmh: float,
    detour: float = 1.0,
) -> int:
    """Return a number of stations below which an area cannot all be reached, by arithmetic.

    No station reaches farther than its drive budget at the given speed, so none covers more than
    that disc. With the highest speed of the roads and no detour this is a proof; with a usual
    speed and detour (1.3 in cities) it is an estimate.

    Parameters
    ----------
    area_km2 : float
    model : ResponseModel
    target_min, percentile : float
        The promise.
    speed_kmh : float
        Speed of the drive.
    detour : float
        Length by road over straight length, at least 1.

    Returns
    -------
    int
        At least 1.

    Raises
    ------
    CoverageError
        For an area, speed or detour that cannot be, or a promise that no drive at all can keep.
    """
    if not (area_km2 > 0 and speed_kmh > 0 and detour >= 1):
        raise CoverageError("coverage.disc", area=area_km2, speed=speed_kmh, detour=detour)
    budget_min = float(
        drive_budget(
            model, access_min=model.access_min, target_min=target_min, percentile=percentile
        )
    )
    if budget_min <= 0:
        raise CoverageError("coverage.no_budget", target=target_min)
    radius_km = budget_min / 60 * speed_kmh / detour
    return ceil(area_km2 / (pi * radius_km**2))


def packing_bound(covers: ArrayLike) -> int:
    """Return a number of stations below which the estates cannot all be covered.

    Estates no two of which share a candidate each need a station of their own. They are picked
    one by one, those that the fewest candidates cover first.

    Parameters
    ----------
    covers : array_like of bool, shape (n_candidates, n_estates)
        Whether a candidate covers an estate; estates that none covers are left out.
    """
    reach = np.asarray(covers, dtype=bool)
    served = reach.sum(axis=0)
    taken = np.zeros(reach.shape[0], dtype=bool)
    picked = 0
    for estate in np.argsort(served, kind="stable"):
        if served[estate] and not (reach[:, estate] & taken).any():
            taken |= reach[:, estate]
            picked += 1
    return picked
