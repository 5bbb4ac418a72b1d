"""What people did about problems and assessments: who, when, what; kept on disk at once.

The life of a problem runs registered, judged, planned, in work, accepted, closed, filed. Closing
needs an acceptance and a proof. A problem that comes back is in work again and keeps its count; the
first receiver stands to the end.
"""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError
from pydantic_core import PydanticCustomError

from geo.errors import WorkspaceError
from geo.tables import only_writer, set_aside, write_whole
from geo.workspace.reading.folder import kept_folder

__all__ = [
    "DONE",
    "STATES",
    "ProblemEvent",
    "Record",
    "RecordStore",
    "SignOff",
    "record_store",
    "refuse_event",
]

STATES: Final = ("registered", "judged", "planned", "in_work", "accepted", "closed", "filed")
"""The states of a problem in the order of its life."""

DONE: Final = ("closed", "filed")
"""States in which nothing is left to do."""

_FILE: Final = "operations.json"

State = Literal["registered", "judged", "planned", "in_work", "accepted", "closed", "filed"]


_FIRST_YEAR: Final = 1970
_LAST_YEAR: Final = 2200


def _by_the_wall(at: datetime) -> datetime:
    """Return a moment as a clock on the wall shows it, so that all can be ordered."""
    if not _FIRST_YEAR <= at.year <= _LAST_YEAR:
        raise PydanticCustomError("moment", "no moment of a record")
    return at if at.tzinfo is None else at.astimezone().replace(tzinfo=None)


_Moment = Annotated[datetime, AfterValidator(_by_the_wall)]


class _Kept(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ProblemEvent(_Kept):
    """One step in the life of a problem.

    Attributes
    ----------
    problem_id : str
    at : datetime
        When, local time.
    by : str
        Who did it; empty where nobody logs in.
    state : str or None
        Where the problem stands from now on; None for a note, or a duplicate.
    danger : int or None
        What a judgement says about its danger, 1 to 4.
    accepted_by, proof : str
        Who accepted the work, and what proves it.
    same_as : str
        The problem that this one repeats, said by a person.
    note : str
    """

    problem_id: str
    at: _Moment
    by: str = ""
    state: State | None = None
    danger: Literal[1, 2, 3, 4] | None = None
    accepted_by: str = ""
    proof: str = ""
    same_as: str = ""
    note: str = ""


class SignOff(_Kept):
    """An assessment that a planner has signed off.

    Attributes
    ----------
    period : str
    at : datetime
    by : str
    figures : str
        SHA-256 of the figures that were signed: others need a new signature.
    """

    period: str
    at: _Moment
    by: str = ""
    figures: str = ""


class Record(_Kept):
    """All that was done, the oldest first."""

    events: tuple[ProblemEvent, ...] = ()
    sign_offs: tuple[SignOff, ...] = ()

    def history(self, problem_id: str) -> tuple[ProblemEvent, ...]:
        """Return the life of one problem, the oldest step first."""
        return tuple(event for event in self.events if event.problem_id == problem_id)

    def signed(self, period: str, figures: str) -> SignOff | None:
        """Return the latest signature under just these figures of a period."""
        found = [one for one in self.sign_offs if (one.period, one.figures) == (period, figures)]
        return found[-1] if found else None


class RecordStore:
    """The record of one workspace on disk; windows and servers on it write in turn.

    Parameters
    ----------
    folder : Path
        Where it is kept.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / _FILE

    def read(self) -> Record:
        """Return the record; a file that cannot be read is set aside, never overwritten."""
        try:
            return Record.model_validate_json(self._path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return Record()
        except (ValidationError, UnicodeDecodeError):
            set_aside(self._path)
            return Record()

    def add(self, events: Iterable[ProblemEvent], *, known: Record | None = None) -> Record:
        """Add steps to the lives of problems.

        Parameters
        ----------
        events : iterable of ProblemEvent
        known : Record, optional
            The record where the steps were decided.

        Returns
        -------
        Record
            The newest one, with the steps.

        Raises
        ------
        WorkspaceError
            When one of the problems has changed since, or the file cannot be written; nothing is
            written then.
        """
        steps = tuple(events)
        with only_writer(self._path):
            record = self.read()
            for problem_id in {step.problem_id for step in steps}:
                if known is not None and record.history(problem_id) != known.history(problem_id):
                    raise WorkspaceError("problems.changed_elsewhere", problem=problem_id)
            return self._written(record.model_copy(update={"events": record.events + steps}))

    def take_back(self, event: ProblemEvent) -> Record:
        """Take back the last step in the life of a problem.

        Parameters
        ----------
        event : ProblemEvent

        Returns
        -------
        Record
            The newest one, without the step.

        Raises
        ------
        WorkspaceError
            When the problem has gone further since, or the file cannot be written; nothing is
            written then.
        """
        with only_writer(self._path):
            record = self.read()
            if record.history(event.problem_id)[-1:] != (event,):
                raise WorkspaceError("problems.changed_elsewhere", problem=event.problem_id)
            last = len(record.events) - 1 - record.events[::-1].index(event)
            left = (*record.events[:last], *record.events[last + 1 :])
            return self._written(record.model_copy(update={"events": left}))

    def sign(self, sign_off: SignOff) -> Record:
        """Add a signature under an assessment and return the record."""
        with only_writer(self._path):
            record = self.read()
            signed = (*record.sign_offs, sign_off)
            return self._written(record.model_copy(update={"sign_offs": signed}))

    def _written(self, record: Record) -> Record:
        try:
            write_whole(self._path, record.model_dump_json(indent=1, exclude_defaults=True))
        except OSError as error:
            raise WorkspaceError(
                "problems.cannot_save", folder=self._path.parent, reason=error.strerror
            ) from error
        return record


def record_store(workspace_folder: Path) -> RecordStore:
    """Return where the record of a workspace is kept."""
    return RecordStore(kept_folder(workspace_folder))


def refuse_event(event: ProblemEvent, *, state: str, accepted: bool, proof: bool) -> None:
    """Refuse a step that a problem cannot take.

    Parameters
    ----------
    event : ProblemEvent
        The step that is asked for.
    state : str
        Where the problem stands.
    accepted, proof : bool
        Whether its acceptance is known, and whether a proof is.

    Raises
    ------
    WorkspaceError
        When it would be closed without acceptance or without proof, or filed before it is closed.
    """
    if event.state == "filed" and state not in DONE:
        raise WorkspaceError("problems.file_open", problem=event.problem_id)
    if event.state not in DONE:
        return
    if not (accepted or event.accepted_by):
        raise WorkspaceError("problems.close_unaccepted", problem=event.problem_id)
    if not (proof or event.proof):
        raise WorkspaceError("problems.close_unproved", problem=event.problem_id)
