"""The documents of the product as pages for any browser: the user guide and what it names."""

import re
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Final, NamedTuple

from markupsafe import Markup

from geo.presence import folder_there
from geo.report.pages import environment

__all__ = ["chapter_address", "document_folder", "document_page"]

_LINE_INSIDE_WORDS: Final = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef”])\n(?=[\u3400-\u9fff“])")
_LINK_TO_DOCUMENT: Final = re.compile(r'href="(?!https?:)([^"#]+)\.md')
_LINK_OUT_OF_THEM: Final = re.compile(r'<a href="\.\./[^"]*">(.*?)</a>')
_NOT_OF_AN_ADDRESS: Final = re.compile(r"[^\w]+")


class _Chapter(NamedTuple):
    address: str
    title: str


def document_folder() -> Path:
    """Return where the documents lie: beside the code, or in the installed package.

    Returns
    -------
    Path
        Holds ``guide.zh.md``, ``guide.en.md``, what they name, and their pictures in ``guide``.
    """
    package = Path(str(files("geo")))
    installed = package / "documents"
    return installed if folder_there(installed) else package.parent / "docs"


def document_page(text: str, language: str) -> str:
    """Return a document as a page: its chapters beside it, links to other documents made pages'.

    Parameters
    ----------
    text : str
        Markdown; its first line is the title. HTML in it is shown, not run.
    language : {"zh", "en"}
        What the browser is told that it reads.

    Returns
    -------
    str
        HTML without scripts. Each chapter has an address, see :func:`chapter_address`.
    """
    from markdown_it import MarkdownIt

    # Two lines of Chinese are one sentence; elsewhere the end of a line is a space.
    joined = _LINE_INSIDE_WORDS.sub("", text)
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = reader.parse(joined)
    chapters = []
    for token, content in pairwise(tokens):
        if token.type == "heading_open" and token.tag != "h1":
            chapter = _Chapter(chapter_address(content.content), content.content)
            token.attrSet("id", chapter.address)
            if token.tag == "h2":
                chapters.append(chapter)
    body = reader.renderer.render(tokens, reader.options, {})
    body = _LINK_TO_DOCUMENT.sub(r'href="\1.html', _LINK_OUT_OF_THEM.sub(r"\1", body))
    filled = environment().get_template("document.html.j2")
    return filled.render(
        title=joined.partition("\n")[0].lstrip("# "),
        chapters=chapters,
        body=Markup(body),  # noqa: S704 (the reader has escaped what it read)
        language=language,
    )


def chapter_address(title: str) -> str:
    """Return where a chapter of a document is found, by what it is called.

    Parameters
    ----------
    title : str
        ``"A first plan"``.

    Returns
    -------
    str
        ``"a-first-plan"``.
    """
    return _NOT_OF_AN_ADDRESS.sub("-", title.lower()).strip("-")
