"""Names of a list matched with a gazetteer: the best candidates, and what is taken unasked."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from geo.errors import GeocodeError
from geo.geocode.acceptance import RULES, Match, contradicting_kinds, rule_between
from geo.geocode.candidates import CandidateIndex
from geo.geocode.gazetteer import Gazetteer, place_word
from geo.geocode.likeness import likeness
from geo.geocode.names import NameParts, parse_name

__all__ = ["geocode"]

_NEAREST: Final = 30
_SHOWN: Final = 5
# Of proposals less like than this, one in twenty was right on names of Beijing.
_LEAST_LIKE: Final = 0.64
_OTHER_DISTRICT: Final = 0.25
_OTHER_STREET: Final = 0.03
_LONGEST_NAME: Final = 200
_COMMUNITY_KINDS: Final = frozenset({"社区", "居委会", "社区居委会"})

_COLUMNS: Final = (
    "matched_id",
    "score",
    "verdict",
    "lon",
    "lat",
    "rule",
    "candidates",
    "margin",
)


@dataclass(frozen=True)
class _Asked:
    """One query: its name taken apart and what is known of where it lies."""

    parts: NameParts
    district: str
    street: str


@dataclass(frozen=True)
class _Candidate:
    """A place that may be meant."""

    entry: int
    parts: NameParts
    score: float


def geocode(
    queries: pd.DataFrame,
    *,
    gazetteer: Gazetteer,
    progress: Callable[[float], None] = lambda _share: None,
) -> pd.DataFrame:
    """Match names with known places.

    Parameters
    ----------
    queries : DataFrame
        ``name`` and, where known, ``district``, ``street`` and ``address``. A name that says
        nothing of its own (职工宿舍, 本院) is matched by its address.
    gazetteer : Gazetteer
        The known places.
    progress : callable
        Told the share that is done.

    Returns
    -------
    DataFrame
        One row per query, same index and order, each independent of the others:
        ``matched_id`` (the best candidate of accepted and review rows, missing for not found),
        ``score`` (0 to 1), ``verdict`` (``accepted | review | not_found``), ``lon, lat`` (of
        the match), ``rule``, ``candidates`` (list of up to five ids, best first) and ``margin``
        (score ahead of the second place).

    Raises
    ------
    GeocodeError
        When the queries have no column ``name``.
    """
    if "name" not in queries:
        raise GeocodeError(
            "geocode.query_columns", found=", ".join(map(str, queries.columns)) or "–"
        )
    asked = list(_asked(queries, gazetteer))
    index = CandidateIndex(gazetteer.parts)
    rows = []
    nearest = index.nearest([one.parts for one in asked], _NEAREST)
    for number, (one, (names, _)) in enumerate(zip(asked, nearest, strict=True)):
        rows.append(_answer(one, names, gazetteer))
        if number % 256 == 0:
            progress(number / len(asked))
    progress(1.0)
    return pd.DataFrame(rows, columns=list(_COLUMNS), index=queries.index)


def _asked(queries: pd.DataFrame, gazetteer: Gazetteer) -> Iterator[_Asked]:
    known = gazetteer.districts, gazetteer.streets
    columns = [_texts(queries, name) for name in ("name", "district", "street", "address")]
    for name, district, street, address in zip(*columns, strict=True):
        parts = parse_name(name[:_LONGEST_NAME], *known)
        if parts.meaningless and address.strip():
            parts = parse_name(address[:_LONGEST_NAME], *known)
        yield _Asked(parts, place_word(district), place_word(street or parts.street))


def _texts(queries: pd.DataFrame, name: str) -> list[str]:
    if name not in queries:
        return [""] * len(queries)
    return ["" if pd.isna(value) else str(value) for value in queries[name]]


def _answer(asked: _Asked, names: np.ndarray, gazetteer: Gazetteer) -> tuple[object, ...]:
    ranked = _ranked(asked, names, gazetteer) if asked.parts.full else []
    shown = [gazetteer.ids[one.entry] for one in ranked[:_SHOWN]]
    if not ranked or ranked[0].score < _LEAST_LIKE:
        score = round(ranked[0].score, 4) if ranked else 0.0
        return (None, score, "not_found", np.nan, np.nan, "", shown, 0.0)
    match = _decide(asked, ranked, gazetteer)
    best = ranked[0]
    margin = best.score - ranked[1].score if len(ranked) > 1 else best.score
    return (
        gazetteer.ids[best.entry],
        round(best.score, 4),
        match.verdict,
        gazetteer.lon[best.entry],
        gazetteer.lat[best.entry],
        match.rule,
        shown,
        round(margin, 4),
    )


def _ranked(asked: _Asked, names: np.ndarray, gazetteer: Gazetteer) -> list[_Candidate]:
    """Return the places behind the nearest names, the likeliest first, each place once."""
    exact = [
        *gazetteer.by_full.get(asked.parts.full, ()),
        *gazetteer.by_core.get(asked.parts.core, ()),
    ]
    best: dict[int, _Candidate] = {}
    for name in dict.fromkeys((*exact, *names.tolist())):
        entry = int(gazetteer.entry[name])
        known = gazetteer.parts[name]
        score = likeness(asked.parts, known)
        if _elsewhere(asked, entry, gazetteer):
            score = max(0.0, score - _OTHER_DISTRICT)
        elif asked.street and gazetteer.street[entry] not in ("", asked.street):
            score = max(0.0, score - _OTHER_STREET)
        if entry not in best or score > best[entry].score:
            best[entry] = _Candidate(entry, known, score)
    return sorted(best.values(), key=lambda one: (-round(one.score, 9), one.entry))


def _elsewhere(asked: _Asked, entry: int, gazetteer: Gazetteer) -> bool:
    known = gazetteer.district[entry]
    return bool(asked.district and known and asked.district != known)


def _decide(asked: _Asked, ranked: list[_Candidate], gazetteer: Gazetteer) -> Match:
    """Take the best place if a rule says so and no other place fits as well."""
    best = ranked[0]
    rule = rule_between(asked.parts, best.parts)
    if rule is None:
        return Match("review", "likely")
    district = asked.district or asked.parts.district
    known = gazetteer.district[best.entry]
    said = asked.parts.district
    if known and ((district and district != known) or (said and said != known)):
        return Match("review", "other_district")
    street = gazetteer.street[best.entry]
    if asked.street and street and asked.street != street:
        return Match("review", "other_street")
    if rule != "same_name" and contradicting_kinds(asked.parts, best.parts):
        return Match("review", "other_kind")
    if _names_only_community(asked, gazetteer):
        return Match("review", "community")
    strictness = RULES.index(rule)
    for other in ranked[1:]:
        if _elsewhere(asked, other.entry, gazetteer) and asked.district:
            continue
        rival = rule_between(asked.parts, other.parts)
        if (
            rival is not None
            and RULES.index(rival) <= max(strictness, RULES.index("same_core"))
            and not _settled(asked, best, other, gazetteer)
        ):
            return Match("review", "ambiguous")
    return Match("accepted", rule)


def _names_only_community(asked: _Asked, gazetteer: Gazetteer) -> bool:
    """Tell whether a community of several known estates is named, where one of them is meant."""
    named = asked.parts.kind in _COMMUNITY_KINDS
    return named and gazetteer.in_community.get(asked.parts.core, 0) > 1


def _settled(asked: _Asked, best: _Candidate, other: _Candidate, gazetteer: Gazetteer) -> bool:
    """Tell whether the whole name or the street already chooses between two places."""
    if asked.parts.full == best.parts.full != other.parts.full:
        return True
    streets = gazetteer.street[best.entry], gazetteer.street[other.entry]
    return bool(asked.street and streets[0] == asked.street != streets[1])
