"""Who is reached in time, told estate by estate and street by street."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.coverage import REPORTED, Coverage, summary
from geo.places import Places
from geo.summary import Summarized
from geo.workspace.district import District
from geo.workspace.near_ways import NearPlaces, is_far_flung

__all__ = ["Covered", "cover_district", "cover_stations", "ledger", "station_coverage"]

Minutes = NDArray[np.float64]

_EVIDENCE: Final = ("location_rule", "location_score", "location_precision", "location_datum")
_METRE_DECIMALS: Final = 1


@dataclass(frozen=True, eq=False, repr=False)
class Covered(Summarized):
    """The verdicts of a district in its own words.

    Attributes
    ----------
    coverage : Coverage
        The arrays.
    summary : dict
        Figures of the district and of every street.
    estates : DataFrame
        One row per estate with its ledger.
    stations : DataFrame
        One row per open station with the estates and households that it serves.
    """

    coverage: Coverage
    summary: dict[str, Any]
    estates: pd.DataFrame
    stations: pd.DataFrame

    def _facts(self) -> Iterator[tuple[str, str]]:
        yield "households_covered", f"{self.summary['households_covered']:,}"
        yield "share_households", f"{self.summary['share_households']:.1%}"
        for name in REPORTED:
            yield f"estates_{name}", f"{self.summary[f'estates_{name}']:,}"

    @property
    def places(self) -> Places:
        """The estates with their ledger on the map; ``explore`` draws them offline."""
        position = gpd.points_from_xy(self.estates["lon"], self.estates["lat"])
        return Places(self.estates, geometry=position, crs=4326)

    def records(self) -> list[dict[str, Any]]:
        """Return the estates as plain records, None where there is nothing to say."""
        table = self.estates.astype(object).where(self.estates.notna(), None)
        return [dict(zip(table.columns, row, strict=True)) for row in table.itertuples(index=False)]


def cover_district(
    district: District,
    drive_min: Minutes,
    access_min: Minutes,
    *,
    target_min: float | None = None,
) -> Coverage:
    """Return the verdicts of a district for given minutes from its stations.

    Parameters
    ----------
    district : District
    drive_min, access_min : ndarray, shape (n_stations, n_estates)
        Median minutes by the best open gate.
    target_min : float, optional
        Another target than that of the settings.

    Returns
    -------
    Coverage
    """
    return district.verdicts(drive_min, access_min, target_min=target_min)


def station_coverage(district: District) -> Coverage:
    """Return the verdicts of a district from its open stations.

    Parameters
    ----------
    district : District

    Returns
    -------
    Coverage
        The same whether all pairs were judged or, of long lists, the near ones alone.
    """
    if is_far_flung(district, district.station_points):
        return NearPlaces(district, district.station_points).ledger()
    return cover_district(district, *district.minutes_from_stations())


def cover_stations(district: District) -> Covered:
    """Return who the open stations of a district reach in time.

    Parameters
    ----------
    district : District

    Returns
    -------
    Covered

    Examples
    --------
    >>> from geo.workspace import open_district, open_workspace
    >>> town = open_district(open_workspace("data/toy"))
    >>> cover_stations(town)
    <Covered: households_covered 830, share_households 69.2%, estates_covered 4, ...>
    """
    coverage = station_coverage(district)
    return Covered(
        coverage=coverage,
        summary=_summary(district, coverage),
        estates=ledger(district, coverage, district.stations["station_id"]),
        stations=_served(district, coverage),
    )


def _summary(district: District, coverage: Coverage) -> dict[str, Any]:
    """Return the figures of the district, and of what else is counted where the settings ask."""
    figures = summary(coverage, district.households, district.estates["street"].fillna(""))
    if district.counts_households:
        return figures
    counted = summary(coverage, district.demand)
    return {
        **figures,
        "weight": district.settings.demand.weight,
        "weight_total": float(district.demand.sum()),
        "weight_covered": counted["households_covered"],
        "share_weight": counted["share_households"],
    }


def ledger(district: District, coverage: Coverage, station_ids: pd.Series) -> pd.DataFrame:
    """Return one row per estate: who comes, the minutes of every leg, how surely, the verdict.

    Parameters
    ----------
    district : District
    coverage : Coverage
    station_ids : Series
        Ids of the stations that the coverage counts.

    Returns
    -------
    DataFrame
        ``estate_id, name, street, community, households, residents, lon, lat, located_by,
        station_id, call_min, turnout_min, drive_min, access_min, response_min, p_on_time,
        verdict, second_station_id, snap_m, location_rule, location_score, location_precision,
        location_datum, position_error_m``; what an estate without a way lacks is missing.
        ``snap_m`` is the distance from its nearest gate to the road, the rest how its position is
        known and how far it may be off.
    """
    estates = district.estates
    reached = coverage.station >= 0

    def minutes(values: Minutes) -> Minutes:
        return np.where(np.isfinite(values) & reached, values, np.nan)

    return pd.DataFrame(
        {
            "estate_id": estates["estate_id"],
            "name": estates["name"],
            **{column: _column(estates, column) for column in ("street", "community")},
            "households": estates["households"],
            "residents": _column(estates, "residents"),
            "lon": estates.geometry.x,
            "lat": estates.geometry.y,
            "located_by": estates["located_by"],
            "station_id": _ids(coverage.station, station_ids),
            "call_min": coverage.call_min,
            "turnout_min": coverage.turnout_min,
            "drive_min": minutes(coverage.drive_min),
            "access_min": np.where(np.isfinite(coverage.access_min), coverage.access_min, np.nan),
            "response_min": minutes(coverage.response_min),
            "p_on_time": np.where(reached, coverage.p_on_time, np.nan),
            "verdict": coverage.verdict,
            "second_station_id": _ids(coverage.second_station, station_ids),
            **_whereabouts(district),
        }
    )


def _whereabouts(district: District) -> dict[str, Any]:
    """Return how far each estate lies from its road, and how its position is known."""
    estates, road_m = district.estates, district.gates.road_m
    error_m = district.position_error_m
    return {
        "snap_m": np.where(np.isfinite(road_m), np.round(road_m, _METRE_DECIMALS), np.nan),
        **{name: _column(estates, name) for name in _EVIDENCE},
        "position_error_m": np.zeros(len(estates)) if error_m is None else error_m,
    }


def _column(estates: gpd.GeoDataFrame, name: str) -> pd.Series:
    return estates[name] if name in estates else pd.Series(pd.NA, index=estates.index)


def _ids(station: NDArray[np.int64], station_ids: pd.Series) -> pd.Series:
    ids = np.array([*station_ids, None], dtype=object)
    return pd.Series(ids[station], dtype="object")


def _served(district: District, coverage: Coverage) -> pd.DataFrame:
    stations = district.stations
    reached = coverage.station >= 0
    serves = coverage.station[reached]
    return pd.DataFrame(stations.drop(columns="geometry")).assign(
        estates_served=np.bincount(serves, minlength=len(stations)),
        households_served=np.bincount(
            serves, weights=district.households[reached], minlength=len(stations)
        ).astype(np.int64),
    )
