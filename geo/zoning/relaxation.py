"""The smallest relaxation of each figure of the rules that makes a number of zones possible."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from geo.errors import Notice
from geo.stop import Stop
from geo.zoning.city_search import CitySearch
from geo.zoning.problem import ZoningProblem
from geo.zoning.rules import ZoningRules

__all__ = ["Relaxation", "smallest_relaxations"]

CAP_STEP: Final = 0.01
RADIUS_STEP_MIN: Final = 0.1
SEARCH_S: Final = 6.0
"""Seconds for all figures together."""


@dataclass(frozen=True)
class Relaxation:
    """A figure of the rules and the least value at which the wanted zones exist.

    Attributes
    ----------
    rule : {"max_estates", "cap", "radius_min"}
        The figure.
    wanted : float
        What the rules say.
    enough : float
        The least value, in whole steps, at which so many zones exist, all else unchanged.
    """

    rule: str
    wanted: float
    enough: float

    def sentence(self, language: str = "en") -> str:
        """Return the relaxation as a sentence."""
        return Notice(
            f"sheets.relax_{self.rule}", wanted=f"{self.wanted:g}", enough=f"{self.enough:g}"
        ).sentence(language)


def smallest_relaxations(
    problem: ZoningProblem, *, zones: int, rules: ZoningRules, stop: Stop | None = None
) -> tuple[Relaxation, ...]:
    """Return for each figure the least value that alone makes a number of zones possible.

    Relaxing a figure only adds legal zones, so that the least value is found by bisection. Where
    the legal zones are too many to list, a value counts as enough only when merging finds a plan:
    the answer is then enough, but perhaps not the least.

    Parameters
    ----------
    problem : ZoningProblem
        The estates.
    zones : int
        How many zones, exactly.
    rules : ZoningRules
        Rules under which so many zones do not exist.
    stop : Stop, optional
        Limits the search; it takes :data:`SEARCH_S` seconds at most. A value that it had no time
        to lower is enough, but perhaps not the least.

    Returns
    -------
    tuple of Relaxation
        Without the figures that cannot help, however far they are relaxed.
    """
    found = []
    figures = _steps(problem, zones, rules)
    within = (stop or Stop()).part(SEARCH_S)
    for left, (figure, steps) in zip(range(len(figures), 0, -1), figures.items(), strict=True):
        part = within.part(within.remaining_s / left)
        least = _least(steps, _possible_with(problem, zones, rules, figure, part), part)
        if least is not None:
            found.append(Relaxation(figure, float(getattr(rules, figure)), least))
    return tuple(found)


def _steps(
    problem: ZoningProblem, zones: int, rules: ZoningRules
) -> dict[str, NDArray[np.float64]]:
    """Return the values that each figure may be relaxed to, ascending."""
    pieces = problem.pieces()
    target = float(problem.workload.sum() / zones)
    most = max(piece.n_estates for piece in pieces)
    heaviest = max(float(piece.workload.sum()) for piece in pieces) / target if target else 0.0
    ways = np.concatenate([piece.minutes.ravel() for piece in pieces])
    farthest = float(ways[np.isfinite(ways)].max(initial=0.0))
    return {
        "max_estates": np.arange(rules.max_estates + 1.0, most + 1.0),
        "cap": _grid(rules.cap, heaviest, CAP_STEP),
        "radius_min": _grid(rules.radius_min, farthest, RADIUS_STEP_MIN),
    }


def _grid(above: float, last: float, step: float) -> NDArray[np.float64]:
    """Return whole multiples of a step above a figure, up to the first that reaches another."""
    if not above < last:
        return np.zeros(0)
    places = np.arange(np.floor(above / step + 1e-9) + 1, np.ceil(last / step - 1e-9) + 1)
    return np.asarray(np.round(places * step, 6), dtype=np.float64)


def _possible_with(
    problem: ZoningProblem, zones: int, rules: ZoningRules, figure: str, stop: Stop
) -> Callable[[float], bool]:
    """Return the question whether so many zones exist when a figure has another value."""
    target = float(problem.workload.sum() / zones)

    def possible(value: float) -> bool:
        changed: dict[str, Any] = {figure: value}
        relaxed = replace(rules, **changed)
        city = CitySearch(
            problem,
            relaxed,
            relaxed.limits(target),
            pieces=problem.pieces(),
            zones=zones,
            seed=0,
            stop=stop,
        )
        city.find_fewest()
        return city.upper()[1] is not None

    return possible


def _least(
    steps: NDArray[np.float64], possible: Callable[[float], bool], stop: Stop
) -> float | None:
    """Return the first step that is possible, None where the last is not."""
    if not len(steps) or not possible(float(steps[-1])):
        return None
    low, high = -1, len(steps) - 1
    while high - low > 1 and not stop.must_stop:
        middle = (low + high) // 2
        if possible(float(steps[middle])):
            high = middle
        else:
            low = middle
    return float(steps[high])
