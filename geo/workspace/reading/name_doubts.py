"""Streets and roads of a list held against those that are known: misspelt ones are told."""

import re
from collections.abc import Collection, Iterable
from typing import Final

import geopandas as gpd
import pandas as pd

from geo import geocode
from geo.errors import Notice
from geo.roads import RoadMap

__all__ = ["road_doubts", "street_doubts"]

_MOST_NOTICES: Final = 20
_FEWEST_NAMED_SHARE: Final = 0.3
_ROAD_WITH_NUMBER: Final = re.compile(
    r"([一-鿿]{1,6}?(?:大道|路|街|巷|道))[甲乙丙丁]?[\d一二三四五六七八九十]+号"
)
# What stands before a road in an address.
_BEFORE_ROAD: Final = re.compile(r"^.*?(?:省|市|区|县|镇|乡|街道|社区)(?=.{2,})")


def street_doubts(estates: gpd.GeoDataFrame, known: pd.DataFrame | None) -> list[Notice]:
    """Return a notice for every street or community of a list that no known place lies in.

    Parameters
    ----------
    estates : GeoDataFrame
    known : DataFrame or None
        The gazetteer; only the columns ``street`` and ``community`` that it fills are held
        against the list.
    """
    if known is None:
        return []
    return [
        notice
        for column in ("street", "community")
        if column in known and column in estates
        for notice in _strange(estates, column, _filled(known[column]))
    ][:_MOST_NOTICES]


def road_doubts(estates: gpd.GeoDataFrame, road_map: RoadMap) -> list[Notice]:
    """Return a notice for every address whose road is not on the map.

    Nothing is said where the map names less than a third of its roads.
    """
    names = [str(name) for name in road_map.name if name]
    if "address" not in estates or len(names) < _FEWEST_NAMED_SHARE * len(road_map.name):
        return []
    roads = sorted(set(names))
    notices = []
    for estate in estates[["name", "address"]].itertuples(index=False):
        road = _road_of(estate.address)
        if road and road not in roads:
            notices.append(
                Notice(
                    "review.road_unknown",
                    name=estate.name,
                    road=road,
                    nearest=tuple(geocode.nearest_names(road, roads)),
                )
            )
    return notices[:_MOST_NOTICES]


def _strange(estates: gpd.GeoDataFrame, column: str, valid: Collection[str]) -> Iterable[Notice]:
    known = {geocode.place_word(one) for one in valid}
    if not known:
        return
    said = estates[["name", column]].dropna()
    strange = said[[bool(one) and geocode.place_word(one) not in known for one in said[column]]]
    for word, rows in strange.groupby(column, sort=False):
        yield Notice(
            f"review.{column}_unknown",
            found=word,
            count=len(rows),
            name=rows["name"].iloc[0],
            nearest=tuple(geocode.nearest_names(str(word), valid)),
        )


def _filled(column: "pd.Series[str]") -> list[str]:
    return sorted({str(one) for one in column.dropna() if str(one).strip()})


def _road_of(address: object) -> str:
    if not isinstance(address, str):
        return ""
    text = address
    while (shorter := _BEFORE_ROAD.sub("", text, count=1)) != text:
        text = shorter
    found = _ROAD_WITH_NUMBER.search(text)
    return "" if found is None else found[1]
