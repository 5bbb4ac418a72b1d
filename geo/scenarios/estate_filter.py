"""Which estates a planner looks at: by verdict, place, operator, zone and minutes."""

from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.coverage import VERDICTS
from geo.scenarios.planner import Planner
from geo.scenarios.scenario import Scenario
from geo.scenarios.zone_edits import zones_of
from geo.text import plain_text

__all__ = ["OF_LISTS", "EstateFilter", "filter_choices", "shown_estates"]

OF_LISTS: Final = {"streets": "street", "communities": "community", "operators": "operator"}
"""Parts of a filter by the columns of the list of estates that they are about."""


@dataclass(frozen=True)
class EstateFilter:
    """Conditions that an estate meets to be shown; those of one kind are alternatives.

    Attributes
    ----------
    verdicts, streets, communities, operators, zones : tuple of str
        What an estate may have; empty for any.
    least_min, most_min : float or None
        Between which minutes the response to it takes, both included. An estate without minutes,
        which nobody reaches, is shown only where both are None.
    hour : int or None
        The hour at which the verdict counts; None for the hour of the scenario.
    """

    verdicts: tuple[str, ...] = ()
    streets: tuple[str, ...] = ()
    communities: tuple[str, ...] = ()
    operators: tuple[str, ...] = ()
    zones: tuple[str, ...] = ()
    least_min: float | None = None
    most_min: float | None = None
    hour: int | None = None

    @property
    def shows_all(self) -> bool:
        """Whether there is no condition; an hour alone is none."""
        return replace(self, hour=None) == EstateFilter()

    def turned(self, part: str, word: str) -> "EstateFilter":
        """Return the filter with one alternative more, or less where it was among them.

        Parameters
        ----------
        part : {"verdicts", "streets", "communities", "operators", "zones"}
            Of which kind.
        word : str
            Such as a verdict.

        Returns
        -------
        EstateFilter
            All verdicts are as good as none.
        """
        wanted = {*getattr(self, part)} ^ {word}
        kept = VERDICTS if part == "verdicts" else sorted(wanted)
        turned: dict[str, Any] = {part: tuple(one for one in kept if one in wanted)}
        changed = replace(self, **turned)
        return replace(changed, verdicts=()) if changed.verdicts == VERDICTS else changed


def shown_estates(planner: Planner, scenario: Scenario, wanted: EstateFilter) -> NDArray[np.bool_]:
    """Return which estates meet a filter in a scenario.

    Parameters
    ----------
    planner : Planner
    scenario : Scenario
    wanted : EstateFilter

    Returns
    -------
    ndarray of bool, shape (n_estates,)

    Raises
    ------
    ZonesRefusedError
        When zones are asked for and the rules leave none to draw.
    """
    estates = planner.answer(scenario).estates
    shown = np.ones(len(estates), dtype=bool)
    if wanted.verdicts:
        shown &= np.isin(_verdicts(planner, scenario, wanted.hour), wanted.verdicts)
    for part, column in OF_LISTS.items():
        if allowed := getattr(wanted, part):
            shown &= np.isin(words_of(planner.district.estates, column), allowed)
    if wanted.zones:
        shown &= np.isin(words_of(zones_of(planner, scenario).estates, "zone_id"), wanted.zones)
    return shown & _within_minutes(estates, wanted)


def filter_choices(planner: Planner, part: str) -> list[str]:
    """Return what estates have of a kind, in order; an empty text stands for none given.

    Parameters
    ----------
    planner : Planner
    part : str
        One of :data:`OF_LISTS`.

    Returns
    -------
    list of str
    """
    words = words_of(planner.district.estates, OF_LISTS[part])
    return sorted(set(words), key=lambda word: (word == "", word))


def _verdicts(planner: Planner, scenario: Scenario, hour: int | None) -> NDArray[np.object_]:
    answer = planner.answer(scenario)
    if hour is None:
        return np.asarray(answer.estates["verdict"], dtype=object)
    hourly = planner.by_hour(scenario)
    day = hourly.kinds_of_day.index(answer.district.kind_of_day.value)
    return np.asarray(np.array(VERDICTS, dtype=object)[hourly.verdict[day, hour]])


def words_of(table: pd.DataFrame, column: str) -> list[str]:
    """Return a column as text that can be shown, empty where a list has no such column or cell."""
    if column not in table:
        return [""] * len(table)
    return [plain_text(word) for word in table[column].astype("string").fillna("")]


def _within_minutes(estates: pd.DataFrame, wanted: EstateFilter) -> NDArray[np.bool_]:
    if wanted.least_min is None and wanted.most_min is None:
        return np.ones(len(estates), dtype=bool)
    minutes: NDArray[np.float64] = estates["response_min"].to_numpy(np.float64, na_value=np.nan)
    least = -np.inf if wanted.least_min is None else wanted.least_min
    most = np.inf if wanted.most_min is None else wanted.most_min
    return np.isfinite(minutes) & (minutes >= least) & (minutes <= most)
