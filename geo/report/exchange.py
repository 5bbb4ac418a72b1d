"""The layers of a plan in the formats that other programs ask for.

GeoJSON and GeoParquet carry the canonical columns in WGS-84, as ``plan.gpkg`` does. Shapefiles go
to older Chinese programs: GBK text, field names of at most five characters (ten bytes), words
instead of codes.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import pandas as pd
import pyogrio

from geo.errors import Notice
from geo.i18n import Translate, translator
from geo.owned_folders import scratch_folder
from geo.plan_tables import COLUMNS, worded_estates, worded_stations, worded_zones
from geo.report.archive import write_archive
from geo.report.disk_reasons import reason_of_the_disk
from geo.report.geopackage import is_somewhere, plan_layers

if TYPE_CHECKING:
    from geo.workspace import Plan

__all__ = ["short_layers", "write_geojson", "write_geoparquet", "write_shapefiles"]

_DECIMALS_OF_DEGREES: Final = 7
_FIXED_DAY: Final = "2000-01-01"
_LONGEST_BYTES: Final = 254


def write_geojson(plan: "Plan", folder: Path, *, language: str) -> list[Path]:
    """Write one GeoJSON file (RFC 7946, WGS-84) per layer.

    Parameters
    ----------
    plan : Plan
        The plan.
    folder : Path
        An existing folder.
    language : {"zh", "en"}
        Language of the remarks that some estates carry; columns keep their English names.

    Returns
    -------
    list of Path
        The files, one per layer of :data:`geo.report.geopackage.LAYERS`.
    """
    written = []
    for name, layer in plan_layers(plan, language=language).items():
        path = folder / f"{name}.geojson"
        with reason_of_the_disk(folder):
            pyogrio.write_dataframe(
                layer,
                path,
                driver="GeoJSON",
                layer_options={"RFC7946": "YES", "COORDINATE_PRECISION": _DECIMALS_OF_DEGREES},
            )
        written.append(path)
    return written


def write_geoparquet(plan: "Plan", folder: Path, *, language: str) -> list[Path]:
    """Write one GeoParquet file per layer; parameters and result as :func:`write_geojson`."""
    written = []
    for name, layer in plan_layers(plan, language=language).items():
        path = folder / f"{name}.parquet"
        layer.to_parquet(path, index=False)
        written.append(path)
    return written


def write_shapefiles(plan: "Plan", path: Path, *, language: str) -> list[Notice]:
    """Write estates, stations and zones as shapefiles in GBK, in one zip.

    Parameters
    ----------
    plan : Plan
        The plan.
    path : Path
        The new file, by custom ``plan.shp.zip``; equal plans give equal bytes.
    language : {"zh", "en"}
        Language of field names and words.

    Returns
    -------
    list of Notice
        Which texts GBK could not write (a question mark stands for the sign) or a dBASE field
        could not hold (cut after 254 bytes).
    """
    t = translator(language)
    notices: list[Notice] = []
    with scratch_folder() as scratch, reason_of_the_disk(scratch):
        for name, (layer, _) in short_layers(plan, t, language).items():
            notices += _fit_for_gbk(layer)
            pyogrio.write_dataframe(
                layer,
                scratch / f"{name}.shp",
                driver="ESRI Shapefile",
                encoding="GBK",
                layer_options={"DBF_DATE_LAST_UPDATE": _FIXED_DAY},
            )
        write_archive(scratch, path)
    return notices


def short_layers(
    plan: "Plan", t: Translate, language: str
) -> dict[str, tuple[gpd.GeoDataFrame, list[str]]]:
    """Return the lists in words under short field names, and the columns that the fields hold."""
    # Stations carry what maps call them.
    stations = worded_stations(plan, t).drop(columns="name")
    return {
        "estates": _shortened(worded_estates(plan, t, language), plan.estates.geometry, t),
        "stations": _shortened(stations, plan.stations.geometry, t),
        "zones": _shortened(worded_zones(plan, t), plan.zones.geometry, t),
    }


def _shortened(
    table: pd.DataFrame, shapes: gpd.GeoSeries, t: Translate
) -> tuple[gpd.GeoDataFrame, list[str]]:
    """Return a worded list with short field names; columns without one are for other uses."""
    short = {str(name): COLUMNS[str(name)].short_key for name in table if name in COLUMNS}
    kept = {name: t(key) for name, key in short.items() if key}
    named = table[list(kept)].rename(columns=kept)
    geometry = [shape if is_somewhere(shape) else None for shape in shapes]
    return gpd.GeoDataFrame(named, geometry=geometry, crs="EPSG:4326"), list(kept)


def _fit_for_gbk(layer: gpd.GeoDataFrame) -> list[Notice]:
    """Make every text of a layer writable in GBK, in place, and return what had to change."""
    notices = []
    for name in layer.columns.drop(layer.geometry.name):
        if pd.api.types.is_numeric_dtype(layer[name]):
            continue
        fitted = [None if pd.isna(value) else _gbk(str(value)) for value in layer[name]]
        for was, now in zip(layer[name], fitted, strict=True):
            if now is not None and now != str(was):
                notices.append(Notice("report.not_in_gbk", field=name, found=was, written=now))
        layer[name] = pd.Series(fitted, index=layer.index, dtype=object)
    return notices


def _gbk(text: str) -> str:
    written = text.encode("gbk", "replace")[:_LONGEST_BYTES]
    return written.decode("gbk", "ignore")
