"""What the command about works answers."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from geo.cli.answers import notice_lines
from geo.cli.console import Answer, Console, plain_rows, table_lines
from geo.i18n import format_number
from geo.plan_tables import proof_line, worded_weeks, worded_works, works_line
from geo.report import work_records

if TYPE_CHECKING:
    from geo.workspace.operations import DistrictWorks, StormDay

__all__ = ["works_answer"]

_MOST_ROWS: Final = 60
_INSPECTED: Final = 5


def works_answer(
    made: "DistrictWorks", out: Path | None, console: Console, *, storm: "StormDay | None" = None
) -> Answer:
    """Return the works by week with the proof, what holds the plan back, and where to look."""

    def lines() -> Iterator[str]:
        yield from _title_lines(made, console)
        yield from table_lines(*_work_rows(made, console))
        if len(made.works) > _MOST_ROWS:
            yield console.t("cli.and_more", count=len(made.works) - _MOST_ROWS)
        yield from table_lines(*_week_rows(made, console))
        for notice in made.binding:
            yield notice.sentence(console.language)
        names = made.risk.estates.sort_values("inspect_rank")["name"].head(_INSPECTED)
        if made.risk.estates["inspect"].notna().any():
            yield console.t("works.cli_inspect", names=tuple(names))
        if storm is not None:
            yield from _storm_lines(storm, console)
        yield from notice_lines(made.notices, console)
        if out is not None:
            yield console.t("works.cli_written", out=out)

    return Answer({**_result(made, out), "storm": _storm_result(storm)}, lines())


def _storm_result(storm: "StormDay | None") -> dict[str, Any] | None:
    if storm is None:
        return None
    works = storm.works.assign(
        starts=["" if day is None else day.isoformat() for day in storm.works["starts"]]
    )
    return {
        "hours": plain_rows(storm.hours),
        "estates": plain_rows(storm.estates),
        "stock": plain_rows(storm.stock),
        "works": plain_rows(works),
        "notices": [notice.sentence("en") for notice in storm.notices],
    }


def _storm_lines(storm: "StormDay", console: Console) -> Iterator[str]:
    """Yield households on time by hour, before and after, the works that are hit, and the stock."""
    t = console.t
    yield t("works.storm_title")
    header = [t(f"works.storm_{name}") for name in ("hour", "usual", "after", "wait")]
    rows: list[tuple[str, ...]] = [
        (
            str(row["hour"]),
            format_number(row["households_usual"]),
            format_number(row["households_storm"]),
            "–" if pd.isna(row["wait_storm_min"]) else format_number(row["wait_storm_min"], 1),
        )
        for row in storm.hours.to_dict("records")
    ]
    yield from table_lines(header, rows)
    for row in storm.stock.to_dict("records"):
        yield t(
            "works.storm_stock",
            station=row["name"],
            kind=row["kind"],
            stock=format_number(row["stock"]),
            calls=format_number(row["calls"], 1),
        )
    if len(storm.works):
        yield t("works.storm_works", works=tuple(storm.works["work_id"]))
    for notice in storm.notices:
        yield notice.sentence(console.language)


def _result(made: "DistrictWorks", out: Path | None) -> dict[str, Any]:
    plan, season, mended = made.plan, made.season, made.mended
    return {
        "season": {
            "from": season.begin.isoformat(),
            "to": season.end.isoformat(),
            "ready_by": season.ready_by.isoformat(),
        },
        "objective": plan.objective,
        "bound": None if mended else plan.bound,
        "gap": None if mended else plan.gap,
        "status": mended.status if mended else plan.status,
        "moved": None if mended is None else len(mended.moved),
        "dropped": None if mended is None else len(mended.dropped),
        "works": plain_rows(work_records(made)),
        "weeks": plain_rows(_dated(made.weeks, "week")),
        "money": plain_rows(made.money),
        "communities": plain_rows(_dated(made.communities, "starts", "ends")),
        "one_more": plain_rows(made.more),
        "binding": [notice.sentence("en") for notice in made.binding],
        "reasons": {one: notice.sentence("en") for one, notice in made.reasons.items()},
        "risk": plain_rows(made.risk.estates),
        "kinds": plain_rows(made.risk.kinds),
        "notices": [notice.sentence("en") for notice in made.notices],
        "out": None if out is None else str(out),
    }


def _dated(table: pd.DataFrame, *columns: str) -> pd.DataFrame:
    days = {name: [day.isoformat() for day in table[name]] for name in columns}
    return table.assign(**days)


def _title_lines(made: "DistrictWorks", console: Console) -> Iterator[str]:
    yield works_line(made, console.t)
    if made.mended is None:
        yield proof_line(made.plan.status, made.plan.gap, console.t)


def _work_rows(made: "DistrictWorks", console: Console) -> tuple[list[str], list[tuple[str, ...]]]:
    t = console.t
    columns = ("work_state", "starts", "ends", "work_id", "name", "kind", "crew_days", "gained")
    names = {"name": "report.column_estate", "kind": "problems.column_kind"}
    header = [t(names.get(name, f"works.column_{name}")) for name in (*columns, "why")]
    worded = worded_works(made, t, console.language).head(_MOST_ROWS)
    rows = [
        (
            *(str(row[name]) or "–" for name in columns[:6]),
            format_number(row["crew_days"], 1),
            format_number(row["gained"], 1),
            str(row["why"]),
        )
        for row in worded.to_dict("records")
    ]
    return header, rows


def _week_rows(made: "DistrictWorks", console: Console) -> tuple[list[str], list[tuple[str, ...]]]:
    columns = ("week_of", "week_crews", "crew_days_room", "crew_days_used", "works_going")
    header = [console.t(f"works.column_{name}") for name in columns]
    rows: list[tuple[str, ...]] = [
        (
            str(row["week_of"]),
            format_number(row["week_crews"]),
            format_number(row["crew_days_room"], 1),
            format_number(row["crew_days_used"], 1),
            format_number(row["works_going"]),
        )
        for row in worded_weeks(made).to_dict("records")
    ]
    return header, rows
