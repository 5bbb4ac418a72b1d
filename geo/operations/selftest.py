"""The known answers of operations, worked out anew on the user's machine."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, Final

import numpy as np

from geo.coverage import SelfTest, work_out
from geo.operations.count_limits import poisson_binomial_limits
from geo.operations.critical_path import critical_path
from geo.operations.fewest_late import moore_hodgson
from geo.operations.intervals import wilson_interval
from geo.operations.shrinkage import shrunk_shares
from geo.operations.slack import slack_days

__all__ = ["selftest"]

Case = dict[str, Any]


def selftest() -> list[SelfTest]:
    """Work out every known answer of operations.

    Returns
    -------
    list of SelfTest
        One row per figure.
    """
    return work_out("geo.operations", _CALCULATIONS)


def _slack(case: Case) -> float:
    """Return the days left at a window's latest start."""
    days = [
        np.array([case.get(name, "NaT")], "datetime64[D]") for name in ("window_to", "finished")
    ]
    path = np.array([case.get("path_days", 0.0)], np.float64)
    _, slack = slack_days(days[0], path, np.datetime64(case.get("as_of", "NaT"), "D"), days[1])
    return float(slack[0])


def _funnel(case: Case) -> list[float]:
    """Return both limits of a share, low and high, the wider one outside."""
    p = np.full(case["n"], case["share"])
    (low_998, high_998), (low_95, high_95) = (
        poisson_binomial_limits(p, level) for level in (0.998, 0.95)
    )
    return [limit / case["n"] for limit in (low_998, low_95, high_95, high_998)]


def _shrunk(case: Case) -> SimpleNamespace:
    hits, truth = np.array(case["successes"], np.float64), np.array(case["truth"])
    shrunk = shrunk_shares(hits, np.full(hits.size, case["n"]))
    return SimpleNamespace(
        first=shrunk[0],
        error_before=((hits / case["n"] - truth) ** 2).sum(),
        error_after=((shrunk - truth) ** 2).sum(),
    )


_CALCULATIONS: Final[dict[str, Callable[[Case], Any]]] = {
    "slack": _slack,
    "consent": lambda case: case["yes"] / case["all"],
    "critical_path": lambda case: critical_path(case["days"], case["after"]),
    "moore_hodgson": lambda case: len(moore_hodgson(case["days"], case["due"]).late),
    "wilson_interval": lambda case: wilson_interval(case["successes"], case["n"]),
    "funnel": _funnel,
    "shrunk_shares": _shrunk,
}
