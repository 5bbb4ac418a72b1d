"""The longest chain of steps that wait for each other: how long a problem takes at least."""

from collections.abc import Hashable, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from math import isfinite
from typing import Any

from geo.errors import OperationsError

__all__ = ["critical_path", "longest_chain"]

Step = Hashable


def critical_path(
    days: Sequence[float] | Mapping[Any, float], after: Sequence[Any] | Mapping[Any, Any]
) -> float:
    """Return how many days steps take when each begins as soon as those before it are done.

    Parameters
    ----------
    days : sequence or mapping of float
        How long each step takes.
    after : sequence or mapping
        For each step the steps that it waits for, by their position in ``days`` (or their key,
        where ``days`` is a mapping): a collection, a single one, or None.

    Returns
    -------
    float
        Days from the start of the first step to the end of the last; 0 without steps.

    Raises
    ------
    OperationsError
        For negative or infinite days, a step that waits for one that does not exist, or steps
        that wait for each other in a circle.
    """
    length = _by_step(days)
    return sum((float(length[step]) for step in longest_chain(days, after)), 0.0)


def longest_chain(
    days: Sequence[float] | Mapping[Any, float], after: Sequence[Any] | Mapping[Any, Any]
) -> list[Any]:
    """Return the steps of the longest chain, in the order of their work; the first among equals.

    Parameters
    ----------
    days, after
        As for :func:`critical_path`.

    Raises
    ------
    OperationsError
        As :func:`critical_path`.
    """
    length = _by_step(days)
    waits = {step: _steps(before) for step, before in _by_step(after).items()}
    _check(length, waits)
    best_before: dict[Step, Step | None] = {}
    ends: dict[Step, float] = {}
    for step in _in_order(length, waits):
        before = max(waits.get(step, ()), key=ends.__getitem__, default=None)
        best_before[step] = before
        ends[step] = float(length[step]) + (0.0 if before is None else ends[before])
    chain: list[Step] = []
    last = max(length, key=ends.__getitem__, default=None)
    while last is not None:
        chain.append(last)
        last = best_before[last]
    return chain[::-1]


def _by_step(values: Sequence[Any] | Mapping[Any, Any]) -> Mapping[Any, Any]:
    return values if isinstance(values, Mapping) else dict(enumerate(values))


def _steps(before: Any) -> tuple[Step, ...]:
    if before is None:
        return ()
    is_one = isinstance(before, str) or not hasattr(before, "__iter__")
    return (before,) if is_one else tuple(before)


def _check(length: Mapping[Step, float], waits: Mapping[Step, tuple[Step, ...]]) -> None:
    for step, days in length.items():
        if not (isfinite(days) and days >= 0):
            raise OperationsError("problems.step_days", step=step, found=days)
    for step, before in waits.items():
        for one in (step, *before):
            if one not in length:
                raise OperationsError("problems.step_unknown", step=step, found=one)


def _in_order(length: Mapping[Step, float], waits: Mapping[Step, tuple[Step, ...]]) -> list[Step]:
    place = {step: number for number, step in enumerate(length)}
    if all(place[one] < place[step] for step, before in waits.items() for one in before):
        # As most lists are written: each step below those that it waits for.
        return list(length)
    sorter = TopologicalSorter({step: waits.get(step, ()) for step in length})
    try:
        return list(sorter.static_order())
    except CycleError as circle:
        steps = " → ".join(str(step) for step in reversed(circle.args[1]))
        raise OperationsError("problems.step_circle", steps=steps) from circle
