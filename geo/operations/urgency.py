"""How urgent a problem is: 急 urgent, 重 serious, 缓 deferrable, 轻 minor.

Rules are asked in their order and the first that holds decides, so that a class can be told in one
sentence. Within a class what endangers more households for longer goes first.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geo.settings import URGENCIES, UrgencyRule

__all__ = ["deciding_rules", "priority_order", "urgency_of"]

Reals = NDArray[np.float64]


def deciding_rules(
    rules: Sequence[UrgencyRule],
    *,
    danger: ArrayLike,
    slack_days: ArrayLike,
    households: ArrayLike,
    days_open: ArrayLike,
) -> NDArray[np.int64]:
    """Return which rule decides about each problem.

    Parameters
    ----------
    rules : sequence of UrgencyRule
    danger : array_like, shape (n,)
        1 (none) to 4 (to life); nan where nobody has judged it.
    slack_days : array_like, shape (n,)
        Days left before work must begin; nan without a window.
    households : array_like, shape (n,)
        Households that suffer.
    days_open : array_like, shape (n,)
        Days since the report.

    Returns
    -------
    ndarray of int, shape (n,)
        Position of the first rule all of whose conditions hold; -1 where none does. An unknown
        figure fulfils no condition.
    """
    figures = {
        "danger_least": np.asarray(danger, np.float64),
        "slack_most": -np.asarray(slack_days, np.float64),
        "households_least": np.asarray(households, np.float64),
        "days_open_least": np.asarray(days_open, np.float64),
    }
    decided = np.full(figures["danger_least"].shape, -1, np.int64)
    for position, rule in enumerate(rules):
        holds = decided < 0
        for name, asked in rule.conditions().items():
            holds &= figures[name] >= (-asked if name == "slack_most" else asked)
        decided[holds] = position
    return decided


def urgency_of(rules: Sequence[UrgencyRule], decided: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return each problem's class as its place in ``URGENCIES``; the last where no rule holds.

    Parameters
    ----------
    rules : sequence of UrgencyRule
        The rules, the first that holds decides.
    decided : ndarray
        What is known of each problem.

    Returns
    -------
    ndarray
    """
    classes = [URGENCIES.index(rule.urgency) for rule in rules]
    return np.array([*classes, len(URGENCIES) - 1], np.int64)[decided]


def priority_order(
    urgency: ArrayLike, *, danger: ArrayLike, households: ArrayLike, days_open: ArrayLike
) -> NDArray[np.int64]:
    """Return the problems in the order in which they are to be taken up.

    Parameters
    ----------
    urgency : array_like of int, shape (n,)
        Place of the class in ``URGENCIES``.
    danger, households, days_open : array_like, shape (n,)
        Within a class their product decides, the largest first; unknown counts as 1.

    Returns
    -------
    ndarray of int, shape (n,)
        Positions, the first to be taken up first; equals stay in the order of the list.
    """
    weight = np.ones(np.shape(urgency))
    for figure in (danger, households, days_open):
        values = np.asarray(figure, np.float64)
        weight = weight * np.where(np.isfinite(values), values, 1.0)
    return np.lexsort((-weight, np.asarray(urgency)))
