"""A finished plan as tables of a database: the layers, styles and meanings of its folder."""

import re
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import pandas as pd
import pyogrio

from geo.errors import WorkspaceError
from geo.i18n import translator
from geo.parsing import parsed_json
from geo.plan_tables import describe_columns
from geo.postgis import TargetColumn, TargetLayer, TargetSchema
from geo.presence import file_there
from geo.report.geopackage import GEOMETRY_TYPES, LAYERS
from geo.report.output_folder import PLAN_MARK

__all__ = ["plan_schema"]

_GEOPACKAGE: Final = "plan.gpkg"
_HASH: Final = re.compile(r"[0-9a-f]{8,64}")


def plan_schema(folder: Path, schema: str, *, language: str) -> TargetSchema:
    """Return what a schema is to hold, read from the folder that ``plan`` wrote.

    Parameters
    ----------
    folder : Path
    schema : str
    language : {"zh", "en"}
        Of the comments on tables and columns.

    Returns
    -------
    TargetSchema

    Raises
    ------
    WorkspaceError
        When the folder holds no whole plan.
    """
    missing = [name for name in (PLAN_MARK, _GEOPACKAGE) if not file_there(folder / name)]
    if missing:
        raise WorkspaceError("postgis.no_plan", folder=folder, names=", ".join(missing))
    from shapely.errors import ShapelyError

    try:
        run = parsed_json((folder / PLAN_MARK).read_text(encoding="utf-8"))["run"]["hash"]
        if not _HASH.fullmatch(run):
            raise ValueError("no hash")
        styles = _styles(folder / _GEOPACKAGE)
        layers = tuple(
            _layer(folder / _GEOPACKAGE, name, styles.get(name, ""), language) for name in LAYERS
        )
    except (OSError, ValueError, LookupError, TypeError, RuntimeError, ShapelyError) as error:
        raise WorkspaceError("postgis.plan_damaged", folder=folder) from error
    return TargetSchema(schema, layers, run)


def _styles(path: Path) -> dict[str, str]:
    table = pyogrio.read_dataframe(path, layer="layer_styles", read_geometry=False)
    return dict(zip(table["f_table_name"], table["styleQML"], strict=True))


def _layer(path: Path, name: str, style: str, language: str) -> TargetLayer:
    rows = _typed(pyogrio.read_dataframe(path, layer=name), pyogrio.read_info(path, layer=name))
    t = translator(language)
    return TargetLayer(
        name=name,
        rows=rows,
        geometry_type=GEOMETRY_TYPES[name],
        comment=t(f"postgis.layer_{name}"),
        columns=_columns(rows, name, language),
        style=style,
    )


def _typed(rows: gpd.GeoDataFrame, info: dict[str, Any]) -> gpd.GeoDataFrame:
    """Return rows whose whole numbers stay whole where some are blank."""
    kinds = dict(zip(info["fields"], info["dtypes"], strict=True))
    whole = [
        column
        for column, kind in kinds.items()
        if kind.startswith("int") and pd.api.types.is_float_dtype(rows[column])
    ]
    return rows.astype(dict.fromkeys(whole, "Int64"))


def _columns(rows: gpd.GeoDataFrame, layer: str, language: str) -> tuple[TargetColumn, ...]:
    names = [str(column) for column in rows.columns.drop(rows.geometry.name)]
    places = pd.DataFrame({"file": _GEOPACKAGE, "layer": layer, "column": names})
    t = translator(language)
    columns = []
    for told in describe_columns(places).to_dict("records"):
        said = {what: told[f"{what}_{language}"] for what in ("header", "unit", "meaning")}
        key = "postgis.column_with_unit" if said["unit"] else "postgis.column"
        columns.append(TargetColumn(str(told["column"]), t(key, **said)))
    return tuple(columns)
