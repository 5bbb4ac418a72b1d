"""What a visit calendar becomes: tables, a workbook, calendar files, visit sheets, day maps."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
from markupsafe import Markup

from geo.i18n import Translate, format_number, translator
from geo.plan_tables import (
    VERDICT_KEYS,
    remark_text,
    worded_left_out,
    worded_matters,
    worded_scores,
    worded_visit_days,
    worded_visitors,
    worded_visits,
)
from geo.report.calendar_text import calendar_text
from geo.report.pack import write_files
from geo.report.pages import printed_page
from geo.report.sheets import Sheet, table_sheet
from geo.tables import write_csv
from geo.text import plain_text

if TYPE_CHECKING:
    from geo.workspace import District
    from geo.workspace.operations import VisitBriefs, VisitPlan

__all__ = [
    "day_map_page",
    "visit_records",
    "visit_sheet_page",
    "visit_sheets",
    "write_visit_workbook",
    "write_visits",
]

_VISITS: Final = (
    "visit_date", "visit_weekday", "visitor", "visitor_unit", "visitor_role", "visit_order",
    "arrive", "leave", "name", "street", "households", "road_min", "visit_min", "visit_class",
    "visit_reasons", "visit_status", "visit_moved", "last_date", "last_visitor",
)  # fmt: skip
_DAYS: Final = (
    "visit_date", "visit_weekday", "visitor", "visitor_unit", "visit_count", "road_min",
    "visit_min", "total_min", "back",
)  # fmt: skip
_VISITORS: Final = (
    "visitor", "visitor_unit", "visitor_role", "visitor_base", "days_free", "days_used",
    "visit_count", "road_min", "visit_min",
)  # fmt: skip
_MATTERS: Final = (
    "matter_id", "matter_state", "age_days", "late_days", "name", "street", "matter_kind", "asked",
    "raised_at", "visitor", "matter_receiver", "matter_scope", "due_at", "answered_at",
    "matter_closed", "matter_proof",
)  # fmt: skip
_SCORES: Final = (
    "score_unit",
    "visit_date",
    "score_item",
    "visit_score",
    "score_counted",
    "score_note",
)
_LEFT_OUT: Final = ("name", "street", "left_out")
_MOST_ASKED: Final = 6
_MOST_PROBLEMS: Final = 5
_IN_FORCE: Final = ("visit_id", "date", "visitor_id", "estate_id", "name", "status")


def visit_records(plan: "VisitPlan") -> pd.DataFrame:
    """Return the visits in codes: what ``calendar.csv`` and --json hold.

    Parameters
    ----------
    plan : VisitPlan

    Returns
    -------
    DataFrame
    """
    table = plan.visits.drop(columns="estate")
    return table.assign(
        date=[day.isoformat() for day in table["date"]],
        reasons=[" ".join(reasons) for reasons in table["reasons"]],
        moved=table["moved"].astype(int),
        last_date=["" if day is None else day.isoformat() for day in table["last_date"]],
    )


def _matter_records(plan: "VisitPlan") -> pd.DataFrame:
    table = plan.matters.drop(columns="estate")
    moments = ("raised_at", "due_at", "answered_at", "closed_at")
    return table.assign(
        **{name: table[name].dt.strftime("%Y-%m-%d").fillna("") for name in moments}
    )


def visit_sheets(plan: "VisitPlan", t: Translate) -> list[Sheet]:
    """Return the sheets of ``calendar.xlsx``.

    Parameters
    ----------
    plan : VisitPlan
    t : callable
        The translator.

    Returns
    -------
    list of Sheet
    """
    parts = (
        ("calendar", worded_visits(plan, t), _VISITS, t("visits.no_visits")),
        ("days", worded_visit_days(plan, t), _DAYS, t("visits.no_visits")),
        ("visitors", worded_visitors(plan), _VISITORS, ""),
        ("matters", worded_matters(plan, t), _MATTERS, t("visits.no_matters")),
        ("scores", worded_scores(plan, t), _SCORES, t("visits.no_scores")),
        ("left_out", worded_left_out(plan, t), _LEFT_OUT, t("visits.no_left_out")),
    )
    return [
        table_sheet(t(f"visits.sheet_{name}"), table, columns, t, empty)
        for name, table, columns, empty in parts
    ]


def _run_line(plan: "VisitPlan", t: Translate) -> str:
    return t("visits.run_line", begin=plan.begin.isoformat(), end=plan.last_day.isoformat())


def write_visit_workbook(plan: "VisitPlan", path: Path, *, name: str, language: str) -> None:
    """Write ``calendar.xlsx``.

    Parameters
    ----------
    plan : VisitPlan
    path : Path
    name : str
        Of the district.
    language : {"zh", "en"}
    """
    from geo.report.workbook import write_sheets

    t = translator(language)
    line = _run_line(plan, t)
    write_sheets(
        visit_sheets(plan, t),
        path,
        title=t("visits.title", name=plain_text(name)),
        comments=line,
        footer=line,
        language=language,
    )


@dataclass(frozen=True)
class _VisitSheet:
    """What stands on the sheet of one visit."""

    name: str
    place: str
    when: str
    who: str
    last: str
    minutes: str
    fix: str
    reasons: str
    asked: tuple[dict[str, str], ...]
    problems: tuple[dict[str, str], ...]


def visit_sheet_page(plan: "VisitPlan", briefs: "VisitBriefs", *, name: str, language: str) -> str:
    """Return the visit sheets of a calendar as one HTML page for the printer.

    Parameters
    ----------
    plan : VisitPlan
    briefs : VisitBriefs
    name : str
        Of the district.
    language : {"zh", "en"}

    Returns
    -------
    str
        An A4 page for each visit, without a script or a request.
    """
    t = translator(language)
    asked = worded_matters(plan, t).sort_values("raised_at", ascending=False, kind="stable")
    sheets = [
        _visit_sheet(row, briefs, asked, t, language)
        for row in worded_visits(plan, t).to_dict("records")
    ]
    return printed_page(
        "visit_sheets.html.j2",
        language=language,
        title=t("visits.visit_sheets_of", name=plain_text(name)),
        run_line=_run_line(plan, t),
        sheets=sheets,
    )


def _visit_sheet(
    row: dict[Any, Any], briefs: "VisitBriefs", matters: pd.DataFrame, t: Translate, language: str
) -> _VisitSheet:
    estate = int(row["estate"])
    known = briefs.estates.iloc[estate]
    verdict = t(VERDICT_KEYS[known["verdict"]])
    fix = remark_text(briefs.fixes[estate], language)
    own = matters[matters["estate"] == estate].head(_MOST_ASKED)
    problems = briefs.problems[briefs.problems["estate_id"] == row["estate_id"]]
    return _VisitSheet(
        name=row["name"],
        place=" ".join(part for part in (row["street"], row["community"]) if part),
        when=f"{row['visit_date']} {row['visit_weekday']} {row['arrive']}–{row['leave']}",
        who=_who(row),
        last=t("visits.last_line", day=row["last_date"], visitor=row["last_visitor"])
        if row["last_date"]
        else t("visits.first_time"),
        minutes=t("visits.no_minutes", verdict=verdict)
        if pd.isna(known["response_min"])
        else t(
            "visits.minutes_line",
            minutes=format_number(known["response_min"], 1),
            verdict=verdict,
        ),
        fix=t("visits.fix_line", fix=fix) if fix else "",
        reasons=row["visit_reasons"],
        asked=tuple(
            {
                "raised_at": one["raised_at"],
                "visitor": one["visitor"] or one["matter_receiver"],
                "kind": one["matter_kind"],
                "asked": one["asked"],
                "state": one["matter_state"],
            }
            for one in own.to_dict("records")
        ),
        problems=tuple(
            {
                "id": one["problem_id"],
                "kind": one["kind"],
                "urgency": t(f"problems.urgency_{one['urgency']}"),
            }
            for one in problems.head(_MOST_PROBLEMS).to_dict("records")
        ),
    )


def _who(row: dict[Any, Any]) -> str:
    """Return visitor, unit and role of a row, as far as they are known."""
    return " ".join(filter(None, (row["visitor"], row["visitor_unit"], row["visitor_role"])))


@dataclass(frozen=True)
class _DayMap:
    """What stands on the sheet of one visitor's day."""

    title: str
    who: str
    line: str
    map: Markup
    stops: tuple[dict[str, str], ...]


