"""What is possible but doubtful: told, and left as it is."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd

from geo.errors import Notice
from geo.tables.cells import first_alike
from geo.tables.journal import Journal
from geo.tables.origin import Origin

__all__ = [
    "question_estates",
    "question_gates",
    "refuse_backwards",
    "refuse_nameless",
    "totals_apart",
]

_RESIDENTS_PER_HOUSEHOLD: Final = (0.5, 8.0)


def question_estates(values: pd.DataFrame, origin: Origin, journal: Journal) -> None:
    """Tell of unlikely numbers of residents, and of one name twice in a street."""
    households = values["households"].to_numpy(np.float64)
    residents = values["residents"].to_numpy(np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        per_household = residents / households
    low, high = _RESIDENTS_PER_HOUSEHOLD
    unlikely = (households > 0) & ((per_household < low) | (per_household > high))
    for row in np.flatnonzero(unlikely):
        journal.notice(
            "tables.residents_unlikely",
            **origin.at(row, "residents"),
            residents=int(residents[row]),
            households=int(households[row]),
            ratio=round(float(per_household[row]), 1),
        )
    first = first_alike(values["street"] + "/" + values["name"])
    again = (first < np.arange(first.size)) & (values["name"] != "").to_numpy(bool)
    for index in np.flatnonzero(again):
        journal.notice(
            "tables.same_name",
            **origin.at(index, "name"),
            found=values["name"].iloc[index],
            other_row=origin.at(first[index])["row"],
        )


def question_gates(values: pd.DataFrame, origin: Origin, journal: Journal) -> None:
    """Note gates of which only one end of the opening hours is known."""
    opens, closes = values["opens"].isna(), values["closes"].isna()
    for index in np.flatnonzero((opens != closes).to_numpy(bool)):
        blank = "opens" if opens.iloc[index] else "closes"
        place = origin.at(index, blank)
        if not journal.has_fault(**place):
            journal.fault("tables.half_hours", **place)


def refuse_backwards(
    values: pd.DataFrame, pairs: Sequence[tuple[str, str]], origin: Origin, journal: Journal
) -> None:
    """Note rows in which the second moment of a pair lies before the first.

    A moment at midnight may be a day without a time, which ends after all of its moments.
    """
    for earlier, later in pairs:
        before = values[later] < values[earlier]
        before &= values[later] != values[earlier].dt.floor("D")
        for index in map(int, np.flatnonzero(before.to_numpy(bool))):
            place, other = origin.at(index, later), origin.at(index, earlier)
            if journal.has_fault(**place) or journal.has_fault(**other):
                continue
            journal.fault(
                "tables.clock_runs_backwards",
                **place,
                found=_spoken(values[later].iloc[index]),
                other=_spoken(values[earlier].iloc[index]),
                other_column=other["column"],
            )


def refuse_nameless(values: pd.DataFrame, key: str, origin: Origin, journal: Journal) -> None:
    """Note rows that name no estate, neither by id nor by name, with the sentence of a list."""
    nameless = (values[["estate_id", "name"]] == "").all(axis=1).to_numpy(bool)
    for index in map(int, np.flatnonzero(nameless)):
        journal.fault(key, **origin.at(index, "estate_id"))


def _spoken(moment: pd.Timestamp) -> str:
    """Return a moment as people write it: a day without a time has none."""
    return str(moment).removesuffix(" 00:00:00")


def totals_apart(
    estates: pd.DataFrame,
    *,
    count: int | None = None,
    households: int | None = None,
    residents: int | None = None,
) -> list[Notice]:
    """Compare a list of estates with the totals that the bureau states.

    Parameters
    ----------
    estates : DataFrame
        With ``households`` and ``residents``.
    count, households, residents : int, optional
        The stated totals; None is not compared.

    Returns
    -------
    list of Notice
        One for each total that differs, with both figures and the difference.
    """
    everyone = estates["residents"]
    compared = (
        ("tables.total_estates", len(estates), count),
        ("tables.total_households", int(estates["households"].sum()), households),
        (
            "tables.total_residents",
            int(everyone.sum()) if everyone.notna().all() else None,
            residents,
        ),
    )
    return [
        Notice(key, found=found, stated=stated, difference=found - stated)
        for key, found, stated in compared
        if found is not None and stated is not None and found != stated
    ]
