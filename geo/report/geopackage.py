"""``plan.gpkg``: the plan as layers for QGIS, with the styles that QGIS opens them in."""

import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import pandas as pd
import pyogrio

from geo.cartography import map_data, promise_text, zone_colours
from geo.i18n import Translate, format_number, translator
from geo.plan_tables import (
    STATION_KEYS,
    VERDICT_KEYS,
    estate_records,
    remark_text,
    station_records,
    zone_records,
)
from geo.presence import file_there
from geo.report import qgis
from geo.report.disk_reasons import reason_of_the_disk

if TYPE_CHECKING:
    from geo.workspace import Plan

__all__ = ["GEOMETRY_TYPES", "LAYERS", "plan_layers", "write_geopackage", "write_layers"]

LAYERS: Final = ("estates", "stations", "zones", "roads", "circles")

FIXED_MOMENT: Final = "2000-01-01T00:00:00.000Z"
"""Stands where a format insists on a date: equal plans are to give equal files."""

GEOMETRY_TYPES: Final = {
    "estates": "Point",
    "stations": "Point",
    "zones": "MultiPolygon",
    "roads": "LineString",
    "circles": "MultiPolygon",
}
_GEOMETRY_COLUMN: Final = "geom"
_OLDER_READERS: Final = {"VERSION": "1.2", "DATETIME_FORMAT": "WITH_TZ"}
"""QGIS of some years ago warns of newer versions of the format."""


def plan_layers(plan: "Plan", *, language: str) -> dict[str, gpd.GeoDataFrame]:
    """Return the layers of a plan by name, in WGS-84, with the columns of its csv files.

    Parameters
    ----------
    plan : Plan
        The plan.
    language : {"zh", "en"}
        Language of the remarks that some estates carry; nothing else depends on it.
    """
    estates, stations = estate_records(plan.estates), station_records(plan.stations)
    return {
        "estates": _layer(estates, plan.estates, language),
        "stations": _layer(stations, plan.stations, language),
        "zones": _layer(zone_records(plan.zones), plan.zones, language),
        "roads": plan.road_map.edges,
        "circles": plan.circles[["station_id", "minutes", "kind", "geometry"]].reset_index(
            drop=True
        ),
    }


def _layer(records: pd.DataFrame, nouns: gpd.GeoDataFrame, language: str) -> gpd.GeoDataFrame:
    """Return records with the shapes of their nouns and what else the nouns say after them."""
    further = [
        name for name in nouns.columns if name not in records and name != nouns.geometry.name
    ]
    extra = pd.DataFrame(nouns[further]).reset_index(drop=True)
    for name in extra:
        if pd.api.types.is_object_dtype(extra[name]):
            extra[name] = [remark_text(value, language) for value in extra[name]]
    # A place that nobody knows is no shape at all: QGIS would draw an empty point somewhere.
    shapes = [shape if is_somewhere(shape) else None for shape in nouns.geometry]
    return gpd.GeoDataFrame(
        pd.concat([records, extra], axis="columns"), geometry=shapes, crs="EPSG:4326"
    )


def is_somewhere(shape: Any) -> bool:
    """Return whether a shape lies anywhere: it exists, is not empty and its position is known."""
    return shape is not None and not shape.is_empty and math.isfinite(shape.bounds[0])


@contextmanager
def _fixed_clock(path: Path) -> Iterator[None]:
    """Let GDAL write one moment into a file, so that equal layers give equal bytes."""
    before = pyogrio.get_gdal_config_option("OGR_CURRENT_DATE")
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": FIXED_MOMENT})
    try:
        with reason_of_the_disk(path.parent):
            yield
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": before})


def write_layers(layers: Mapping[str, gpd.GeoDataFrame], path: Path) -> None:
    """Write layers of points without styles; equal layers give equal bytes with the same GDAL.

    Parameters
    ----------
    layers : mapping of str to GeoDataFrame
        By their names, in WGS-84.
    path : Path
        The new file.
    """
    with _fixed_clock(path):
        for name, layer in layers.items():
            pyogrio.write_dataframe(
                layer,
                path,
                layer=name,
                driver="GPKG",
                append=file_there(path),
                geometry_type="Point",
                layer_options={"GEOMETRY_NAME": _GEOMETRY_COLUMN},
                dataset_options=_OLDER_READERS,
            )


def write_geopackage(plan: "Plan", path: Path, *, language: str) -> None:
    """Write the layers of a plan and their QGIS styles.

    Parameters
    ----------
    plan : Plan
        The plan.
    path : Path
        The new file; equal plans give equal bytes with the same GDAL.
    language : {"zh", "en"}
        Language of the legends in QGIS; columns keep their English names.
    """
    with _fixed_clock(path):
        for name, layer in plan_layers(plan, language=language).items():
            pyogrio.write_dataframe(
                layer,
                path,
                layer=name,
                driver="GPKG",
                append=file_there(path),
                geometry_type=GEOMETRY_TYPES[name],
                promote_to_multi=GEOMETRY_TYPES[name].startswith("Multi"),
                layer_options={"GEOMETRY_NAME": _GEOMETRY_COLUMN},
                dataset_options=_OLDER_READERS,
            )
        pyogrio.write_dataframe(
            _style_table(_styles(plan, translator(language))),
            path,
            layer="layer_styles",
            driver="GPKG",
            append=True,
            layer_options={"FID": "id"},
        )


def _styles(plan: "Plan", t: Translate) -> dict[str, str]:
    return {
        "estates": qgis.estate_style({code: t(key) for code, key in VERDICT_KEYS.items()}),
        "stations": qgis.station_style({code: t(key) for code, key in STATION_KEYS.items()}),
        "zones": qgis.zone_style(plan.zones["zone_id"], zone_colours(plan.zones)),
        "roads": qgis.road_style(plan.road_map.road_class),
        "circles": qgis.circle_style(
            promise_text(plan.settings.target, t),
            {
                value: t("report.circle_of", minutes=format_number(value))
                for value in map_data.drive_minutes(plan.circles)
            },
        ),
    }


def _style_table(styles: Mapping[str, str]) -> pd.DataFrame:
    """Return the table as QGIS itself writes it: it finds a style by these columns."""
    constant: dict[str, Any] = {
        "f_table_catalog": "",
        "f_table_schema": "",
        "f_geometry_column": _GEOMETRY_COLUMN,
        "styleSLD": "",
        "useAsDefault": True,
        "description": "",
        "owner": "",
        "ui": None,
        "update_time": pd.Timestamp(FIXED_MOMENT),
    }
    table = pd.DataFrame(
        {"f_table_name": styles.keys(), "styleName": styles.keys(), "styleQML": styles.values()}
    ).assign(**constant)
    order = [
        "f_table_catalog",
        "f_table_schema",
        "f_table_name",
        "f_geometry_column",
        "styleName",
        "styleQML",
        "styleSLD",
        "useAsDefault",
        "description",
        "owner",
        "ui",
        "update_time",
    ]
    return table[order]
