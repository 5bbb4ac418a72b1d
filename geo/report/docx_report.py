"""``report.docx``: the printed report as a document that an office edits on.

The same sections, sentences and tables as ``report.html``, by python-docx. The maps are pictures;
where no browser is installed to draw them, a sentence says where they are.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.cartography import coverage_figure
from geo.i18n import Translate, translator
from geo.plan_tables import (
    Column,
    Kind,
    byline,
    headline,
    is_demo,
    plan_title,
    roads_line,
    target_line,
)
from geo.report import sheets
from geo.report.office_document import add_map, add_table, new_document, save_document
from geo.report.report_html import report_sections
from geo.report.sheets import Sheet
from geo.text import plain_text

if TYPE_CHECKING:
    from geo.workspace import Plan

__all__ = ["write_docx"]


def write_docx(plan: "Plan", path: Path, *, language: str) -> None:
    """Write the report of a plan as a Word document.

    Parameters
    ----------
    plan : Plan
        The plan.
    path : Path
        The new file; equal plans give equal bytes where the pictures are equal.
    language : {"zh", "en"}
        Language of the report.
    """
    t = translator(language)
    document = new_document(
        plan_title(plan, t),
        f"run {plan.run.hash}",
        t("report.run_line", hash=plan.run.hash[:16], version=plan.run.version),
        language,
    )
    document.add_heading(plain_text(plan_title(plan, t)), level=0)
    demo = f" · {t('report.demo_mark')}" if is_demo(plan) else ""
    document.add_paragraph(plain_text(target_line(plan, t)) + demo)
    if said := byline(plan, t):
        document.add_paragraph(plain_text(said))
    add_table(document, _headline_sheet(plan, t))
    source = roads_line(plan.road_map.attribution, t)
    numbered = sheets.uncovered_estates(plan)
    add_map(document, coverage_figure(plan, t, numbered=numbered), source, t)
    for section in report_sections(plan, t, language):
        document.add_heading(plain_text(section.sheet.title), level=1)
        for sentence in section.sentences:
            document.add_paragraph(plain_text(sentence))
        if section.figure is not None:
            add_map(document, section.figure, source, t)
        add_table(document, _numbered(section.sheet, t) if section.numbered else section.sheet)
        for sheet in section.further:
            document.add_heading(plain_text(sheet.title), level=2)
            add_table(document, sheet)
    save_document(document, path)


def _headline_sheet(plan: "Plan", t: Translate) -> Sheet:
    """Return the five figures as a table."""
    whole = sheets.summary_sheet(plan, t)
    rows: list[tuple[Any, ...]] = [
        (figure.label, figure.value, figure.detail) for figure in headline(plan, t)
    ]
    return Sheet(whole.title, whole.columns, rows)


def _numbered(sheet: Sheet, t: Translate) -> Sheet:
    """Return a table with the numbers that its rows have on the map."""
    columns = (Column(t("report.column_number"), Kind.WHOLE), *sheet.columns)
    rows = [(number, *values) for number, values in enumerate(sheet.rows, start=1)]
    return Sheet(sheet.title, columns, rows, sheet.empty)
