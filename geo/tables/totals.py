"""Rows that add others up, known by their place and their sums rather than by a word.

A word in a remark makes no total (``共计3栋``), and a total needs no word: a row without a name
that holds the sum of the rows above it is one.
"""

import re
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.tables.cells import as_text, fold_id, is_blank, is_placeholder, per_value
from geo.tables.headers import HeaderMatch
from geo.tables.journal import Journal
from geo.tables.list_schemas import Kind, ListSchema
from geo.tables.numbers import read_number
from geo.tables.origin import Place
from geo.tables.sheets import Listing
from geo.tables.spellings import SPELLED_COLUMNS, spelling_key

__all__ = ["leave_out_totals", "mentions_total", "rows_without_an_estate", "says_total"]

Flags = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

_LONGEST: Final = 60
_TAIL: Final = r"\s*[:：]?[\s\d,，.（）()个户人栋处家座幢所小区院落]*"
_WORD: Final = (
    r"合\s*计|小\s*计|总\s*计|共\s*计|累\s*计|汇\s*总|总\s*和|合\s*共|总\s*数|总户数|总人数"
    r"|(?:grand\s+|sub-?\s*)?totals?|sum"
)
_SUMMARY: Final = r"平均值?|平均数|均值|最大值?|最小值?|中位数|占比|比例|百分比|average|mean|median"
_AREA: Final = (
    r"本页|本表|以上|上述|全区|全市|全县|全街道?|全部|所有|各街道|街道|社区|小区|户数|项目"
)
_BARE: Final = re.compile(
    rf"({_AREA})?\s*({_WORD}){_TAIL}|({_SUMMARY})|(总共|共计?|计|合)\s*\d[\d,，]*{_TAIL}|[Σ∑]",
    re.IGNORECASE,
)
_NAMED: Final = re.compile(
    rf"(?P<before>.{{1,20}}?)[\s(（]*(?:{_WORD})[)）]*{_TAIL}"
    rf"|(?:{_WORD})\s*[:：(（\s-]\s*(?P<after>.{{1,20}}?)[)）]*",
    re.IGNORECASE,
)
_REGION: Final = re.compile(
    r".*(区|市|县|街|街道|街道办|办事处|镇|乡|社区|片区|公司|物业|street)", re.I
)
_PART: Final = re.compile(r"[#＃*＊(（\s]*(其中|of which\b).*", re.IGNORECASE | re.DOTALL)
_PART_SIGN: Final = re.compile(r"其中|of which", re.IGNORECASE)
_HINT: Final = re.compile(
    r"计|共|总|和|均|最|中|比|sum|total|mean|average|median|[Σ∑]", re.IGNORECASE
)
# Texts in which people add up, count and explain: no row is a total for what stands there.
_REMARKS: Final = frozenset({"address", "note", "source", "aliases"})
_COUNTED: Final = frozenset({Kind.WHOLE, Kind.NUMBER})
_EVERYWHERE: Final = frozenset({"全区", "全市", "全县"})


def says_total(cell: object) -> bool:
    """Return whether a cell says by itself that its row adds others up."""
    return isinstance(cell, str) and bool(_in_words(cell) and _BARE.fullmatch(cell.strip()))


def mentions_total(cell: object) -> bool:
    """Return whether a cell says total, alone or of something: ``小计``, ``西街小计``."""
    return says_total(cell) or _title_of(cell) is not None


def _title_of(cell: object) -> str | None:
    """Return whose total a cell says that its row is; None where it says no such thing."""
    if not isinstance(cell, str) or not _in_words(cell) or says_total(cell):
        return None
    found = _NAMED.fullmatch(cell.strip())
    return None if found is None else (found["before"] or found["after"]).strip()


def rows_without_an_estate(listing: Listing, match: HeaderMatch, schema: ListSchema) -> Flags:
    """Return which rows say in words that they add others up or tell a part, or have no name.

    Parameters
    ----------
    listing : Listing
    match : HeaderMatch
    schema : ListSchema

    Returns
    -------
    ndarray of bool, shape (n,)
    """
    rows = _Rows(listing, match, schema)
    return rows.said | rows.parts | rows.nameless


