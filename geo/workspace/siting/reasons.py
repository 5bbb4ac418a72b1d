"""Why a siting question leaves somebody out or has no answer, and the least that would help."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from geo.errors import Notice
from geo.response import percentiles
from geo.workspace.district import District
from geo.workspace.siting.hours import SiteHours
from geo.workspace.siting.places import SitePlaces

__all__ = ["left_out_by_hour", "left_out_notices", "named"]

_MOST_NAMED: Final = 8
_COMMA: Final = "、"
_ESTATES_AT_ONCE: Final = 500


def left_out_notices(
    district: District,
    places: SitePlaces,
    rows: NDArray[np.int64],
    missing: NDArray[np.bool_],
    limit_min: float,
) -> tuple[Notice, ...]:
    """Return who is served by no place that may be used, and the smallest relaxation that helps.

    Parameters
    ----------
    district : District
    places : SitePlaces
    rows : ndarray of int
        The places that may be used.
    missing : ndarray of bool, shape (n_estates,)
        Whom none of them serves.
    limit_min : float
        The minutes within which they should.
    """
    if not missing.any():
        return ()
    names = district.estates["name"].to_numpy()
    estates = np.flatnonzero(missing)
    needed = _least_targets_min(district, places, rows, estates)
    no_way = ~np.isfinite(needed)
    notices: list[Notice] = []
    late = estates[~no_way]
    if late.size:
        hardest = int(needed[~no_way].argmax())
        notices += [
            Notice("workspace.left_out", count=late.size, names=_listed(names[late])),
            Notice(
                "choice.relaxation",
                count=late.size,
                minutes=float(np.ceil(10 * needed[~no_way][hardest]) / 10),
                target=limit_min,
                hardest=names[late[hardest]],
            ),
        ]
    if no_way.any():
        notices.append(
            Notice("choice.no_way", count=int(no_way.sum()), names=_listed(names[estates[no_way]]))
        )
    return tuple(notices)


def left_out_by_hour(
    district: District,
    hours: SiteHours,
    rows: NDArray[np.int64],
    missing: NDArray[np.bool_],
    limit_min: float,
) -> tuple[Notice, ...]:
    """Return the same over hours: whom no place serves at some of them, and at which.

    Parameters
    ----------
    district : District
    hours : SiteHours
    rows : ndarray of int
        The places that may be used.
    missing : ndarray of bool, shape (n_points,)
        Which estates no place serves at which situation.
    limit_min : float
        The minutes within which they should.
    """
    by_situation = missing.reshape(len(hours.situations), -1)
    always = np.asarray(by_situation.all(axis=0))
    notices = left_out_notices(district, hours.situations[0], rows, always, limit_min)
    at_times = by_situation.any(axis=0) & ~always
    if not at_times.any():
        return notices
    names = district.estates["name"].to_numpy()[at_times]
    lost = {
        hour
        for number in np.flatnonzero((by_situation & at_times).any(axis=1)).tolist()
        for hour in hours.hours_of(number)
    }
    return (
        *notices,
        Notice(
            "choice.left_out_at_hours",
            count=len(names),
            names=_listed(names),
            hours=", ".join(f"{hour:02d}:00" for hour in sorted(lost)),
        ),
    )


def named(notes: Iterable[Notice], estate_names: NDArray[np.object_]) -> tuple[Notice, ...]:
    """Return the notes of a plan with the names of estates in place of their numbers.

    Parameters
    ----------
    notes : iterable of Notice
        With estates as a tuple of int.
    estate_names : ndarray of str
        By those numbers.
    """
    return tuple(
        Notice(note.key, **{**note.params, "estates": _listed(estate_names[list(numbers)])})
        if (numbers := note.params.get("estates")) is not None
        else note
        for note in notes
    )


def _least_targets_min(
    district: District,
    places: SitePlaces,
    rows: NDArray[np.int64],
    estates: NDArray[np.int64],
) -> NDArray[np.float64]:
    """Return the least target at which the promise to each estate can be kept; inf for no way."""
    needed = [np.zeros(0)]
    for start in range(0, estates.size, _ESTATES_AT_ONCE):
        ways = places.ways.of_estates(estates[start : start + _ESTATES_AT_ONCE])
        needed.append(
            np.array(
                [
                    _least_target_min(district, places.turnout_min[rows], drive, access)
                    for drive, access in zip(ways.drive[rows].T, ways.access[rows].T, strict=True)
                ]
            )
        )
    return np.concatenate(needed)


def _least_target_min(
    district: District,
    turnout: NDArray[np.float64],
    drive: NDArray[np.float64],
    access: NDArray[np.float64],
) -> float:
    """Return the same for one estate and the ways to it."""
    finite = np.isfinite(drive) & np.isfinite(access)
    needed = [
        _least_with(district, float(minutes), drive[its], access[its])
        for minutes in np.unique(turnout[finite])
        for its in (finite & (turnout == minutes),)
    ]
    return min(needed, default=float("inf"))


def _least_with(
    district: District, turnout_min: float, drive: NDArray[np.float64], access: NDArray[np.float64]
) -> float:
    """Return the same over places of one turnout that have a way."""
    pairs = np.unique(np.column_stack([drive, access]), axis=0)
    # in order of drive, only a shorter access than all before can still be the best
    shorter = np.concatenate([[np.inf], np.minimum.accumulate(pairs[:, 1])[:-1]])
    unbeaten = pairs[pairs[:, 1] < shorter]
    within = percentiles(
        replace(district.model, turnout_min=turnout_min),
        drive_min=unbeaten[:, 0],
        access_min=unbeaten[:, 1],
        shares=[district.settings.target.percentile],
    )
    return float(within.min())


def _listed(names: NDArray[np.object_]) -> str:
    said = _COMMA.join(str(name) for name in names[:_MOST_NAMED])
    return said if len(names) <= _MOST_NAMED else f"{said}…"
