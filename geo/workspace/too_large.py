"""A question too large for the machine says so before it starts, with what would fit."""

from collections.abc import Callable
from math import ceil, isqrt, sqrt
from typing import Final

import numpy as np
from numpy.typing import NDArray

from geo.errors import SitingError, WorkspaceError
from geo.memory import free_bytes

__all__ = [
    "has_room_for_places",
    "refuse_large_streets",
    "refuse_many_places",
    "refuse_many_stations",
]

# The three legs that are kept, and what choosing a gate takes on the way.
_BYTES_OF_A_PAIR: Final = 80
_BYTES_WITHIN_A_STREET: Final = 60
_GB: Final = 2**30
_ROUND_M: Final = 10

Free = Callable[[], int | None]


def refuse_many_places(
    n_places: int,
    n_estates: int,
    *,
    spacing_m: float,
    near_models: str,
    situations: int = 1,
    free: Free = free_bytes,
) -> None:
    """Refuse a siting question that weighs the minutes of more pairs than there is memory for.

    Parameters
    ----------
    n_places, n_estates : int
    spacing_m : float
        How far apart candidates stand.
    near_models : str
        The models that ask only who is near.
    situations : int
        How often all minutes are needed: once, or for several hours.
    free : callable
        Gives the bytes that are free, None where nobody knows.

    Raises
    ------
    SitingError
        With how many places fit, and how far apart candidates would stand then.
    """
    left = free()
    if left is None or has_room_for_places(
        n_places, n_estates, situations=situations, free=lambda: left
    ):
        return
    of_a_place = _of_a_place(n_estates, situations)
    fit = max(left // of_a_place, 1)
    spacing = _ROUND_M * ceil(spacing_m * sqrt(n_places / fit) / _ROUND_M)
    raise SitingError(
        "choice.too_large",
        places=n_places,
        estates=n_estates,
        needed=_gb(n_places * of_a_place),
        free=_gb(left),
        fit=fit,
        spacing=spacing,
        valid=near_models,
    )


def has_room_for_places(
    n_places: int, n_estates: int, *, situations: int = 1, free: Free = free_bytes
) -> bool:
    """Whether there is memory for the minutes of all pairs of places and estates.

    Parameters
    ----------
    n_places, n_estates : int
    situations : int
        How often all minutes are needed: once, or for several hours.
    free : callable
        Gives the bytes that are free, None where nobody knows.
    """
    left = free()
    return left is None or n_places * _of_a_place(n_estates, situations) <= left


def refuse_many_stations(n_stations: int, n_estates: int, *, free: Free = free_bytes) -> None:
    """Refuse minutes from more stations to more estates than there is memory for.

    Parameters
    ----------
    n_stations, n_estates : int
    free : callable
        Gives the bytes that are free, None where nobody knows.

    Raises
    ------
    WorkspaceError
        With how many estates fit.
    """
    left = free()
    needed = _BYTES_OF_A_PAIR * n_stations * n_estates
    if left is None or needed <= left:
        return
    raise WorkspaceError(
        "workspace.too_large",
        stations=n_stations,
        estates=n_estates,
        needed=_gb(needed),
        free=_gb(left),
        fit=left // (_BYTES_OF_A_PAIR * n_stations),
    )


def refuse_large_streets(
    pair: NDArray[np.int64], street: NDArray[np.object_], *, free: Free = free_bytes
) -> None:
    """Refuse a zoning question whose streets hold more pairs of estates than there is memory for.

    Parameters
    ----------
    pair : ndarray of int, shape (n_estates,)
        Code of street and operator.
    street : ndarray of str, shape (n_estates,)
    free : callable
        Gives the bytes that are free, None where nobody knows.

    Raises
    ------
    WorkspaceError
        With the largest street, and how many estates one could hold.
    """
    sizes = np.bincount(pair)
    needed = _BYTES_WITHIN_A_STREET * int((sizes * sizes).sum())
    left = free()
    if left is None or needed <= left:
        return
    largest = int(sizes.argmax())
    raise WorkspaceError(
        "workspace.zones_too_large",
        street=str(street[np.flatnonzero(pair == largest)[0]]),
        estates=int(sizes[largest]),
        needed=_gb(needed),
        free=_gb(left),
        fit=isqrt(left // (_BYTES_WITHIN_A_STREET * sizes.size)),
    )


def _of_a_place(n_estates: int, situations: int) -> int:
    return _BYTES_OF_A_PAIR * max(n_estates, 1) * situations


def _gb(amount: int) -> str:
    return f"{amount / _GB:.1f}"
