"""What a link shows: scenario, estate, hour and filter, as parameters of an address and back.

Everything in an address may have been typed by anybody: what does not fit the workspace is left
out and told, and nothing in it changes a scenario.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from geo.coverage import VERDICTS
from geo.errors import Notice
from geo.geocode import nearest_names
from geo.scenarios.estate_filter import EstateFilter, filter_choices
from geo.scenarios.planner import Planner
from geo.scenarios.scenario import Scenario
from geo.scenarios.store import SavedScenarios
from geo.scenarios.zone_edits import drawable_zones
from geo.text import plain_text

__all__ = ["VIEW_KEYS", "SharedView", "read_view"]

_WORDS: Final = {
    "street": "streets",
    "community": "communities",
    "operator": "operators",
}
_MINUTES: Final = {"from": "least_min", "to": "most_min"}
_MOST_NAMED: Final = 5
_LONGEST_SHOWN: Final = 60
_LONGEST_MIN: Final = 100_000.0
_MOST_VALUES: Final = 500
_MOST_COMPARED: Final = 500
_HOURS: Final = 24
_LONGEST_HOUR: Final = 4

VIEW_KEYS: Final = ("scenario", "estate", "hour", "verdict", *_WORDS, "zone", *_MINUTES, "at")
"""The parameters of an address that say what is shown."""


@dataclass(frozen=True)
class SharedView:
    """What one window shows of a workspace.

    Attributes
    ----------
    scenario : str or None
        Id of the scenario; None for the first.
    estate : str or None
        Id of the selected estate.
    hour : int or None
        The hour that is shown; None for that of the scenario.
    filter : EstateFilter
        Which estates are shown.
    """

    scenario: str | None = None
    estate: str | None = None
    hour: int | None = None
    filter: EstateFilter = field(default_factory=EstateFilter)

    def as_params(self) -> dict[str, list[str]]:
        """Return the view as parameters of an address; what says nothing is left out."""
        wanted = self.filter
        values: dict[str, Sequence[Any]] = {
            "scenario": _given(self.scenario),
            "estate": _given(self.estate),
            "hour": _given(self.hour),
            "verdict": wanted.verdicts,
            **{key: getattr(wanted, part) for key, part in _WORDS.items()},
            "zone": wanted.zones,
            **{key: _given(getattr(wanted, part)) for key, part in _MINUTES.items()},
            "at": _given(wanted.hour),
        }
        return {
            key: [str(one).removesuffix(".0" if isinstance(one, float) else "") for one in listed]
            for key, listed in values.items()
            if listed
        }


def read_view(
    params: Mapping[str, Sequence[str]], planner: Planner, saved: SavedScenarios
) -> tuple[SharedView, list[Notice]]:
    """Return what an address asks for as far as the workspace has it, and what it has not.

    Parameters
    ----------
    params : mapping of str to sequence of str
        The parameters of the address; others than :data:`VIEW_KEYS` are left alone.
    planner : Planner
        The open workspace.
    saved : SavedScenarios
        Its scenarios.

    Returns
    -------
    (view, faults) : SharedView and list of Notice
        One fault for each value that cannot be shown, all of them.
    """
    reader = _Reader(params)
    scenario = reader.one("scenario", list(saved.scenarios))
    ids = planner.district.estates["estate_id"].astype(str)
    estate = reader.one("estate", ids.tolist())
    hour = reader.hour("hour")
    of_lists = {
        part: reader.several(key, filter_choices(planner, part)) for key, part in _WORDS.items()
    }
    known = saved.scenarios.get(scenario or "") or next(iter(saved.scenarios.values()))
    zones = reader.several("zone", _zone_names(planner, known.timeline.present, params))
    least, most = (reader.minutes(key) for key in _MINUTES)
    if least is not None and most is not None and least > most:
        reader.faults.append(
            Notice("find.link_minutes_crossed", least=f"{least:g}", most=f"{most:g}")
        )
        least = most = None
    wanted = EstateFilter(
        **of_lists,
        verdicts=reader.several("verdict", VERDICTS),
        zones=zones,
        least_min=least,
        most_min=most,
        hour=reader.hour("at"),
    )
    return SharedView(scenario, estate, hour, wanted), reader.faults


def _given(value: Any) -> Sequence[Any]:
    return () if value is None else (value,)


def _zone_names(
    planner: Planner, scenario: Scenario, params: Mapping[str, Sequence[str]]
) -> list[str]:
    # Zones may have to be drawn first: only for an address that names one.
    zones = drawable_zones(planner, scenario) if params.get("zone") else None
    return [] if zones is None else zones.zones["zone_id"].astype(str).tolist()


class _Reader:
    """Reads parameters one by one and keeps what is wrong with them.

    Parameters
    ----------
    params : mapping of str to sequence of str
    """

    def __init__(self, params: Mapping[str, Sequence[str]]) -> None:
        self._params = params
        self.faults: list[Notice] = []

    def several(self, key: str, known: Sequence[str]) -> tuple[str, ...]:
        """Return the values of a parameter that are among the known ones."""
        given = [*self._params.get(key, ())][:_MOST_VALUES]
        asked = dict.fromkeys(map(plain_text, given))
        allowed = set(known)
        for one in asked:
            if one not in allowed:
                near = nearest_names(one[:_LONGEST_SHOWN], [*known][:_MOST_COMPARED])
                self._refuse(key, one, ", ".join(near) or _first(known))
        return tuple(one for one in asked if one in allowed)

    def one(self, key: str, known: Sequence[str]) -> str | None:
        """Return the value of a parameter if it is among the known ones; the last given counts."""
        asked = self._params.get(key, ())
        if not asked:
            return None
        if asked[-1] in known:
            return asked[-1]
        self._refuse(key, asked[-1], _first(known))
        return None

    def hour(self, key: str) -> int | None:
        """Return an hour of the day."""
        text = self._last(key)
        if text is None:
            return None
        is_short = 0 < len(text) <= _LONGEST_HOUR and text.isascii() and text.isdecimal()
        if is_short and int(text) < _HOURS:
            return int(text)
        self._refuse(key, text, "0–23")
        return None

    def minutes(self, key: str) -> float | None:
        """Return a number of minutes, not below 0."""
        text = self._last(key)
        if text is None:
            return None
        try:
            minutes = float(text)
        except ValueError:
            minutes = -1.0
        if 0 <= minutes <= _LONGEST_MIN:
            return minutes
        self._refuse(key, text, "≥ 0")
        return None

    def _last(self, key: str) -> str | None:
        asked = self._params.get(key, ())
        return asked[-1] if asked else None

    def _refuse(self, key: str, found: str, valid: str) -> None:
        shown = plain_text(found)[:_LONGEST_SHOWN]
        self.faults.append(
            Notice("find.link_unknown", what=Notice(f"find.link_{key}"), found=shown, valid=valid)
        )


def _first(known: Sequence[str]) -> str:
    """Return some of the known values, to say what could have been asked for."""
    named = ", ".join(list(known)[:_MOST_NAMED])
    return f"{named} …" if len(known) > _MOST_NAMED else named or "–"
