"""The known answers that ship with the product, worked out anew on the user's machine."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from itertools import combinations_with_replacement
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from geo.coverage.access import expected_cover, two_step_access
from geo.coverage.erlang import erlang_b, erlang_c
from geo.coverage.hypercube import BusyCrews, hypercube, hypercube_approximation
from geo.coverage.travel_laws import iso_distance_km, iso_travel_minutes, mean_nearest_km
from geo.response import ResponseModel, p_on_time

__all__ = ["SelfTest", "selftest", "work_out"]

_KM_PER_MILE: Final = 1.609344

Case = dict[str, Any]
Values = float | list[Any]
SetCover = Callable[[NDArray[np.bool_]], int]


@dataclass(frozen=True)
class SelfTest:
    """One known answer and what came out.

    Attributes
    ----------
    name, name_zh, source, source_zh : str
        What is calculated and where the answer comes from, in English and Chinese.
    expected, got : float or nested list of float
    tolerance : float
        Largest difference allowed.
    passed : bool
    """

    name: str
    name_zh: str
    source: str
    source_zh: str
    expected: Values
    got: Values
    tolerance: float
    passed: bool


def selftest(*, set_cover: SetCover | None = None) -> list[SelfTest]:
    """Work out every known answer.

    Parameters
    ----------
    set_cover : callable, optional
        Takes a bool matrix (n_candidates, n_estates) and returns the least number of candidates
        that cover all. Stations are sited further down the house, so that case is worked out
        only where the caller brings the function.

    Returns
    -------
    list of SelfTest
        In the order of the packaged file, one row per figure.
    """
    calculations = dict(_RECKONINGS)
    if set_cover is not None:
        calculations["set_cover"] = lambda case: set_cover(
            np.array([[sign == "1" for sign in row] for row in case["covers"]])
        )
    return work_out("geo.coverage", calculations)


def work_out(package: str, calculations: Mapping[str, Callable[[Case], Any]]) -> list[SelfTest]:
    """Work out the known answers that a room of the product brings.

    Parameters
    ----------
    package : str
        The room; its ``known_answers.json`` holds lists of cases by kind.
    calculations : mapping of str to callable
        Takes a case of a kind and returns its answer, with one attribute for each figure that the
        case names; kinds without one are left out.

    Returns
    -------
    list of SelfTest
        In the order of the file, one row per figure.
    """
    known = json.loads(files(package).joinpath("known_answers.json").read_text("utf-8"))
    return [
        row
        for kind, cases in known.items()
        if kind in calculations
        for case in cases
        for row in _rows(case, calculations[kind](case))
    ]


def _rows(case: Case, answer: Any) -> Iterator[SelfTest]:
    expected = case["expected"]
    figures = expected if isinstance(expected, dict) else {"": expected}
    for figure, value in figures.items():
        got = getattr(answer, figure) if figure else answer
        rounded = np.round(np.asarray(got, dtype=np.float64), 10)
        yield SelfTest(
            name=case["name"] + (f" ({figure})" if figure else ""),
            name_zh=case["name_zh"] + (f"（{case['figures_zh'][figure]}）" if figure else ""),
            source=case["source"],
            source_zh=case["source_zh"],
            expected=value,
            got=rounded.tolist(),
            tolerance=case["tolerance"],
            passed=bool(np.allclose(rounded, value, rtol=0, atol=case["tolerance"])),
        )


def _crews(case: Case, model: Callable[..., BusyCrews]) -> BusyCrews:
    return model(
        case["rates"],
        case["preferences"],
        service_rate=case["service_rate"],
        when_busy=case["when_busy"],
    )


def _only_drive(case: Case) -> float:
    """Return p for a response that is a drive alone."""
    model = ResponseModel(
        call_min=0, turnout_min=0, call_cv=0, turnout_cv=0, access_cv=0, drive_cv=case["cv"]
    )
    return float(
        p_on_time(model, drive_min=case["median_min"], access_min=0, target_min=case["target_min"])
    )


def _best_expected_cover(case: Case) -> float:
    """Return the most expected cover over all ways to post the crews."""
    x_km = np.array(case["x_km"])
    covers = np.abs(x_km[:, None] - x_km[None]) <= case["reach_km"]
    posts = range(x_km.size)
    return max(
        expected_cover(
            covers,
            case["demand"],
            np.bincount(chosen, minlength=x_km.size),
            busy_share=case["busy_share"],
        )
        for chosen in combinations_with_replacement(posts, case["crews"])
    )


_RECKONINGS: Final[dict[str, Callable[[Case], Any]]] = {
    "hypercube": lambda case: _crews(case, hypercube),
    "hypercube_approximation": lambda case: _crews(case, hypercube_approximation),
    "erlang_b": lambda case: erlang_b(case["crews"], case["load"]),
    "erlang_c": lambda case: erlang_c(case["crews"], case["load"]),
    "p_on_time": _only_drive,
    "expected_cover": _best_expected_cover,
    "two_step_access": lambda case: two_step_access(
        case["minutes"], supply=case["supply"], population=case["population"]
    ),
    "iso_travel_minutes": lambda case: iso_travel_minutes(case["miles"] * _KM_PER_MILE),
    "iso_distance_miles": lambda case: iso_distance_km(case["minutes"]) / _KM_PER_MILE,
    "mean_nearest_km": lambda case: mean_nearest_km(1.0, 1, metric=case["metric"]),
}
