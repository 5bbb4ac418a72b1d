"""What every column of the exported files means, its unit, and what heads it in each language."""

import re
from typing import Final

import pandas as pd

from geo.i18n import Translate, translator
from geo.locales import sentences
from geo.plan_tables.columns import COLUMNS

__all__ = ["column_named", "describe_columns"]

_UNITS: Final = (
    (r"(.*_)?(min|minutes)", "minutes"),
    (r"p_on_time|(share|utilisation)_.*", "share"),
    (r"lon|lat", "degrees"),
    (r"length_m|snap_m|position_error_m", "metres"),
    (r".*_kmh", "kmh"),
    (r".*per_hour", "per_hour"),
    (r"(.*_)?households(_.*)?", "households"),
    (r"residents", "residents"),
    (r"hours_covered", "hours"),
    (r"(opened|built)_year", "year"),
    (r"crews(_on_duty)?", "crews"),
    (r"stations_on_duty", "stations"),
    (r"zones", "zones"),
    (r"(zone_|quota_)?estates(_.*)?", "estates"),
)
_HEADS: Final = {
    "item": "report.column_item",
    "item_value": "report.column_value",
    "of": "report.column_of",
    "notice": "report.column_notice",
    "parted_by": "sheets.column_parted_by",
    "sheet": "sheets.column_sheet",
}
"""What heads the columns of lists of sentences, which no table of a plan has."""


def describe_columns(columns: pd.DataFrame) -> pd.DataFrame:
    """Return columns with their headers, units and meanings in both languages.

    Parameters
    ----------
    columns : DataFrame
        ``file, layer, column``: where each stands, and its name in the tables of a plan.

    Returns
    -------
    DataFrame
        The same rows with ``header_zh, header_en, unit_zh, unit_en, meaning_zh, meaning_en,
        shp_zh, shp_en``; the last two are the names of at most ten bytes in shapefiles, blank
        where these have no such column.
    """
    described = columns.reset_index(drop=True)
    names = described["column"]
    for what, told in (
        ("header", _header),
        ("unit", _unit),
        ("meaning", _meaning),
        ("shp", _short_name),
    ):
        for language in ("zh", "en"):
            t = translator(language)
            described[f"{what}_{language}"] = [told(name, t) for name in names]
    return described


def column_named(header: str, language: str) -> str:
    """Return the name of the column that a header stands over.

    Parameters
    ----------
    header : str
        As a sheet shows it.
    language : {"zh", "en"}

    Returns
    -------
    str
        The header itself where no table of a plan has such a column.
    """
    t = translator(language)
    # Lists of sentences come first: tables of operations head their columns alike.
    keys = _HEADS | {name: column.header_key for name, column in COLUMNS.items()}
    return next((name for name, key in keys.items() if t(key) == header), header)


def _header(name: str, t: Translate) -> str:
    key = COLUMNS[name].header_key if name in COLUMNS else _HEADS.get(name)
    return t(key) if key else name


def _unit(name: str, t: Translate) -> str:
    unit = next((unit for pattern, unit in _UNITS if re.fullmatch(pattern, name)), None)
    return t(f"dictionary.unit_{unit}") if unit else ""


def _meaning(name: str, t: Translate) -> str:
    """Return what a column means; one that came with a list means what the list's guide says."""
    known = (f"dictionary.column_{name}", f"columns.estates_{name}", f"columns.{name}")
    key = next((key for key in known if key in sentences("en")), "dictionary.own_column")
    return t(key)


def _short_name(name: str, t: Translate) -> str:
    short = COLUMNS[name].short_key if name in COLUMNS else ""
    return t(short) if short else ""
