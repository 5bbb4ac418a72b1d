"""``plan.xlsx`` and ``assignments.xlsx``: the plan as workbooks for Excel and WPS."""

import unicodedata
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from geo.i18n import Translate, translator
from geo.locales import sentences
from geo.plan_tables import Kind, plan_title, shown_cell
from geo.report import change_sheets, hour_sheets, sheets
from geo.report.assignment_sheets import assignment_sheets, operator_sheets
from geo.report.sheet_titles import SheetTitles
from geo.report.sheets import Sheet

if TYPE_CHECKING:
    from geo.workspace import Plan, ZoneChanges

__all__ = [
    "plan_sheets",
    "write_assignments",
    "write_folding",
    "write_operator_file",
    "write_sheets",
    "write_workbook",
]

# Names that begin with "=" or look like addresses are text here, never formulas or links.
_OPTIONS: Final = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_FIXED_DATE: Final = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
_LONGEST_TEXT: Final = 32_767
_NARROWEST, _WIDEST = 8, 66
_A4: Final = 9
_NUMBER_FORMATS: Final = {
    Kind.WHOLE: "#,##0",
    Kind.YEAR: "0",
    Kind.MINUTES: "0.0",
    Kind.SHARE: "0.0 %",
    Kind.DEGREES: "0.000000",
    Kind.NUMBER: "#,##0.0",
}


def plan_sheets(plan: "Plan", *, language: str) -> list[Sheet]:
    """Return the sheets of the workbook in their order."""
    t = translator(language)
    changes, effects = plan.zone_changes, sheets.effect_sheet(plan, t)
    return [
        sheets.summary_sheet(plan, t),
        sheets.estate_sheet(plan, t, language),
        sheets.uncovered_sheet(plan, t, language),
        sheets.station_sheet(plan, t),
        sheets.proposed_sheet(plan, t),
        sheets.zone_sheet(plan, t),
        sheets.operator_sheet(plan, t),
        sheets.assignment_sheet(plan, t, language),
        *([sheets.folding_sheet(plan, t)] if sheets.has_duty(plan) else []),
        sheets.level_sheet(plan, t, language),
        *([] if changes is None else _change_sheets(changes, t)),
        *([] if effects is None else [effects]),
        sheets.street_sheet(plan, t),
        *([] if (by_skill := sheets.skill_sheet(plan, t)) is None else [by_skill]),
        *([] if plan.hourly is None else [hour_sheets.hour_sheet(plan, t)]),
        sheets.assumption_sheet(plan, t),
        *(
            [sheets.approval_sheet(plan, t, language)]
            if plan.scenario is not None and plan.scenario.record
            else []
        ),
        sheets.notice_sheet(plan, t, language),
    ]


def _change_sheets(changes: "ZoneChanges", t: Translate) -> list[Sheet]:
    return [
        change_sheets.moved_estate_sheet(changes, t),
        change_sheets.changed_zone_sheet(changes, t),
    ]


def write_workbook(plan: "Plan", path: Path, *, language: str) -> None:
    """Write the workbook of a plan.

    Every sheet has a frozen header row, a filter, column widths that fit and print settings for
    A4. Equal plans give equal bytes.

    Parameters
    ----------
    plan : Plan
        The plan.
    path : Path
        The new file.
    language : {"zh", "en"}
        Language of sheet names, headers and words.
    """
    _write_sheets(plan, plan_sheets(plan, language=language), path, language)


def write_assignments(plan: "Plan", path: Path, *, language: str) -> None:
    """Write who answers for which estates, a sheet per operator, street and zone.

    Parameters and style are those of :func:`write_workbook`.
    """
    _write_sheets(plan, assignment_sheets(plan, translator(language), language), path, language)


def write_operator_file(plan: "Plan", path: Path, *, operator: str, language: str) -> None:
    """Write what one operator answers for, and nothing of the others.

    Parameters
    ----------
    plan : Plan
        The plan.
    path : Path
        The new file.
    operator : str
        Whose zones.
    language : {"zh", "en"}

    Raises
    ------
    InputError
        When no zone of the plan has this operator.
    """
    own = operator_sheets(plan, translator(language), language, operator)
    _write_sheets(plan, own, path, language)


def write_folding(plan: "Plan", path: Path, *, language: str) -> None:
    """Write the folding table of a plan as a workbook.

    Parameters
    ----------
    plan : Plan
        The plan.
    path : Path
        The new file.
    language : {"zh", "en"}
    """
    t = translator(language)
    _write_sheets(plan, [sheets.folding_sheet(plan, t)], path, language)


