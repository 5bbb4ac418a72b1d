"""What a plan of works becomes: tables, a workbook, layers, and a sheet for each community."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import pandas as pd

from geo.i18n import Translate, translator
from geo.plan_tables import (
    shown_cell,
    worded_communities,
    worded_money,
    worded_risk,
    worded_risk_kinds,
    worded_weeks,
    worded_works,
)
from geo.report.pack import write_files
from geo.report.pages import printed_page
from geo.report.sheets import Sheet, table_sheet
from geo.tables import write_csv
from geo.text import plain_text

if TYPE_CHECKING:
    from geo.workspace import District
    from geo.workspace.operations import DistrictWorks, StormDay

__all__ = [
    "package_page",
    "work_records",
    "works_layers",
    "works_sheets",
    "write_works",
    "write_works_layers",
    "write_works_workbook",
]

_WORKS: Final = (
    "work_state", "starts", "ends", "work_id", "name", "street", "community", "kind", "work_points",
    "crew_days", "work_weeks", "served", "gained", "cost", "money", "why", "work_note",
)  # fmt: skip
_WEEKS: Final = (
    "week_of", "week_crews", "week_days", "crew_days_room", "crew_days_used", "works_going",
)  # fmt: skip
_MONEY: Final = ("money", "budget", "spent", "left", "more_gained")
_COMMUNITIES: Final = (
    "community", "street", "works_count", "work_points", "crew_days", "cost", "site_paid_by",
    "starts", "ends", "served", "gained",
)  # fmt: skip
_RISK: Final = (
    "risk_rank", "inspect_rank", "name", "street", "community", "households", "roof_age",
    "rain_calls", "expected_calls", "low_calls", "high_calls", "risk", "unknown_facts",
)  # fmt: skip
_KINDS: Final = (
    "kind", "season", "roof_age", "rain_calls", "household_days", "call_rate", "rate_low",
    "rate_high",
)  # fmt: skip
_OF_PACKAGE: Final = (
    "work_id", "name", "kind", "work_points", "crew_days", "starts", "ends", "cost", "money",
)  # fmt: skip


def work_records(made: "DistrictWorks") -> pd.DataFrame:
    """Return the works in codes: what ``works.csv`` and --json hold.

    Parameters
    ----------
    made : DistrictWorks

    Returns
    -------
    DataFrame
        Days as ISO 8601; ``week`` is its number, -1 for a work that is left out.
    """
    table = made.works
    days = {
        name: ["" if day is None else day.isoformat() for day in table[name]]
        for name in ("starts", "ends")
    }
    return table.assign(**days, households=table["households"].round(3))


def works_sheets(made: "DistrictWorks", t: Translate, language: str) -> list[Sheet]:
    """Return the sheets of ``works.xlsx``.

    Parameters
    ----------
    made : DistrictWorks
    t : callable
        The translator.
    language : {"zh", "en"}

    Returns
    -------
    list of Sheet
    """
    parts = (
        ("works", worded_works(made, t, language), _WORKS),
        ("weeks", worded_weeks(made), _WEEKS),
        ("communities", worded_communities(made), _COMMUNITIES),
        ("money", worded_money(made), _MONEY),
        ("risk", worded_risk(made.risk, t), _RISK),
        ("kinds", worded_risk_kinds(made.risk, t), _KINDS),
    )
    return [
        table_sheet(t(f"works.sheet_{name}"), table, columns, t, t(f"works.empty_{name}"))
        for name, table, columns in parts
    ]


def write_works_workbook(made: "DistrictWorks", path: Path, *, name: str, language: str) -> None:
    """Write ``works.xlsx``.

    Parameters
    ----------
    made : DistrictWorks
    path : Path
    name : str
        Of the district.
    language : {"zh", "en"}
    """
    from geo.report.workbook import write_sheets

    t = translator(language)
    write_sheets(
        works_sheets(made, t, language),
        path,
        title=t("works.title", name=plain_text(name)),
        comments=_season_line(made, t),
        footer=_season_line(made, t),
        language=language,
    )


def works_layers(made: "DistrictWorks", district: "District") -> dict[str, gpd.GeoDataFrame]:
    """Return the layers of ``works.gpkg``: works, and the risk of every estate, in WGS-84.

    Parameters
    ----------
    made : DistrictWorks
    district : District
        The district whose works they are.

    Returns
    -------
    dict of str to GeoDataFrame
    """
    works = work_records(made)
    shapes = gpd.points_from_xy(works["lon"], works["lat"])
    return {
        "works": gpd.GeoDataFrame(works.drop(columns=["lon", "lat"]), geometry=shapes, crs=4326),
        "rain_risk": gpd.GeoDataFrame(
            made.risk.estates, geometry=district.estates.geometry.to_list(), crs=4326
        ),
    }


def write_works_layers(made: "DistrictWorks", district: "District", path: Path) -> None:
    """Write ``works.gpkg``.

    Parameters
    ----------
    made : DistrictWorks
    district : District
        The district whose works they are.
    path : Path
        The new file.
    """
    from geo.report.geopackage import write_layers

    write_layers(works_layers(made, district), path)


def package_page(made: "DistrictWorks", *, name: str, language: str) -> str:
    """Return the packages of works, a page of A4 for each community, as HTML for the printer.

    Parameters
    ----------
    made : DistrictWorks
    name : str
        Of the district.
    language : {"zh", "en"}

    Returns
    -------
    str
        Without a script or a request.
    """
    t = translator(language)
    return printed_page(
        "package_sheets.html.j2",
        language=language,
        title=t("works.packages_of", name=plain_text(name)),
        run_line=_season_line(made, t),
        sheets=list(_packages(made, t, language)),
    )


def _packages(made: "DistrictWorks", t: Translate, language: str) -> list[dict[str, Any]]:
    communities, works = worded_communities(made), worded_works(made, t, language)
    facts = table_sheet("", communities, _COMMUNITIES[1:], t, "")
    packages = []
    for row, values in zip(communities.to_dict("records"), facts.rows, strict=True):
        own = works[
            (works["street"] == row["street"])
            & (works["community"] == row["community"])
            & (works["week"] >= 0)
        ]
        listed = table_sheet("", own, _OF_PACKAGE, t, "")
        packages.append(
            {
                "community": row["community"],
                "street": row["street"],
                "facts": [
                    (column.header, shown_cell(value, column.kind))
                    for column, value in zip(facts.columns, values, strict=True)
                ],
                "headers": [(column.header, column.is_number) for column in listed.columns],
                "rows": [
                    [
                        (shown_cell(value, column.kind), column.is_number)
                        for column, value in zip(listed.columns, cells, strict=True)
                    ]
                    for cells in listed.rows
                ],
                "notes": [note for note in dict.fromkeys(own["note"]) if note],
            }
        )
    return packages


def _season_line(made: "DistrictWorks", t: Translate) -> str:
    season = made.season
    return t(
        "works.season_line",
        begin=season.begin.isoformat(),
        end=season.end.isoformat(),
        ready=season.ready_by.isoformat(),
    )


def write_works(
    made: "DistrictWorks",
    district: "District",
    out: Path,
    *,
    name: str,
    language: str,
    storm: "StormDay | None" = None,
) -> None:
    """Write every file of a plan of works into a folder, all of them or none.

    Parameters
    ----------
    made : DistrictWorks
    district : District
        The district whose works they are.
    out : Path
        A new folder, an empty one, or one that this product wrote.
    name : str
        Of the district.
    language : {"zh", "en"}
    storm : StormDay, optional
        A day of storm, whose hours, estates and stock are written too.

    Raises
    ------
    WorkspaceError
        When the folder holds anything else, or cannot be written.
    """
    stormy = (
        {}
        if storm is None
        else {
            f"storm_{part}.csv": partial(write_csv, getattr(storm, part))
            for part in ("hours", "estates", "stock", "works")
        }
    )
    write_files(
        out,
        {
            "works.csv": lambda path: write_csv(work_records(made), path),
            "rain_risk.csv": lambda path: write_csv(made.risk.estates, path),
            "rain_kinds.csv": lambda path: write_csv(made.risk.kinds, path),
            "works.xlsx": lambda path: write_works_workbook(
                made, path, name=name, language=language
            ),
            "works.gpkg": lambda path: write_works_layers(made, district, path),
            "package_sheets.html": package_page(made, name=name, language=language),
            **stormy,
        },
    )
