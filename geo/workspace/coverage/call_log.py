"""Dispatch logs as files: calls without coordinates stand where their estate does."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.errors import Notice
from geo.tables import read_calls
from geo.workspace.reading.estate_rows import rows_of_estates

__all__ = ["CallLog", "read_call_log"]

_MOST_NAMED: Final = 5


@dataclass(frozen=True, eq=False)
class CallLog:
    """A log as it was understood.

    Attributes
    ----------
    calls : DataFrame
        As :func:`geo.tables.read_calls` gives them, with the positions of their estates.
    notices : tuple of Notice
        What was changed, assumed or is doubtful.
    """

    calls: pd.DataFrame
    notices: tuple[Notice, ...]


def read_call_log(path: Path, estates: gpd.GeoDataFrame | None) -> CallLog:
    """Read a log and place its calls.

    Parameters
    ----------
    path : Path
    estates : GeoDataFrame or None
        The estates of the district, with positions. A call without coordinates is placed at its
        estate: by the id, else by a name that the geocoder accepts.

    Raises
    ------
    TableError
        When the log cannot be used.
    """
    read = read_calls(path)
    calls, notices = pd.DataFrame(read.table), tuple(read.notices)
    lost = calls["lon"].isna().to_numpy(bool)
    if not lost.any():
        return CallLog(calls, notices)
    if estates is None:
        wanted = (calls["estate_id"] != "") | (calls["name"] != "")
        count = int((lost & wanted.to_numpy(bool)).sum())
        told = (Notice("certainty.log_needs_estates", file=path.name, count=count),)
        return CallLog(calls, notices + (told if count else ()))
    return _placed(path.name, calls, lost, estates, notices)


def _placed(
    file: str,
    calls: pd.DataFrame,
    lost: np.ndarray,
    estates: gpd.GeoDataFrame,
    notices: tuple[Notice, ...],
) -> CallLog:
    """Give lost calls the position of their estate; tell how many, and which names fit none."""
    rows = calls[lost].reset_index(drop=True)
    # A log may number estates in its own way: then their names tell.
    known = rows["estate_id"].isin(set(estates["estate_id"].astype(str))) | (rows["name"] == "")
    rows["estate_id"] = rows["estate_id"].where(known, "")
    estate = rows_of_estates(rows, estates).estate
    lon, lat = (
        np.where(estate >= 0, getattr(estates.geometry, axis).to_numpy()[estate], np.nan)
        for axis in ("x", "y")
    )
    placed = calls.copy()
    placed.loc[lost, "lon"], placed.loc[lost, "lat"] = lon, lat
    told = [Notice("certainty.log_joined", file=file, count=int(np.isfinite(lon).sum()))]
    said = np.where(rows["name"] != "", rows["name"], rows["estate_id"])
    strange = pd.Series(said[~np.isfinite(lon)])
    strange = strange[strange != ""]
    if len(strange):
        names = tuple(strange.drop_duplicates()[:_MOST_NAMED])
        told.append(
            Notice("certainty.log_strange_estates", file=file, count=len(strange), names=names)
        )
    return CallLog(placed, (*notices, *told))
