"""Decision, coordinates, gazetteer, provider, review: in this order, with the evidence."""

import numpy as np
import pandas as pd

from geo.geocode import Decision, Decisions, Gazetteer, cascade
from geo.geocode.cascade import COLUMNS
from geo.geocode.providers import Finder, Found, ProviderPlace, Sought

GAZETTEER = Gazetteer.from_table(
    pd.DataFrame(
        {
            "id": ["g1", "g2"],
            "name": ["龙灯里小区", "下马湖小区"],
            "lon": [114.21, 114.22],
            "lat": 30.5,
            "district": "汉阳区",
        }
    )
)
LIST = pd.DataFrame(
    [
        ("e1", "龙灯里小区", 114.3, 30.6, "gcj02"),
        ("e2", "下马湖小区", 114.3, 30.6, "gcj02"),
        ("e3", "龙灯里", np.nan, np.nan, None),
        ("e4", "七里庙铁路新村", np.nan, np.nan, None),
        ("e5", "", np.nan, np.nan, None),
        ("e6", "🏠" * 3, 114.3, np.nan, None),
        ("e7", "下马湖小区", 30.5, 114.2, None),
        ("e8", "纺" * 5_000_000, np.nan, np.nan, None),
    ],
    columns=["estate_id", "name", "lon", "lat", "datum"],
    index=list("hgfedcba"),
).assign(district="汉阳区")
DECISIONS = Decisions((Decision("e1", "龙灯里小区", "2026-11-22", 114.4, 30.7),))
PLACE = ProviderPlace(
    "amap",
    "place_text",
    "七里庙铁路新村",
    (),
    "汉阳区",
    114.23,
    30.54,
    (114.231, 30.541),
    "gcj02",
    "estate",
)


class _Told(Finder):
    """A finder that knows one place without asking anyone."""

    def __init__(self) -> None:
        super().__init__([])
        self.sought: list[Sought] = []

    def find(self, sought: Sought) -> Found:
        self.sought.append(sought)
        if sought.name == PLACE.name:
            return Found("accepted", "same_name", 1.0, 0.4, PLACE, ("amap",), (PLACE,))
        return Found("not_found")


def test_every_row_gets_its_most_trusted_source() -> None:
    """Offline: one decision, one pair of coordinates, one name; the rest is not found."""
    answers = cascade(LIST, gazetteer=GAZETTEER, decisions=DECISIONS)
    assert answers.columns.tolist() == list(COLUMNS)
    assert answers.index.tolist() == LIST.index.tolist()
    assert answers["source"].tolist() == [
        "decision",
        "coordinates",
        "gazetteer",
        "",
        "",
        "",
        "gazetteer",
        "",
    ]
    assert answers["rule"].tolist()[:3] == ["decision", "coordinates", "same_core"]
    assert answers["datum"].tolist()[:3] == ["wgs84", "gcj02", "wgs84"]
    assert answers["precision"].tolist()[:4] == ["point", "point", "estate", ""]
    accepted = answers["verdict"] == "accepted"
    assert accepted.sum() == 4
    assert answers.loc[accepted, ["lon", "lat", "score", "margin"]].notna().all(axis=None)
    assert answers.loc["h", "lon"] == 114.4
    assert answers.loc["g", "lon"] == 114.3


def test_providers_are_asked_last_and_only_for_what_is_open() -> None:
    """A provider sees no row that a better source settled, and its gate is kept."""
    finder = _Told()
    answers = cascade(LIST, gazetteer=GAZETTEER, decisions=DECISIONS, finder=finder)
    assert [sought.name[:4] for sought in finder.sought] == ["七里庙铁", "", "🏠🏠🏠", "纺纺纺纺"]
    row = answers.loc["e"]
    assert (row["verdict"], row["source"], row["rule"]) == ("accepted", "amap", "same_name")
    assert (row["datum"], row["precision"]) == ("gcj02", "estate")
    assert (row["gate_lon"], row["gate_lat"]) == PLACE.gate


def test_nothing_is_known() -> None:
    """Without gazetteer, decisions and providers only coordinates place a row; none is lost."""
    answers = cascade(LIST, gazetteer=None)
    assert (answers["verdict"] == "accepted").sum() == 2
    assert len(answers) == len(LIST)
    assert cascade(LIST.iloc[:0], gazetteer=GAZETTEER).empty
    told: list[float] = []
    cascade(LIST, gazetteer=None, finder=_Told(), progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0
