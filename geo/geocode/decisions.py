"""What people decided about single rows: kept for good, in order, and used as names afterwards."""

from collections.abc import Collection
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from geo.errors import GeocodeError, TableError
from geo.geocode.folding import fold
from geo.presence import file_there
from geo.summary import Summarized
from geo.tables import marked_csv_text, only_writer, write_whole

__all__ = [
    "NOWHERE",
    "Decision",
    "Decisions",
    "append_decision",
    "known_places",
    "read_decisions",
]

NOWHERE: Final = "nowhere:"
"""The place of a row that a person looked at and found none of the proposals right for."""

_OWN_ID: Final = "decision:"
_GUARDED: Final = ("'=", "'+", "'-", "'@", "'\t", "'\r")


@dataclass(frozen=True)
class Decision:
    """One row of a list put on the map by a person, or taken off it again.

    Attributes
    ----------
    estate_id, name : str
        The row, and its name when it was decided: a decision stands for no other name.
    decided_at : str
        Moment in ISO 8601.
    lon, lat : float
        WGS-84, in degrees; NaN where the decision is to take an earlier one back.
    place_id : str
        The place of the gazetteer that was chosen; empty for a point of its own,
        :data:`NOWHERE` where none of the proposals is right.
    district, street : str
        As the list had them.
    """

    estate_id: str
    name: str
    decided_at: str
    lon: float = np.nan
    lat: float = np.nan
    place_id: str = ""
    district: str = ""
    street: str = ""

    @property
    def placed(self) -> bool:
        """Whether it puts the row somewhere."""
        return bool(np.isfinite(self.lon) and np.isfinite(self.lat))

    @property
    def refused(self) -> bool:
        """Whether a person looked at the row and left it without a position."""
        return self.place_id == NOWHERE and not self.placed


@dataclass(frozen=True, eq=False, repr=False)
class Decisions(Summarized):
    """All decisions, the oldest first; the last one about a row counts.

    Attributes
    ----------
    history : tuple of Decision
    """

    history: tuple[Decision, ...] = ()

    @cached_property
    def standing(self) -> dict[str, Decision]:
        """The decisions that count, by the id of their row; those taken back are left out."""
        return {estate: one for estate, one in self._last.items() if one.placed}

    @cached_property
    def _last(self) -> dict[str, Decision]:
        return {decision.estate_id: decision for decision in self.history}

    def about(self, estate_id: str, name: str) -> Decision | None:
        """Return the decision that counts for a row, or None.

        A row that keeps its id but goes by another name by now is another estate.
        """
        decision = self.standing.get(estate_id)
        if decision is None or fold(decision.name) != fold(name):
            return None
        return decision

    def latest(self, estate_ids: Collection[str]) -> Decision | None:
        """Return the last decision about any of some rows that was not taken back, or None."""
        counting = [
            one
            for estate, one in self._last.items()
            if estate in estate_ids and (one.placed or one.refused)
        ]
        return max(counting, key=self.history.index, default=None)

    def refuses(self, estate_id: str, name: str) -> bool:
        """Return whether a person looked at a row and left it without a position."""
        last = self._last.get(estate_id)
        return last is not None and last.refused and fold(last.name) == fold(name)


def read_decisions(path: Path) -> Decisions:
    """Read the decisions of a workspace; a file that is not there holds none.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    Decisions

    Raises
    ------
    GeocodeError
        When the file cannot be read as decisions; the message names its row.
    """
    if not file_there(path):
        return Decisions()
    names = [field.name for field in fields(Decision)]
    try:
        table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except (ValueError, OSError) as error:
        raise GeocodeError("geocode.decisions_unreadable", file=path.name) from error
    if missing := [name for name in names if name not in table]:
        raise GeocodeError("geocode.decisions_columns", file=path.name, missing=", ".join(missing))
    return Decisions(
        tuple(
            _decision(record, path.name, row)
            for row, record in enumerate(table[names].to_dict("records"), start=2)
        )
    )


