"""The pack: every file of a plan in one folder."""

import hashlib
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pandas as pd

from geo.errors import Notice
from geo.plan_tables import estate_records, station_records, zone_records
from geo.report.formats import FurtherFiles
from geo.report.output_folder import PLAN_MARK, TABLES_MARK, new_folder
from geo.report.plan_json import json_text, plan_record
from geo.tables import write_csv

if TYPE_CHECKING:
    from geo.workspace import District, Plan

__all__ = ["PACK_FILES", "write_files", "write_pack", "write_tables"]

Write = Callable[["Plan", Path, str], None]


def _write_json(plan: "Plan", path: Path, _language: str) -> None:
    _write_text(path, json_text(plan_record(plan)))


def _write_estates(plan: "Plan", path: Path, _language: str) -> None:
    write_csv(estate_records(plan.estates), path)


def _write_stations(plan: "Plan", path: Path, _language: str) -> None:
    write_csv(station_records(plan.stations), path)


def _write_zones(plan: "Plan", path: Path, _language: str) -> None:
    write_csv(zone_records(plan.zones), path)


# The libraries behind the files below take a second to load: only a whole pack waits for them.


def _write_geopackage(plan: "Plan", path: Path, language: str) -> None:
    from geo.report.geopackage import write_geopackage

    write_geopackage(plan, path, language=language)


def _write_workbook(plan: "Plan", path: Path, language: str) -> None:
    from geo.report.workbook import write_workbook

    write_workbook(plan, path, language=language)


def _write_map(plan: "Plan", path: Path, language: str) -> None:
    from geo.report.map_html import map_page

    _write_text(path, map_page(plan, language=language))


def _write_report(plan: "Plan", path: Path, language: str) -> None:
    from geo.report.report_html import report_page

    _write_text(path, report_page(plan, language=language))


def _write_zone_sheets(plan: "Plan", path: Path, language: str) -> None:
    from geo.report.zone_sheets import zone_sheet_pieces

    with path.open("w", encoding="utf-8", newline="\n") as page:
        page.writelines(zone_sheet_pieces(plan, language=language))


def _write_assignments(plan: "Plan", path: Path, language: str) -> None:
    from geo.report.workbook import write_assignments

    write_assignments(plan, path, language=language)


_WRITERS: Final[Mapping[str, Write]] = {
    PLAN_MARK: _write_json,
    "estates.csv": _write_estates,
    "stations.csv": _write_stations,
    "zones.csv": _write_zones,
    "plan.gpkg": _write_geopackage,
    "plan.xlsx": _write_workbook,
    "map.html": _write_map,
    "report.html": _write_report,
    "assignments.xlsx": _write_assignments,
    "zone_sheets.html": _write_zone_sheets,
}

PACK_FILES: Final = tuple(_WRITERS)
"""The files of a pack in the order they are written."""


def write_pack(
    plan: "Plan",
    out: Path,
    *,
    language: str,
    further: FurtherFiles | None = None,
    district: "District | None" = None,
) -> list[Notice]:
    """Write every file of a plan into a folder, all of them or none.

    The plan of a scenario has that scenario beside it, as ``scenario.json``. Where further files
    are asked for, ``tables.json`` says which files the folder holds.

    Parameters
    ----------
    plan : Plan
        The plan.
    out : Path
        A new folder, an empty one, or a former pack, which is replaced.
    language : {"zh", "en"}
        Language of the workbook, the map, the report and the legends. The csv and json files have
        none: equal plans give equal bytes.
    further : FurtherFiles, optional
        What is wanted beside these files, or instead of them.
    district : District, optional
        The district of the plan, for further files that ask the roads once more.

    Returns
    -------
    list of Notice
        What the further files could not hold as it is, and what was chosen for them.

    Raises
    ------
    WorkspaceError
        When the folder holds anything else, or cannot be written.
    InputError
        When a further file asks for a zone, an operator or a grid that there is not.
    SourceError
        When a further file needs a browser that fails.
    """
    further = further or FurtherFiles()
    kept = further.pack_files
    with new_folder(out) as folder:
        for name, write in _WRITERS.items():
            if kept is None or name in kept:
                write(plan, folder / name, language)
        if plan.scenario is not None:
            _write_text(folder / "scenario.json", plan.scenario.content)
        writers = further.files(plan, language=language, district=district)
        notices = [notice for write_further in writers for notice in write_further(folder)]
        if further:
            _write_text(folder / TABLES_MARK, _digests(folder))
    return notices


def write_tables(tables: Mapping[str, pd.DataFrame], out: Path) -> None:
    """Write tables as csv files into a folder, all of them or none.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        By the names of their files without ``.csv``; geometry columns are left out.
    out : Path
        A new folder, an empty one, or one that this function wrote.

    Raises
    ------
    WorkspaceError
        When the folder holds anything else, or cannot be written.
    """
    write_files(
        out, {f"{name}.csv": partial(_write_plain, table) for name, table in tables.items()}
    )


def _write_plain(table: pd.DataFrame, path: Path) -> None:
    write_csv(pd.DataFrame(table.drop(columns="geometry", errors="ignore")), path)


def write_files(out: Path, files: Mapping[str, str | Callable[[Path], None]]) -> None:
    """Write files into a folder, all of them or none, and what they hold beside them.

    Parameters
    ----------
    out : Path
        A new folder, an empty one, or one that this product wrote.
    files : mapping of str to str or callable
        By name; the text of each, or what writes it to a path.

    Raises
    ------
    WorkspaceError
        When the folder holds anything else, or cannot be written.
    """
    with new_folder(out) as folder:
        for name, content in files.items():
            if callable(content):
                content(folder / name)
            else:
                _write_text(folder / name, content)
        _write_text(folder / TABLES_MARK, _digests(folder))


def _digests(folder: Path) -> str:
    """Return which files a folder holds, each with its SHA-256."""
    digests = {path.name: _digest(path) for path in sorted(folder.iterdir())}
    return json_text({"files": digests})


def _digest(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
