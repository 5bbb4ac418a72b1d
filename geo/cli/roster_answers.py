"""What the command about rosters answers."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from geo.cli.answers import notice_lines
from geo.cli.console import Answer, Console, plain_rows, table_lines
from geo.i18n import format_number, format_share
from geo.plan_tables import proof_line

if TYPE_CHECKING:
    from geo.workspace.operations import DistrictRoster

__all__ = ["roster_answer", "roster_tables"]

_MOST_SAID = 3


def roster_tables(made: "DistrictRoster") -> dict[str, pd.DataFrame]:
    """Return the tables of a roster by the names of their files."""
    return {
        "shifts": made.duty,
        "roster": made.shifts,
        "hours": made.hours,
        "one_more_crew": made.one_more,
        "without_station": made.without_station,
    }


def roster_answer(
    made: "DistrictRoster", out: Path | None, console: Console, *, budget: float | None
) -> Answer:
    """Return who works when, the proof, and what would change it."""

    def lines() -> Iterator[str]:
        yield from _title_lines(made, console, budget)
        yield from table_lines(*_shift_table(made, console))
        yield from table_lines(*_hour_table(made, console))
        yield from _change_lines(made, console, budget)
        yield from notice_lines(made.notices, console)
        if out is not None:
            yield console.t("roster.cli_written", out=out)

    return Answer(_result(made, out), lines())


def _result(made: "DistrictRoster", out: Path | None) -> dict[str, Any]:
    answer = made.answer
    return {
        "objective": answer.objective,
        "bound": answer.bound,
        "gap": answer.gap,
        "status": answer.status,
        "cost": made.cost,
        "crew_hours": made.crew_hours,
        "added_for_queue": [list(one) for one in made.added],
        "shifts": plain_rows(made.shifts),
        "hours": plain_rows(made.hours),
        "one_more_crew": plain_rows(made.one_more),
        "without_station": plain_rows(made.without_station),
        "notices": [notice.sentence("en") for notice in made.notices],
        "out": None if out is None else str(out),
    }


def _title_lines(made: "DistrictRoster", console: Console, budget: float | None) -> Iterator[str]:
    t, answer = console.t, made.answer
    proof = proof_line(answer.status, answer.gap, t)
    if budget is None:
        yield t(
            "roster.cli_title",
            crews=format_number(int(made.answer.shifts.sum()) + len(made.added)),
            hours=format_number(made.crew_hours),
            cost=format_number(made.cost, 1),
            proof=proof,
        )
        yield t("roster.cli_bound", bound=format_number(answer.bound, 1))
    else:
        yield t(
            "roster.cli_most",
            budget=format_number(budget, 1),
            household_hours=format_number(answer.objective),
            proof=proof,
        )
        yield t("roster.cli_upper", bound=format_number(answer.bound))


def _shift_table(
    made: "DistrictRoster", console: Console
) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    t = console.t
    names = ("station", "shift", "crews", "hours", "cost")
    whole = made.shifts.drop_duplicates(["station_id", "shift"])
    rows: list[tuple[str, ...]] = [
        (
            str(row["name"]),
            str(row["shift"]),
            format_number(row["crews"]),
            format_number(row["hours"]),
            format_number(row["cost"], 1),
        )
        for row in whole.to_dict(orient="records")
    ]
    return tuple(t(f"roster.column_{name}") for name in names), rows


def _hour_table(
    made: "DistrictRoster", console: Console
) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    t = console.t
    header: tuple[str, ...] = (
        t("hours.column_hour"),
        t("hours.column_stations_on_duty"),
        t("hours.column_crews_on_duty"),
        t("roster.column_share"),
        t("roster.column_wait"),
    )
    rows: list[tuple[str, ...]] = [
        (
            f"{int(row['hour']):02d}:00",
            format_number(row["stations_on_duty"]),
            format_number(row["crews_on_duty"]),
            format_share(row["share"]),
            format_number(row["wait_min"], 1),
        )
        for row in made.hours.to_dict(orient="records")
    ]
    return header, rows


def _change_lines(made: "DistrictRoster", console: Console, budget: float | None) -> Iterator[str]:
    t = console.t
    named = dict(zip(made.one_more["station_id"], made.one_more["name"], strict=True))
    for station, shift in made.added:
        yield t("roster.cli_added", station=named[station], shift=shift)
    for row in made.without_station.to_dict(orient="records"):
        if pd.isna(row["objective"]):
            yield t("roster.cli_without_none", station=row["name"])
            continue
        line = t(
            "roster.cli_without",
            station=row["name"],
            objective=format_number(row["objective"], 1),
            more=f"{row['more']:+,.1f}",
        )
        lost = row["households_lost"]
        if lost > 0 and budget is None:
            line += t("roster.cli_lost", households=format_number(lost))
        yield line
    worthwhile = made.one_more[made.one_more["household_hours"] > 0]
    for row in worthwhile.head(_MOST_SAID).to_dict(orient="records"):
        yield t(
            "roster.cli_one_more",
            station=row["name"],
            shift=row["shift"],
            household_hours=format_number(row["household_hours"]),
            cost=format_number(row["cost"], 1),
        )
    if worthwhile.empty:
        yield t("roster.cli_one_more_none")
