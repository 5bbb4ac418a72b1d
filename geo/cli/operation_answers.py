"""What the commands about operations answer: the problem list and the assessment."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from geo.cli.answers import MOST_NAMED, notice_lines
from geo.cli.console import Answer, Console, plain_rows, table_lines
from geo.errors import OperationsError
from geo.i18n import format_number, format_share
from geo.plan_tables import sheet_sentence, worded_problems, worded_units
from geo.report import problem_records

if TYPE_CHECKING:
    from geo.workspace.operations import DoubleAssessment, ProblemList, SignOff

__all__ = ["assess_answer", "day_of", "problems_answer", "required_day"]

_MOST_ROWS: Final = 40
# A calendar, its week numbers and the files of calendar programs hold in these years.
_YEARS: Final = range(1950, 2201)


def day_of(text: str) -> date | None:
    """Return the day that an option names, None where it names none.

    Raises
    ------
    OperationsError
        When it is not a date.
    """
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise OperationsError("problems.date_option", found=text) from error
    if day.year not in _YEARS:
        first, last = _YEARS.start, _YEARS.stop - 1
        raise OperationsError("problems.year_option", found=text, first=first, last=last)
    return day


def required_day(text: str) -> date:
    """Return the day that an option names.

    Raises
    ------
    OperationsError
        When it is not a date, or blank.
    """
    day = day_of(text)
    if day is None:
        raise OperationsError("problems.date_option", found=text)
    return day


def problems_answer(
    problems: "ProblemList", out: Path | None, console: Console, *, easy: bool = False
) -> Answer:
    """Return the problems by rank, or the easy ones first, and what stands out."""
    order = _easy_first(problems) if easy else problems.table.index

    def lines() -> Iterator[str]:
        t, waiting = console.t, problems.open
        yield t(
            "problems.cli_title",
            day=problems.as_of.isoformat(),
            open=format_number(len(waiting)),
            done=format_number(len(problems.table) - len(waiting)),
        )
        counts = waiting["urgency"].value_counts()
        names = ("urgent", "serious", "deferrable", "minor")
        yield t("problems.cli_classes", **{n: format_number(counts.get(n, 0)) for n in names})
        yield from _list_lines(problems, order, console)
        yield from _late_lines(problems, console)
        yield from _common_lines(problems, console)
        yield from _alike_lines(problems, console)
        yield from notice_lines(problems.notices, console)
        if out is not None:
            yield t("problems.cli_written", out=out)

    return Answer(_problems_result(problems, order, out), lines())


def _easy_first(problems: "ProblemList") -> "pd.Index[Any]":
    """Return the open problems by cost, then by days of work; what has no cost goes last."""
    waiting = problems.open
    return waiting.sort_values(["cost", "path_days", "rank"], kind="stable").index


def _problems_result(
    problems: "ProblemList", order: "pd.Index[Any]", out: Path | None
) -> dict[str, Any]:
    records = problem_records(problems).loc[order]
    waiting = problems.open
    common = problems.common[problems.common["common"].astype(bool)]
    return {
        "as_of": problems.as_of.isoformat(),
        "open": len(waiting),
        "closed": len(problems.table) - len(waiting),
        "by_urgency": {str(k): int(n) for k, n in waiting["urgency"].value_counts().items()},
        "rules": [rule.model_dump(exclude_none=True) for rule in problems.rules],
        "problems": plain_rows(records),
        "common": plain_rows(common),
        "orders": plain_rows(problems.orders),
        "notices": [notice.sentence("en") for notice in problems.notices],
        "out": None if out is None else str(out),
    }


def _list_lines(problems: "ProblemList", order: "pd.Index[Any]", console: Console) -> Iterator[str]:
    t = console.t
    worded = worded_problems(problems, t, rows=order)
    worded = worded[worded["rank"].notna()]
    columns = ("urgency", "problem_id", "name", "kind", "affected", "slack_days", "state", "owner")
    header = [
        t("report.column_estate") if name == "name" else t(f"problems.column_{name}")
        for name in columns
    ]
    rows = [
        tuple(
            format_number(row[name]) if name in {"affected", "slack_days"} else row[name] or "–"
            for name in columns
        )
        for row in worded.head(_MOST_ROWS).to_dict("records")
    ]
    yield from table_lines(header, rows)
    if len(worded) > _MOST_ROWS:
        yield t("cli.and_more", count=len(worded) - _MOST_ROWS)


def _late_lines(problems: "ProblemList", console: Console) -> Iterator[str]:
    waiting = problems.open
    late = waiting[waiting["slack_days"] < 0]
    for row in late.head(MOST_NAMED).to_dict("records"):
        said = console.t(
            "problems.cli_late_one",
            name=row["name"] or row["problem_id"],
            kind=row["kind"],
            days=format_number(-row["slack_days"]),
        )
        if row["shorten_step"]:
            said += console.t("problems.cli_shorten", step=row["shorten_step"])
        yield f"  {said}"
    if len(late) > MOST_NAMED:
        yield "  " + console.t("cli.and_more", count=len(late) - MOST_NAMED)


def _common_lines(problems: "ProblemList", console: Console) -> Iterator[str]:
    common = problems.common[problems.common["common"].astype(bool)]
    for row in common.to_dict("records"):
        yield console.t(
            "problems.cli_common",
            street=row["street"],
            kind=row["kind"],
            estates=format_number(row["estates"]),
            expected=format_number(row["expected_by_estates"], 1),
            limit=format_number(row["limit_by_estates"], 1),
        )


def _alike_lines(problems: "ProblemList", console: Console) -> Iterator[str]:
    waiting = problems.open
    alike = waiting[waiting["alike"] != ""]
    if len(alike):
        pairs = [f"{row.problem_id} – {row.alike}" for row in alike.head(MOST_NAMED).itertuples()]
        yield console.t("problems.cli_alike", count=len(alike), pairs=", ".join(pairs))


def assess_answer(
    assessment: "DoubleAssessment", signed: "SignOff | None", out: Path | None, console: Console
) -> Answer:
    """Return the units of every level against what was expected, and what each is paid."""

    def lines() -> Iterator[str]:
        t = console.t
        yield t(
            "assessment.cli_title",
            period=assessment.period,
            calls=format_number(len(assessment.calls)),
        )
        left_out = {name: format_number(n) for name, n in assessment.left_out.items()}
        yield t("assessment.cli_left_out", **left_out)
        for level in assessment.units:
            yield from _level_lines(assessment, level, console)
        if "zone" not in assessment.units:
            yield t("assessment.cli_no_zones")
        for sheet in assessment.sheets:
            yield f"{sheet.unit}{t('problems.colon')}{sheet_sentence(sheet, t)}"
        if signed is not None:
            yield t("assessment.signed", by=signed.by or "–", at=f"{signed.at:%Y-%m-%d %H:%M}")
        yield from notice_lines(assessment.notices, console)
        if out is not None:
            yield t("problems.cli_written", out=out)

    result = {
        **assessment.record(),
        "figures": assessment.figures,
        "signed": None if signed is None else signed.model_dump(mode="json"),
        "out": None if out is None else str(out),
    }
    return Answer(result, lines())


def _level_lines(assessment: "DoubleAssessment", level: str, console: Console) -> Iterator[str]:
    t, units = console.t, worded_units(assessment, level, console.t)
    if not len(units):
        return
    names = ("n", "on_time", "expected", "low_998", "high_998", "share", "calls_verdict")
    header = [t(f"assessment.level_{level}"), *(t(f"assessment.column_{name}") for name in names)]
    rows = [
        (
            row["unit"],
            format_number(row["n"]),
            format_number(row["on_time"]),
            format_number(row["expected"], 1),
            format_number(row["low_998"], 1),
            format_number(row["high_998"], 1),
            format_share(row["share"]),
            row["calls_verdict"],
        )
        for row in units.head(_MOST_ROWS).to_dict("records")
    ]
    yield from table_lines(header, rows)
    if len(units) > _MOST_ROWS:
        yield t("cli.and_more", count=len(units) - _MOST_ROWS)
    spread = assessment.spread[level]
    if spread.significant:
        table = assessment.units[level]
        beyond = [str(u) for u in table.index[table["widened"].isin(["better", "worse"])]]
        yield t(
            "assessment.cli_spread",
            level=t(f"assessment.level_{level}"),
            factor=format_number(spread.widening, 1),
            names=tuple(beyond) or t("assessment.cli_spread_none"),
        )
