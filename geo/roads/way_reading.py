"""Roads read tag by tag into columns: the same reading for files, layers, graphs and places."""

from array import array
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from geo.errors import Notice
from geo.roads.arrays import Longs
from geo.roads.dropped import DroppedPart
from geo.roads.maxspeed import MaxspeedReader
from geo.roads.osm_tags import (
    READ_KEYS,
    OneWay,
    Tags,
    WayHours,
    is_set,
    refusal,
    unknown_oneway,
    unread_conditions,
    way_hours,
)
from geo.roads.rule_hours import ALWAYS

__all__ = ["ManyTexts", "WayReader"]

_REFUSALS: Final = ("not_for_cars", "area", "access", "service")
_EXAMPLES: Final = 5


class ManyTexts:
    """Texts that occur many times, kept once each."""

    def __init__(self) -> None:
        self._code: dict[str, int] = {}
        self._codes = array("i")

    def append(self, text: str) -> None:
        """Add a text at the end."""
        self._codes.append(self._code.setdefault(text, len(self._code)))

    def taken(self, rows: Longs) -> NDArray[np.object_]:
        """Return the texts of some rows."""
        table = np.array(list(self._code), dtype=np.object_)
        return table[np.frombuffer(self._codes, np.int32)[rows]]


class WayReader:
    """Takes the tags of one way after another, and keeps the columns of those that are driven on.

    Attributes
    ----------
    refused : Counter of str
        How many ways were left out, by reason.
    """

    def __init__(self) -> None:
        self.refused: Counter[str] = Counter()
        self._limits = MaxspeedReader()
        self._unknown_oneway: Counter[str] = Counter()
        self._unread: Counter[str] = Counter()
        self._timed_limits = 0
        self._numbers: dict[str, array[Any]] = {name: array(code) for name, code, _ in _NUMBERS}
        self._texts = {name: ManyTexts() for name in _TEXTS}

    def __len__(self) -> int:
        return len(self._numbers["oneway"])

    def take(
        self,
        tags: Tags,
        *,
        pieces: Iterable[Tags] = (),
        road_class: str | None = None,
        oneway_source: str | None = None,
    ) -> OneWay | None:
        """Take a way, or count why it is not driven on.

        Parameters
        ----------
        tags : mapping of str to str
            As OpenStreetMap writes them.
        pieces : iterable of mappings, optional
            Other readings of a way that was merged of several: one that is refused refuses all.
        road_class : str, optional
            A class of the source's own; left out, the ``highway`` tag.
        oneway_source : str, optional
            How a one-way is known where the source's own tags do not say it.

        Returns
        -------
        {"forward", "backward", "both"} or None
            Which way it is driven, as it is drawn; None where it is not. A way that is driven
            backward has to be turned round: its columns run the way it is driven.
        """
        decided = _decided(_decisive(tags))
        reason = decided.refusal or next(
            filter(None, (_decided(_decisive(piece)).refusal for piece in pieces)), None
        )
        if reason:
            self.refused[reason] += 1
            return None
        hours = decided.hours
        direction = hours.direction
        opened = hours.forward, hours.backward
        limits_kmh = self._limits_kmh(tags)
        if direction == "backward":
            opened, limits_kmh = opened[::-1], limits_kmh[::-1]
        elif direction == "forward":
            limits_kmh = limits_kmh[0], limits_kmh[0]
        self._append_numbers(
            oneway=direction != "both",
            reversed=direction == "backward",
            bridge=is_set(tags, "bridge"),
            tunnel=is_set(tags, "tunnel"),
            maxspeed_kmh=limits_kmh[0],
            maxspeed_back_kmh=limits_kmh[1 if direction == "both" else 0],
            closed_forward=ALWAYS & ~opened[0],
            closed_backward=ALWAYS & ~opened[1] if direction == "both" else 0,
        )
        self._append_texts(
            road_class=road_class or tags["highway"],
            oneway_source=hours.source and (oneway_source or hours.source),
            name=tags.get("name") or tags.get("ref") or "",
            surface=tags.get("surface", ""),
        )
        if decided.unknown_oneway:
            self._unknown_oneway[decided.unknown_oneway] += 1
        if decided.unread:
            self._unread.update(decided.unread)
        self._timed_limits += "maxspeed:conditional" in tags
        return direction

    def number(self, name: str) -> NDArray[Any]:
        """Return a column of numbers or flags, one value for each way taken."""
        dtype = next(dtype for known, _, dtype in _NUMBERS if known == name)
        return np.frombuffer(self._numbers[name], dtype)

    def columns(self, rows: Longs) -> dict[str, Any]:
        """Return the columns of some ways by the names that :class:`RoadMap` gives them."""
        numbers: dict[str, Any] = {
            name: self.number(name)[rows] for name, _, _ in _NUMBERS if name != "reversed"
        }
        return numbers | {name: texts.taken(rows) for name, texts in self._texts.items()}

    def left_out(self) -> list[DroppedPart]:
        """Return how many ways were left out, by reason."""
        return [DroppedPart(reason, self.refused[reason]) for reason in _REFUSALS]

    def doubt(self, tags: Tags) -> None:
        """Remember the conditions of an object, such as a turn, that are not understood."""
        self._unread.update(unread_conditions(tags))

    def notices(self) -> list[Notice]:
        """Return what was read other than it was written, counted, with examples."""
        notices = self._limits.notices()
        for key, texts in (
            ("roads.oneway_not", self._unknown_oneway),
            ("roads.condition_not", self._unread),
        ):
            if texts:
                examples = ", ".join(text for text, _ in texts.most_common(_EXAMPLES))
                notices.append(Notice(key, count=texts.total(), examples=examples))
        if self._timed_limits:
            notices.append(Notice("roads.maxspeed_timed", count=self._timed_limits))
        return notices

    def _limits_kmh(self, tags: Tags) -> tuple[float, float]:
        plain = tags.get("maxspeed", "")
        forward = tags.get("maxspeed:forward") or plain
        backward = tags.get("maxspeed:backward") or plain
        kmh = self._limits.kmh(forward)
        return kmh, kmh if forward == backward else self._limits.kmh(backward)

    def _append_numbers(self, **values: float) -> None:
        for name, value in values.items():
            self._numbers[name].append(value)

    def _append_texts(self, **values: str) -> None:
        for name, value in values.items():
            self._texts[name].append(value)