def day_map_page(plan: "VisitPlan", district: "District", *, name: str, language: str) -> str:
    """Return the maps of all days as one HTML page for the printer.

    Parameters
    ----------
    plan : VisitPlan
    district : District
        Its roads are drawn.
    name : str
        Of the district.
    language : {"zh", "en"}

    Returns
    -------
    str
        An A4 page for each visitor's day, without a script or a request.
    """
    from geo.cartography import day_map
    from geo.workspace.operations import day_lines

    t = translator(language)
    visits = worded_visits(plan, t)
    visitors = plan.visitors.set_index("visitor_id")
    points = district.estates.geometry
    sheets = []
    rows = worded_visit_days(plan, t).to_dict("records")
    for row, way in zip(rows, day_lines(district, plan), strict=True):
        own = visits[(visits["date"] == row["date"]) & (visits["visitor"] == row["visitor"])]
        stops = own.assign(
            lon=points.x.to_numpy()[own["estate"]], lat=points.y.to_numpy()[own["estate"]]
        )
        base = visitors.loc[row["visitor"]]
        sheets.append(
            _DayMap(
                title=f"{row['visit_date']} {row['visit_weekday']}",
                who=_who(row),
                line=t(
                    "visits.day_line",
                    visits=format_number(row["visits"]),
                    drive=format_number(row["drive_min"], 0),
                    visit=format_number(row["visit_min"], 0),
                    back=row["back"],
                ),
                map=day_map(
                    stops,
                    (str(base["base"]), float(base["lon"]), float(base["lat"])),
                    way,
                    district.road_map,
                    t,
                ),
                stops=tuple(
                    {
                        "arrive": one["arrive"],
                        "leave": one["leave"],
                        "name": one["name"],
                        "street": one["street"],
                        "reasons": one["visit_reasons"],
                    }
                    for one in own.to_dict("records")
                ),
            )
        )
    return printed_page(
        "day_maps.html.j2",
        language=language,
        title=t("visits.day_maps_of", name=plain_text(name)),
        run_line=_run_line(plan, t),
        sheets=sheets,
    )