def leave_out_totals(
    listing: Listing, match: HeaderMatch, schema: ListSchema, journal: Journal
) -> Listing:
    """Leave out rows that add up others or tell a part of one, each told with its figures.

    Parameters
    ----------
    listing : Listing
        Its merged cells filled down.
    match : HeaderMatch
    schema : ListSchema
    journal : Journal

    Returns
    -------
    Listing
    """
    if listing.cells.empty:
        return listing
    rows = _Rows(listing, match, schema)
    parts = rows.parts
    totals = rows.totals_by_words()
    totals |= rows.totals_by_sums(totals | parts)
    for index in map(int, np.flatnonzero(totals | parts)):
        place = Place(file=listing.label, row=int(listing.cells.index[index]), column=None)
        key = "tables.part_row_left_out" if parts[index] else "tables.total_left_out"
        found, figures = rows.title(index), rows.figures(index)
        journal.notice(key, **place, found=found, figures=figures or "–")
        if not parts[index]:
            rows.tell_apart(index, totals, parts, journal)
    for index in map(int, np.flatnonzero(rows.said & ~totals)):
        row = int(listing.cells.index[index])
        found = rows.title(index)
        journal.notice("tables.perhaps_total", file=listing.label, row=row, found=found)
    wanted = ~(totals | parts)
    return listing if wanted.all() else listing.keep(wanted)


def _in_words(cell: str) -> bool:
    return len(cell) <= _LONGEST and bool(_HINT.search(cell))