def append_decision(path: Path, decision: Decision) -> Decisions:
    """Add a decision to the file and return all of them.

    The file is replaced whole, so that a run that is killed leaves the old one or the new one;
    of several that decide at once each waits for the others, and no decision is lost.

    Parameters
    ----------
    path : Path
        The file.
    decision : Decision
        The decision.

    Returns
    -------
    Decisions

    Raises
    ------
    GeocodeError
        When the position or the moment cannot be one, or the file cannot be read.
    TableError
        When the folder cannot be written to.
    """
    if not _sound(decision):
        raise GeocodeError(
            "geocode.decision_refused",
            estate=decision.estate_id,
            lon=decision.lon,
            lat=decision.lat,
            moment=decision.decided_at,
        )
    with only_writer(path):
        decisions = Decisions((*read_decisions(path).history, decision))
        _replace(path, pd.DataFrame([asdict(one) for one in decisions.history]))
    return decisions


def _replace(path: Path, table: pd.DataFrame) -> None:
    try:
        write_whole(path, marked_csv_text(table))
    except OSError as error:
        raise TableError(
            "review.cannot_write", file=path.name, folder=path.parent, reason=error.strerror
        ) from error


def known_places(gazetteer: pd.DataFrame | None, decisions: Decisions) -> pd.DataFrame | None:
    """Return a gazetteer table that knows the decided names too.

    Parameters
    ----------
    gazetteer : DataFrame or None
        ``id, name, lon, lat`` and what else :meth:`Gazetteer.from_table` takes.
    decisions : Decisions
        The name of a decision for a place becomes its alias; a decision for a point becomes a
        place of its own. Names that say nothing (职工宿舍) or were decided for two places are
        left out: they would lead other rows astray.

    Returns
    -------
    DataFrame or None
        None where nothing is known at all.
    """
    named = _telling(decisions)
    if not named:
        return gazetteer
    known = set() if gazetteer is None else set(gazetteer["id"].astype(str))
    own = pd.DataFrame(
        [
            {
                "id": f"{_OWN_ID}{one.estate_id}",
                "name": one.name,
                "lon": one.lon,
                "lat": one.lat,
                "district": one.district,
                "street": one.street,
            }
            for one in named
            if one.place_id not in known
        ]
    )
    if gazetteer is None:
        return own
    aliases: dict[str, list[str]] = {}
    for one in named:
        aliases.setdefault(one.place_id, []).append(one.name)
    former = gazetteer.get("aliases", pd.Series("", index=gazetteer.index)).fillna("")
    joined = [
        "|".join([*filter(None, [str(old)]), *aliases.get(str(place), [])])
        for old, place in zip(former, gazetteer["id"], strict=True)
    ]
    table = gazetteer.assign(aliases=joined)
    return table if own.empty else pd.concat([table, own], ignore_index=True)


def _telling(decisions: Decisions) -> list[Decision]:
    """Return the decisions whose names tell one place from all others."""
    if not decisions.standing:
        return []
    from geo.geocode.names import parse_name

    places: dict[str, set[tuple[str, float, float]]] = {}
    for one in decisions.standing.values():
        places.setdefault(fold(one.name), set()).add((one.place_id, one.lon, one.lat))
    return [
        one
        for one in decisions.standing.values()
        if not parse_name(one.name, ()).meaningless and len(places[fold(one.name)]) == 1
    ]


def _decision(record: dict[Any, Any], file: str, row: int) -> Decision:
    texts = {
        name: value[1:] if value.startswith(_GUARDED) else value for name, value in record.items()
    }
    try:
        lon, lat = (float(texts.pop(name) or "nan") for name in ("lon", "lat"))
    except ValueError as error:
        raise GeocodeError("geocode.decision_wrong", file=file, row=row) from error
    decision = Decision(lon=lon, lat=lat, **texts)
    if not _sound(decision):
        raise GeocodeError("geocode.decision_wrong", file=file, row=row)
    return decision


def _sound(decision: Decision) -> bool:
    half = np.isfinite(decision.lon) != np.isfinite(decision.lat)
    beyond = decision.placed and (abs(decision.lon) > 180 or abs(decision.lat) > 90)
    try:
        datetime.fromisoformat(decision.decided_at)
    except ValueError:
        return False
    return bool(decision.estate_id) and not half and not beyond
