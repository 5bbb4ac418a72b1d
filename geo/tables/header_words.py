"""What a header says beside the name of its column: a unit, the whole, or only a part of it.

``户数（户）`` is the households, ``户数（合计）`` is all of them, ``户数（空置）`` is some. What
stands in brackets is a part unless it is known to be something else: a part that is taken for the
whole is a wrong plan, a question is only a question.
"""

import re
import unicodedata
from collections.abc import Collection, Container
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from typing import Final

from geo.tables.units import quantity_of

__all__ = ["Extent", "HeaderWords", "bare_words", "fold_header", "header_words", "names_whole"]

_BRACKETED: Final = re.compile(r"[(\[【〔<《]([^()\[\]【】〔〕<>《》]*)[)\]】〕>》]")
_ORNAMENT: Final = re.compile(r"[\s\*:_\-—'\"`·.]+")
_BETWEEN: Final = re.compile(r"[/\\|_\-—:·、,;.\n]+")
_MOST_PIECES: Final = 3

_WHOLE: Final = re.compile(
    r"总|总数|总计|总和|合计|共计|共|小计|计|全部|全部.{0,4}|全小区|整个小区|total|all|sum|overall"
)
_NAMES_WHOLE: Final = re.compile(r"总|合计|共计|total")
_INCLUDED: Final = re.compile(r"(含|包括|包含|including|incl\.?)(?!.*(不含|除)).*")
_REMARK: Final = re.compile(
    # When it was counted, how surely, how to fill it in, or which repetition it is.
    r"\d{1,2}|(截至|截止|至|按|以)?\s*(19|20)\d{2}\s*(年?(度|底|末|初)?|[年./-]\s*\d{1,2}\s*"
    r"([月./-]\s*(\d{1,2}日?|底|末|初)?)?)\s*(数据|统计|口径|更新)?|.{0,2}[五六七]普.{0,4}|普查.{0,4}"
    r"|约|大约|约数|估|估计|估算|预估|暂估|概数|实际|实数|核实后?|核定|登记|上报|统计数?|填报|现状|最新"
    r"|必填.*|选填.*|可选|不填.*|可不填.*|请?填.*|数字|整数|阿拉伯数字|数值|数量|个数|如.*|例.*|示例.*|格式.*"
    r"|approx\.?|approximate|est\.?|estimated?|required|optional|number|no\.?|count|num|e\.?g\.?.*"
    r"|integer|whole number"
)
_UNIT_WORD: Final = re.compile(r"^(计量)?(单位|unit)s?\s*[:：]?\s*")
_SCALE: Final = r"(个|十|百|千|万|亿|k|10000|1000)?"
# What may stand in a header as a unit where nothing is known of what its column counts.
_ANY_UNIT: Final = (
    r"个|分|分钟|分制|秒|秒钟|小时|时|min|mins|minutes?|s|sec|secs|seconds?|h|hr|hrs|hours?|米|公里|"
    r"m|km|metres?|meters?|年|年份|%|％|百分比|满分.*|\d+分制?|0-\d+|°|度|度分秒|十进制|小数"
)


class Extent(IntEnum):
    """How much of what its column counts a header says it counts."""

    PART = 0
    UNSAID = 1
    WHOLE = 2


@dataclass(frozen=True)
class HeaderWords:
    """A header taken apart.

    Attributes
    ----------
    spelling : str
        The folded name by which its column is known.
    extent : Extent
    pieced : bool
        Whether the name is one of several pieces (``户数/空置``).
    """

    spelling: str
    extent: Extent
    pieced: bool = False


@lru_cache(maxsize=4096)
def fold_header(text: object) -> str:
    """Return a header without width, case, blanks, ornaments and what stands in brackets."""
    flat = unicodedata.normalize("NFKC", str(text or ""))
    bare = _BRACKETED.sub("", flat)
    return _ORNAMENT.sub("", bare or flat).casefold()


def bare_words(text: object) -> str:
    """Return a header without width, case, blanks and ornaments, brackets and all."""
    flat = unicodedata.normalize("NFKC", str(text or "")).casefold()
    return re.sub(r"\s+", " ", flat).strip(" *:'\"`·")


def header_words(
    header: str, column: str, spellings: Container[str], strange: Container[str] = ()
) -> HeaderWords | None:
    """Take a header apart, or return None where it does not name a column.

    Parameters
    ----------
    header : str
        As in the file.
    column : str
        Canonical name of the column.
    spellings : container of str
        Folded names of the column.
    strange : container of str
        Folded names of all columns of the list: a header that names two columns names neither.

    Returns
    -------
    HeaderWords or None
    """
    folded, bracketed, pieces = _taken_apart(header)
    if folded in spellings:
        return HeaderWords(folded, _extent(bracketed, column, spellings))
    named = [piece for piece in pieces if fold_header(piece) in spellings]
    others = [piece for piece in pieces if piece not in named]
    if not named or any(fold_header(piece) in strange for piece in others):
        return None
    return HeaderWords(
        fold_header(named[0]), _extent([*bracketed, *others], column, spellings), pieced=True
    )


@lru_cache(maxsize=4096)
def _taken_apart(header: str) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """Return a header folded, what it has in brackets, and its pieces where it has some."""
    flat = bare_words(header)
    bracketed = tuple(found.strip() for found in _BRACKETED.findall(flat) if found.strip())
    pieces = tuple(
        piece.strip() for piece in _BETWEEN.split(_BRACKETED.sub("", flat)) if piece.strip()
    )
    several = 1 < len(pieces) <= _MOST_PIECES
    return fold_header(header), bracketed, pieces if several else ()


def names_whole(spelling: str) -> bool:
    """Return whether a name says that everything is counted: ``总户数``, ``total residents``."""
    return bool(_NAMES_WHOLE.search(spelling))


def _extent(said: Collection[str], column: str, spellings: Container[str]) -> Extent:
    extents = [_extent_of(text, column, spellings) for text in said]
    if Extent.PART in extents:
        return Extent.PART
    return max(extents, default=Extent.UNSAID)


def _extent_of(text: str, column: str, spellings: Container[str]) -> Extent:
    """Tell what one addition to a header means for what is counted."""
    word = _UNIT_WORD.sub("", text.strip())
    if _WHOLE.fullmatch(word):
        return Extent.WHOLE
    fine = (
        not word
        or fold_header(word) in spellings
        or _is_unit(word, column)
        or re.fullmatch(_SCALE, word)
        or _REMARK.fullmatch(word)
        or _INCLUDED.fullmatch(word)
    )
    return Extent.UNSAID if fine else Extent.PART


def _is_unit(word: str, column: str) -> bool:
    """Return whether a column may be counted in a unit; another one names something else."""
    quantity = quantity_of(column)
    if quantity.factor(word) is not None:
        return True
    return not quantity.strict and bool(re.fullmatch(rf"{_SCALE}\s*({_ANY_UNIT})", word))
