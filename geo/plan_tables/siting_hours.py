"""What new stations give hour by hour, in words: how hours were weighed, and the day in brief."""

from typing import Final, NamedTuple

import numpy as np
import pandas as pd

from geo.i18n import Translate, format_number

__all__ = ["HourSpan", "hour_spans", "site_hour_sentences"]

_EVERY: Final = "every"
_SAME: Final = ["stations_on_duty", "households_before", "households_after"]


class HourSpan(NamedTuple):
    """Hours of a kind of day at which the same stations serve the same households.

    Attributes
    ----------
    day : str
    hours : str
        As ``00:00-07:00, 09:00-17:00``.
    stations_on_duty : int
    households_before, households_after : float
    """

    day: str
    hours: str
    stations_on_duty: int
    households_before: float
    households_after: float


def hour_spans(by_hour: pd.DataFrame) -> list[HourSpan]:
    """Return the hours of a siting answer in brief.

    Parameters
    ----------
    by_hour : DataFrame
        ``day, hour, stations_on_duty, households_before, households_after``, as the answer has it.

    Returns
    -------
    list of HourSpan
        Kinds of day in their order, or ``every`` where all are alike; within one the hours with the
        fewest households first.
    """
    of_day = {str(day): _spans(rows) for day, rows in by_hour.groupby("day", sort=False)}
    first = next(iter(of_day.values()))
    if all(spans == first for spans in of_day.values()):
        of_day = {_EVERY: first}
    return [span._replace(day=day) for day, spans in of_day.items() for span in spans]


def site_hour_sentences(hours: str, by_hour: pd.DataFrame, t: Translate) -> tuple[str, ...]:
    """Return how the hours were weighed, and what the mean and the worst hour gain.

    Parameters
    ----------
    hours : {"calls", "equal", "worst"}
    by_hour : DataFrame
        As the answer has it.
    t : callable
        Says keys in a language.

    Returns
    -------
    tuple of str
    """
    worst = by_hour.iloc[int(by_hour["households_after"].to_numpy().argmin())]
    weight = by_hour["weight"].to_numpy()
    return (
        t(f"choice.weighed_{hours}"),
        t(
            "choice.mean_hour",
            before=format_number(float(weight @ by_hour["households_before"].to_numpy())),
            after=format_number(float(weight @ by_hour["households_after"].to_numpy())),
        ),
        t(
            "choice.worst_hour",
            day=t(f"hours.{worst['day']}"),
            hour=f"{int(worst['hour']):02d}:00",
            before=format_number(float(by_hour["households_before"].min())),
            after=format_number(float(worst["households_after"])),
        ),
    )


def _spans(rows: pd.DataFrame) -> list[HourSpan]:
    """Return the spans of one kind of day."""
    spans = [
        HourSpan(
            "",
            _clock(hours["hour"].to_numpy()),
            int(hours["stations_on_duty"].iloc[0]),
            float(hours["households_before"].iloc[0]),
            float(hours["households_after"].iloc[0]),
        )
        for _, hours in rows.groupby(_SAME, sort=False)
    ]
    return sorted(spans, key=lambda span: (span.households_after, span.hours))


def _clock(hours: "np.ndarray[tuple[int], np.dtype[np.int64]]") -> str:
    """Return hours as spans of the clock."""
    breaks = np.flatnonzero(np.diff(hours) != 1) + 1
    return ", ".join(f"{part[0]:02d}:00-{part[-1] + 1:02d}:00" for part in np.split(hours, breaks))
