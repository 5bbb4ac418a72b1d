"""How far the drives of a district may be off before other sites than the proposed are the best."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from geo import siting
from geo.errors import SitingError
from geo.siting import Tolerance
from geo.stop import Stop
from geo.summary import Summarized
from geo.workspace.district import District
from geo.workspace.siting.answer import StationSiting
from geo.workspace.siting.places import SitePlaces, cover_from
from geo.workspace.siting.rules import SiteRules, settle

__all__ = ["TOLERANCE_MODELS", "SitingTolerance", "siting_tolerance"]

TOLERANCE_MODELS: Final = ("max_cover", "p_median")
"""The models whose plans can be tested."""

_MOST: Final = 1.0


@dataclass(frozen=True, eq=False, repr=False)
class SitingTolerance(Summarized):
    """How far the drives may be off.

    Attributes
    ----------
    tolerance : Tolerance
        The kernel's answer.
    instead : tuple of str
        Ids of the new places of the plan that wins first; empty where none does.
    """

    tolerance: Tolerance
    instead: tuple[str, ...]


def siting_tolerance(
    district: District,
    found: StationSiting,
    places: SitePlaces,
    rules: SiteRules,
    *,
    time_limit_s: float | None = None,
    stop: Stop | None = None,
) -> SitingTolerance:
    """Return how far every single drive may be off, up or down, before other sites are better.

    Parameters
    ----------
    district : District
    found : StationSiting
        The plan, of ``max_cover`` or ``p_median``, without budget, capacity or moves.
    places : SitePlaces
        The places it was found among.
    rules : SiteRules
        What every plan must keep.
    time_limit_s : float, optional
        Wall seconds for the proof.
    stop : Stop, optional
        The caller's limit and cancel flag.

    Returns
    -------
    SitingTolerance

    Raises
    ------
    SitingError
        For a plan of another model, or one that was found under a limit.
    """
    model = found.plan.model
    if (
        model not in TOLERANCE_MODELS
        or rules.budget is not None
        or places.room(rules.capacity) is not None
    ):
        raise SitingError("condition.tolerance_model", valid=", ".join(TOLERANCE_MODELS))
    settled = settle(places, rules)
    asked: dict[str, Any] = {
        "fixed": settled.fixed,
        "forbidden": settled.forbidden,
        "most": _MOST,
        "stop": siting.check_stop(stop, time_limit_s),
    }
    if model == "p_median":
        reached = places.reached
        tolerance = siting.median_tolerance(
            places.minutes[:, reached],
            places.ways.whole.drive[:, reached],
            places.demand[reached],
            found.plan.chosen,
            **asked,
        )
    else:
        tolerance = siting.cover_tolerance(
            _covers_at(district, places),
            places.demand,
            found.plan.chosen,
            n_candidates=len(places.sites),
            **asked,
        )
    new = tolerance.challenger[tolerance.challenger >= places.n_open]
    return SitingTolerance(tolerance, tuple(places.sites["site_id"].iloc[new]))


def _covers_at(district: District, places: SitePlaces) -> siting.CoversAt:
    """Return whom places cover when every drive takes so many times as long."""

    def covers(factor: float, rows: NDArray[np.int64]) -> NDArray[np.bool_]:
        return cover_from(district, places, rows, change_drive=lambda drive: drive * factor).covers

    return covers
