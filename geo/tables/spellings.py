"""One name in many spellings: the surely same is written one way, what is only alike is told.

西街, 西街街道 and 西街街道办事处 are one street, 正阳物业 and 正阳物业有限公司 one company. The
spelling that most rows use is kept, so that no name is invented.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.tables.cells import fold_id
from geo.tables.journal import Journal
from geo.tables.origin import Origin

__all__ = ["SPELLED_COLUMNS", "one_spelling", "spelling_key"]

SPELLED_COLUMNS: Final = ("street", "community", "operator", "zone_id")
"""The columns whose texts are names that many rows share; the street first, zones need it."""

_ROWS_NAMED: Final = 10
# Comparing every name with every other: a list of a district has far fewer.
_MOST_COMPARED: Final = 600

_OFFICE: Final = re.compile(r"(?<=街道)(办事处|办公室|办|党工委)$|(?<=街)(办事处|办)$|(人民)?政府$")
_STREET_EN: Final = re.compile(r"\bst\.?(?=\s|$)|\bsub-?district( office)?$", re.IGNORECASE)
_COMMITTEE: Final = re.compile(
    r"(?P<of>社区|小区)?(居民委员会|居委会|居委|党群服务中心|服务站|工作站)$|(?<=村)(村?民委员会|村?委会|委)$"
)
_COMPANY: Final = re.compile(
    r"(有限责任公司|(?<!股份)有限公司|(?<![分股份])公司|co\.?,?ltd\.?|companylimited|limited|ltd\.?|inc\.?"
    r"|company|(?<=[a-z])co\.?)$"
)
_WITHIN: Final = re.compile(r"^(.{1,8}?(?:省|市|区|县))(?=.+(?:街|镇|乡|社区|村)$)")
_KIND_OF_PLACE: Final = re.compile(r"(街|镇|乡|社区|村|路|里)$")
_GENERIC: Final = re.compile(r"物业|服务|管理|集团|股份|有限|公司|企业|[()（）]")
_ORDINAL_NAME: Final = re.compile(
    r"^第?([〇零一二两三四五六七八九十]+)(?=号|片|社区|村|组|网格|区|$)"
)
_ZONE: Final = re.compile(
    r"(?:第|zone|片区|网格|片|no\.?)?[-_#]?([a-z]*)[-_]?0*(\d+)(?:\.0+)?号?(?:片区|片|网格|区|zone|号)?"
)
# A name that one row has and that is a letter off from one that many have is likely mistyped,
# unless the letter counts or points: 一村 and 二村, 东街 and 西街 are two.
_OFTEN: Final = 4
_TELLS_APART: Final = frozenset(
    "一二三四五六七八九十甲乙丙丁东西南北中上下前后左右内外大小新老0123456789"
)
_GAP: Final = re.compile(r"(?<=[^\x00-\x7f])\s|\s(?=[^\x00-\x7f])")
_DECIMAL: Final = re.compile(r"(\d+)\.0+")

Key = Callable[[str], str]


def spelling_key(column: str, text: str) -> str:
    """Return what is left of a name when its spelling is taken away; equal keys are one name.

    Parameters
    ----------
    column : {"street", "community", "operator", "zone_id"}
    text : str

    Examples
    --------
    >>> spelling_key("street", "西街街道办事处") == spelling_key("street", "西 街")
    True
    """
    return _KEYS[column](text)


def _street(text: str) -> str:
    name = fold_id(_STREET_EN.sub(_written_out, text.strip()))
    name = _OFFICE.sub("", name)
    if name.endswith("街道"):
        stem = name.removesuffix("街道")
        name = stem if stem.endswith("街") or not stem else f"{stem}街"
    return _ordinal(name)


def _written_out(found: re.Match[str]) -> str:
    return "street" if found[0].casefold().startswith("st") else ""


def _community(text: str) -> str:
    name = _COMMITTEE.sub(
        lambda found: "" if found[0].startswith(("村", "民", "委")) else "社区", fold_id(text)
    )
    return _ordinal(name)


def _operator(text: str) -> str:
    name = re.sub(r"[()\[\]·,，]", "", fold_id(text))
    return _COMPANY.sub("", name) or name


def _zone(text: str) -> str:
    name = _ordinal(fold_id(text))
    found = _ZONE.fullmatch(name)
    return f"{found[1]}{found[2]}" if found else name


def _ordinal(name: str) -> str:
    """Write the number that a name begins with in digits: 第一社区, 一社区 and 1社区 are one."""
    found = _ORDINAL_NAME.match(name)
    if found is None:
        return re.sub(r"^第(?=\d)", "", name)
    return f"{_number(found[1])}{name[found.end() :]}"


def _number(numerals: str) -> int:
    digits = dict(zip("〇零一二两三四五六七八九", (0, 0, 1, 2, 2, *range(3, 10)), strict=True))
    tens, ten, ones = numerals.rpartition("十")
    if not ten:
        return int("".join(str(digits[one]) for one in numerals))
    return 10 * (digits[tens[-1]] if tens else 1) + (digits[ones[-1]] if ones else 0)


_KEYS: Final[dict[str, Key]] = {
    "street": _street,
    "community": _community,
    "operator": _operator,
    "zone_id": _zone,
}


def one_spelling(values: pd.DataFrame, origin: Origin, journal: Journal) -> pd.DataFrame:
    """Write every shared name of a list one way, and tell what was changed and what is doubtful.

    Parameters
    ----------
    values : DataFrame
        With any of :data:`SPELLED_COLUMNS` as text.
    origin : Origin
    journal : Journal

    Returns
    -------
    DataFrame
        The same rows; of each name, the spelling that most of them use, the first among equals.
    """
    for column in SPELLED_COLUMNS:
        if column not in values or (values[column] == "").all():
            continue
        names = _Names(column, values, origin, journal)
        values = values.assign(**{column: names.folded()})
        _Names(column, values, origin, journal).tell_alike()
    return values


@dataclass(frozen=True, eq=False)
class _Names:
    """The names of one column and the rows that use each."""

    column: str
    values: pd.DataFrame
    origin: Origin
    journal: Journal

    @property
    def _texts(self) -> "pd.Series[str]":
        return self.values[self.column]

    def _counted(self) -> "pd.Series[int]":
        """Return how many rows use each spelling, in the order in which they first come."""
        texts = self._texts[self._texts != ""]
        return texts.value_counts(sort=False).reindex(texts.unique())

    def folded(self) -> "pd.Series[str]":
        """Return the column with one spelling of every name, telling each that was changed."""
        counts = self._counted()
        if len(counts) < 2:
            return self._texts
        groups: dict[str, list[str]] = {}
        for name, key in self._keys(list(counts.index)).items():
            groups.setdefault(key, []).append(name)
        written: dict[str, str] = {}
        for spellings in groups.values():
            used = max(spellings, key=lambda name: (int(counts[name]), _is_tidy(name)))
            for name in spellings:
                if name == used:
                    continue
                if self._surely(name, used):
                    written[name] = used
                    self._tell("tables.spelling_folded", name, used)
                else:
                    self._tell("tables.spelling_doubt", name, used)
        return self._texts.replace(written) if written else self._texts

    def _keys(self, names: list[str]) -> dict[str, str]:
        """Return the key of each name; where only one district is named before some, without it."""
        key_of = {name: spelling_key(self.column, name) for name in names}
        if self.column not in {"street", "community"}:
            return key_of
        inner = {key: found[1] for key in key_of.values() if (found := _WITHIN.match(key))}
        bare = {key: key.removeprefix(before) for key, before in inner.items()}
        several = {
            rest
            for one, other in combinations(bare, 2)
            if bare[one] == (rest := bare[other]) and inner[one] != inner[other]
        }
        alone = set(key_of.values())
        return {
            name: bare[key] if key in bare and bare[key] in alone - several else key
            for name, key in key_of.items()
        }

    def _surely(self, name: str, used: str) -> bool:
        """Return whether two spellings with one key are one name: zones only within a street."""
        if self.column != "zone_id":
            return True
        plain = [_DECIMAL.sub(r"\1", fold_id(one)) for one in (name, used)]
        if plain[0] == plain[1]:
            return True
        if "street" not in self.values:
            return False
        streets = self.values["street"][self._texts.isin([name, used])]
        return set(streets) == {streets.iloc[0]} != {""}

    def _tell(self, key: str, name: str, other: str) -> None:
        here, there = self._rows(name), self._rows(other)
        self.journal.notice(
            key,
            **self.origin.at(int(here[0]), self.column),
            found=name,
            other=other,
            rows=self._in_words(here),
            other_rows=self._in_words(there),
            count=len(here),
        )

    def _rows(self, name: str) -> npt.NDArray[np.int64]:
        return np.flatnonzero((self._texts == name).to_numpy(bool))

    def _in_words(self, rows: npt.NDArray[np.int64]) -> str:
        shown = ", ".join(str(self.origin.row[row]) for row in rows[:_ROWS_NAMED])
        return f"{shown}, …" if len(rows) > _ROWS_NAMED else shown

    def tell_alike(self) -> None:
        """Tell of names that may be one, with the rows of both."""
        names = list(self._counted().index)
        if self.column == "zone_id" or not 2 <= len(names) <= _MOST_COMPARED:
            return
        for one, other in self._alike(names):
            fewer, more = sorted((one, other), key=lambda name: len(self._rows(name)))
            self._tell("tables.spelling_doubt", fewer, more)

    def _alike(self, names: list[str]) -> Iterator[tuple[str, str]]:
        """Yield the pairs of names that may be one, each pair once."""
        key_of = {name: spelling_key(self.column, name) for name in names}
        counts = self._counted()
        alike = _alike_companies if self.column == "operator" else _alike_places
        pairs = {*alike(key_of)}
        often = [name for name in names if counts[name] >= _OFTEN]
        pairs |= {
            (once, name)
            for once in names
            if counts[once] == 1
            for name in often
            if _one_letter_apart(key_of[once], key_of[name])
        }
        place = {name: number for number, name in enumerate(names)}
        ordered = {tuple(sorted(pair, key=lambda name: place[name])) for pair in pairs}
        for one, other in sorted(ordered, key=lambda pair: (place[pair[0]], place[pair[1]])):
            if key_of[one] != key_of[other]:
                yield one, other


def _is_tidy(name: str) -> bool:
    """Return whether a name has neither wide letters nor blanks between characters."""
    return name == unicodedata.normalize("NFKC", name) and not _GAP.search(name)


def _one_letter_apart(one: str, other: str) -> bool:
    """Return whether names of three letters or more differ by one letter, put in or exchanged."""
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) < 3 or len(longer) - len(shorter) > 1:
        return False
    same = next((i for i, sign in enumerate(shorter) if sign != longer[i]), len(shorter))
    rest = len(shorter) - same - (len(shorter) == len(longer))
    letters = {longer[same], *shorter[same : same + (len(shorter) == len(longer))]}
    return longer[same + 1 :] == shorter[len(shorter) - rest :] and not letters & _TELLS_APART


def _alike_companies(key_of: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield companies that may be one: but for general words, or one name in the other."""
    bare = {name: _GENERIC.sub("", key) for name, key in key_of.items()}
    for one, other in combinations(key_of, 2):
        shorter, longer = sorted((key_of[one], key_of[other]), key=len)
        within = len(shorter) >= 2 and shorter in longer
        if within or (bare[one] and bare[one] == bare[other]):
            yield one, other


def _alike_places(key_of: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield places that may be one: the same but for what kind of place it is."""
    name_of = {key: name for name, key in key_of.items()}
    for name, key in key_of.items():
        for shorter in (_KIND_OF_PLACE.sub("", key), _WITHIN.sub("", key)):
            if shorter != key and shorter in name_of:
                yield name, name_of[shorter]
