"""Up to five places for each row that waits for a person, from every source that knows some."""

from itertools import chain, zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo.coords import distance_m
from geo.errors import GeocodeError

if TYPE_CHECKING:
    from geo.geocode.gazetteer import Gazetteer
    from geo.geocode.providers import ProviderPlace

__all__ = ["PROPOSAL_COLUMNS", "merged_proposals", "proposals_for", "read_proposals"]

PROPOSAL_COLUMNS: Final = (
    "estate_id",
    "rank",
    "source",
    "place_id",
    "name",
    "whereabouts",
    "lon",
    "lat",
)
_GAZETTEER: Final = "gazetteer"
_MOST: Final = 5
_SAME_SPOT_M: Final = 20.0
_Proposal = dict[str, Any]


def proposals_for(
    estate_ids: "pd.Series[Any]", answers: pd.DataFrame, gazetteer: "Gazetteer | None"
) -> pd.DataFrame:
    """Return the likeliest places of rows, those of gazetteer and providers in turns.

    Parameters
    ----------
    estate_ids : Series
        Ids of the rows.
    answers : DataFrame
        Of :func:`geo.geocode.cascade` for the same rows.
    gazetteer : Gazetteer or None
        What the rows were matched with.

    Returns
    -------
    DataFrame
        Up to five rows per id, ranked from 1: ``estate_id, rank, source`` (``gazetteer`` or a
        provider), ``place_id`` (of the gazetteer, else empty), ``name, whereabouts, lon, lat``
        (WGS-84).
    """
    place_of = {} if gazetteer is None else {one: i for i, one in enumerate(gazetteer.ids)}
    rows: list[_Proposal] = []
    columns = (estate_ids, answers["candidates"], answers["offers"])
    for estate_id, ids, offers in zip(*columns, strict=True):
        known = [_known(gazetteer, place_of[one]) for one in ids if gazetteer and one in place_of]
        offered = [_offered(place) for place in offers]
        rows += _ranked(estate_id, known, offered)
    return pd.DataFrame(rows, columns=list(PROPOSAL_COLUMNS))


def merged_proposals(own: pd.DataFrame, brought: pd.DataFrame | None) -> pd.DataFrame:
    """Return proposals with those of online providers that an earlier run wrote down, in turns.

    Parameters
    ----------
    own : DataFrame
        Of :func:`proposals_for`.
    brought : DataFrame or None
        Of :func:`read_proposals`; rows of the gazetteer and of other estates are left out.
    """
    if brought is None:
        return own
    online = brought[brought["source"] != _GAZETTEER]
    rows: list[_Proposal] = []
    for estate_id in dict.fromkeys([*own["estate_id"], *online["estate_id"]]):
        known, offered = (
            table[table["estate_id"] == estate_id]
            .drop(columns=["estate_id", "rank"])
            .to_dict("records")
            for table in (own, online)
        )
        rows += _ranked(estate_id, known, offered)
    return pd.DataFrame(rows, columns=list(PROPOSAL_COLUMNS))


def read_proposals(path: Path) -> pd.DataFrame:
    """Read proposals that ``repair-circle geocode`` wrote.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    DataFrame

    Raises
    ------
    GeocodeError
        When the file holds no such table, or a row of it no position; the message names the row.
    """
    try:
        table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except (ValueError, OSError) as error:
        raise GeocodeError("review.proposals_unreadable", file=path.name) from error
    if missing := [name for name in PROPOSAL_COLUMNS if name not in table]:
        raise GeocodeError("review.proposals_columns", file=path.name, missing=", ".join(missing))
    for name in ("rank", "lon", "lat"):
        table[name] = pd.to_numeric(table[name], errors="coerce")
    wrong = ~(np.isfinite(table["rank"]) & (table["lon"].abs() <= 180) & (table["lat"].abs() <= 90))
    if wrong.any():
        row = int(np.flatnonzero(wrong)[0]) + 2
        raise GeocodeError("review.proposal_wrong", file=path.name, row=row)
    return table[list(PROPOSAL_COLUMNS)].sort_values(["estate_id", "rank"], kind="stable")


def _ranked(estate_id: str, known: list[_Proposal], offered: list[_Proposal]) -> list[_Proposal]:
    """Return places of two sources in turns, up to five, with the estate and their rank."""
    in_turns = chain.from_iterable(zip_longest(known, offered))
    best = _apart([one for one in in_turns if one is not None])[:_MOST]
    return [{"estate_id": estate_id, "rank": rank, **one} for rank, one in enumerate(best, start=1)]


def _known(gazetteer: "Gazetteer", number: int) -> _Proposal:
    return {
        "source": _GAZETTEER,
        "place_id": str(gazetteer.ids[number]),
        "name": gazetteer.names[number],
        "whereabouts": gazetteer.whereabouts[number],
        "lon": float(gazetteer.lon[number]),
        "lat": float(gazetteer.lat[number]),
    }


def _offered(place: "ProviderPlace") -> _Proposal:
    return {
        "source": place.provider,
        "place_id": "",
        "name": place.name,
        "whereabouts": place.district,
        "lon": place.lon,
        "lat": place.lat,
    }


def _apart(places: list[_Proposal]) -> list[_Proposal]:
    """Leave out what another source has just said: the same spot under the same name."""
    kept: list[_Proposal] = []
    for place in places:
        if not any(
            place["name"] == other["name"]
            and distance_m(place["lon"], place["lat"], other["lon"], other["lat"]).item()
            < _SAME_SPOT_M
            for other in kept
        ):
            kept.append(place)
    return kept
