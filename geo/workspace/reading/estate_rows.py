"""Rows of a list given to the estates they speak of: by id, by name, by address, by place."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.coords import local_metric_crs, project
from geo.errors import Fault
from geo.geocode import Gazetteer, geocode
from geo.tables import TableRead

__all__ = ["EstateRows", "named_rows", "rows_of_estates", "unknown_estates"]

Indices = NDArray[np.int64]

# A shorter name may be any part of an address.
_SHORTEST_NAME: Final = 3
# A point this near an estate's own is taken as lying in it.
_IN_THE_ESTATE_M: Final = 150.0


@dataclass(frozen=True, eq=False)
class EstateRows:
    """Which estate each row speaks of.

    Attributes
    ----------
    estate : ndarray of int, shape (n_rows,)
        Position of the estate, -1 where there is none.
    unknown_id, unknown_name : ndarray of bool, shape (n_rows,)
        Whether a row names an id, or a name or address, that fits no estate for certain.
    """

    estate: Indices
    unknown_id: NDArray[np.bool_]
    unknown_name: NDArray[np.bool_]


def rows_of_estates(rows: pd.DataFrame, estates: gpd.GeoDataFrame) -> EstateRows:
    """Give every row its estate.

    Parameters
    ----------
    rows : DataFrame
        ``estate_id, name, lon, lat`` and, where the list has them, ``address, street``.
    estates : GeoDataFrame
        The estates of the district.

    Returns
    -------
    EstateRows
        An id decides alone; without one a name (of one street, where the row says so), an address
        that is listed or names an estate, or what the geocoder accepts of either; else the nearest
        estate within 150 m of the position.
    """
    ids = rows["estate_id"].to_numpy(dtype=object)
    known = pd.Index(estates["estate_id"].astype(str))
    estate = known.get_indexer(pd.Index(ids.astype(str)))
    has_id = ids != ""
    estate[~has_id] = -1
    named = _texts(rows, "name") + _texts(rows, "address") != ""
    by_name = np.flatnonzero(~has_id & named)
    if by_name.size:
        estate[by_name] = _by_name(rows.iloc[by_name], estates)
    by_place = np.flatnonzero((estate < 0) & ~has_id & rows["lon"].notna().to_numpy(bool))
    if by_place.size:
        estate[by_place] = _by_place(rows.iloc[by_place], estates)
    return EstateRows(
        estate=estate.astype(np.int64),
        unknown_id=has_id & (estate < 0),
        unknown_name=~has_id & named & (estate < 0),
    )


def named_rows(read: TableRead, estates: gpd.GeoDataFrame) -> EstateRows:
    """Give every row of a list without positions its estate.

    Parameters
    ----------
    read : TableRead
        With ``estate_id, name``.
    estates : GeoDataFrame
        The estates of the district.

    Returns
    -------
    EstateRows
    """
    return rows_of_estates(read.table.assign(lon=np.nan, lat=np.nan), estates)


def unknown_estates(
    read: TableRead, placed: EstateRows, *, unknown_id: str, unknown_name: str
) -> Iterator[Fault]:
    """Yield a fault for every row whose id or name fits no estate.

    Parameters
    ----------
    read : TableRead
    placed : EstateRows
        Its rows, as :func:`named_rows` gives them.
    unknown_id, unknown_name : str
        Keys of the faults.

    Yields
    ------
    Fault
    """
    for flags, column, key in (
        (placed.unknown_id, "estate_id", unknown_id),
        (placed.unknown_name, "name", unknown_name),
    ):
        for index in np.flatnonzero(flags):
            found = read.table[column].iloc[index]
            yield Fault(key, **read.at(int(index), column), found=found)


def _texts(rows: pd.DataFrame, column: str) -> NDArray[np.object_]:
    if column not in rows:
        return np.full(len(rows), "", dtype=object)
    return rows[column].to_numpy(dtype=object)


def _by_name(rows: pd.DataFrame, estates: gpd.GeoDataFrame) -> Indices:
    """Match each different name once, exactly where it is unique, else by the geocoder's rules."""
    asked = pd.DataFrame(
        {name: _texts(rows, name).astype(str) for name in ("name", "street", "address")}
    )
    different, code = np.unique(asked.to_numpy(dtype=str), axis=0, return_inverse=True)
    exact = {name: index for index, name in enumerate(estates["name"])}
    repeated = set(estates["name"][estates["name"].duplicated()])
    known = {name: index for name, index in exact.items() if name not in repeated}
    by_address = _addresses(estates)
    found = np.array(
        [
            known.get(name, -1) if name else _inside(address, by_address, exact, known)
            for name, _, address in different.tolist()
        ],
        np.int64,
    )
    open_ones = np.flatnonzero(found < 0)
    if open_ones.size:
        found[open_ones] = _geocoded(different[open_ones], estates)
    return found[code.ravel()]


def _addresses(estates: gpd.GeoDataFrame) -> dict[str, int]:
    """Return the estates by their address; an address that several have is left out."""
    if "address" not in estates:
        return {}
    own = estates["address"].fillna("").astype(str).reset_index(drop=True)
    single = own[(own != "") & ~own.duplicated(keep=False)]
    return dict(zip(single, single.index.tolist(), strict=True))


def _inside(
    address: str, by_address: dict[str, int], names: Iterable[str], by_name: dict[str, int]
) -> int:
    """Return the estate of an address: the one at this address, else the one that it names.

    Of names in each other (龙灯小区 in 新龙灯小区) the longest is meant; two apart leave it open.
    """
    if address in by_address:
        return by_address[address]
    named = [name for name in names if len(name) >= _SHORTEST_NAME and name in address]
    whole = [name for name in named if not any(name != one and name in one for one in named)]
    return by_name.get(whole[0], -1) if len(whole) == 1 else -1


def _geocoded(asked: NDArray[np.str_], estates: gpd.GeoDataFrame) -> Indices:
    placed = np.flatnonzero(estates.geometry.notna().to_numpy(bool))
    if not placed.size:
        return np.full(len(asked), -1, np.int64)
    own = estates.iloc[placed]
    places = pd.DataFrame(
        {
            "id": placed,
            "name": own["name"].to_numpy(),
            "lon": own.geometry.x.to_numpy(),
            "lat": own.geometry.y.to_numpy(),
            **{
                column: own[column].fillna("").to_numpy()
                for column in ("street", "community")
                if column in own
            },
        }
    )
    queries = pd.DataFrame(asked, columns=["name", "street", "address"])
    queries["name"] = queries["name"].where(queries["name"] != "", queries["address"])
    answer = geocode(queries, gazetteer=Gazetteer.from_table(places))
    accepted = (answer["verdict"] == "accepted").to_numpy(bool)
    return np.where(accepted, answer["matched_id"].fillna(-1).to_numpy(float), -1).astype(np.int64)


def _by_place(rows: pd.DataFrame, estates: gpd.GeoDataFrame) -> Indices:
    from scipy.spatial import cKDTree

    placed = np.flatnonzero(estates.geometry.notna().to_numpy(bool))
    if not placed.size:
        return np.full(len(rows), -1, np.int64)
    lon, lat = estates.geometry.x.to_numpy()[placed], estates.geometry.y.to_numpy()[placed]
    plane = local_metric_crs(lon, lat)
    tree = cKDTree(np.column_stack(project(lon, lat, plane)))
    here = np.column_stack(project(rows["lon"].to_numpy(), rows["lat"].to_numpy(), plane))
    distance_m, nearest = tree.query(here)
    return np.where(
        distance_m <= _IN_THE_ESTATE_M, placed[np.minimum(nearest, placed.size - 1)], -1
    )
