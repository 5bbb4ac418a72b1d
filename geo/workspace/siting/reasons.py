"""Why a siting question leaves somebody out or has no answer, and the least that would help."""

from collections.abc import Iterable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from geo.errors import Notice
from geo.response import percentiles
from geo.workspace.district import District
from geo.workspace.siting.places import SitePlaces

__all__ = ["left_out_notices", "named"]

_MOST_NAMED: Final = 8
_COMMA: Final = "、"


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
    needed = np.array([_least_target_min(district, places, rows, one) for one in estates.tolist()])
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


def _least_target_min(
    district: District, places: SitePlaces, rows: NDArray[np.int64], estate: int
) -> float:
    """Return the least target at which the promise to an estate can be kept; inf for no way."""
    drive, access = places.drive[rows, estate], places.access[rows, estate]
    finite = np.isfinite(drive) & np.isfinite(access)
    if not finite.any():
        return float("inf")
    pairs = np.unique(np.column_stack([drive[finite], access[finite]]), axis=0)
    # in order of drive, only a shorter access than all before can still be the best
    shorter = np.concatenate([[np.inf], np.minimum.accumulate(pairs[:, 1])[:-1]])
    unbeaten = pairs[pairs[:, 1] < shorter]
    share = district.settings.target.percentile
    within = percentiles(
        district.model, drive_min=unbeaten[:, 0], access_min=unbeaten[:, 1], shares=[share]
    )
    return float(within.min())


def _listed(names: NDArray[np.object_]) -> str:
    said = _COMMA.join(str(name) for name in names[:_MOST_NAMED])
    return said if len(names) <= _MOST_NAMED else f"{said}…"