@dataclass(frozen=True, eq=False)
class _Rows:
    """The rows of a listing as far as totals go."""

    listing: Listing
    match: HeaderMatch
    schema: ListSchema

    @property
    def cells(self) -> pd.DataFrame:
        return self.listing.cells

    @cached_property
    def _naming(self) -> list[str]:
        """The headers of texts that say what a row is, the first column included."""
        of = self.match.header_of
        texts = {Kind.TEXT, Kind.ID}
        named = [
            header
            for name, header in of.items()
            if self.schema.by_name[name].kind in texts and name not in _REMARKS
        ]
        aside = {of[name] for name in _REMARKS if name in of}
        first = self.cells.columns[0]
        return list(dict.fromkeys([*named, *([] if first in aside else [first])]))

    def _filled(self, *names: str) -> Flags:
        """Return which rows have anything in one of some columns."""
        found = np.zeros(len(self.cells), dtype=bool)
        for name in names:
            if name in self.match.header_of:
                found |= ~per_value(self.cells[self.match.header_of[name]], _says_nothing)
        return found

    @cached_property
    def _placed(self) -> Flags:
        points = self.listing.points
        if points is not None:
            return np.asarray(np.isfinite(points).all(axis=1))
        return self._filled("lon", "lat", "lon_lat", "shape")

    @cached_property
    def _identified(self) -> Flags:
        """Whether rows have all by which the others are known: id, street and position."""
        whole = np.ones(len(self.cells), dtype=bool)
        for name in (str(self.schema.key), "street"):
            if name in self.match.header_of:
                cells = self.cells[self.match.header_of[name]]
                whole &= self._filled(name) & ~per_value(cells, mentions_total)
        positioned = self.listing.points is not None or bool(self.match.position_headers)
        return whole & (self._placed | (not positioned))

    @cached_property
    def nameless(self) -> Flags:
        """Rows of a list of names that have none."""
        if "name" not in self.match.header_of:
            return np.zeros(len(self.cells), dtype=bool)
        return ~self._filled("name")

    @cached_property
    def parts(self) -> Flags:
        """Rows that tell a part of the row above (``其中：出租``)."""

        def says(cell: object) -> bool:
            return isinstance(cell, str) and bool(_PART.fullmatch(cell.strip()))

        naming = self._any(self._naming, says, _PART_SIGN)
        if "name" in self.match.header_of:
            name = [self.match.header_of["name"]]
            naming &= self.nameless | self._any(name, says, _PART_SIGN)
        return naming & ~self._placed

    def _any(self, headers: list[str], says: Any, sign: re.Pattern[str] = _HINT) -> Flags:
        """Return the rows in which one of some columns says something that takes a certain sign."""
        found = np.zeros(len(self.cells), dtype=bool)
        for header in headers:
            signed = self._with_sign(header, sign)
            if signed.any():
                found[signed] |= per_value(self.cells[header][signed], says)
        return found

    @cached_property
    def _signed(self) -> dict[tuple[str, str], Flags]:
        """What :meth:`_with_sign` has found."""
        return {}

    def _with_sign(self, header: str, sign: re.Pattern[str]) -> Flags:
        """Return the texts of a column that hold a sign: few do, and only they are looked into."""
        if (header, sign.pattern) not in self._signed:
            search = sign.search
            codes, values = pd.factorize(self.cells[header], use_na_sentinel=True)
            found = [isinstance(value, str) and search(value) is not None for value in values]
            self._signed[header, sign.pattern] = np.array([*found, False], dtype=bool)[codes]
        return self._signed[header, sign.pattern]

    # ------------------------------------------------------------ words

    @cached_property
    def _bare(self) -> Flags:
        """Rows that say total and nothing else, or say so anywhere and have no name."""
        found = self._any(self._naming, says_total)
        if self.nameless.any():
            found |= self.nameless & self._any(list(self.cells.columns), says_total)
        return found

    @cached_property
    def _titled(self) -> Flags:
        """Rows that say whose total they are: ``西街小计``, ``Total West Street``."""
        return self._any(self._naming, lambda cell: _title_of(cell) is not None)

    @cached_property
    def _titled_known(self) -> Flags:
        """Those of a street, an operator, a zone, … of the list, or of an area by its word."""

        def known(cell: object) -> bool:
            title = _title_of(cell)
            if title is None:
                return False
            return bool(_REGION.fullmatch(title)) or any(
                _group_key(name, title) in self._groups for name in self._spanning
            )

        return self._any(self._naming, known)

    @cached_property
    def _groups(self) -> frozenset[str]:
        """What the list groups its rows by: its streets, communities, operators, zones."""
        values = {
            _group_key(name, value)
            for name, header in self._spanning.items()
            for value in self.cells[header].unique()
        }
        return frozenset(value for value in values if len(value) > 1)

    @property
    def _spanning(self) -> dict[str, str]:
        """The columns, with their headers, of which one value stands for several rows."""
        of = self.match.header_of
        return {name: of[name] for name in of if self.schema.by_name[name].spans}

    @cached_property
    def said(self) -> Flags:
        """Rows that say total, whatever else they hold."""
        return (self._bare | self._titled) & ~self.parts

    def totals_by_words(self) -> Flags:
        """Return the rows that say total and that nothing else shows to be real rows."""
        said = self.said
        if not said.any():
            return said
        named = ~self.nameless
        if "name" in self.match.header_of:
            named &= ~per_value(self.cells[self.match.header_of["name"]], mentions_total)
        sure = (self._bare | self._titled_known) & ~self._placed & ~(named & self._identified)
        summing = np.zeros(len(said), dtype=bool)
        for index in np.flatnonzero(said & ~sure & ~(self._placed & ~self._bare)):
            summing[index] = self._adds_up(int(index), said | self.parts)
        return said & (sure | summing | ~self._identified)

    # ------------------------------------------------------------ sums

    def totals_by_sums(self, aside: Flags) -> Flags:
        """Return the rows without a name of their own that hold the sum of others."""
        found = np.zeros(len(self.cells), dtype=bool)
        nobody = ~aside & ~self._placed & ~self._filled("address")
        suspects = nobody & self.nameless
        if (nobody & ~suspects).any():
            # Folding every name takes its time: not where all rows have their place.
            suspects |= nobody & self._named_as_group
        for index in np.flatnonzero(suspects):
            found[index] = self._adds_up(int(index), aside | suspects)
        return found

    @cached_property
    def _named_as_group(self) -> Flags:
        """Rows that are called as a street or another group of the list is."""
        if "name" not in self.match.header_of:
            return np.zeros(len(self.cells), dtype=bool)
        regions = per_value(
            self.cells[self.match.header_of["name"]],
            lambda cell: isinstance(cell, str) and cell.strip() in _EVERYWHERE,
        )
        return np.asarray(regions | ((self._naming_group != "") & ~self._titled), dtype=bool)

    @cached_property
    def _numbers(self) -> dict[str, Floats]:
        """The numbers of the list by header, the column that matters most first."""
        counted = [
            (name != "households", name, header)
            for name, header in self.match.header_of.items()
            if self.schema.by_name[name].kind in _COUNTED
        ]
        return {header: _read(self.cells[header]) for _, _, header in sorted(counted)}

    def _sums(self, index: int, aside: Flags, numbers: Floats) -> list[float]:
        """Return what a total at some row could add up: above, below, its street, everything."""
        real = ~aside & np.isfinite(numbers)
        real[index] = False
        edges = np.flatnonzero(aside)
        above = edges[edges < index].max(initial=-1)
        below = edges[edges > index].min(initial=len(numbers))
        at = np.arange(len(numbers))
        groups = [real & (at > above) & (at < index), real & (at > index) & (at < below), real]
        groups += [real & (at < index), real & (at > index)]
        groups += [real & alike for alike in self._same_group(index)]
        return [float(numbers[group].sum()) for group in groups if group.any()]

    def _same_group(self, index: int) -> list[Flags]:
        """Return the rows of the street, operator or zone that a row is in or is called by."""
        alike = []
        title = self._naming_group[index]
        for name, header in self._spanning.items():
            cell = self.cells[header].iloc[index]
            own = title if is_blank(cell) or mentions_total(cell) else _group_key(name, cell)
            if own:
                keys = per_value(self.cells[header], partial(_group_key, name), object)
                alike.append(np.asarray(keys == own, dtype=bool))
        return alike

    @cached_property
    def _naming_group(self) -> npt.NDArray[Any]:
        """What group each row is called by: that of its name, or of its title."""
        if "name" not in self.match.header_of:
            return np.full(len(self.cells), "", dtype=object)

        def group(cell: object) -> str:
            title = _title_of(cell) or as_text(cell)
            keys = (_group_key(name, title) for name in self._spanning)
            return next((key for key in keys if key in self._groups), "")

        return per_value(self.cells[self.match.header_of["name"]], group, object)

    def _adds_up(self, index: int, aside: Flags) -> bool:
        """Return whether a row holds the sum of others in the first column that it fills."""
        for numbers in self._numbers.values():
            if np.isfinite(numbers[index]) and numbers[index] > 0:
                return any(
                    abs(s - numbers[index]) < 1e-6 for s in self._sums(index, aside, numbers)
                )
        return False

    def tell_apart(self, index: int, totals: Flags, parts: Flags, journal: Journal) -> None:
        """Tell of a total that is not what its rows add up to."""
        header, numbers = next(iter(self._numbers.items()), ("", np.zeros(0)))
        summary = any(
            isinstance(self.cells[h].iloc[index], str)
            and re.fullmatch(_SUMMARY, self.cells[h].iloc[index].strip(), re.IGNORECASE)
            for h in self._naming
        )
        if not header or summary or not np.isfinite(numbers[index]):
            return
        sums = self._sums(index, totals | parts, numbers)
        if not sums or any(abs(s - numbers[index]) < 1e-6 for s in sums):
            return
        nearest = min(sums, key=lambda s: abs(s - numbers[index]))
        journal.notice(
            "tables.total_apart",
            file=self.listing.label,
            row=int(self.cells.index[index]),
            column=header,
            stated=float(numbers[index]),
            found=nearest,
            difference=float(numbers[index]) - nearest,
        )

    # ------------------------------------------------------------ for remarks

    def title(self, index: int) -> str:
        """Return what a row is called: the first of its texts."""
        row = self.cells.iloc[index]
        return next(
            (text for header in self._naming if (text := as_text(row[header]))), ""
        ) or next((text for cell in row if (text := as_text(cell))), "")

    def figures(self, index: int) -> str:
        """Return the numbers of a row in words: ``户数 600, 人数 1,310``."""
        return ", ".join(
            f"{header} {numbers[index]:,.10g}"
            for header, numbers in self._numbers.items()
            if np.isfinite(numbers[index])
        )


def _group_key(column: str, cell: object) -> str:
    """Return what names a group however it is spelled."""
    text = as_text(cell)
    return spelling_key(column, text) if column in SPELLED_COLUMNS else fold_id(text)


def _says_nothing(cell: object) -> bool:
    return is_blank(cell) or (isinstance(cell, str) and is_placeholder(cell))


def _read(cells: "pd.Series[Any]") -> Floats:
    def number(cell: object) -> float:
        value = read_number(cell).value
        return np.nan if value is None else value

    return np.asarray(per_value(cells, number, np.float64), np.float64)
