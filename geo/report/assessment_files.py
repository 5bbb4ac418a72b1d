"""What an assessment becomes: its figures, a workbook with a sheet per unit, and A4 sheets."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
from markupsafe import Markup

from geo.cartography import FunnelPoint, funnel_chart
from geo.i18n import Translate, format_number, format_share, translator
from geo.plan_tables import (
    VERDICT_WORD_KEYS,
    measure_rows,
    sheet_sentence,
    shown_cell,
    worded_units,
)
from geo.report.pack import write_files
from geo.report.pages import printed_page
from geo.report.plan_json import json_text
from geo.report.sheets import Sheet, table_sheet
from geo.tables import write_csv
from geo.text import plain_text

if TYPE_CHECKING:
    from geo.workspace.operations import DoubleAssessment, SignOff, UnitSheet

__all__ = [
    "assessment_page",
    "assessment_sheets",
    "funnel_points",
    "write_assessment",
    "write_assessment_workbook",
]

_UNITS: Final = (
    "unit",
    "n",
    "on_time",
    "expected",
    "share",
    "wilson_low",
    "wilson_high",
    "low_95",
    "high_95",
    "low_998",
    "high_998",
    "shrunk",
    "calls_verdict",
)
_MEASURES: Final = ("measure", "value", "counted", "points", "weight")
_MONTHS: Final = ("month", "n", "on_time", "expected")


def assessment_sheets(assessment: "DoubleAssessment", t: Translate) -> list[Sheet]:
    """Return the sheets of ``assessment.xlsx``: results, units by level, then a sheet per unit."""
    results = pd.DataFrame(
        {
            "level": t(f"assessment.level_{sheet.side}"),
            "unit": sheet.unit,
            "points": sheet.points,
            "band": sheet.band or "",
            "pay": sheet.pay,
            "calls_up": sheet.calls_up,
            "calls_down": sheet.calls_down,
        }
        for sheet in assessment.sheets
    )
    names = ("level", "unit", "points", "band", "pay", "calls_up", "calls_down")
    sheets = [table_sheet(t("assessment.sheet_results"), results, names, t, "")]
    sheets += [
        table_sheet(
            t(f"assessment.level_{level}"), worded_units(assessment, level, t), _UNITS, t, ""
        )
        for level in assessment.units
    ]
    return [*sheets, *(_unit_sheet(assessment, sheet, t) for sheet in assessment.sheets)]


def _unit_sheet(assessment: "DoubleAssessment", sheet: "UnitSheet", t: Translate) -> Sheet:
    """Return what one operator or street was measured by, and its months."""
    measured = table_sheet(
        sheet.unit,
        pd.DataFrame(list(measure_rows(sheet, t)), columns=list(_MEASURES)),
        _MEASURES,
        t,
        "",
    )
    rows = [*measured.rows, (sheet_sentence(sheet, t), None, None, sheet.points, None)]
    for month in _months(assessment, sheet).to_dict("records"):
        said = t(
            "assessment.month_line",
            on_time=format_number(month["on_time"]),
            calls=format_number(month["n"]),
            expected=format_number(month["expected"], 1),
        )
        rows.append((month["month"], said, int(month["n"]), None, None))
    return Sheet(sheet.unit, measured.columns, rows, "")


def _months(assessment: "DoubleAssessment", sheet: "UnitSheet") -> pd.DataFrame:
    months = assessment.months
    return months[(months["level"] == sheet.side) & (months["unit"] == sheet.unit)]


def write_assessment_workbook(
    assessment: "DoubleAssessment", path: Path, *, name: str, language: str
) -> None:
    """Write ``assessment.xlsx``.

    Parameters
    ----------
    assessment : DoubleAssessment
    path : Path
    name : str
        Of the district.
    language : {"zh", "en"}
    """
    from geo.report.workbook import write_sheets

    t = translator(language)
    footer = _basis(assessment, t)
    write_sheets(
        assessment_sheets(assessment, t),
        path,
        title=_title(assessment, name, t),
        comments=footer,
        footer=footer,
        language=language,
    )


def _title(assessment: "DoubleAssessment", name: str, t: Translate) -> str:
    return t("assessment.title", name=plain_text(name), period=assessment.period)


def _basis(assessment: "DoubleAssessment", t: Translate) -> str:
    return t(
        "assessment.basis",
        period=assessment.period,
        calls=format_number(len(assessment.calls)),
        out=format_number(sum(assessment.left_out.values())),
        figures=assessment.figures[:12],
    )


@dataclass(frozen=True)
class _Page:
    """What stands on the A4 sheet of one unit."""

    unit: str
    side: str
    result: str
    calls: tuple[tuple[str, str], ...]
    verdict: str
    funnel: Markup | None
    measures: Sheet
    months: Sheet


def assessment_page(
    assessment: "DoubleAssessment", *, name: str, language: str, sign_off: "SignOff | None" = None
) -> str:
    """Return the sheets of all operators and streets as one HTML page for the printer.

    Parameters
    ----------
    assessment : DoubleAssessment
    name : str
        Of the district.
    language : {"zh", "en"}
    sign_off : SignOff, optional
        Who has signed these figures.

    Returns
    -------
    str
        An A4 page for each, without a script or a request.
    """
    t = translator(language)
    signed = (
        t("assessment.unsigned")
        if sign_off is None
        else t("assessment.signed", by=sign_off.by or "–", at=f"{sign_off.at:%Y-%m-%d %H:%M}")
    )
    return printed_page(
        "assessment_sheets.html.j2",
        language=language,
        title=_title(assessment, name, t),
        signed=signed,
        run_line=_basis(assessment, t),
        sheets=[_page(assessment, sheet, t) for sheet in assessment.sheets],
        shown=shown_cell,
    )


def _page(assessment: "DoubleAssessment", sheet: "UnitSheet", t: Translate) -> _Page:
    units = assessment.units.get(sheet.side, pd.DataFrame())
    known = sheet.unit in units.index
    row = units.loc[[sheet.unit]].iloc[0] if known else None
    measures = pd.DataFrame(list(measure_rows(sheet, t)), columns=list(_MEASURES))
    return _Page(
        unit=sheet.unit,
        side=t(f"assessment.level_{sheet.side}"),
        result=sheet_sentence(sheet, t),
        calls=() if row is None else _call_facts(row, t),
        verdict="" if row is None else t(VERDICT_WORD_KEYS[row["verdict"]]),
        funnel=funnel_chart(
            funnel_points(units, t, marked=sheet.unit),
            title=t("assessment.funnel"),
            description=t("assessment.funnel_about"),
            across=t("assessment.column_n"),
            upward=t("assessment.funnel_upward"),
        )
        if known
        else None,
        measures=table_sheet("", measures, _MEASURES, t, ""),
        months=table_sheet("", _months(assessment, sheet), _MONTHS, t, ""),
    )


def _call_facts(row: "pd.Series[Any]", t: Translate) -> tuple[tuple[str, str], ...]:
    return (
        (t("assessment.column_n"), format_number(row["n"])),
        (t("assessment.column_on_time"), format_number(row["on_time"])),
        (t("assessment.column_expected"), format_number(row["expected"], 1)),
        (
            t("assessment.limits_998"),
            f"{format_number(row['low_998'], 1)} – {format_number(row['high_998'], 1)}",
        ),
        (t("assessment.column_share"), format_share(row["share"])),
    )


def funnel_points(units: pd.DataFrame, t: Translate, *, marked: str = "") -> list[FunnelPoint]:
    """Return the points of a funnel plot: share on time less what was expected, with limits.

    Parameters
    ----------
    units : DataFrame
        One level of an assessment.
    t : callable
        The translator.
    marked : str
        The unit that stands out.
    """
    return [
        FunnelPoint(
            label=str(unit),
            calls=int(row["n"]),
            gap=(row["on_time"] - row["expected"]) / row["n"],
            low_95=(row["low_95"] - row["expected"]) / row["n"],
            high_95=(row["high_95"] - row["expected"]) / row["n"],
            low_998=(row["low_998"] - row["expected"]) / row["n"],
            high_998=(row["high_998"] - row["expected"]) / row["n"],
            verdict=row["verdict"],
            words=t(VERDICT_WORD_KEYS[row["verdict"]]),
            marked=unit == marked,
        )
        for unit, row in units.iterrows()
    ]


def write_assessment(
    assessment: "DoubleAssessment",
    out: Path,
    *,
    name: str,
    language: str,
    sign_off: "SignOff | None" = None,
) -> None:
    """Write every file of an assessment into a folder, all of them or none.

    No file holds a call: what callers said of themselves stays in the log.

    Parameters
    ----------
    assessment : DoubleAssessment
    out : Path
        A new folder, an empty one, or one that this product wrote.
    name : str
        Of the district.
    language : {"zh", "en"}
    sign_off : SignOff, optional
        Who has signed these figures.

    Raises
    ------
    WorkspaceError
        When the folder holds anything else, or cannot be written.
    """
    units = pd.concat(
        [
            table.rename_axis("unit").reset_index().assign(level=level)
            for level, table in assessment.units.items()
        ],
        ignore_index=True,
    )
    columns = ["level", *(name for name in units.columns if name != "level")]
    write_files(
        out,
        {
            "assessment.csv": lambda path: write_csv(units[columns], path),
            "assessment.json": json_text(assessment.record()),
            "assessment.xlsx": lambda path: write_assessment_workbook(
                assessment, path, name=name, language=language
            ),
            "assessment_sheets.html": assessment_page(
                assessment, name=name, language=language, sign_off=sign_off
            ),
        },
    )