def write_visits(
    plan: "VisitPlan",
    district: "District",
    briefs: "VisitBriefs",
    out: Path,
    *,
    name: str,
    language: str,
) -> None:
    """Write every file of a visit calendar into a folder, all of them or none.

    Parameters
    ----------
    plan : VisitPlan
    district : District
    briefs : VisitBriefs
    out : Path
        A new folder, an empty one, or one that this product wrote.
    name : str
        Of the district.
    language : {"zh", "en"}

    Raises
    ------
    WorkspaceError
        When the folder holds anything else, or cannot be written.
    """
    text = calendar_text(plan, name=name, t=translator(language))
    write_files(
        out,
        {
            "calendar.csv": _table(visit_records(plan)),
            "calendar.xlsx": lambda path: write_visit_workbook(
                plan, path, name=name, language=language
            ),
            # Its lines end as the format wants them: bytes, not text.
            "calendar.ics": lambda path: _write_bytes(path, text.encode()),
            "visits.csv": _table(plan.in_force[list(_IN_FORCE)]),
            "matters.csv": _table(_matter_records(plan)),
            "visit_scores.csv": _table(plan.scores),
            "visit_sheets.html": visit_sheet_page(plan, briefs, name=name, language=language),
            "day_maps.html": day_map_page(plan, district, name=name, language=language),
        },
    )


def _table(table: pd.DataFrame) -> Callable[[Path], None]:
    return lambda path: write_csv(table, path)


def _write_bytes(path: Path, content: bytes) -> None:
    path.write_bytes(content)
