"""Finding the header of a sheet and telling what each of its columns is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from geo.tables.header_datums import DATUMS_BY_TRUST, datum_of_header, without_datum
from geo.tables.header_words import Extent, fold_header, header_words
from geo.tables.list_schemas import Column, Kind, ListSchema

__all__ = [
    "HEADER_WITHIN_ROWS",
    "HeaderMatch",
    "best_header_row",
    "fold_header",
    "header_score",
    "match_headers",
]

HEADER_WITHIN_ROWS = 10

_POSITIONS = ("lon", "lat", "lon_lat", "shape")
_COUNTED = frozenset({Kind.WHOLE, Kind.NUMBER})
# What a plan is made of: where two names of it differ, one of them is wrong for the plan.
_DECISIVE = frozenset({"households", "residents"})

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
    rivals : dict of str to tuple of str
        For columns that several headers name equally well: those headers, the likeliest first.
    parts : dict of str to tuple of str
        For columns of numbers: headers that count only a part of it (``户数（空置）``).
    """

    header_of: dict[str, str]
    unused: tuple[str, ...]
    datum: str | None
    rivals: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    parts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def position_headers(self) -> tuple[str, ...]:
        """The headers under which the file writes positions."""
        return tuple(self.header_of[name] for name in _POSITIONS if name in self.header_of)

    def without_positions(self) -> "HeaderMatch":
        """Return the match for a file whose shapes say where its rows lie."""
        kept = {n: h for n, h in self.header_of.items() if n not in _POSITIONS}
        rivals = {n: h for n, h in self.rivals.items() if n not in _POSITIONS}
        return replace(self, header_of=kept, datum=None, rivals=rivals)

    def with_header(self, column: str, header: str) -> "HeaderMatch":
        """Return the match in which a column has another header, its former one being unused."""
        former = self.header_of.get(column)
        freed = () if former is None or former == header else (former,)
        return replace(
            self,
            header_of={**self.header_of, column: header},
            unused=(*(h for h in self.unused if h != header), *freed),
        )

    def without(self, column: str) -> "HeaderMatch":
        """Return the match in which a column has no header."""
        kept = {name: header for name, header in self.header_of.items() if name != column}
        return replace(self, header_of=kept, unused=(*self.unused, self.header_of[column]))


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
    header_of, datum = _match_positions(headers, schema) if schema.positioned else ({}, None)
    taken = set(header_of.values())
    said = {column.headers[0] for column in schema.columns if column.said}
    rivals: dict[str, tuple[str, ...]] = {}
    parts: dict[str, tuple[str, ...]] = {}
    for column in schema.columns:
        if column.name in _POSITIONS:
            rivals |= _rival_positions(headers, column, header_of)
            continue
        free = [h for h in headers if h and h not in taken and (column.said or h not in said)]
        named = _named(free, column, schema)
        if not named and cut:
            named = _cut_names(free, column)
        if not named:
            continue
        whole = [one for one in named if one.extent is not Extent.PART]
        if column.kind in _COUNTED and len(whole) < len(named):
            parts[column.name] = tuple(one.header for one in named if one not in whole)
        best = (whole or named)[0]
        header_of[column.name] = best.header
        taken.add(best.header)
        equal = tuple(one.header for one in whole if _compete(one, best, column))
        if len(equal) > 1:
            rivals[column.name] = equal
    unused = tuple(header for header in headers if header and header not in taken)
    return HeaderMatch(header_of, unused, datum, rivals, parts)


@dataclass(frozen=True)
class _Named:
    """A header that names a column: how well, and how much of it."""

    header: str
    spelling: str
    extent: Extent


def _compete(one: _Named, best: _Named, column: Column) -> bool:
    """Return whether two headers of a column say the same, so that only the cells can decide.

    Households under any two names may differ (``户数`` and ``居民户数``); what a plan does not
    depend on is taken by its likeliest name.
    """
    return one.spelling == best.spelling or column.name in _DECISIVE


def _named(headers: Sequence[str], column: Column, schema: ListSchema) -> list[_Named]:
    """Return the headers that name a column, the likeliest name first."""
    if column.said:
        return [_Named(h, fold_header(h), Extent.WHOLE) for h in headers if h in column.headers]
    ranks, strange = column.ranks, schema.spellings
    found = []
    for header in headers:
        words = header_words(header, column.name, ranks, strange)
        if words is None:
            continue
        if words.pieced and words.extent is Extent.PART and column.kind not in _COUNTED:
            continue
        found.append(_Named(header, words.spelling, words.extent))
    return sorted(found, key=lambda one: (one.extent is Extent.PART, ranks[one.spelling]))


def _cut_names(headers: Sequence[str], column: Column) -> list[_Named]:
    for header in headers:
        bare = fold_header(header)
        long_enough = len(bare.encode("gbk", errors="replace")) >= _SHORTEST_CUT
        if long_enough and any(spelling.startswith(bare) for spelling in column.ranks):
            return [_Named(header, bare, Extent.UNSAID)]
    return []


def _match_positions(
    headers: Sequence[str], schema: ListSchema
) -> tuple[dict[str, str], str | None]:
    """Find longitude and latitude that belong together: of one datum, or of one cell.

    Two columns go before one cell, and a cell before a shape; what has the same datum is taken
    beside them, for rows in which the first is blank.
    """
    said = {
        name: schema.by_name[name].headers[0]
        for name in _POSITIONS
        if schema.by_name[name].said and schema.by_name[name].headers[0] in headers
    }
    if said:
        return said, datum_of_header(next(iter(said.values())))
    datum_of = {header: datum_of_header(header) for header in headers if header}
    best: tuple[dict[str, str], str | None] = ({}, None)
    half: tuple[dict[str, str], str | None] = ({}, None)
    for datum in DATUMS_BY_TRUST:
        bare = {header: without_datum(header) for header, its in datum_of.items() if its == datum}
        found = _positions_among(bare, schema)
        if "lon" in found and "lat" in found:
            return found, datum
        lone: dict[str, str] = {name: found.pop(name) for name in ("lon", "lat") if name in found}
        if found and not best[0]:
            best = found, datum
        if lone and not half[0]:
            half = lone, datum
    return best if best[0] else half


def _positions_among(bare: Mapping[str, str], schema: ListSchema) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in _POSITIONS:
        ranks = schema.by_name[name].ranks
        fitting = [h for h, rest in bare.items() if rest in ranks and h not in found.values()]
        if fitting:
            found[name] = min(fitting, key=lambda header: ranks[bare[header]])
    return found


def _rival_positions(
    headers: Sequence[str], column: Column, header_of: Mapping[str, str]
) -> dict[str, tuple[str, ...]]:
    """Return the headers that say the same as the one taken for a longitude or a latitude."""
    taken = header_of.get(column.name)
    if taken is None or column.said:
        return {}
    same = [
        header
        for header in headers
        if header
        and without_datum(header) == without_datum(taken)
        and datum_of_header(header) == datum_of_header(taken)
    ]
    return {column.name: (taken, *(h for h in same if h != taken))} if len(same) > 1 else {}


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
