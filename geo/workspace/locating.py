"""Places for the estates of a list that lack a position: manual decisions, then the gazetteer."""

from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo import tables
from geo.errors import Notice
from geo.geocode import Gazetteer, geocode

__all__ = ["Located", "geocode_list", "locate"]

_REVIEW_COLUMNS = ("estate_id", "name", "street", "score", "rule", "candidates")


@dataclass(frozen=True, eq=False)
class Located:
    """A list with what could be placed, and what a person must look at.

    Attributes
    ----------
    placed : GeoDataFrame
        Every row of the list in its order; ``located_by`` says how (``coordinates``,
        ``gazetteer:rule``), empty where it is not placed.
    review : DataFrame
        One row for each that is not placed: ``estate_id, name, street, score, rule`` and the
        five likeliest places, ``candidates``.
    """

    placed: gpd.GeoDataFrame
    review: pd.DataFrame

    @property
    def notices(self) -> list[Notice]:
        """What to tell of rows that are left."""
        if self.review.empty:
            return []
        return [
            Notice(
                "workspace.unplaced",
                count=len(self.review),
                names="、".join(self.review["name"].head(8)),
            )
        ]


def locate(places: gpd.GeoDataFrame, gazetteer: Gazetteer | None) -> Located:
    """Place the rows of a list that have no position.

    Parameters
    ----------
    places : GeoDataFrame
        ``estate_id, name`` and, where known, ``district, street, address``.
    gazetteer : Gazetteer or None
        Known places; without one nothing is placed.

    Returns
    -------
    Located
    """
    has_position = places.geometry.notna().to_numpy()
    located_by = np.where(has_position, "coordinates", "").astype(object)
    geometry = places.geometry.to_numpy().copy()
    unplaced = np.flatnonzero(~has_position)
    review = pd.DataFrame(columns=list(_REVIEW_COLUMNS))
    if len(unplaced):
        asked = places.iloc[unplaced]
        answers = _matched(asked, gazetteer)
        taken = (answers["verdict"] == "accepted").to_numpy()
        rows = unplaced[taken]
        accepted = answers[taken]
        geometry[rows] = shapely.points(accepted["lon"], accepted["lat"])
        located_by[rows] = "gazetteer:" + accepted["rule"].to_numpy(object)
        review = _review(asked[~taken], answers[~taken])
    placed = places.assign(located_by=located_by)
    placed = placed.set_geometry(gpd.GeoSeries(geometry, index=places.index, crs=4326))
    return Located(placed.assign(lon=placed.geometry.x, lat=placed.geometry.y), review)


def geocode_list(path: Path, gazetteer: Path) -> tuple[Located, tuple[Notice, ...]]:
    """Place the rows of a list file with the places of a gazetteer file.

    Parameters
    ----------
    path, gazetteer : Path
        The list and the gazetteer, in any format that lists may have.

    Returns
    -------
    located : Located
    notices : tuple of Notice
        What was changed while reading.

    Raises
    ------
    TableError, GeocodeError
        When a file cannot be used.
    """
    names, known = tables.read_names(path), tables.read_gazetteer(gazetteer)
    located = locate(names.table, Gazetteer.from_table(pd.DataFrame(known.table)))
    return located, (*names.notices, *known.notices, *located.notices)


def _matched(asked: gpd.GeoDataFrame, gazetteer: Gazetteer | None) -> pd.DataFrame:
    if gazetteer is None:
        return pd.DataFrame(
            {"verdict": "not_found", "score": 0.0, "rule": "", "candidates": [[]] * len(asked)},
            index=asked.index,
        )
    return geocode(pd.DataFrame(asked), gazetteer=gazetteer)


def _review(asked: gpd.GeoDataFrame, answers: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "estate_id": asked["estate_id"],
            "name": asked["name"],
            "street": asked.get("street", ""),
            "score": answers["score"],
            "rule": answers["rule"],
            "candidates": [" ".join(map(str, ids)) for ids in answers["candidates"]],
        }
    ).reset_index(drop=True)
