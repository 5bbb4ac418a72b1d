"""One position for every row, from the most to the least trusted source.

Manual decision, the list's own coordinates, the gazetteer by a named rule, online providers where
they are asked for; what none of them settles is for a person.
"""

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo.geocode.decisions import Decision, Decisions

if TYPE_CHECKING:
    from geo.geocode.gazetteer import Gazetteer
    from geo.geocode.providers import Finder, Found, Sought

__all__ = ["COLUMNS", "cascade"]

COLUMNS: Final = (
    "lon",
    "lat",
    "verdict",
    "source",
    "rule",
    "score",
    "margin",
    "datum",
    "precision",
    "matched_id",
    "candidates",
    "gate_lon",
    "gate_lat",
    "offers",
    "apart_m",
)
_Row = dict[str, object]
_NOTHING: Final[_Row] = {
    "lon": np.nan,
    "lat": np.nan,
    "verdict": "not_found",
    "source": "",
    "rule": "",
    "score": 0.0,
    "margin": 0.0,
    "datum": "",
    "precision": "",
    "matched_id": None,
    "candidates": (),
    "gate_lon": np.nan,
    "gate_lat": np.nan,
    "offers": (),
    "apart_m": np.nan,
}


def cascade(
    places: pd.DataFrame,
    *,
    gazetteer: "Gazetteer | None",
    decisions: Decisions | None = None,
    finder: "Finder | None" = None,
    progress: Callable[[float], None] = lambda _share: None,
) -> pd.DataFrame:
    """Give every row a position or a reason why it has none.

    Parameters
    ----------
    places : DataFrame
        ``estate_id, name`` and, where known, ``lon, lat`` (WGS-84), ``datum`` (what they were
        read from), ``district, street, address``.
    gazetteer : Gazetteer or None
        Known places.
    decisions : Decisions, optional
        What people decided; it goes before everything else.
    finder : Finder, optional
        Online providers; nothing goes online without one.
    progress : callable
        Told the share that is done.

    Returns
    -------
    DataFrame
        One row per place, same index and order: ``lon, lat`` (WGS-84; only of accepted rows and,
        as a proposal, of rows for review), ``verdict`` (``accepted | review | not_found``),
        ``source`` (``decision | coordinates | gazetteer`` or the providers joined by ``+``),
        ``rule, score`` (0 to 1), ``margin``, ``datum`` (of the source's own numbers),
        ``precision`` (``point``: someone named this spot, ``estate, address, street, area``),
        ``matched_id, candidates`` (up to five ids), ``gate_lon, gate_lat`` (an entrance that a
        provider named), ``offers`` (the places that providers named, likeliest first) and
        ``apart_m`` (how far two providers are apart).
    """
    decided = decisions or Decisions()
    named = places[[name for name in ("estate_id", "name", "datum") if name in places]]
    rows = [
        _settled(record, lon, lat, decided)
        for record, lon, lat in zip(
            named.to_dict("records"), _numbers(places, "lon"), _numbers(places, "lat"), strict=True
        )
    ]
    open_rows = [number for number, row in enumerate(rows) if row is None]
    if gazetteer is not None and open_rows:
        # Where every row has its place no names are compared.
        from geo.geocode.matching import geocode

        answers = geocode(places.iloc[open_rows], gazetteer=gazetteer)
        for number, answer in zip(open_rows, answers.to_dict("records"), strict=True):
            rows[number] = _known(answer)
    if finder is not None:
        texts = _texts(places)
        for done, number in enumerate(open_rows):
            progress(done / len(open_rows))
            former = rows[number]
            if former is None or former["verdict"] != "accepted":
                rows[number] = _better(former, finder.find(texts[number]))
    progress(1.0)
    complete = [{**_NOTHING, **(row or {})} for row in rows]
    return pd.DataFrame(complete, columns=list(COLUMNS), index=places.index)


def _texts(places: pd.DataFrame) -> "list[Sought]":
    named = places.reindex(columns=["name", "address", "district"]).astype(object)
    filled = named.where(named.notna(), "")
    from geo.geocode.providers import Sought

    return [Sought(*map(str, row)) for row in filled.itertuples(index=False)]


def _numbers(places: pd.DataFrame, column: str) -> list[float]:
    """Return a column as numbers, nan where there is none."""
    if column not in places:
        return [math.nan] * len(places)
    numbers = pd.to_numeric(places[column], errors="coerce")
    return numbers.to_numpy(np.float64, na_value=np.nan).tolist()


def _settled(
    record: dict[object, object], lon: float, lat: float, decisions: Decisions
) -> _Row | None:
    """Return what needs no search: a decision or the list's own coordinates."""
    decision = decisions.about(str(record.get("estate_id", "")), str(record.get("name", "")))
    if decision is not None:
        return _decided(decision)
    if not (abs(lon) <= 180 and abs(lat) <= 90):
        return None
    datum = record.get("datum")
    return {
        "lon": lon,
        "lat": lat,
        "verdict": "accepted",
        "source": "coordinates",
        "rule": "coordinates",
        "score": 1.0,
        "margin": 1.0,
        "datum": datum if isinstance(datum, str) and datum else "wgs84",
        "precision": "point",
    }


def _decided(decision: Decision) -> _Row:
    return {
        "lon": decision.lon,
        "lat": decision.lat,
        "verdict": "accepted",
        "source": "decision",
        "rule": "decision",
        "score": 1.0,
        "margin": 1.0,
        "datum": "wgs84",
        "precision": "estate" if decision.place_id else "point",
        "matched_id": decision.place_id or None,
    }


def _known(answer: dict[object, object]) -> _Row:
    found = answer["verdict"] != "not_found"
    return {
        **{str(name): value for name, value in answer.items()},
        "source": "gazetteer" if found else "",
        "datum": "wgs84" if found else "",
        "precision": "estate" if found else "",
    }


def _better(former: _Row | None, found: "Found") -> _Row | None:
    """Take what the providers say where it settles the row or nothing else was known."""
    if found.verdict == "not_found" and not found.rule:
        return former
    offered = {"offers": found.candidates, "apart_m": found.apart_m}
    if found.verdict != "accepted" and former is not None and former["verdict"] == "review":
        return former | offered
    kept = former or {}
    row: _Row = {
        "verdict": found.verdict,
        "source": "+".join(found.sources),
        "rule": found.rule,
        "score": found.score,
        "margin": found.margin,
        "candidates": kept.get("candidates", ()),
        **offered,
    }
    if found.place is None:
        return row
    gate_lon, gate_lat = found.place.gate or (np.nan, np.nan)
    return row | {
        "lon": found.place.lon,
        "lat": found.place.lat,
        "datum": found.place.datum,
        "precision": found.place.precision,
        "gate_lon": gate_lon,
        "gate_lat": gate_lat,
    }
