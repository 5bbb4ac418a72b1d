"""A day of storm: flooded roads are closed, the calls of the rain load the crews, hour by hour.

Who is on time is judged with busy crews, before and after: a call that has to wait counts as late.
What follows for the works is named, and what each station should have in stock.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.errors import CoverageError, Notice
from geo.operations import count_interval
from geo.workspace.coverage.crew_load import crew_load
from geo.workspace.district import District
from geo.workspace.operations.district_works import DistrictWorks

__all__ = ["StormDay", "storm_day"]

_YEAR_DAYS: Final = 365.25
_HOURS: Final = 24
_STOCK_LEVEL: Final = 0.8

Reals = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class StormDay:
    """What a day of storm does.

    Attributes
    ----------
    hours : DataFrame
        ``hour, calls_usual, calls_storm`` (in that hour), ``households_usual, households_storm``
        (times the chance to be on time: in the mean so many are), ``wait_usual_min,
        wait_storm_min`` (nan where the queue grows without end, or nobody is on duty).
    estates : DataFrame
        ``estate_id, name, street, households, flooded`` (inside an area), ``cut_off`` (no way
        left), ``station_id`` (the nearest that is left, empty for none), ``rain_calls``.
    stock : DataFrame
        ``station_id, name, kind, calls, stock``: rain calls of that day by kind, and how many
        repairs a station should be able to make: nine days of storm in ten need no more.
    works : DataFrame
        ``work_id, estate_id, name, kind, starts, state`` of works at flooded or cut off estates.
    notices : tuple of Notice
    """

    hours: pd.DataFrame
    estates: pd.DataFrame
    stock: pd.DataFrame
    works: pd.DataFrame
    notices: tuple[Notice, ...]


def storm_day(
    district: District, made: DistrictWorks, areas: Sequence[shapely.Geometry]
) -> StormDay:
    """Return what a day of storm does to a district.

    Parameters
    ----------
    district : District
    made : DistrictWorks
        Its works; the screening says how many rain calls a day of the season brings.
    areas : sequence of Polygon
        What is flooded, in WGS-84.

    Returns
    -------
    StormDay

    Raises
    ------
    TravelError
        When an area meets no road, or no road would be left.
    """
    flooded = district.with_roads_closed(*areas)
    rules, crews = district.settings.works, district.settings.crews
    rate = np.nan_to_num(made.risk.rate) * rules.storm_factor
    rain_calls = rate * district.households
    people = max(float(district.households.sum()), 1.0)
    usual = crews.calls_per_household_year
    stormy = usual + float(rain_calls.sum()) / people * _YEAR_DAYS
    rows = [
        (hour, *_hour(district.at_hour(hour), usual), *_hour(flooded.at_hour(hour), stormy))
        for hour in range(_HOURS)
    ]
    usually = ["calls_usual", "households_usual", "wait_usual_min"]
    in_storm = ["calls_storm", "households_storm", "wait_storm_min"]
    hours = pd.DataFrame(rows, columns=["hour", *usually, *in_storm])
    estates = _estates(district, flooded, areas, rain_calls)
    hit = set(estates.loc[estates["flooded"] | estates["cut_off"], "estate_id"])
    works = made.works[made.works["estate_id"].isin(hit)]
    return StormDay(
        hours=hours,
        estates=estates,
        stock=_stock(district, made, estates),
        works=works[["work_id", "estate_id", "name", "kind", "starts", "state"]].reset_index(
            drop=True
        ),
        notices=tuple(_notices(hours, estates, stormy / usual)),
    )


def _hour(district: District, calls_per_household_year: float) -> tuple[float, float, float]:
    """Return calls of an hour, households on time in the mean, and minutes of waiting."""
    people = district.households
    calls = float(people.sum()) * calls_per_household_year / _YEAR_DAYS / _HOURS
    try:
        load = crew_load(
            district,
            calls_per_household_year=calls_per_household_year,
            busy_min=district.settings.crews.busy_min,
        )
    except CoverageError:
        return calls, 0.0, float("nan")
    return calls, float(people @ load.p_on_time), load.wait_min


def _estates(
    district: District,
    flooded: District,
    areas: Sequence[shapely.Geometry],
    rain_calls: Reals,
) -> pd.DataFrame:
    estates = district.estates
    minutes = sum(flooded.minutes_from_stations())
    reached = np.isfinite(minutes)
    ids = np.array([*flooded.stations["station_id"], ""], dtype=object)
    nearest = np.where(reached.any(axis=0), np.argmin(np.asarray(minutes), axis=0), len(ids) - 1)
    inside = shapely.union_all(list(areas))
    had_way = np.isfinite(sum(district.minutes_from_stations())).any(axis=0)
    return pd.DataFrame(
        {
            **{name: estates[name] for name in ("estate_id", "name", "street", "households")},
            "flooded": shapely.intersects(inside, estates.geometry.to_numpy()),
            "cut_off": had_way & ~reached.any(axis=0),
            "station_id": ids[nearest],
            "rain_calls": rain_calls,
        }
    )


def _stock(district: District, made: DistrictWorks, estates: pd.DataFrame) -> pd.DataFrame:
    """Return what each station should have in stock, by kind of rain call in the district's mix."""
    mix = made.risk.kinds.groupby("kind")["calls"].sum()
    mix = mix / max(float(mix.sum()), 1.0)
    names = dict(zip(district.stations["station_id"], district.stations["name"], strict=True))
    rows = []
    for station, calls in estates.groupby("station_id")["rain_calls"].sum().items():
        for kind, share in mix.items():
            if station != "":
                mean = float(calls) * float(share)
                most = count_interval(mean, mean, _STOCK_LEVEL)[1]
                rows.append((station, names[str(station)], kind, mean, int(most)))
    return pd.DataFrame(rows, columns=["station_id", "name", "kind", "calls", "stock"])


def _notices(hours: pd.DataFrame, estates: pd.DataFrame, factor: float) -> Iterator[Notice]:
    yield Notice("works.storm_calls", factor=factor)
    cut = estates[estates["cut_off"]]
    if len(cut):
        yield Notice(
            "works.storm_cut_off",
            count=len(cut),
            households=int(cut["households"].sum()),
            names=tuple(cut["name"].head(8)),
        )
    overloaded = hours[hours["wait_storm_min"].isna()]
    if len(overloaded):
        listed = tuple(str(hour) for hour in overloaded["hour"])
        yield Notice("works.storm_overload", count=len(overloaded), hours=listed)
