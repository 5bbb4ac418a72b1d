"""What works and the weeks of crews must keep: an estate, moments in order, no week twice."""

from typing import Final

import numpy as np
import pandas as pd

from geo.tables.cells import as_text
from geo.tables.journal import Journal
from geo.tables.origin import Origin
from geo.tables.plausibility import refuse_backwards, refuse_nameless

__all__ = ["question_crew_weeks", "question_works"]

_ORDER_OF_MOMENTS: Final = (("window_from", "window_to"), ("not_before", "window_to"))
_DAYS_OF_A_WEEK: Final = 7


def question_works(values: pd.DataFrame, origin: Origin, journal: Journal) -> None:
    """Note windows that end before they begin, and works without an estate."""
    refuse_backwards(values, _ORDER_OF_MOMENTS, origin, journal)
    refuse_nameless(values, "works.no_estate", origin, journal)


def question_crew_weeks(values: pd.DataFrame, origin: Origin, journal: Journal) -> None:
    """Note weeks of more than seven days, and weeks that are listed twice."""
    days = values["days"].to_numpy(np.float64)
    for index in np.flatnonzero(days > _DAYS_OF_A_WEEK).tolist():
        place = origin.at(int(index), "days")
        journal.fault(
            "tables.out_of_range", **place, found=as_text(days[index]), low=0, high=_DAYS_OF_A_WEEK
        )
    monday = values["week"].dt.to_period("W").astype(str)
    first: dict[str, int] = {}
    for index, (week, moment) in enumerate(zip(monday, values["week"], strict=True)):
        if pd.isna(moment):
            continue
        if week in first:
            journal.fault(
                "works.week_twice",
                **origin.at(index, "week"),
                found=f"{moment:%Y-%m-%d}",
                other_row=origin.at(first[week])["row"],
            )
        first.setdefault(week, index)
