"""Lists to fill in, as files: a csv for each, and all of them in one workbook with a guide."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from geo.i18n import Translate, translator
from geo.locales import sentences
from geo.tables import ListTemplate, list_templates, write_csv

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook

__all__ = ["WORKBOOK", "write_list_templates"]

WORKBOOK: Final = "lists.xlsx"

_GUIDE: Final = ("list", "header", "english", "required", "meaning", "example")
_GUIDE_WIDTHS: Final = (12, 18, 20, 8, 70, 24)
_COLUMN_WIDTH: Final = 16
# The same template gives the same bytes.
_FIXED_DATE: Final = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)


def write_list_templates(folder: Path, *, language: str) -> list[Path]:
    """Write a csv per list and a workbook of all lists with a sheet that explains the columns.

    Parameters
    ----------
    folder : Path
    language : {"zh", "en"}

    Returns
    -------
    list of Path
        The files that were written.
    """
    templates = list_templates(language)
    written = []
    for template in templates:
        path = folder / f"{template.name}.csv"
        write_csv(pd.DataFrame([_examples(template)], columns=_headers(template)), path)
        written.append(path)
    workbook = folder / WORKBOOK
    _write_workbook(templates, workbook, language)
    return [*written, workbook]


def _headers(template: ListTemplate) -> list[str]:
    return [column.header for column in template.columns]


def _examples(template: ListTemplate) -> list[str]:
    return [column.example for column in template.columns]


def _write_workbook(templates: Sequence[ListTemplate], path: Path, language: str) -> None:
    import xlsxwriter

    t = translator(language)
    with xlsxwriter.Workbook(path) as book:
        book.set_properties({"created": _FIXED_DATE})
        looks = _looks(book, sentences(language)["language.font"])
        _write_guide(book, templates, t, looks)
        for template in templates:
            sheet = book.add_worksheet(template.title)
            sheet.freeze_panes(1, 0)
            sheet.set_column(0, len(template.columns) - 1, _COLUMN_WIDTH, looks["text"])
            for place, column in enumerate(template.columns):
                look = looks["required" if column.required else "header"]
                sheet.write_string(0, place, column.header, look)
                sheet.write_string(1, place, column.example, looks["example"])


def _looks(book: "Workbook", font: str) -> dict[str, Any]:
    base = {"font_name": font, "font_size": 10, "valign": "vcenter"}
    head = {**base, "bold": True, "bottom": 1, "bg_color": "#E8EEF7"}
    return {
        "text": book.add_format({**base, "num_format": "@"}),
        "wrapped": book.add_format({**base, "text_wrap": True}),
        "header": book.add_format(head),
        "required": book.add_format({**head, "bg_color": "#F9D9B6"}),
        "example": book.add_format({**base, "italic": True, "font_color": "#6E7781"}),
    }


def _write_guide(
    book: "Workbook", templates: Sequence[ListTemplate], t: Translate, looks: dict[str, Any]
) -> None:
    """Write the sheet that says what each column of each list means."""
    sheet = book.add_worksheet(t("columns.guide_sheet_title"))
    sheet.write_string(0, 0, t("columns.guide_how"), looks["example"])
    for place, (name, width) in enumerate(zip(_GUIDE, _GUIDE_WIDTHS, strict=True)):
        sheet.set_column(place, place, width)
        sheet.write_string(1, place, t(f"columns.guide_{name}"), looks["header"])
    sheet.freeze_panes(2, 0)
    row = 2
    for template in templates:
        for column in template.columns:
            required = t("columns.guide_yes") if column.required else ""
            cells = (
                *(template.title, column.header, column.name),
                *(required, column.meaning, column.example),
            )
            for place, cell in enumerate(cells):
                sheet.write_string(row, place, cell, looks["wrapped"])
            row += 1
