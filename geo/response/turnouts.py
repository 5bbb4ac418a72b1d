"""Crews that set out in times of their own: one model for each of the few different times."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from geo.response.model import ResponseModel

__all__ = ["each_turnout"]


def each_turnout(
    model: ResponseModel, turnout_min: NDArray[np.float64]
) -> Iterator[tuple[ResponseModel, NDArray[np.bool_]]]:
    """Yield the model of every different turnout, and where it holds.

    Parameters
    ----------
    model : ResponseModel
    turnout_min : ndarray
        Median minutes; few of them differ.

    Yields
    ------
    model : ResponseModel
        With that turnout.
    those : ndarray of bool, in the shape of `turnout_min`
    """
    for minutes in np.unique(turnout_min):
        yield replace(model, turnout_min=float(minutes)), turnout_min == minutes