class _Decided(NamedTuple):
    """What the rules make of the tags that they read; the same for many ways."""

    refusal: str | None
    hours: WayHours
    unknown_oneway: str
    unread: tuple[str, ...]


def _decisive(tags: Tags) -> tuple[tuple[str, str], ...]:
    return tuple(item for item in tags.items() if item[0] in _DECISIVE)


@lru_cache(maxsize=4096)
def _decided(decisive: tuple[tuple[str, str], ...]) -> _Decided:
    tags = dict(decisive)
    return _Decided(
        refusal(tags), way_hours(tags), unknown_oneway(tags), tuple(unread_conditions(tags))
    )


# What a road is called or made of decides nothing about driving.
_DECISIVE: Final = READ_KEYS - {
    *("name", "ref", "surface", "bridge", "tunnel"),
    *("maxspeed", "maxspeed:forward", "maxspeed:backward", "maxspeed:conditional"),
}
_NUMBERS: Final = (
    ("oneway", "b", np.bool_),
    ("reversed", "b", np.bool_),
    ("bridge", "b", np.bool_),
    ("tunnel", "b", np.bool_),
    ("maxspeed_kmh", "f", np.float32),
    ("maxspeed_back_kmh", "f", np.float32),
    ("closed_forward", "I", np.uint32),
    ("closed_backward", "I", np.uint32),
)
_TEXTS: Final = ("road_class", "oneway_source", "name", "surface")
