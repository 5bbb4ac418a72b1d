"""Which sheets, layers or folders of a file hold the list that is looked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from geo.tables.headers import fold_header, header_score, match_headers
from geo.tables.journal import Journal
from geo.tables.list_schemas import LIST_SCHEMAS, ListSchema

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
    for i in filled:
        if i not in chosen:
            journal.notice("tables.part_left_aside", file=file, part=parts[i].title)
    if len(chosen) > 1:
        titles = ", ".join(parts[i].title for i in chosen)
        journal.notice("tables.parts_joined", file=file, parts=titles)
    return chosen


def _is_titled(title: str, schema: ListSchema) -> bool:
    named = _titled(title)
    return named is not None and named.name == schema.name


def _titled(title: str) -> ListSchema | None:
    """Return the one list that a title names, or None."""
    folded = fold_header(title)
    named = [
        schema
        for schema in LIST_SCHEMAS
        if folded == schema.name or any(word in folded for word in schema.titles)
    ]
    return named[0] if len(named) == 1 else None


def _essential_headers(part: Part, schema: ListSchema) -> tuple[str | None, ...]:
    """Return what a part calls the columns that the list cannot do without."""
    header_of: dict[str, str] = {}
    for row in part.head:
        cells = [str(cell).strip() for cell in row if cell is not None and str(cell).strip()]
        named = match_headers(cells, schema).header_of
        if len(named) >= _ENOUGH_HEADERS:
            header_of = {**named, **header_of}
    essential = [
        column.name for column in schema.columns if column.required or column.name == schema.key
    ]
    return tuple(fold_header(header_of[name]) if name in header_of else None for name in essential)
