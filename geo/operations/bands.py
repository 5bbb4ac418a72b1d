"""From measures to points, from points to a band, and how near the next band is."""

from collections.abc import Callable, Mapping

__all__ = ["band_of", "calls_to_change", "total_points"]


def total_points(points: Mapping[str, float], weights: Mapping[str, float]) -> float | None:
    """Return the weighted mean of the measures that are known; None where none counts.

    Parameters
    ----------
    points : mapping of str to float
        0 to 100 by measure; a measure that nobody could take is left out.
    weights : mapping of str to float
        At least 0; the weights of those left out are shared by the others.
    """
    whole = sum(weights.get(name, 0.0) for name in points)
    if not whole:
        return None
    return sum(weights.get(name, 0.0) * value for name, value in points.items()) / whole


def band_of(points: float, bands: Mapping[str, float]) -> str:
    """Return the band that points reach: the one with the highest least points up to them.

    Parameters
    ----------
    points : float
        0 to 100, compared to 9 decimals so that a sum of weights cannot miss a bound.
    bands : mapping of str to float
        Least points of every band; one of them is 0.
    """
    reached = [name for name, least in bands.items() if round(points, 9) >= least]
    return max(reached, key=bands.__getitem__)


def calls_to_change(
    band_with: Callable[[int], str], on_time: int, calls: int
) -> tuple[int | None, int | None]:
    """Return how many more calls on time lift the band, and how many fewer lower it.

    Parameters
    ----------
    band_with : callable
        The band with so many calls on time; more calls never lower it.
    on_time, calls : int
        Calls on time, and calls in all.

    Returns
    -------
    up, down : int or None
        None where no number of calls changes the band.
    """
    band = band_with(on_time)
    up = _least(lambda more: band_with(on_time + more) != band, calls - on_time)
    down = _least(lambda fewer: band_with(on_time - fewer) != band, on_time)
    return up, down


def _least(changes: Callable[[int], bool], most: int) -> int | None:
    """Return the least number from 1 that changes something; a larger one never undoes it."""
    if most < 1 or not changes(most):
        return None
    low, high = 1, most
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if changes(middle) else (middle + 1, high)
    return low
