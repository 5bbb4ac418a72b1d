"""Tables about tables: what every column of a pack means, and what the fields of shapefiles are."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import pandas as pd

from geo.i18n import translator
from geo.plan_tables import (
    TABLES,
    column_named,
    describe_columns,
    estate_records,
    station_records,
    zone_records,
)
from geo.report.assignment_sheets import assignment_sheets
from geo.report.exchange import short_layers
from geo.report.geopackage import plan_layers
from geo.report.workbook import plan_sheets

if TYPE_CHECKING:
    from geo.report.sheets import Sheet
    from geo.workspace import Plan

__all__ = ["data_dictionary", "shapefile_fields"]

_Place = tuple[str, str, str]


def data_dictionary(plan: "Plan") -> pd.DataFrame:
    """Return every column of every file of a plan: name, headers, unit and meaning.

    Parameters
    ----------
    plan : Plan
        The plan.

    Returns
    -------
    DataFrame
        ``file, layer, column`` and what
        :func:`~geo.plan_tables.dictionary.describe_columns` says; layers are those of
        ``plan.gpkg`` (GeoJSON and GeoParquet have the same) and the sheets of workbooks.
    """
    places = [*_csv_columns(plan), *_layer_columns(plan), *_sheet_columns(plan)]
    return describe_columns(pd.DataFrame(places, columns=["file", "layer", "column"]))


def _csv_columns(plan: "Plan") -> Iterator[_Place]:
    lists: Mapping[str, pd.DataFrame] = {
        "estates.csv": estate_records(plan.estates),
        "stations.csv": station_records(plan.stations),
        "zones.csv": zone_records(plan.zones),
    }
    for file, table in lists.items():
        yield from ((file, "", str(column)) for column in table)
    yield from (("utilisation.csv", "", column) for column in TABLES["utilisation.csv"])


def _layer_columns(plan: "Plan") -> Iterator[_Place]:
    for name, layer in plan_layers(plan, language="en").items():
        yield from (("plan.gpkg", name, str(column)) for column in layer)


def _sheet_columns(plan: "Plan") -> Iterator[_Place]:
    """Yield the columns of the workbooks, found by what heads them in Chinese.

    The tables of single operators, streets and zones have the same columns each: one stands for
    all of its kind.
    """
    yield from _named("plan.xlsx", plan_sheets(plan, language="zh"))
    contents, *others = assignment_sheets(plan, translator("zh"), "zh")
    alike = {sheet.columns: sheet for sheet in reversed(others)}
    yield from _named("assignments.xlsx", [contents, *reversed(alike.values())])


def _named(file: str, sheets: "list[Sheet]") -> Iterator[_Place]:
    for sheet in sheets:
        for column in sheet.columns:
            yield file, sheet.title, column_named(column.header, "zh")


def shapefile_fields(plan: "Plan", *, language: str) -> pd.DataFrame:
    """Return which field of which shapefile holds which column.

    Parameters
    ----------
    plan : Plan
        The plan.
    language : {"zh", "en"}
        Language of the shapefiles.

    Returns
    -------
    DataFrame
        ``layer, field, column, header_zh, header_en, unit_zh, unit_en, meaning_zh, meaning_en``,
        one row per field in the order of the file.
    """
    t = translator(language)
    fields = [
        {"layer": name, "field": field, "column": column}
        for name, (layer, columns) in short_layers(plan, t, language).items()
        for field, column in zip(layer.columns.drop("geometry"), columns, strict=True)
    ]
    described = describe_columns(pd.DataFrame(fields, columns=["layer", "field", "column"]))
    return described.drop(columns=["shp_zh", "shp_en"])
