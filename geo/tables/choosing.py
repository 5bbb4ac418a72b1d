"""Which sheets, layers or folders of a file hold the list that is looked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from geo.locales import LANGUAGES, sentences
from geo.tables.headers import fold_header, header_score, match_headers
from geo.tables.journal import Journal
from geo.tables.list_schemas import LIST_SCHEMAS, ListSchema
from geo.tables.list_templates import list_templates

__all__ = ["Part", "choose_parts"]

_ENOUGH_HEADERS: Final = 2


@dataclass(frozen=True)
class Part:
    """A sheet, layer or folder: its title and its first rows."""

    title: str
    head: Sequence[Sequence[Any]]


def choose_parts(
    parts: Sequence[Part], schema: ListSchema, file: str, journal: Journal
) -> list[int]:
    """Choose the parts of a file that hold a list.

    Those that are titled as this list, or else those that are not titled as another; among them
    the one with most headers of the list, and all that head its essential columns alike (a sheet
    per street). The others are named in the journal.

    Parameters
    ----------
    parts : sequence of Part
    schema : ListSchema
        The list that is looked for.
    file : str
    journal : Journal

    Returns
    -------
    list of int
        Positions of the chosen parts, in order; at least one.
    """
    filled = [i for i, part in enumerate(parts) if part.head]
    titled = [i for i in filled if _is_titled(parts[i].title, schema)]
    pool = titled or [i for i in filled if _titled(parts[i].title) is None] or filled
    scores = {i: header_score(parts[i].head, schema) for i in pool}
    best = max(pool, key=lambda i: scores[i], default=0)
    if pool and scores[best]:
        alike = _essential_headers(parts[best], schema)
        chosen = [i for i in pool if _essential_headers(parts[i], schema) == alike]
    else:
        chosen = [best]
    expected = _template_titles() if _has_guide(parts) else frozenset()
    for i in filled:
        if i not in chosen and fold_header(parts[i].title) not in expected:
            key = "part_not_joined" if _holds_list(parts[i], schema) else "part_left_aside"
            journal.notice(f"tables.{key}", file=file, part=parts[i].title)
    if len(chosen) > 1:
        titles = ", ".join(parts[i].title for i in chosen)
        journal.notice("tables.parts_joined", file=file, parts=titles)
    return chosen


def _has_guide(parts: Sequence[Part]) -> bool:
    """Return whether a file is the workbook of templates: it has the sheet that explains them."""
    if len(parts) == 1:
        return False
    guides = {fold_header(sentences(one)["columns.guide_sheet_title"]) for one in LANGUAGES}
    return any(fold_header(part.title) in guides for part in parts)


@cache
def _template_titles() -> frozenset[str]:
    """Return the titles of all sheets of the workbook of templates."""
    return frozenset(
        fold_header(title)
        for language in LANGUAGES
        for title in (
            sentences(language)["columns.guide_sheet_title"],
            *(template.title for template in list_templates(language)),
        )
    )


def _holds_list(part: Part, schema: ListSchema) -> bool:
    """Return whether a part has every column that the list cannot do without, however headed."""
    needed = {column.name for column in schema.columns if column.indispensable}
    return bool(needed) and needed <= set(_header_of(part, schema))


def _is_titled(title: str, schema: ListSchema) -> bool:
    named = _titled(title)
    return named is not None and named.name == schema.name


def _titled(title: str) -> ListSchema | None:
    """Return the one list that a title names, or None."""
    folded = fold_header(title)
    for schema in LIST_SCHEMAS:
        if folded == fold_header(schema.name):
            return schema
    named = [
        schema
        for schema in LIST_SCHEMAS
        if folded == schema.name or any(word in folded for word in schema.titles)
    ]
    return named[0] if len(named) == 1 else None


def _essential_headers(part: Part, schema: ListSchema) -> tuple[str | None, ...]:
    """Return what a part calls the columns that the list cannot do without."""
    header_of = _header_of(part, schema)
    essential = [
        column.name for column in schema.columns if column.required or column.name == schema.key
    ]
    return tuple(fold_header(header_of[name]) if name in header_of else None for name in essential)


def _header_of(part: Part, schema: ListSchema) -> dict[str, str]:
    """Return what the first rows of a part call the columns of a list."""
    header_of: dict[str, str] = {}
    for row in part.head:
        cells = [str(cell).strip() for cell in row if cell is not None and str(cell).strip()]
        named = match_headers(cells, schema).header_of
        if len(named) >= _ENOUGH_HEADERS:
            header_of = {**named, **header_of}
    return header_of
