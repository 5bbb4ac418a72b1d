"""Finding the header of a sheet and telling what each of its columns is."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from geo.tables.list_schemas import Column, ListSchema

__all__ = [
    "HEADER_WITHIN_ROWS",
    "HeaderMatch",
    "best_header_row",
    "fold_header",
    "header_score",
    "match_headers",
]

HEADER_WITHIN_ROWS = 10

_BRACKETED = re.compile(r"[\(\[（【〔<《].*?[\)\]）】〕>》]")
_ORNAMENT = re.compile(r"[\s\*＊:：_\-—'\"`·.]+")

_POSITIONS = ("lon", "lat", "lon_lat")

# The words by which a header names the datum of the positions under it.
_DATUM_WORDS = {
    "wgs84": re.compile(r"wgs[-_ ]?(19)?84|gps"),
    "cgcs2000": re.compile(r"cgcs(2000)?|国家2000|大地2000|天地图"),
    "gcj02": re.compile(r"gcj[-_ ]?(02)?|高德|火星|腾讯|amap|gaode"),
    "bd09": re.compile(r"bd[-_ ]?09(ll)?|百度|baidu"),
}

# A shapefile cuts a field's name after ten bytes: at least this much of a header must be left.
_SHORTEST_CUT = 4


@dataclass(frozen=True)
class HeaderMatch:
    """Which header of a file stands for which column.

    Attributes
    ----------
    header_of : dict of str to str
        Canonical column name to the header as it is in the file.
    unused : tuple of str
        Headers that stand for no column, or for one that another header already stands for.
    datum : str or None
        The datum that the headers of the positions name (``百度经度``), if they do.
    """

    header_of: dict[str, str]
    unused: tuple[str, ...]
    datum: str | None

    @property
    def position_headers(self) -> tuple[str, ...]:
        """The headers under which the file writes positions."""
        return tuple(self.header_of[name] for name in _POSITIONS if name in self.header_of)

    def without_positions(self) -> "HeaderMatch":
        """Return the match for a file whose shapes say where its rows lie."""
        kept = {n: h for n, h in self.header_of.items() if n not in _POSITIONS}
        return HeaderMatch(kept, self.unused, None)


def fold_header(text: object) -> str:
    """Return a header without width, case, blanks, ornaments and a unit in brackets."""
    flat = unicodedata.normalize("NFKC", str(text or ""))
    bare = _BRACKETED.sub("", flat)
    return _ORNAMENT.sub("", bare or flat).casefold()


def match_headers(headers: Sequence[str], schema: ListSchema, *, cut: bool = False) -> HeaderMatch:
    """Tell which header stands for which column of a list.

    Parameters
    ----------
    headers : sequence of str
        As they are in the file.
    schema : ListSchema
        The list to be read.
    cut : bool
        Whether headers may have lost their ends, as in a shapefile.

    Returns
    -------
    HeaderMatch
    """
    folded = {header: fold_header(header) for header in headers}
    header_of, datum = _match_positions(headers, schema) if schema.positioned else ({}, None)
    taken = set(header_of.values())
    for column in schema.columns:
        if column.name in header_of:
            continue
        spellings = _spellings(column)
        header = _first_spelled(folded, spellings, taken) or (
            _first_cut(folded, spellings, taken) if cut else None
        )
        if header is not None:
            header_of[column.name] = header
            taken.add(header)
    unused = tuple(header for header in headers if header and header not in taken)
    return HeaderMatch(header_of, unused, datum)


def _match_positions(
    headers: Sequence[str], schema: ListSchema
) -> tuple[dict[str, str], str | None]:
    """Find longitude and latitude that belong together, those without a datum's name first."""
    hint_of = {header: _datum_hint(header) for header in headers}
    for datum in (None, *_DATUM_WORDS):
        bare = {h: _without_datum(h) for h, hint in hint_of.items() if hint == datum}
        pair = {
            name: header
            for name in ("lon", "lat")
            if (header := _first_spelled(bare, _spellings(schema.by_name[name]), set()))
        }
        if len(pair) == 2:
            return pair, datum
    return {}, None


def _datum_hint(header: str) -> str | None:
    flat = unicodedata.normalize("NFKC", header).casefold()
    return next((datum for datum, word in _DATUM_WORDS.items() if word.search(flat)), None)


def _without_datum(header: str) -> str:
    flat = unicodedata.normalize("NFKC", header).casefold()
    for word in _DATUM_WORDS.values():
        flat = word.sub("", flat)
    return fold_header(flat)


@lru_cache(maxsize=1024)
def _spellings(column: Column) -> list[str]:
    return [fold_header(spelling) for spelling in (column.name, *column.headers)]


def _first_spelled(folded: dict[str, str], spellings: Sequence[str], taken: set[str]) -> str | None:
    for spelling in spellings:
        for header, bare in folded.items():
            if bare == spelling and header not in taken:
                return header
    return None


def _first_cut(folded: dict[str, str], spellings: Sequence[str], taken: set[str]) -> str | None:
    for header, bare in folded.items():
        long_enough = len(bare.encode("gbk", errors="replace")) >= _SHORTEST_CUT
        if header not in taken and long_enough and any(s.startswith(bare) for s in spellings):
            return header
    return None


def best_header_row(rows: Sequence[Sequence[object]], schema: ListSchema) -> int | None:
    """Return which of the first rows of a sheet is its header, or None.

    The row that holds the most different columns of the list; the first among equals.
    """
    scores = [_row_score(row, schema) for row in rows[:HEADER_WITHIN_ROWS]]
    best = max(scores, default=0)
    return scores.index(best) if best else None


def header_score(rows: Sequence[Sequence[object]], schema: ListSchema) -> int:
    """Return how many columns of a list the best header among the first rows names."""
    return max((_row_score(row, schema) for row in rows[:HEADER_WITHIN_ROWS]), default=0)


def _row_score(row: Sequence[object], schema: ListSchema) -> int:
    """Count the columns a row names; a single one counts only where the row has no other cell."""
    cells = [str(cell).strip() for cell in row if cell is not None and str(cell).strip()]
    count = len(match_headers(cells, schema).header_of)
    return count if count >= 2 or len(set(cells)) == 1 else 0
