"""Only stations that help are recommended: what a plan holds in vain goes, and it is said why."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from geo import siting
from geo.errors import Notice, SitingError
from geo.siting import SitingPlan
from geo.workspace.siting.models import MODELS
from geo.workspace.siting.question import SitingQuestion
from geo.workspace.siting.reasons import named

__all__ = ["refuse_left_out", "without_idle"]

Rows = NDArray[np.int64]


def _brings_on_time(asked: SitingQuestion, row: int, others: Rows) -> bool:
    """Whether a place reaches households on time that no other place of the plan does."""
    points = asked.points
    alone = points.covered_by(np.array([row])) & ~points.covered_by(others)
    return bool((alone & (points.demand > 0)).any())


def _is_quicker(asked: SitingQuestion, row: int, others: Rows) -> bool:
    """Whether a place is nearer to some households than every other place of the plan."""
    minutes = asked.points.minutes[:, asked.points.demand > 0]
    return bool((minutes[row] < minutes[others].min(axis=0, initial=np.inf)).any())


def _reaches_somebody(asked: SitingQuestion, row: int, _others: Rows) -> bool:
    """Whether a place reaches households on time at all: a second station counts too."""
    served = asked.points.covered_by(np.array([row]))
    return bool((served & (asked.points.demand > 0)).any())


_HELPS: Final[dict[str, Callable[[SitingQuestion, int, Rows], bool]]] = {
    "max_cover": _brings_on_time,
    "p_median": _is_quicker,
    "p_center": _is_quicker,
    "backup_cover": _reaches_somebody,
    "mexclp": _reaches_somebody,
    "double_standard": _reaches_somebody,
    "probability_cover": _is_quicker,
}
"""When a station helps, by model; other models hold none in vain."""


def without_idle(asked: SitingQuestion, plan: SitingPlan) -> tuple[SitingPlan, tuple[Notice, ...]]:
    """Return a plan without the new places that gain nothing, and why there are fewer.

    Parameters
    ----------
    asked : SitingQuestion
    plan : SitingPlan
        With a plan; under a capacity it stays as it is, for there every station makes room.

    Returns
    -------
    plan : SitingPlan
        Its objective is the same.
    notices : tuple of Notice
        Empty where every new place helps; locked ones stay anyway, and are named.
    """
    helps = _HELPS.get(asked.model)
    makes_room = asked.places.room(asked.rules.capacity) is not None
    if helps is None or (makes_room and MODELS[asked.model].with_capacity is not None):
        return plan, ()
    # A search that was stopped may yet find a better place for a station: it keeps them all. Only
    # where a station counts whom it alone brings on time is it in vain for certain.
    if (plan.status != "optimal" or asked.asks_near) and helps is not _brings_on_time:
        return plan, ()
    chosen = np.unique(plan.chosen)
    new = chosen[chosen >= asked.places.n_open]
    idle: list[int] = []
    # The last places of the list go first: of two that do the same the first stays.
    for row in new[::-1].tolist():
        others = chosen[(chosen != row) & ~np.isin(chosen, idle)]
        if not helps(asked, row, others):
            idle.append(row)
    if not idle:
        return plan, ()
    gone = np.array([row for row in idle if row not in asked.settled.fixed], dtype=np.int64)
    kept = np.setdiff1d(chosen, gone)
    locked = asked.places.sites["label"].iloc[np.intersect1d(idle, asked.settled.fixed)]
    told = [Notice("choice.locked_in_vain", site=str(label)) for label in locked]
    if gone.size:
        told = [*_why(asked, plan, len(new), len(new) - gone.size, kept), *told]
    return replace(plan, chosen=kept, assigned=_reassigned(asked, plan, kept)), tuple(told)


def _reassigned(asked: SitingQuestion, plan: SitingPlan, kept: Rows) -> Rows:
    """Return whom each place serves once some have gone, by the rules of the kernels."""
    assigned = plan.assigned.copy()
    estates = np.arange(len(asked.served))
    if assigned.size < estates.size:
        estates = estates[asked.served]
    lost = np.flatnonzero((assigned >= 0) & ~np.isin(assigned, kept))
    if not lost.size or asked.hours is not None:
        # Over many hours the answer says anew who comes at which.
        return assigned
    if asked.model in ("p_median", "p_center", "probability_cover"):
        minutes = asked.points.minutes[np.ix_(kept, estates[lost])]
        assigned[lost] = kept[minutes.argmin(axis=0)]
        return assigned
    covers = asked.points.cover_rows[kept][:, estates[lost]].toarray()
    assigned[lost] = np.where(covers.any(axis=0), kept[covers.argmax(axis=0)], -1)
    return assigned


def _why(
    asked: SitingQuestion, plan: SitingPlan, wanted: int, helping: int, kept: Rows
) -> list[Notice]:
    """Return how many new stations help, and why no further one does where that is proven.

    Whom no place reaches at all, and what it would take, the answer names anyway.
    """
    places = asked.points
    told = (
        Notice("choice.some_help", wanted=wanted, helping=helping)
        if helping
        else Notice("choice.none_helps", wanted=wanted)
    )
    if plan.status != "optimal":
        return [told]
    late = ~places.covered_by(kept) & (places.demand > 0)
    if _HELPS[asked.model] is _is_quicker:
        return [told, Notice("choice.none_better")]
    if not late.any():
        return [told, Notice("choice.all_on_time")]
    target = f"{asked.district.settings.target.minutes:g}"
    return [told, Notice("choice.no_place_reaches", count=int(late.sum()), target=target)]


def refuse_left_out(asked: SitingQuestion, plan: SitingPlan) -> None:
    """Refuse a plan that leaves somebody out where everybody was asked for.

    Parameters
    ----------
    asked : SitingQuestion
    plan : SitingPlan

    Raises
    ------
    SitingError
        With the number and the names of those who are left out, and how many stations it takes.
    """
    if not asked.rules.everyone or asked.asks_near:  # from near pairs all are served or none
        return
    serves, asking = asked.serves, asked.points.demand > 0
    left = np.flatnonzero(asking & ~(serves[np.unique(plan.chosen)].sum(axis=0) > 0))
    if not left.size:
        return
    estates = np.unique(left % len(asked.district.estates))
    who = Notice(
        "choice.everyone_left",
        count=int(estates.size),
        households=round(float(asked.places.demand[estates].sum())),
        estates=tuple(estates.tolist()),
    )
    reasons = [*named([who], asked.district.estates["name"].to_numpy())]
    fewest = siting.set_cover(
        serves[:, asking],
        fixed=asked.settled.fixed,
        forbidden=asked.settled.forbidden,
    )
    if fewest.has_plan:
        needed = round(fewest.bound) - asked.settled.n_kept
        reasons.append(Notice("choice.fewest_needed", count=needed))
    raise SitingError("workspace.siting_infeasible", faults=tuple(reasons))
