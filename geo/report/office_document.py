"""What documents for an office editor share: paper, fonts, tables, pictures, repeatable bytes."""

import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from geo.i18n import Translate
from geo.locales import sentences
from geo.owned_folders import scratch_folder
from geo.plan_tables import shown_cell
from geo.report.archive import write_archive
from geo.report.browser import find_browser
from geo.report.picture import write_picture
from geo.report.sheets import Sheet
from geo.text import plain_text

__all__ = ["add_map", "add_table", "new_document", "save_document"]

_FIXED_MOMENT: Final = datetime(2000, 1, 1, tzinfo=UTC)
_PAGE: Final = (Mm(210), Mm(297))
_MARGIN: Final = Mm(18)
_MAP_WIDTH: Final = Mm(170)


def new_document(title: str, comments: str, foot: str, language: str) -> Document:
    """Return an empty document with paper, font, properties and the foot of every page.

    Parameters
    ----------
    title : str
        Among the properties.
    comments : str
        Among the properties: where the content comes from.
    foot : str
        At the end of every page.
    language : {"zh", "en"}
    """
    document = docx.Document()
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
    about.title, about.author, about.comments = title, "", comments
    about.created = about.modified = _FIXED_MOMENT
    page.footer.paragraphs[0].add_run(plain_text(foot)).font.size = Pt(8)
    return document


def add_map(document: Document, figure: str, source: str, t: Translate) -> None:
    """Add a map as a picture; where no browser draws it, a sentence says where it is.

    Parameters
    ----------
    document : Document
    figure : str
        An SVG element.
    source : str
        Whom the map owes its roads to.
    t : callable
        The translator.
    """
    if find_browser() is None:
        document.add_paragraph(t("formats.no_picture"))
        return
    with scratch_folder() as scratch:
        picture = scratch / "map.png"
        write_picture(figure, picture)
        document.add_picture(str(picture), width=_MAP_WIDTH)
    document.add_paragraph(plain_text(source))


def add_table(document: Document, sheet: Sheet) -> None:
    """Add a table with a head that is repeated on every page, or the sentence instead of one.

    Parameters
    ----------
    document : Document
    sheet : Sheet
    """
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


def save_document(document: Document, path: Path) -> None:
    """Write a document whose bytes depend on its content alone: zip entries carry no clock.

    Parameters
    ----------
    document : Document
    path : Path
        The new file.
    """
    with scratch_folder() as scratch:
        folder = scratch / "parts"
        document.save(str(scratch / "report.docx"))
        with zipfile.ZipFile(scratch / "report.docx") as parts:
            parts.extractall(folder)
        write_archive(folder, path)
