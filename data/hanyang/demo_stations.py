"""The two stations that the reports name, at assumed positions."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
from demo_streets import Seat
from placing import Roadside


@dataclass(frozen=True)
class Station:
    """A reported station, set beside the road nearest to an assumed community."""

    station_id: str
    name: str
    community: str
    crews: int
    opened_year: int
    note: str


STATIONS = (
    Station(
        "ST-1",
        "应急维修中心",
        "钟家村社区",
        crews=4,
        opened_year=2011,
        note="公开：2011年成立；位置与班组数为假设",
    ),
    Station(
        "ST-2",
        "紫荆花园维修点",
        "紫荆花社区",
        crews=2,
        opened_year=2018,
        note="公开：位于琴断口街紫荆花园小区（区西部）；位置、班组数、启用年份为假设",
    ),
)


def demo_stations(seats: Sequence[Seat], roadside: Roadside) -> pd.DataFrame:
    """Return the stations, in metres of ``placing.PLANE``."""
    by_name = {seat.community.community: seat for seat in seats}
    rows = []
    for station in STATIONS:
        seat = by_name[station.community]
        x_m, y_m = roadside.foot_point(seat.x_m, seat.y_m)
        rows.append(
            {
                "station_id": station.station_id,
                "name": station.name,
                "x_m": x_m,
                "y_m": y_m,
                "crews": station.crews,
                "status": "open",
                "opened_year": station.opened_year,
                "source": "published name, demo position",
                "note": station.note,
            }
        )
    return pd.DataFrame(rows)
