"""The three lists of a plan as plain tables: the columns that csv files promise, in their order."""

from typing import Final

import numpy as np
import pandas as pd

from geo.plan_tables.columns import TABLES

__all__ = ["estate_records", "station_records", "zone_records"]

_MINUTE_DECIMALS: Final = 4

# What an estate without a way to it leaves blank: its legs to nowhere would read as minutes.
_BLANK_IF_UNREACHABLE: Final = (
    "station_id",
    "drive_min",
    "response_min",
    "p_on_time",
    "percentile_min",
)


def estate_records(estates: pd.DataFrame) -> pd.DataFrame:
    """Return one row per estate with the columns of ``estates.csv``.

    Parameters
    ----------
    estates : DataFrame
        The estates of a plan; hours and positions are appended where it tells of them.

    Returns
    -------
    DataFrame
        No infinite value; what an unreachable estate has none of is missing.
    """
    records = _records(estates, "estates.csv")
    for column in (
        *TABLES["estate_hours"],
        *TABLES["estate_position"],
        *TABLES["estate_promise"],
    ):
        if column in estates:
            records[column] = estates[column].to_numpy()
    nowhere = (records["verdict"] == "unreachable").to_numpy()
    for column in records.columns.intersection(list(_BLANK_IF_UNREACHABLE)):
        records[column] = records[column].mask(nowhere)
    return records


def station_records(stations: pd.DataFrame) -> pd.DataFrame:
    """Return one row per station, proposed ones included, with the columns of ``stations.csv``.

    Parameters
    ----------
    stations : DataFrame
        The stations of a plan.

    Returns
    -------
    DataFrame
    """
    return _records(stations, "stations.csv")


def zone_records(zones: pd.DataFrame) -> pd.DataFrame:
    """Return one row per zone with the columns of ``zones.csv``.

    Parameters
    ----------
    zones : DataFrame
        The zones of a plan.

    Returns
    -------
    DataFrame
    """
    records = _records(zones, "zones.csv")
    # Travel times are whole milliseconds in single precision: what lies beyond is noise.
    records["max_min"] = records["max_min"].astype("float64").round(_MINUTE_DECIMALS)
    return records


def _records(table: pd.DataFrame, file: str) -> pd.DataFrame:
    records = pd.DataFrame(table.reindex(columns=list(TABLES[file]))).reset_index(drop=True)
    return records.replace([np.inf, -np.inf], np.nan)
