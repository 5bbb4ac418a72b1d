"""Known places: what names are matched with."""

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.errors import GeocodeError
from geo.geocode.folding import fold
from geo.geocode.names import NameParts, parse_name
from geo.summary import Summarized

__all__ = ["Gazetteer", "place_word"]

_REQUIRED: Final = ("id", "name", "lon", "lat")
_BETWEEN_ALIASES: Final = re.compile(r"[;；、|]")
_PLACE_WORDS: Final = ("街道办事处", "街道办", "街道", "社区居委会", "居委会", "社区", "地区")


@dataclass(frozen=True, eq=False, repr=False)
class Gazetteer(Summarized):
    """Known places with every name that they go by.

    Attributes
    ----------
    ids : ndarray of object, shape (n,)
        Ids as they were given.
    lon, lat : ndarray of float64, shape (n,)
        Degrees in WGS-84.
    district, street, community : tuple of str, length n
        Folded, without 区, 街道 and the like; empty where unknown.
    names, whereabouts : tuple of str, length n
        Name, and district, street and community, as they were given.
    entry : ndarray of int64, shape (n_names,)
        The place behind every name: its own and its aliases.
    parts : tuple of NameParts, length n_names
        Every name taken apart.
    """

    ids: NDArray[np.object_]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    district: tuple[str, ...]
    street: tuple[str, ...]
    community: tuple[str, ...]
    names: tuple[str, ...]
    whereabouts: tuple[str, ...]
    entry: NDArray[np.int64]
    parts: tuple[NameParts, ...]

    @classmethod
    def from_table(cls, table: pd.DataFrame) -> "Gazetteer":
        """Build a gazetteer from a table of places.

        Parameters
        ----------
        table : DataFrame
            ``id, name, lon, lat`` and, where known, ``district, street, community`` and
            ``aliases`` (separated by ``|``, ``;`` or ``、``, or a list).

        Raises
        ------
        GeocodeError
            When a column is missing, an id repeats or is missing, or a position is not finite.
        """
        missing = [column for column in _REQUIRED if column not in table]
        if missing:
            raise GeocodeError(
                "geocode.gazetteer_columns",
                missing=", ".join(missing),
                found=", ".join(map(str, table.columns)),
            )
        ids = table["id"].to_numpy(dtype=object)
        repeated = table["id"][table["id"].duplicated()]
        if table["id"].isna().any():
            row = int(np.flatnonzero(table["id"].isna())[0])
            raise GeocodeError("geocode.gazetteer_id_missing", row=row + 1)
        if len(repeated):
            raise GeocodeError("geocode.gazetteer_id_repeated", found=repeated.iloc[0])
        lon, lat = (
            pd.to_numeric(table[one], errors="coerce").to_numpy(float) for one in ("lon", "lat")
        )
        wrong = ~(np.isfinite(lon) & np.isfinite(lat) & (np.abs(lat) <= 90) & (np.abs(lon) <= 180))
        if wrong.any():
            raise GeocodeError("geocode.gazetteer_position", found=ids[np.flatnonzero(wrong)[0]])
        district, street, community = (
            tuple(place_word(value) for value in _column(table, name))
            for name in ("district", "street", "community")
        )
        known = {one for one in district if one}, {one for one in street if one}
        entry, parts = [], []
        names = zip(_column(table, "name"), _aliases(table), strict=True)
        for number, (name, aliases) in enumerate(names):
            for one in dict.fromkeys((name, *aliases)):
                if one.strip():
                    entry.append(number)
                    parts.append(parse_name(one, *known))
        return cls(
            ids=ids,
            lon=lon,
            lat=lat,
            district=district,
            street=street,
            community=community,
            names=tuple(_column(table, "name")),
            whereabouts=tuple(
                " ".join(filter(None, said))
                for said in zip(
                    *(_column(table, one) for one in ("district", "street", "community")),
                    strict=True,
                )
            ),
            entry=np.array(entry, dtype=np.int64),
            parts=tuple(parts),
        )

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def districts(self) -> frozenset[str]:
        """Folded names of all districts, without 区 and 县."""
        return frozenset(one for one in self.district if one)

    @cached_property
    def streets(self) -> frozenset[str]:
        """Folded names of all street offices, without 街道 and 街."""
        return frozenset(one for one in self.street if one)

    @cached_property
    def in_community(self) -> Counter[str]:
        """How many places lie in each community."""
        return Counter(one for one in self.community if one)

    @cached_property
    def by_full(self) -> dict[str, list[int]]:
        """Names by their whole folded text."""
        return _grouped([part.full for part in self.parts])

    @cached_property
    def by_core(self) -> dict[str, list[int]]:
        """Names by their core."""
        return _grouped([part.core for part in self.parts])


def place_word(text: str) -> str:
    """Return the folded name of a district, street or community without its kind of office.

    Parameters
    ----------
    text : str
        As it was written.

    Returns
    -------
    str
    """
    word = fold(text)
    for ending in _PLACE_WORDS:
        if word.endswith(ending) and len(word) - len(ending) >= 2:
            return word.removesuffix(ending)
    if len(word) > 2 and word[-1] in "区县街":
        return word[:-1]
    return word


def _column(table: pd.DataFrame, name: str) -> list[str]:
    if name not in table:
        return [""] * len(table)
    return ["" if pd.isna(value) else str(value) for value in table[name]]


def _aliases(table: pd.DataFrame) -> list[list[str]]:
    if "aliases" not in table:
        return [[] for _ in range(len(table))]
    return [_split_aliases(value) for value in table["aliases"]]


def _split_aliases(value: object) -> list[str]:
    if isinstance(value, list | tuple):
        return [str(alias) for alias in value]
    if not isinstance(value, str):
        return []
    return [alias for alias in _BETWEEN_ALIASES.split(value) if alias.strip()]


def _grouped(keys: list[str]) -> dict[str, list[int]]:
    groups: dict[str, list[int]] = {}
    for number, key in enumerate(keys):
        groups.setdefault(key, []).append(number)
    return groups
