"""Lengths that a source gives, compared with its drawn lines to see that they are metres."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from geo.errors import Fault, RoadsError
from geo.roads.arrays import Bools, Floats

__all__ = ["is_measured_on_sphere", "refuse_lengths"]

# How many of a unit there are in a metre.
_UNITS: Final = {
    "mm": 1000.0,
    "cm": 100.0,
    "ft": 3.28084,
    "km": 0.001,
    "mi": 1 / 1609.344,
    "里": 1 / 500.0,
}
_YARDS: Final = 1.09361
_METRES_PER_DEGREE: Final = 111_195.0
_NEAR: Final = 0.1
# Roads are measured along bends that a drawing straightens, hardly ever beyond these shares.
_SHORTEST, _LONGEST = 0.5, 2.0
# A single length beyond this is a slip of the pen.
_LONGEST_SINGLE: Final = 10.0
_SLACK_M: Final = 1.0
_LONG_ENOUGH_M: Final = 10.0
# Yards and metres of a Mercator map are near enough to metres to be told only by this: figures in
# one wrong unit are all wrong alike.
_ALIKE: Final = 0.003
# Lengths that were rounded by hand may all be off alike by this much.
_OFF_ALIKE: Final = 0.15
_MOST: Final = 0.9
_FEWEST_ALIKE: Final = 5
_FAULTS_SHOWN: Final = 20
_SAME_SHARE: Final = 1e-6


def refuse_lengths(
    given_m: Floats,
    drawn_m: Floats,
    *,
    lat: float,
    column: str,
    file: str,
    feature: Sequence[int] | None = None,
) -> None:
    """Refuse lengths that cannot be metres.

    Parameters
    ----------
    given_m : ndarray, shape (n,)
        What the source says, finite.
    drawn_m : ndarray, shape (n,)
        How long the lines are.
    lat : float
        Where they lie, degrees.
    column, file : str
        Where the source says it.
    feature : sequence of int, optional
        The numbers of the features, from 1; left out, their order.

    Raises
    ------
    RoadsError
        First the unit that all lengths are in, with both totals, then each length that cannot be.
    """
    ratio = np.divide(given_m, drawn_m, out=np.ones(len(given_m)), where=drawn_m > 0)
    short = given_m < _SHORTEST * drawn_m - _SLACK_M
    # A loop without a shape has no length to compare with.
    long = (given_m > _LONGEST_SINGLE * drawn_m) & (drawn_m > _LONG_ENOUGH_M)
    of_all = _fault_of_all(ratio[drawn_m > _LONG_ENOUGH_M], lat)
    faults = [
        Fault(
            "roads.line_too_short" if short[row] else "roads.line_too_long",
            feature=int(row) + 1 if feature is None else int(feature[row]),
            found=float(given_m[row]),
            drawn_m=float(drawn_m[row]),
        )
        for row in np.flatnonzero(short | long)[:_FAULTS_SHOWN]
    ]
    if of_all is not None:
        key, unit, middle = of_all
        fault = Fault(
            key,
            column=column,
            given=float(given_m.sum()),
            drawn_m=float(drawn_m.sum()),
            ratio=middle,
            unit=unit,
        )
        faults.insert(0, fault)
    if faults:
        count = len(given_m) if of_all else int((short | long).sum())
        raise RoadsError("roads.edge_lengths", faults=faults, file=file, count=count)


def is_measured_on_sphere(given_m: Floats, on_sphere_m: Floats) -> Bools:
    """Return which lengths osmnx measured along the drawing: they can be measured better.

    Parameters
    ----------
    given_m, on_sphere_m : ndarray, shape (n,)
        What the source says, and how long the lines are on osmnx's sphere.
    """
    return np.asarray(np.abs(given_m - on_sphere_m) <= _SAME_SHARE * on_sphere_m)


def _fault_of_all(ratio: Floats, lat: float) -> tuple[str, str, float] | None:
    """Return what is wrong with all lengths alike, the unit that they are in, and the ratio."""
    if len(ratio) == 0:
        return None
    middle = float(np.median(ratio))
    alike = len(ratio) >= _FEWEST_ALIKE and (np.abs(ratio / middle - 1) < _ALIKE).mean() > _MOST
    if alike:
        for unit, per_metre in {"yd": _YARDS, "EPSG:3857": 1 / np.cos(np.radians(lat))}.items():
            # Near the equator a Mercator map is true.
            if abs(middle / per_metre - 1) < _ALIKE and middle > 1 + 4 * _ALIKE:
                return "roads.lengths_in_unit", unit, middle
    # A degree of longitude is shorter than one of latitude.
    most_degrees = (1 + _NEAR) / (_METRES_PER_DEGREE * np.cos(np.radians(lat)))
    if (1 - _NEAR) / _METRES_PER_DEGREE < middle < most_degrees:
        return "roads.lengths_in_unit", "°", middle
    for unit, per_metre in _UNITS.items():
        if abs(middle / per_metre - 1) < _NEAR:
            return "roads.lengths_in_unit", unit, middle
    all_wrong_alike = alike and abs(middle - 1) > _OFF_ALIKE
    if all_wrong_alike or middle > _LONGEST or middle < _SHORTEST:
        return "roads.lengths_not_metres", "", middle
    return None
