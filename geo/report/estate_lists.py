"""The estates that somebody has chosen or filtered, as a table to pass on: csv and xlsx."""

from pathlib import Path

import pandas as pd

from geo.i18n import translator
from geo.plan_tables import TABLES, VERDICT_KEYS, name_or_id
from geo.report.sheets import table_sheet
from geo.tables import marked_csv_text

__all__ = ["estate_list_csv", "write_estate_list"]


def estate_list_csv(estates: pd.DataFrame) -> bytes:
    """Return estates as the bytes of a csv file with the columns and codes of ``estates.csv``.

    Parameters
    ----------
    estates : DataFrame
        Estates of a scenario with their ledger of minutes, and ``operator``.

    Returns
    -------
    bytes
        No cell runs as a formula.
    """
    return marked_csv_text(pd.DataFrame(estates)[list(TABLES["estate_list.csv"])]).encode()


def write_estate_list(
    estates: pd.DataFrame,
    stations: pd.DataFrame,
    path: Path,
    *,
    title: str,
    told: str,
    language: str,
) -> None:
    """Write estates as a workbook of one sheet, verdicts in words and stations by name.

    Parameters
    ----------
    estates : DataFrame
        Estates of a scenario with their ledger of minutes, and ``operator``.
    stations : DataFrame
        Its stations.
    path : Path
        The new file.
    title : str
        What the list is of.
    told : str
        Which estates these are; it stands at the foot of every printed page.
    language : {"zh", "en"}
    """
    from geo.report.workbook import write_sheets

    t = translator(language)
    names = [name_or_id(row, "station_id") for _, row in stations.iterrows()]
    station_of = dict(zip(stations["station_id"], names, strict=True))
    worded = pd.DataFrame(estates).assign(
        name=[name_or_id(row, "estate_id") for _, row in estates.iterrows()],
        verdict=[t(VERDICT_KEYS[verdict]) for verdict in estates["verdict"]],
        station=estates["station_id"].map(station_of),
        second_station=estates["second_station_id"].map(station_of),
    )
    sheet = table_sheet(t("report.estates"), worded, TABLES["estate_list"], t, "")
    write_sheets([sheet], path, title=title, comments=told, footer=told, language=language)
