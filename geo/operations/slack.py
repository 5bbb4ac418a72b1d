"""How many days are left before work must begin, and what holds it up.

The latest start is the end of the window less the longest chain of open steps. The slack counts
from the day of judgement: negative, it is already too late by so many days.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.operations.critical_path import longest_chain

__all__ = ["OpenSteps", "days_between", "open_steps", "slack_days"]

Days = NDArray[np.datetime64]
Reals = NDArray[np.float64]

_DAY = np.timedelta64(1, "D")


@dataclass(frozen=True)
class OpenSteps:
    """What of a problem's steps is still to be done.

    Attributes
    ----------
    days : float
        Length of the longest chain of open steps.
    chain : tuple of str
        Its steps in the order of their work.
    longest : str
        The step of the chain that takes longest, which is the one to shorten; empty without steps.
    steps, done : int
        How many steps there are, and how many of them are done.
    last_done : datetime64 or NaT
        When the last of the done steps was done.
    """

    days: float
    chain: tuple[str, ...]
    longest: str
    steps: int
    done: int
    last_done: np.datetime64


def open_steps(
    days: Mapping[str, float], after: Mapping[str, list[str]], done_at: Mapping[str, np.datetime64]
) -> OpenSteps:
    """Return what is left of the steps of one problem; what is done holds nothing up.

    Parameters
    ----------
    days : mapping of str to float
        How long each step takes.
    after : mapping of str to list of str
        The steps that each one waits for.
    done_at : mapping of str to datetime64
        When a step was done; NaT where it is open.

    Raises
    ------
    OperationsError
        As :func:`critical_path`.
    """
    open_days = {step: length for step, length in days.items() if np.isnat(done_at[step])}
    waits = {step: [one for one in after[step] if one in open_days] for step in open_days}
    chain = longest_chain(open_days, waits)
    finished = [done_at[step] for step in days if step not in open_days]
    return OpenSteps(
        days=sum((open_days[step] for step in chain), 0.0),
        chain=tuple(chain),
        longest=max(chain, key=open_days.__getitem__, default=""),
        steps=len(days),
        done=len(finished),
        last_done=max(finished, default=np.datetime64("NaT")),
    )


def slack_days(
    window_to: Days, path_days: Reals, as_of: np.datetime64, finished: Days
) -> tuple[Days, Reals]:
    """Return the latest start of every problem and the days left until then.

    Parameters
    ----------
    window_to : ndarray of datetime64, shape (n,)
        Last day of the window; NaT without one.
    path_days : ndarray, shape (n,)
        Longest chain of open steps; parts of a day count as a whole one.
    as_of : datetime64
        The day of judgement.
    finished : ndarray of datetime64, shape (n,)
        The day on which nothing was left to do; NaT while something is. What is finished is held
        against its window on that day, and no more waits for today.

    Returns
    -------
    latest_start : ndarray of datetime64, shape (n,)
        NaT without a window.
    slack : ndarray, shape (n,)
        Days; nan without a window.
    """
    window = window_to.astype("datetime64[D]")
    is_done = ~np.isnat(finished)
    path = np.where(is_done, 0.0, np.ceil(path_days))
    latest = window - path.astype("timedelta64[D]")
    since = np.where(is_done, finished.astype("datetime64[D]"), as_of.astype("datetime64[D]"))
    return latest, np.where(np.isnat(latest), np.nan, (latest - since) / _DAY)


def days_between(begin: "pd.Series[pd.Timestamp]", end: Days) -> Reals:
    """Return whole days from one moment to another, nan where one of them is unknown.

    Parameters
    ----------
    begin : Series[Timestamp]
        The earlier moments.
    end : Days
        The later moments.

    Returns
    -------
    Reals
    """
    first = begin.to_numpy("datetime64[s]").astype("datetime64[D]")
    return np.where(np.isnat(first) | np.isnat(end), np.nan, (end - first) / _DAY)
