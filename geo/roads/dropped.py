"""What a source held that is not in the roads, and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from geo.errors import Notice

__all__ = ["Dropped", "DroppedPart"]


_SENTENCES: Final = {
    "not_for_cars": "roads.dropped_not_for_cars",
    "area": "roads.dropped_area",
    "access": "roads.dropped_access",
    "service": "roads.dropped_service",
    "older": "roads.dropped_older",
    "not_a_line": "roads.dropped_not_a_line",
    "no_position": "roads.dropped_no_position",
    "no_shape": "roads.dropped_no_shape",
    "outside": "roads.dropped_outside",
    "not_connected": "roads.dropped_not_connected",
    "turn_via_way": "roads.dropped_turn_via_way",
    "turn_unclear": "roads.dropped_turn_unclear",
    "turn_off_roads": "roads.dropped_turn_off_roads",
}


@dataclass(frozen=True)
class DroppedPart:
    """What was left out for one reason.

    Attributes
    ----------
    reason : str
        One of the reasons of which the sentences below speak.
    count : int
        Ways, pieces of road or turn restrictions.
    length_km : float or None
        Their length; None where they were left out before it was known.
    """

    reason: str
    count: int
    length_km: float | None = None


@dataclass(frozen=True)
class Dropped:
    """Everything that was left out of the roads, and what was read other than it was written.

    Attributes
    ----------
    parts : tuple of DroppedPart
        One for each reason that occurred.
    notices : tuple of Notice
        Values that were corrected or passed over, such as speed limits that are no numbers.
    """

    parts: tuple[DroppedPart, ...] = ()
    notices: tuple[Notice, ...] = ()

    @classmethod
    def gathered(cls, parts: Iterable[DroppedPart], notices: Iterable[Notice] = ()) -> "Dropped":
        """Return the statistics without the reasons that did not occur."""
        return cls(tuple(part for part in parts if part.count), tuple(notices))

    def and_then(self, later: "Dropped") -> "Dropped":
        """Return these statistics followed by those of a later step."""
        return Dropped(self.parts + later.parts, self.notices + later.notices)

    def as_dict(self) -> dict[str, dict[str, Any]]:
        """Return the parts by reason, for json; a length that is not known is left out."""
        return {
            part.reason: {"count": part.count}
            | ({} if part.length_km is None else {"length_km": round(part.length_km, 3)})
            for part in self.parts
        }

    def sentences(self, language: str) -> list[str]:
        """Return one sentence for each part and notice."""
        lines = []
        for part in self.parts:
            key = _SENTENCES[part.reason]
            remark = Notice(key, count=part.count, length_km=part.length_km or 0.0)
            lines.append(remark.sentence(language))
        return lines + [notice.sentence(language) for notice in self.notices]
