"""The steps by which a planner came to a scenario: undo, redo, and a history that can be restored.

Everything here is frozen. Undo and redo are two lists; the history says every step and keeps where
it led, the oldest states going first where they take too much room.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import accumulate
from typing import Annotated, Final

from pydantic import AfterValidator, BaseModel, ConfigDict
from pydantic_core import PydanticCustomError

from geo.errors import WorkspaceError
from geo.scenarios.scenario import Scenario

__all__ = ["MOST_EDITS", "MOST_ENTRIES", "Edit", "Moment", "Timeline"]

MOST_ENTRIES: Final = 400_000
"""Room for the states of a history, and as much for those of undo: entries of scenarios, some
5 MB each. It holds 2,400 steps of a district of 161 zoned estates, 80 of one of 5,000."""

MOST_EDITS: Final = 20_000
"""How many steps a history tells."""


_FIRST_YEAR: Final = 1970
_LAST_YEAR: Final = 9000


def _with_zone(at: datetime) -> datetime:
    """Return a moment that can be ordered among others and told in any time zone."""
    if not _FIRST_YEAR <= at.year <= _LAST_YEAR:
        raise PydanticCustomError("moment", "no moment of an edit")
    return at if at.tzinfo is not None else at.replace(tzinfo=UTC)


Moment = Annotated[datetime, AfterValidator(_with_zone)]
"""When something was done; without a time zone it is UTC."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Edit(_Frozen):
    """One step of a scenario's history.

    Attributes
    ----------
    at : datetime
        When, UTC.
    key : str
        Key of the sentence that says what was done.
    detail : str
        What the sentence names: a station, a number.
    who : str
        Who did it, as the login calls them; empty on one's own machine.
    led_to : Scenario or None
        The state after it; None where it was let go for want of room.
    """

    at: Moment
    key: str
    detail: str = ""
    who: str = ""
    led_to: Scenario | None = None

    @classmethod
    def now(cls, key: str, detail: str = "", who: str = "") -> "Edit":
        """Return an edit that is made now."""
        return cls(at=datetime.now(UTC).replace(microsecond=0), key=key, detail=detail, who=who)

    def leading_to(self, scenario: Scenario | None) -> "Edit":
        """Return the edit with the state after it."""
        return self.model_copy(update={"led_to": scenario})


class Timeline(_Frozen):
    """A scenario with the steps behind it and those taken back.

    Attributes
    ----------
    present : Scenario
    past, future : tuple of Scenario
        What undo and redo lead to, the nearest last.
    edits : tuple of Edit
        Everything that was done, undo and redo included, oldest first.
    """

    present: Scenario = Scenario()
    past: tuple[Scenario, ...] = ()
    future: tuple[Scenario, ...] = ()
    edits: tuple[Edit, ...] = ()

    def edited(self, scenario: Scenario, edit: Edit) -> "Timeline":
        """Return the timeline one step further; what had been taken back is left to the history."""
        past = (*self.past, self.present)
        return Timeline(
            present=scenario,
            past=past[_first_kept(past) :],
            edits=self._with(edit, scenario),
        )

    def noted(self, edit: Edit) -> "Timeline":
        """Return the timeline with a further line in its history; the scenario stays as it is."""
        return self.model_copy(update={"edits": self._with(edit, self.present)})

    def undone(self, who: str = "") -> "Timeline":
        """Return the timeline one step back; itself where there is none."""
        if not self.past:
            return self
        return Timeline(
            present=self.past[-1],
            past=self.past[:-1],
            future=(*self.future, self.present),
            edits=self._with(Edit.now("ui.edit_undo", who=who), self.past[-1]),
        )

    def redone(self, who: str = "") -> "Timeline":
        """Return the timeline with the last step back taken again; itself where there is none."""
        if not self.future:
            return self
        return Timeline(
            present=self.future[-1],
            past=(*self.past, self.present),
            future=self.future[:-1],
            edits=self._with(Edit.now("ui.edit_redo", who=who), self.future[-1]),
        )

    def restored(self, step: int, who: str = "") -> "Timeline":
        """Return the timeline one step further, to the state after a step of its history.

        Parameters
        ----------
        step : int
            Which one, counted from 1, the oldest first.
        who : str
            Who restores it.

        Raises
        ------
        WorkspaceError
            When there are not so many, or the state of this one was let go.
        """
        if not 1 <= step <= len(self.edits):
            raise WorkspaceError("scenario.no_step", found=step, count=len(self.edits))
        wanted = self.edits[step - 1].led_to
        if wanted is None:
            raise WorkspaceError("scenario.step_let_go", found=step, first=self.let_go + 1)
        if wanted == self.present:
            return self
        return self.edited(wanted, Edit.now("scenario.edit_restored", str(step), who))

    @property
    def let_go(self) -> int:
        """How many of the oldest steps are told, but cannot be restored any more."""
        return sum(edit.led_to is None for edit in self.edits)

    def _with(self, edit: Edit, led_to: Scenario) -> tuple[Edit, ...]:
        edits = (*self.edits, edit.leading_to(led_to))[-MOST_EDITS:]
        first = _first_kept([one.led_to for one in edits])
        return (*(one.leading_to(None) for one in edits[:first]), *edits[first:])


def _first_kept(states: Iterable[Scenario | None]) -> int:
    """Return where the newest states begin that there is room for; the very newest always stays."""
    listed = list(states)
    rooms: Iterator[int] = accumulate(
        0 if state is None else state.entries for state in reversed(listed)
    )
    kept = sum(room <= MOST_ENTRIES for room in rooms)
    return min(len(listed) - kept, max(len(listed) - 1, 0))