def _write_sheets(plan: "Plan", sheets: Iterable[Sheet], path: Path, language: str) -> None:
    t = translator(language)
    write_sheets(
        sheets,
        path,
        title=plan_title(plan, t),
        comments=t("report.run", hash=plan.run.hash),
        footer=t("report.run", hash=plan.run.hash[:12]),
        language=language,
    )


def write_sheets(
    sheets: Iterable[Sheet], path: Path, *, title: str, comments: str, footer: str, language: str
) -> None:
    """Write any sheets as a workbook in the style of :func:`write_workbook`.

    Parameters
    ----------
    sheets : iterable of Sheet
    path : Path
        The new file.
    title, comments : str
        Properties of the workbook.
    footer : str
        What stands at the foot of every printed page.
    language : {"zh", "en"}
    """
    with xlsxwriter.Workbook(path, dict(_OPTIONS)) as book:
        book.formats[0].set_font_name(sentences(language)["language.font"])
        book.formats[0].set_font_size(10)
        book.set_properties({"title": title, "comments": comments, "created": _FIXED_DATE})
        writer = _Writer(book, sentences(language)["language.font"], footer)
        for sheet in sheets:
            writer.add(sheet)


class _Writer:
    """Adds sheets to a workbook in one style."""

    def __init__(self, book: Workbook, font: str, footer: str) -> None:
        font_of_all = {"font_name": font, "font_size": 10, "valign": "vcenter"}
        base = {**font_of_all, "bottom": 1, "bottom_color": "#e3e7eb"}
        header = {
            **font_of_all,
            "bold": True,
            "bg_color": "#e8ecf0",
            "bottom": 1,
            "text_wrap": True,
        }
        self._book = book
        self._titles = SheetTitles()
        self._footer = footer.replace("&", "&&")
        self._header = {
            True: book.add_format({**header, "align": "right"}),
            False: book.add_format({**header, "indent": 1}),
        }
        self._formats: dict[Kind, Format] = {
            Kind.TEXT: book.add_format({**base, "indent": 1, "text_wrap": True}),
            **{
                kind: book.add_format({**base, "num_format": number})
                for kind, number in _NUMBER_FORMATS.items()
            },
        }

    def add(self, sheet: Sheet) -> None:
        """Add one sheet with its table, or the sentence that there is none."""
        page = self._book.add_worksheet(self._titles.of(sheet.title))
        page.hide_gridlines(2)
        for column, head in enumerate(sheet.columns):
            page.write_string(0, column, head.header, self._header[head.is_number])
        page.set_row(0, 30)
        for row, values in enumerate(sheet.rows, start=1):
            for column, (head, value) in enumerate(zip(sheet.columns, values, strict=True)):
                self._write(page, row, column, value, head.kind)
        if not sheet.rows and sheet.empty:
            page.write_string(1, 0, sheet.empty, self._formats[Kind.TEXT])
        for row, level in enumerate(sheet.levels, start=1):
            if level:
                page.set_row(row, None, None, {"level": level})
        if sheet.levels:
            # A group stands above what it holds.
            page.outline_settings(symbols_below=False)
        self._lay_out(page, sheet)

    def _write(self, page: Worksheet, row: int, column: int, value: Any, kind: Kind) -> None:
        if value is None:
            return
        if kind is Kind.TEXT:
            page.write_string(row, column, value[:_LONGEST_TEXT], self._formats[kind])
        else:
            page.write_number(row, column, value, self._formats[kind])

    def _lay_out(self, page: Worksheet, sheet: Sheet) -> None:
        page.freeze_panes(1, 0)
        if sheet.rows:
            page.autofilter(0, 0, len(sheet.rows), len(sheet.columns) - 1)
        for column, head in enumerate(sheet.columns):
            widest = _widest([row[column] for row in sheet.rows], head.kind)
            # A header may break in two; the filter's button needs room beside it.
            wanted = max(widest + 2, _width(head.header) / 2 + 4)
            page.set_column(column, column, min(max(wanted, _NARROWEST), _WIDEST))
        page.set_landscape()
        page.set_paper(_A4)
        page.fit_to_pages(1, 0)
        page.repeat_rows(0)
        page.set_margins(left=0.5, right=0.5, top=0.8, bottom=0.6)
        page.set_header("&L&11&A")
        page.set_footer(f"&L&8{self._footer}&R&8&P / &N")


def _widest(values: list[Any], kind: Kind) -> int:
    """Return the width of the widest value: of numbers that is the least or the greatest."""
    if kind is not Kind.TEXT:
        known = [value for value in values if value is not None]
        values = [min(known), max(known)] if known else values
    return max((_width(shown_cell(value, kind)) for value in set(values)), default=0)


def _width(text: str) -> int:
    """Return the width of a text in columns of Latin letters: Chinese ones take two."""
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)
