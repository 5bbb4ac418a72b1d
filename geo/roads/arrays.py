"""Arrays that are checked once, on entry, and never change afterwards."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geo.errors import RoadsError

__all__ = [
    "Bools",
    "Floats",
    "Ints",
    "Longs",
    "Texts",
    "finite_numbers",
    "node_indices",
    "non_negative_lengths",
    "numbers",
    "read_only",
]

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Bools = NDArray[np.bool_]
Texts = NDArray[Any]


def read_only(values: ArrayLike, dtype: Any) -> NDArray[Any]:
    """Return a read-only copy of the values, so that no one can change them behind our back."""
    array = np.array(values, dtype=dtype, copy=True, order="C")
    array.setflags(write=False)
    return array


def numbers(name: str, values: ArrayLike, *, size: int | None = None) -> Floats:
    """Return a read-only float64 vector without NaN.

    Parameters
    ----------
    name : str
        What the caller calls the array; the message names it.
    values : array_like, shape (n,)
        The numbers; infinity is let through.
    size : int, optional
        The length that is wanted.

    Raises
    ------
    RoadsError
        When the values are not numbers, not a vector of that length, or hold NaN.
    """
    try:
        array = read_only(values, np.float64)
    except (TypeError, ValueError) as error:
        raise RoadsError("roads.array_not_numbers", name=name) from error
    _check_vector(name, array, size)
    _refuse("roads.array_nan", name, array, np.isnan(array))
    return array


def finite_numbers(name: str, values: ArrayLike, *, size: int | None = None) -> Floats:
    """Return a read-only float64 vector of finite numbers."""
    array = numbers(name, values, size=size)
    _refuse("roads.array_infinite", name, array, np.isinf(array))
    return array


def non_negative_lengths(name: str, values: ArrayLike, *, size: int) -> Floats:
    """Return a read-only float64 vector of finite lengths of at least 0."""
    array = finite_numbers(name, values, size=size)
    refuse_negative(name, array)
    return array


def refuse_negative(name: str, array: Floats) -> None:
    """Raise a RoadsError that names the first negative value, where there is one."""
    _refuse("roads.array_negative", name, array, array < 0)


def node_indices(name: str, values: ArrayLike, *, n_nodes: int, size: int | None = None) -> Ints:
    """Return a read-only int32 vector of node indices.

    Raises
    ------
    RoadsError
        When the values are not whole numbers, not a vector of that length, or point outside
        ``0 .. n_nodes - 1``.
    """
    array = np.asarray(values)
    _check_vector(name, array, size)
    if array.size == 0:
        return read_only([], np.int32)
    if array.dtype.kind not in "iu":
        raise RoadsError("roads.array_not_whole", name=name, kind=str(array.dtype))
    outside = (array < 0) | (array >= n_nodes)
    if outside.any():
        row = int(np.flatnonzero(outside)[0])
        raise RoadsError(
            "roads.node_out_of_range", name=name, index=row, found=int(array[row]), nodes=n_nodes
        )
    return read_only(array, np.int32)


def _check_vector(name: str, array: NDArray[Any], size: int | None) -> None:
    if array.ndim != 1:
        raise RoadsError("roads.array_not_vector", name=name, shape=str(array.shape))
    if size is not None and len(array) != size:
        raise RoadsError("roads.array_length", name=name, found=len(array), wanted=size)


def _refuse(key: str, name: str, array: NDArray[Any], wrong: Bools) -> None:
    if wrong.any():
        row = int(np.flatnonzero(wrong)[0])
        raise RoadsError(key, name=name, index=row, found=float(array[row]), count=int(wrong.sum()))
