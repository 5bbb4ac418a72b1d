"""What a claim says of ground: how much of it is reached, and what the rest lacks."""

from collections.abc import Mapping
from typing import Final

import numpy as np

from geo.coverage.area import AreaMinutes
from geo.coverage.claim import Claim
from geo.coverage.turnouts import Turnouts
from geo.coverage.verdict import cover

__all__ = [
    "area_figures",
    "area_parts",
    "far_beyond",
    "needed_km2",
    "reached_km2",
    "rounded_minutes",
]

# Points of an area stand for a few hundred metres: a tenth of a minute is fine enough.
_AREA_LEG_DECIMALS: Final = 1
_KM2_DECIMALS: Final = 3
# Outlines are drawn by hand: official areas differ from them by this share.
_OUTLINE_ERROR: Final = 0.1


def rounded_minutes(area: AreaMinutes) -> AreaMinutes:
    """Return the minutes of an area as finely as its points can tell."""
    return AreaMinutes(
        np.round(area.drive_min, _AREA_LEG_DECIMALS),
        np.round(area.access_min, _AREA_LEG_DECIMALS),
        area.km2,
    )


def _with_road_km2(area: AreaMinutes) -> float:
    return float(area.km2[np.isfinite(area.access_min)].sum())


def _claimed_km2(claim: Claim, area: AreaMinutes) -> float | None:
    if claim.share_of == "area" and claim.share is not None:
        return claim.share * float(area.km2.sum())
    return claim.area_km2


def needed_km2(claim: Claim, area: AreaMinutes) -> float:
    """Return the square kilometres that must be reached for a claim to hold."""
    return min(_claimed_km2(claim, area) or 0.0, _with_road_km2(area))


def reached_km2(
    area: AreaMinutes, turnouts: Turnouts, promise: dict[str, float], factor: float = 1.0
) -> float:
    """Return the square kilometres that are reached, with all speeds times a factor."""
    coverage = cover(
        drive_min=area.drive_min / factor,
        access_min=area.access_min,
        model=turnouts.model,
        turnout_min=turnouts.turnout_min,
        **promise,
    )
    return float(area.km2[coverage.covered].sum())


def area_figures(
    claim: Claim, area: AreaMinutes, turnouts: Turnouts, promise: dict[str, float]
) -> dict[str, float | None]:
    """Return what of the claimed area is reached, and what it lacks."""
    return area_parts(
        {
            "claimed_km2": _claimed_km2(claim, area),
            "outline_km2": float(area.km2.sum()),
            "with_road_km2": _with_road_km2(area),
            "reached_km2": reached_km2(area, turnouts, promise),
        },
        _KM2_DECIMALS,
    )


def area_parts(figures: Mapping[str, float | None], decimals: int) -> dict[str, float | None]:
    """Return the square kilometres of an audit rounded so that they still add up.

    Parameters
    ----------
    figures : mapping of str to float
        ``claimed_km2`` (None where nothing is claimed), ``outline_km2``, ``with_road_km2``,
        ``reached_km2``.
    decimals : int

    Returns
    -------
    dict
        These, and ``missed_km2, without_road_km2, beyond_outline_km2``: what a claim of more than
        is reached lacks, by its cause.
    """
    names = ("claimed_km2", "outline_km2", "with_road_km2", "reached_km2")
    claimed, outline, with_road, reached = (
        round(float(figures[name] or 0.0), decimals) for name in names
    )
    beyond = max(0.0, claimed - outline)
    parts = {
        "missed_km2": max(0.0, min(claimed, with_road) - reached),
        "without_road_km2": max(0.0, claimed - beyond - with_road),
        "beyond_outline_km2": beyond,
    }
    return {
        "claimed_km2": None if figures["claimed_km2"] is None else claimed,
        "outline_km2": outline,
        "with_road_km2": with_road,
        "reached_km2": reached,
        **{name: round(value, decimals) for name, value in parts.items()},
    }


def far_beyond(figures: dict[str, float | None]) -> bool:
    """Return whether more is claimed than an outline drawn with the usual care can hold."""
    beyond, outline = figures["beyond_outline_km2"] or 0.0, figures["outline_km2"] or 0.0
    return beyond > _OUTLINE_ERROR * outline
