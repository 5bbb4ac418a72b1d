"""How kernels are compiled: once, kept on disk, and free of the interpreter lock."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

from numba import njit

__all__ = ["kernel"]

P = ParamSpec("P")
R = TypeVar("R")


def kernel(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a function over arrays and numbers to machine code.

    The machine code is kept beside the source, so that only the first run on a machine pays for
    it. The interpreter lock is released while it runs: several threads sweep at once.

    Parameters
    ----------
    function : callable
        The function.

    Returns
    -------
    callable
    """
    return cast("Callable[P, R]", njit(cache=True, nogil=True)(function))
