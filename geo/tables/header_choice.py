"""Where several headers name one column, or only a part of it: the cells decide, or a person does.

The whole is taken where it is certain: the header that says so and is nowhere less than the others.
What is not certain is a question with its choices, never a guess.
"""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.errors import Fault, TableError
from geo.tables.cells import as_text, is_blank, per_value
from geo.tables.header_words import fold_header, names_whole
from geo.tables.headers import HeaderMatch
from geo.tables.journal import Journal
from geo.tables.list_schemas import Column, Kind, ListSchema
from geo.tables.numbers import number_reader
from geo.tables.sheets import Listing

__all__ = ["QUESTIONS_OF_HEADERS", "settle_headers"]

QUESTIONS_OF_HEADERS: Final = ("tables.header_ambiguous", "tables.header_only_part")
"""The faults that one answer of a person settles: which header is meant."""

_NUMBERS: Final = frozenset({Kind.WHOLE, Kind.NUMBER, Kind.LONGITUDE, Kind.LATITUDE})
_MATTER: Final = frozenset({"households", "residents", "lon", "lat"})

Floats = npt.NDArray[np.float64]


def settle_headers(
    match: HeaderMatch, listing: Listing, schema: ListSchema, journal: Journal
) -> HeaderMatch:
    """Decide by the cells which of several headers is meant, and leave out those of a part.

    Parameters
    ----------
    match : HeaderMatch
    listing : Listing
        The rows, those included that are no rows.
    schema : ListSchema
    journal : Journal
        Takes what was left aside.

    Returns
    -------
    HeaderMatch

    Raises
    ------
    TableError
        When only a person can say which header is meant: every such column with its choices.
    """
    questions: list[Fault] = []
    for name, parts in match.parts.items():
        column, own = schema.by_name[name], match.header_of[name]
        if own not in parts:
            _tell_parts(listing, own, parts, journal)
        elif column.required:
            questions.append(_question("tables.header_only_part", column, parts, listing))
        else:
            match = match.without(name)
            shown = _quoted(parts)
            journal.notice("tables.part_left_aside_column", file=listing.label, headers=shown)
    for name, rivals in match.rivals.items():
        column = schema.by_name[name]
        chosen = _chosen(rivals, column, listing.cells)
        if chosen is not None:
            match = match.with_header(name, chosen)
        elif name in _MATTER or column.required or column.kind is Kind.ID:
            questions.append(_question("tables.header_ambiguous", column, rivals, listing))
        else:
            taken = match.header_of[name]
            others = _quoted([header for header in rivals if header != taken])
            journal.notice(
                "tables.header_repeated", file=listing.label, column=taken, others=others
            )
    if questions:
        raise TableError(
            "tables.faults", file=listing.label, count=len(questions), faults=questions
        )
    return match


def _tell_parts(listing: Listing, own: str, parts: Sequence[str], journal: Journal) -> None:
    shown = _quoted(parts)
    journal.notice("tables.part_not_used", file=listing.label, column=own, headers=shown)


def _question(key: str, column: Column, choices: Sequence[str], listing: Listing) -> Fault:
    """Return the question which of some headers is meant, with what stands under each."""
    return Fault(
        key,
        file=listing.label,
        column=choices[0],
        wanted=f"{column.name} ({column.headers[0]})",
        plain=column.headers[0],
        choices=tuple(_described(header, column, listing.cells) for header in choices),
        canonical=column.name,
        headers=tuple(choices),
    )


def _described(header: str, column: Column, cells: pd.DataFrame) -> str:
    """Return a header with what a person can tell its column by: the sum, or the first cell."""
    if column.kind in {Kind.WHOLE, Kind.NUMBER}:
        return f'"{header}" (Σ {np.nansum(_numbers(cells[header], header, column)):,.10g})'
    first = next((as_text(cell) for cell in cells[header] if not is_blank(cell)), "")
    return f'"{header}" ({first[:20]}, …)' if first else f'"{header}"'


def _quoted(headers: Sequence[str]) -> tuple[str, ...]:
    return tuple(f'"{header}"' for header in headers)


def _chosen(rivals: Sequence[str], column: Column, cells: pd.DataFrame) -> str | None:
    """Return the header that is certainly meant, or None."""
    filled = [h for h in rivals if not per_value(cells[h], is_blank).all()] or list(rivals[:1])
    if len(filled) == 1:
        return filled[0]
    if column.kind not in _NUMBERS:
        texts = [cells[header].map(as_text) for header in filled]
        alike = all(((text == texts[0]) | (text == "")).all() for text in texts)
        return filled[0] if alike else None
    numbers = {header: _numbers(cells[header], header, column) for header in filled}
    for header in filled:
        if all(_never_less(numbers[header], numbers[other]) for other in filled):
            same = all(_never_less(numbers[other], numbers[header]) for other in filled)
            surer = all(
                _strength(header, column) > _strength(other, column)
                for other in filled
                if other != header
            )
            return header if same or surer else None
    return None


def _numbers(cells: "pd.Series[Any]", header: str, column: Column) -> Floats:
    read = number_reader(header, column.name)

    def number(cell: object) -> float:
        value = read(cell).value
        return np.nan if value is None else value

    return np.asarray(per_value(cells, number, np.float64), np.float64)


def _never_less(one: Floats, other: Floats) -> bool:
    """Return whether numbers are there and at least as large wherever the others are there."""
    given = np.isfinite(other)
    return bool((np.isfinite(one) & (one >= other))[given].all())


def _strength(header: str, column: Column) -> int:
    """Return how surely a header means the whole: 总户数, then 户数, then 居民户数."""
    folded = fold_header(header)
    if names_whole(header):
        return 2
    return int(folded in {fold_header(column.name), fold_header(column.headers[0])})
