"""``report.docx``: the printed report as a document that an office edits on.

The same sections, sentences and tables as ``report.html``, by python-docx. The maps are pictures;
where no browser is installed to draw them, a sentence says where they are.
"""

import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from geo.cartography import coverage_figure
from geo.i18n import Translate, translator
from geo.locales import sentences
from geo.owned_folders import scratch_folder
from geo.plan_tables import (
    Column,
    Kind,
    byline,
    headline,
    is_demo,
    plan_title,
    roads_line,
    shown_cell,
    target_line,
)
from geo.report import sheets
from geo.report.archive import write_archive
from geo.report.browser import find_browser
from geo.report.picture import write_picture
from geo.report.report_html import report_sections
from geo.report.sheets import Sheet
from geo.text import plain_text

if TYPE_CHECKING:
    from geo.workspace import Plan

__all__ = ["write_docx"]

_FIXED_MOMENT: Final = datetime(2000, 1, 1, tzinfo=UTC)
_PAGE: Final = (Mm(210), Mm(297))
_MARGIN: Final = Mm(18)
_MAP_WIDTH: Final = Mm(170)


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
    document = docx.Document()
    _set_up(document, plan, t, language)
    document.add_heading(plain_text(plan_title(plan, t)), level=0)
    demo = f" · {t('report.demo_mark')}" if is_demo(plan) else ""
    document.add_paragraph(plain_text(target_line(plan, t)) + demo)
    if said := byline(plan, t):
        document.add_paragraph(plain_text(said))
    _add_table(document, _headline_sheet(plan, t))
    source = roads_line(plan.road_map.attribution, t)
    numbered = sheets.uncovered_estates(plan)
    _add_map(document, coverage_figure(plan, t, numbered=numbered), source, t)
    for section in report_sections(plan, t, language):
        document.add_heading(plain_text(section.sheet.title), level=1)
        for sentence in section.sentences:
            document.add_paragraph(plain_text(sentence))
        if section.figure is not None:
            _add_map(document, section.figure, source, t)
        _add_table(document, _numbered(section.sheet, t) if section.numbered else section.sheet)
        for sheet in section.further:
            document.add_heading(plain_text(sheet.title), level=2)
            _add_table(document, sheet)
    _save(document, path)


def _set_up(document: Document, plan: "Plan", t: Translate, language: str) -> None:
    """Set paper, font, properties and the foot of every page."""
    page = document.sections[0]
    page.page_width, page.page_height = _PAGE
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = _MARGIN
    font = sentences(language)["language.font"]
    for name in ("Normal", "Title", "Heading 1", "Heading 2"):
        style: Any = document.styles[name]
        style.font.name = font
        # Chinese signs take the font of East Asia, which no property of python-docx sets.
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        fonts.set(qn("w:eastAsia"), font)
    document.styles["Normal"].font.size = Pt(10)
    about = document.core_properties
    about.title, about.author, about.comments = plan_title(plan, t), "", f"run {plan.run.hash}"
    about.created = about.modified = _FIXED_MOMENT
    foot = t("report.run_line", hash=plan.run.hash[:16], version=plan.run.version)
    page.footer.paragraphs[0].add_run(plain_text(foot)).font.size = Pt(8)


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


def _add_map(document: Document, figure: str, source: str, t: Translate) -> None:
    if find_browser() is None:
        document.add_paragraph(t("formats.no_picture"))
        return
    with scratch_folder() as scratch:
        picture = scratch / "map.png"
        write_picture(figure, picture)
        document.add_picture(str(picture), width=_MAP_WIDTH)
    document.add_paragraph(plain_text(source))


def _add_table(document: Document, sheet: Sheet) -> None:
    """Add a table with a head that is repeated on every page, or the sentence instead of one."""
    if not sheet.rows:
        document.add_paragraph(plain_text(sheet.empty))
        return
    table = document.add_table(rows=1, cols=len(sheet.columns), style="Table Grid")
    head = table.rows[0]
    head._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for cell, column in zip(head.cells, sheet.columns, strict=True):
        _fill(cell, column.header, is_number=column.is_number, is_head=True)
    for values in sheet.rows:
        cells = table.add_row().cells
        for cell, text, column in zip(cells, _shown(sheet, values), sheet.columns, strict=True):
            _fill(cell, text, is_number=column.is_number, is_head=False)


def _shown(sheet: Sheet, values: tuple[Any, ...]) -> Iterator[str]:
    for value, column in zip(values, sheet.columns, strict=True):
        yield shown_cell(value, column.kind)


def _fill(cell: Any, text: str, *, is_number: bool, is_head: bool) -> None:
    paragraph = cell.paragraphs[0]
    run = paragraph.add_run(plain_text(text))
    run.font.size, run.bold = Pt(8.5), is_head
    if is_number:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _save(document: Document, path: Path) -> None:
    """Write a document whose bytes depend on its content alone: zip entries carry no clock."""
    with scratch_folder() as scratch:
        folder = scratch / "parts"
        document.save(str(scratch / "report.docx"))
        with zipfile.ZipFile(scratch / "report.docx") as parts:
            parts.extractall(folder)
        write_archive(folder, path)
