"""What the command about visits answers."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geo.cli.answers import notice_lines
from geo.cli.console import Answer, Console, plain_rows, table_lines
from geo.i18n import format_number
from geo.plan_tables import calendar_line, worded_visit_days
from geo.report import visit_records

if TYPE_CHECKING:
    from geo.workspace.operations import VisitPlan

__all__ = ["visits_answer"]

_MOST_DAYS: Final = 40


def visits_answer(plan: "VisitPlan", out: Path | None, console: Console) -> Answer:
    """Return the days of a calendar with its proof, and how the matters stand."""

    def lines() -> Iterator[str]:
        yield from _title_lines(plan, console)
        yield from _day_lines(plan, console)
        yield from _matter_lines(plan, console)
        yield from notice_lines(plan.notices, console)
        if out is not None:
            yield console.t("visits.cli_written", out=out)

    return Answer(_result(plan, out), lines())


def _result(plan: "VisitPlan", out: Path | None) -> dict[str, Any]:
    answer, days = plan.answer, plan.days.drop(columns="stops")
    states = plan.matters["state"].value_counts()
    return {
        "from": plan.begin.isoformat(),
        "to": plan.last_day.isoformat(),
        "missed": None if plan.missed is None else plan.missed.isoformat(),
        "objective": answer.objective,
        "bound": answer.bound,
        "gap": answer.gap,
        "status": answer.status,
        "drive_min": round(plan.drive_min, 3),
        "uneven_min": round(plan.uneven_min, 3),
        "late_days": round(plan.late_days, 3),
        "moves": plan.moves,
        "least_moves": plan.least_moves,
        "visits": plain_rows(visit_records(plan)),
        "days": plain_rows(days.assign(date=[day.isoformat() for day in days["date"]])),
        "visitors": plain_rows(plan.visitors),
        "matters": {str(state): int(count) for state, count in states.items()},
        "scores": plain_rows(plan.scores),
        "left_out": plain_rows(plan.left_out),
        "notices": [notice.sentence("en") for notice in plan.notices],
        "out": None if out is None else str(out),
    }


def _title_lines(plan: "VisitPlan", console: Console) -> Iterator[str]:
    t = console.t
    yield calendar_line(plan, t)
    if plan.missed is not None:
        made_up = plan.in_force["status"] == "missed"
        on_day = plan.in_force["date"] == plan.missed.isoformat()
        yield t(
            "visits.cli_moves",
            missed=plan.missed.isoformat(),
            count=format_number(int((made_up & on_day).sum())),
            moves=format_number(plan.moves),
            least=format_number(plan.least_moves),
        )
        return
    yield t(
        "visits.cli_parts",
        objective=format_number(plan.answer.objective, 1),
        drive=format_number(plan.drive_min, 1),
        uneven=format_number(plan.uneven_price, 1),
        late=format_number(plan.late_price, 1),
        bound=format_number(plan.answer.bound, 1),
    )


def _day_lines(plan: "VisitPlan", console: Console) -> Iterator[str]:
    t = console.t
    names = ("date", "weekday", "visitor_id", "visits", "drive_min", "total_min", "back")
    rows = [
        (
            f"{row['visit_date']} {row['visit_weekday']}",
            str(row["visitor"]),
            format_number(row["visits"]),
            format_number(row["drive_min"], 0),
            format_number(row["total_min"], 0),
            str(row["back"]),
        )
        for row in worded_visit_days(plan, t).head(_MOST_DAYS).to_dict("records")
    ]
    header = [t(f"visits.column_{name}") for name in names if name != "weekday"]
    if rows:
        yield from table_lines(header, rows)
    else:
        yield t("visits.no_visits")
    if len(plan.days) > _MOST_DAYS:
        yield t("visits.cli_more", count=len(plan.days) - _MOST_DAYS)


def _matter_lines(plan: "VisitPlan", console: Console) -> Iterator[str]:
    matters = plan.matters
    if not len(matters):
        return
    late = (matters["state"] == "open") & (matters["late_days"] > 0)
    states = matters["state"].value_counts()
    yield console.t(
        "visits.cli_matters",
        late=format_number(int(late.sum())),
        **{name: format_number(states.get(name, 0)) for name in ("open", "answered", "closed")},
    )
