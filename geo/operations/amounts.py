"""Amounts that a kernel is given, checked on entry: what is wrong is named with its place."""

from collections.abc import Hashable, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geo.errors import OperationsError
from geo.stop import Stop

__all__ = ["amounts", "floats", "limited", "numbered", "of_length"]

Reals = NDArray[np.float64]
Whole = NDArray[np.int64]


def floats(name: str, values: ArrayLike) -> Reals:
    """Return an array of numbers, of whatever value.

    Parameters
    ----------
    name : str
        What the user calls them.
    values : array_like

    Returns
    -------
    ndarray of float64

    Raises
    ------
    OperationsError
        For anything that is not a number.
    """
    try:
        return np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise OperationsError("operations.not_numbers", name=name) from error


def amounts(name: str, values: ArrayLike, *, endless: bool = False) -> Reals:
    """Return numbers of 0 or more; the first that is none of these is named with its place.

    Parameters
    ----------
    name : str
        What the user calls them.
    values : array_like
    endless : bool
        Whether inf is allowed.

    Returns
    -------
    ndarray of float64

    Raises
    ------
    OperationsError
        For negative numbers, nan, text, and inf where it is not allowed.
    """
    numbers = floats(name, values)
    wrong = ~(numbers >= 0) | (np.isinf(numbers) & (not endless))
    if wrong.any():
        at = tuple(int(place) for place in np.argwhere(wrong)[0])
        place = f"{name}{list(at)}" if at else name
        raise OperationsError("operations.amount", name=place, found=float(numbers[at]))
    return numbers


def of_length(
    name: str, values: ArrayLike, size: int, *, one_for_all: bool = False, endless: bool = False
) -> Reals:
    """Return amounts of a given number.

    Parameters
    ----------
    name : str
        What the user calls them.
    values : array_like
    size : int
        How many are wanted.
    one_for_all : bool
        Whether a single number may stand for all of them.
    endless : bool
        Whether inf is allowed.

    Returns
    -------
    ndarray of float64, shape (size,)

    Raises
    ------
    OperationsError
        As :func:`amounts`, and for another number of them.
    """
    numbers = amounts(name, values, endless=endless)
    if numbers.shape != (size,) and not (one_for_all and numbers.ndim == 0):
        raise OperationsError("operations.length", name=name, found=numbers.shape, wanted=size)
    return np.array(np.broadcast_to(numbers, size))


def numbered(name: str, labels: Sequence[Hashable], size: int) -> Whole:
    """Return labels by number, in the order in which they come first.

    Parameters
    ----------
    name : str
        What the user calls them.
    labels : sequence, shape (size,)
    size : int
        How many are wanted.

    Returns
    -------
    ndarray of int64, shape (size,)

    Raises
    ------
    OperationsError
        For another number of them.
    """
    if len(labels) != size:
        raise OperationsError("operations.length", name=name, found=len(labels), wanted=size)
    number: dict[Hashable, int] = {}
    return np.array([number.setdefault(label, len(number)) for label in labels], np.int64)


def limited(time_limit_s: float | None) -> Stop:
    """Return the stop of a time limit.

    Parameters
    ----------
    time_limit_s : float or None
        Wall seconds, 0 or more; None for no limit.

    Returns
    -------
    Stop

    Raises
    ------
    OperationsError
        For a limit that is negative or not a number.
    """
    if time_limit_s is not None and not time_limit_s >= 0:
        raise OperationsError("operations.time_limit", found=time_limit_s)
    return Stop(time_limit_s)
