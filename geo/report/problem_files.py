"""What a problem list becomes: a table, a workbook, close-out sheets, and the public fields."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from geo.i18n import Translate, format_number, translator
from geo.plan_tables import shown_cell, worded_problems
from geo.report.pack import write_files
from geo.report.pages import printed_page
from geo.report.plan_json import json_text
from geo.report.sheets import Sheet, table_sheet
from geo.tables import write_csv
from geo.text import plain_text

if TYPE_CHECKING:
    from geo.workspace.operations import ProblemEvent, ProblemList

__all__ = [
    "close_out_page",
    "problem_records",
    "problem_sheets",
    "public_requests",
    "write_problem_workbook",
    "write_problems",
]

MOST_CLOSE_OUT_SHEETS: Final = 1_000
"""Sheets up to which every problem has one; beyond, those that wait to be closed go first."""

_LISTED: Final = (
    "rank",
    "problem_id",
    "urgency",
    "reason",
    "name",
    "street",
    "kind",
    "scope",
    "state",
    "danger",
    "affected",
    "days_open",
    "window_to",
    "latest_start",
    "slack_days",
    "path_days",
    "shorten_step",
    "owner",
    "waiting_for",
    "consent_share",
    "consent_missing",
    "cost",
    "cost_per_household",
    "money",
    "reported_at",
    "source",
    "first_receiver",
    "accepted_by",
    "accepted_at",
    "closed_at",
    "reopened",
    "alike",
)
_COMMON: Final = (
    "kind",
    "street",
    "observed",
    "expected_by_estates",
    "limit_by_estates",
    "expected_by_households",
    "limit_by_households",
)
_FACTS: Final = (
    "name",
    "street",
    "kind",
    "urgency",
    "affected",
    "danger",
    "reported_at",
    "source",
    "owner",
    "first_receiver",
    "window_from",
    "window_to",
    "slack_days",
    "consent_share",
    "cost",
    "money",
)
_MOMENT_COLUMNS: Final = ("reported_at", "window_from", "window_to", "latest_start")
# GeoReport v2 knows two states: a request is open until nothing is left to do about it.
_CLOSED: Final = ("closed", "filed")


def problem_records(problems: "ProblemList") -> pd.DataFrame:
    """Return a problem list in codes, days as ISO 8601: what ``problems.csv`` and --json hold.

    Parameters
    ----------
    problems : ProblemList
        The problem list.

    Returns
    -------
    DataFrame
    """
    table = problems.table
    days = {
        name: table[name].dt.strftime("%Y-%m-%d")
        for name in (*_MOMENT_COLUMNS, "accepted_at", "closed_at")
    }
    return table.assign(**days)


def problem_sheets(problems: "ProblemList", t: Translate) -> list[Sheet]:
    """Return the sheets of ``problems.xlsx``: the list, common kinds, orders of work."""
    common = problems.common[problems.common["common"].astype(bool)]
    orders = problems.orders.assign(
        keeps_window=[
            t("problems.yes" if kept else "problems.no") for kept in problems.orders["on_time"]
        ]
    )
    columns = ("owner", "place", "problem_id", "keeps_window")
    return [
        table_sheet(
            t("problems.sheet_list"), worded_problems(problems, t), _LISTED, t, t("problems.none")
        ),
        table_sheet(
            t("problems.sheet_common"),
            common.rename(columns={"estates": "observed"}),
            _COMMON,
            t,
            t("problems.no_common"),
        ),
        table_sheet(t("problems.sheet_orders"), orders, columns, t, t("problems.no_orders")),
    ]


def write_problem_workbook(
    problems: "ProblemList", path: Path, *, name: str, language: str
) -> None:
    """Write ``problems.xlsx``.

    Parameters
    ----------
    problems : ProblemList
    path : Path
    name : str
        Of the district.
    language : {"zh", "en"}
    """
    from geo.report.workbook import write_sheets

    t = translator(language)
    title = t("problems.title", name=plain_text(name))
    as_of = t("problems.as_of", day=problems.as_of.isoformat())
    write_sheets(
        problem_sheets(problems, t),
        path,
        title=title,
        comments=as_of,
        footer=as_of,
        language=language,
    )


def public_requests(problems: "ProblemList") -> list[dict[str, Any]]:
    """Return the public fields of a problem list in the shape of GeoReport v2.

    Names of persons and posts, money, proofs and notes are left out.

    Parameters
    ----------
    problems : ProblemList
        The problem list.

    Returns
    -------
    list of dict
        ``service_request_id, status`` (``open``, ``closed``), ``service_name, agency_responsible,
        requested_datetime, updated_datetime, expected_datetime, address, address_id, lat, long``;
        None where there is nothing to say.
    """
    table = problem_records(problems)
    return [
        {
            "service_request_id": row["problem_id"],
            "status": "closed" if row["status"] in _CLOSED else "open",
            "status_notes": None,
            "service_name": row["kind"],
            "agency_responsible": row["owner"] or None,
            "requested_datetime": _or_none(row["reported_at"]),
            "updated_datetime": _or_none(row["closed_at"]),
            "expected_datetime": _or_none(row["window_to"]),
            "address": " ".join(part for part in (row["street"], row["name"]) if part) or None,
            "address_id": row["estate_id"] or None,
            "lat": _or_none(row["lat"]),
            "long": _or_none(row["lon"]),
        }
        for row in table.to_dict("records")
    ]


def _or_none(value: Any) -> Any:
    return None if pd.isna(value) else value


@dataclass(frozen=True)
class _CloseOut:
    """What stands on the sheet of one problem."""

    problem_id: str
    state: str
    facts: tuple[tuple[str, str], ...]
    waiting_for: str
    steps: tuple[dict[str, str], ...]
    history: tuple[dict[str, str], ...]
    accepted_by: str
    accepted_at: str
    proof: str
    closed_at: str


def close_out_page(problems: "ProblemList", *, name: str, language: str) -> str:
    """Return the close-out sheets (销号单) of a problem list as one HTML page for the printer.

    Parameters
    ----------
    problems : ProblemList
    name : str
        Of the district.
    language : {"zh", "en"}

    Returns
    -------
    str
        An A4 page for each problem, without a script or a request. Of more than
        :data:`MOST_CLOSE_OUT_SHEETS` problems those that wait to be closed go first.
    """
    t = translator(language)
    table = worded_problems(problems, t)
    if len(table) > MOST_CLOSE_OUT_SHEETS:
        first = (table["status"] != "accepted").argsort(kind="stable")
        table = table.iloc[first].head(MOST_CLOSE_OUT_SHEETS)
    return printed_page(
        "close_out_sheets.html.j2",
        language=language,
        title=t("problems.close_out_of", name=plain_text(name)),
        run_line=t("problems.as_of", day=problems.as_of.isoformat()),
        sheets=[_close_out(row, problems, t) for row in table.to_dict("records")],
    )


def _close_out(row: dict[Any, Any], problems: "ProblemList", t: Translate) -> _CloseOut:
    facts = table_sheet("", pd.DataFrame([row]), _FACTS, t, "")
    steps = problems.steps[problems.steps["problem_id"] == row["problem_id"]]
    return _CloseOut(
        problem_id=row["problem_id"],
        state=row["state"],
        facts=tuple(
            (column.header, shown_cell(value, column.kind))
            for column, value in zip(facts.columns, facts.rows[0], strict=True)
        ),
        waiting_for=row["waiting_for"],
        steps=tuple(
            {
                "step": step["step"],
                "days": format_number(step["days"], 0),
                "after": step["after"],
                "done_at": "" if pd.isna(step["done_at"]) else f"{step['done_at']:%Y-%m-%d}",
            }
            for step in steps.to_dict("records")
        ),
        history=tuple(_event(event, t) for event in problems.record.history(row["problem_id"])),
        accepted_by=row["accepted_by"],
        accepted_at=row["accepted_at"],
        proof=row["proof"],
        closed_at=row["closed_at"],
    )


def _event(event: "ProblemEvent", t: Translate) -> dict[str, str]:
    return {
        "at": f"{event.at:%Y-%m-%d %H:%M}",
        "by": event.by,
        "what": t(f"problems.state_{event.state}") if event.state else "",
        "note": event.note or event.proof or event.same_as,
    }


def write_problems(problems: "ProblemList", out: Path, *, name: str, language: str) -> None:
    """Write every file of a problem list into a folder, all of them or none.

    Parameters
    ----------
    problems : ProblemList
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
    write_files(
        out,
        {
            "problems.csv": lambda path: write_csv(problem_records(problems), path),
            "problems.json": json_text({"requests": public_requests(problems)}),
            "problems.xlsx": lambda path: write_problem_workbook(
                problems, path, name=name, language=language
            ),
            "close_out_sheets.html": close_out_page(problems, name=name, language=language),
        },
    )
