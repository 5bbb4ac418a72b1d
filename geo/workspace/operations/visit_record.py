"""What became of visits: matters by their age, and scores of streets for the assessment."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.workspace.operations.visit_lists import VisitLists
from geo.workspace.operations.visit_needs import Calendar

__all__ = ["matters_by_age", "scores_of"]


def matters_by_age(lists: VisitLists, estates: gpd.GeoDataFrame, as_of: date) -> pd.DataFrame:
    """Return the matters with their age and where they stand, the oldest open ones first.

    Parameters
    ----------
    lists : VisitLists
    estates : GeoDataFrame
        The estates of the district.
    as_of : date
        The day of judgement.

    Returns
    -------
    DataFrame
        ``matter_id, estate, estate_id, name, street, visit_id, visitor_id, raised_at, kind,
        first_receiver, scope, due_at, answered_at, closed_at, proof, note``, then ``state`` (
        ``open``, ``answered``, ``closed``), ``age_days`` (to its close, else to the day) and
        ``late_days`` (by which the answer is, or came, after it was due; 0 where it is not).
    """
    table, day = lists.matters, pd.Timestamp(as_of)
    estate = table["estate"].to_numpy(np.int64)
    placed = estates.iloc[np.maximum(estate, 0)].reset_index(drop=True)
    known = estate >= 0
    said = {
        name: np.where(known, placed[name].fillna("").astype(str), "")
        for name in ("estate_id", "name", "street")
    }
    closed, answered = table["closed_at"], table["answered_at"].fillna(table["closed_at"])
    state = np.where(closed.notna(), "closed", np.where(answered.notna(), "answered", "open"))
    end = closed.dt.normalize().fillna(day)
    late = (answered.dt.normalize().fillna(day) - table["due_at"].dt.normalize()).dt.days
    whole = table.assign(
        **said,
        state=state,
        age_days=(end - table["raised_at"].dt.normalize()).dt.days.clip(lower=0).astype("Int64"),
        late_days=late.clip(lower=0).fillna(0).astype("Int64"),
    )
    order = whole.assign(rank=pd.Series(state).map({"open": 0, "answered": 1, "closed": 2}))
    order = order.sort_values(["rank", "raised_at", "matter_id"], kind="stable")
    return order.drop(columns="rank").reset_index(drop=True)


def scores_of(lists: VisitLists, estates: gpd.GeoDataFrame, calendar: Calendar) -> pd.DataFrame:
    """Return how streets kept their visits and their answers, quarter by quarter.

    Parameters
    ----------
    lists : VisitLists
    estates : GeoDataFrame
        The estates of the district.
    calendar : Calendar
        Says which visits count as made.

    Returns
    -------
    DataFrame
        ``unit`` (street), ``date`` (last day of the quarter), ``item``, ``score`` (0 to 100),
        ``weight``, ``note``: a list of inspections, whose item 走访 is the measure ``visits`` of
        the assessment. One row for visits made of those due, one for matters answered in time of
        those that were due.
    """
    rows = [*_visit_scores(lists, estates, calendar), *_matter_scores(lists, estates, calendar)]
    table = pd.DataFrame(rows, columns=["unit", "date", "item", "score", "weight", "note"])
    return table.sort_values(["date", "unit", "note"], kind="stable", ignore_index=True)


def _visit_scores(
    lists: VisitLists, estates: gpd.GeoDataFrame, calendar: Calendar
) -> Iterator[dict[str, Any]]:
    due = [v for v in lists.visits if calendar.is_made(v) or calendar.is_missed(v)]
    table = pd.DataFrame(
        {
            "estate": [visit.estate for visit in due],
            "day": pd.to_datetime([visit.day for visit in due]),
            "good": [calendar.is_made(visit) for visit in due],
        }
    )
    yield from _by_street(table, estates, "visits")


def _matter_scores(
    lists: VisitLists, estates: gpd.GeoDataFrame, calendar: Calendar
) -> Iterator[dict[str, Any]]:
    matters, today = lists.matters, pd.Timestamp(calendar.free_from)
    answered = matters["answered_at"].fillna(matters["closed_at"]).dt.normalize()
    due = matters["due_at"].dt.normalize()
    judged = (due < today) & (matters["estate"] >= 0)
    table = pd.DataFrame(
        {
            "estate": matters["estate"][judged].to_numpy(np.int64),
            "day": due[judged].to_numpy(),
            "good": (answered <= due)[judged].to_numpy(bool),
        }
    )
    yield from _by_street(table, estates, "answers")


def _by_street(
    table: pd.DataFrame, estates: gpd.GeoDataFrame, what: str
) -> Iterator[dict[str, Any]]:
    if not len(table):
        return
    street = estates["street"].fillna("").astype(str).to_numpy()[table["estate"]]
    quarter = pd.DatetimeIndex(table["day"]).to_period("Q")
    for (unit, period), own in table.groupby([street, quarter], sort=True):
        good = int(own["good"].sum())
        yield {
            "unit": unit,
            "date": pd.Period(str(period)).end_time.date().isoformat(),
            "item": "走访",
            "score": round(100 * good / len(own), 1),
            "weight": len(own),
            "note": f"{what} {good}/{len(own)}",
        }
