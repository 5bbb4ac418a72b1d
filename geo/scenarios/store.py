"""Scenarios on disk: every edit is written at once, whole or not at all.

The file is written beside the old one and renamed over it, so a killed server leaves the old
scenarios or the new ones. Windows and servers on one workspace write in turn, each its own scenario
into the newest state of the file; a change of what another has changed meanwhile is refused.
"""

import hashlib
import json
import re
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import PydanticSerializationError

from geo.errors import WorkspaceError
from geo.parsing import parsed_json
from geo.scenarios.approval import Approval, Comment, Standing
from geo.scenarios.latest import known_state, mark_of, remember_state
from geo.scenarios.limits import LIMITS, refuse_beyond, refuse_too_much
from geo.scenarios.timeline import Edit, Timeline
from geo.tables import only_writer, set_aside, write_whole
from geo.workspace import kept_folder

__all__ = [
    "FIRST_SCENARIO",
    "MOST_REMOVED",
    "ChangedElsewhereError",
    "FrozenScenarioError",
    "RemovedScenario",
    "SavedScenario",
    "SavedScenarios",
    "Store",
    "store_of",
]

FIRST_SCENARIO: Final = "s1"
_FILE: Final = "scenarios.json"
_SCENARIO_BEGINS: Final = re.compile(r'"(s[1-9][0-9]*)"\s*:\s*(?=\{)')

MOST_REMOVED: Final = 20
"""How many deleted scenarios are kept."""


class ChangedElsewhereError(WorkspaceError):
    """A scenario is not any more what the window that changes it has shown."""


class FrozenScenarioError(WorkspaceError):
    """A scenario was frozen: it stays as it was approved until somebody opens it again."""


class SavedScenario(BaseModel):
    """A named scenario.

    Attributes
    ----------
    name : str
        What the planner calls it; empty for the first one, as the district is today.
    notes : str
        Her notes.
    timeline : Timeline
        Its steps.
    present_plan : tuple of (estate_id, zone_id)
        The zones in force that were uploaded for it.
    present_source : str
        Name of the file they came from.
    approval : Approval
        Who has proposed, approved and frozen it.
    comments : tuple of Comment
        What others say of it, oldest first; only :meth:`Store.comment` adds to them.
    author : str
        Who made it, where she says so herself.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = ""
    notes: str = ""
    timeline: Timeline = Timeline()
    present_plan: tuple[tuple[str, str], ...] = ()
    present_source: str = ""
    author: str = ""
    approval: Approval = Approval()
    comments: tuple[Comment, ...] = ()

    @property
    def content(self) -> str:
        """SHA-256 of what the scenario changes."""
        return hashlib.sha256(self.timeline.present.as_json().encode()).hexdigest()

    @property
    def history(self) -> tuple[tuple[int | None, Edit], ...]:
        """Everything that was done and said, oldest first: steps by number, comments without."""
        done = enumerate(self.timeline.edits, start=1)
        said = [
            (None, Edit(at=one.at, key="approval.commented", detail=one.text, who=one.who))
            for one in self.comments
        ]
        return tuple(sorted((*done, *said), key=lambda line: line[1].at))

    def proposed(self, who: str) -> "SavedScenario":
        """Return the scenario as proposed by somebody."""
        return self._brought_to("proposed", who)

    def approved(self, who: str) -> "SavedScenario":
        """Return the scenario as approved by somebody.

        Raises
        ------
        WorkspaceError
            When nobody is named.
        """
        if not who.strip():
            raise WorkspaceError("approval.nobody")
        return self._brought_to("approved", who)

    def frozen(self, who: str) -> "SavedScenario":
        """Return the scenario so that edits are refused."""
        approval = self.approval.model_copy(update={"frozen": True})
        return self._noted(approval, "approval.edit_frozen", who)

    def reopened(self, who: str) -> "SavedScenario":
        """Return the scenario as a draft that can be edited."""
        return self._noted(Approval(), "approval.edit_reopened", who)

    def _brought_to(self, standing: Standing, who: str) -> "SavedScenario":
        edit = Edit.now(f"approval.edit_{standing}", who=who)
        approval = Approval(
            standing=standing,
            by=who,
            at=edit.at,
            content=self.content,
            frozen=self.approval.frozen,
        )
        update = {"approval": approval, "timeline": self.timeline.noted(edit)}
        return self.model_copy(update=update)

    def _noted(self, approval: Approval, key: str, who: str) -> "SavedScenario":
        timeline = self.timeline.noted(Edit.now(key, who=who))
        return self.model_copy(update={"approval": approval, "timeline": timeline})

    @property
    def made_by(self) -> str:
        """Who made it: as she says, else who logged in and changed it last."""
        known = [edit.who for edit in self._changes if edit.who]
        return self.author or (known[-1] if known else "")

    @property
    def day(self) -> str:
        """The day of the last change, ``2026-11-28``; empty for one that was never changed."""
        changes = self._changes
        return f"{changes[-1].at.astimezone():%Y-%m-%d}" if changes else ""

    @property
    def _changes(self) -> list[Edit]:
        """The steps that changed it: approvals are none."""
        return [edit for edit in self.timeline.edits if not edit.key.startswith("approval.")]


class RemovedScenario(BaseModel):
    """A scenario that was deleted, kept to be brought back.

    Attributes
    ----------
    scenario_id : str
        The id that it had.
    saved : SavedScenario
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    scenario_id: str
    saved: SavedScenario


class SavedScenarios(BaseModel):
    """All scenarios of a workspace by their ids, and those that were deleted, the newest last."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", validate_by_name=True, validate_by_alias=True
    )

    # The file of earlier versions calls them sheets: it is read and written as it always was.
    scenarios: dict[str, SavedScenario] = Field(
        default={FIRST_SCENARIO: SavedScenario()}, alias="sheets"
    )
    removed: tuple[RemovedScenario, ...] = ()

    @property
    def differ_in_conditions(self) -> bool:
        """Whether some scenario has another hour, day, promise or speeds than another."""
        present = [saved.timeline.present for saved in self.scenarios.values()]
        return any(one.under(present[0]) != one for one in present)

    def named(self, wanted: str) -> SavedScenario:
        """Return a scenario by its id, or by a name that only one has.

        Raises
        ------
        WorkspaceError
            When there is none, or several have the name.
        """
        if wanted in self.scenarios:
            return self.scenarios[wanted]
        found = [one for one, saved in self.scenarios.items() if saved.name == wanted]
        if len(found) > 1:
            raise WorkspaceError("condition.several", found=wanted, ids=", ".join(found))
        if not found:
            valid = (f"{one} {saved.name}".strip() for one, saved in self.scenarios.items())
            raise WorkspaceError("scenario.unknown", found=wanted, valid=", ".join(valid))
        return self.scenarios[found[0]]

    def with_scenario(self, scenario_id: str, saved: SavedScenario) -> "SavedScenarios":
        """Return the scenarios with one added or replaced."""
        return self.model_copy(update={"scenarios": {**self.scenarios, scenario_id: saved}})

    def without_scenario(self, scenario_id: str) -> "SavedScenarios":
        """Return the scenarios with one deleted; where it was the last, one begins anew."""
        kept = {one: saved for one, saved in self.scenarios.items() if one != scenario_id}
        gone = [
            RemovedScenario(scenario_id=one, saved=saved)
            for one, saved in self.scenarios.items()
            if one == scenario_id and saved != SavedScenario()
        ]
        return self.model_copy(
            update={
                "scenarios": kept or {FIRST_SCENARIO: SavedScenario()},
                "removed": (*self.removed, *gone)[-MOST_REMOVED:],
            }
        )

    def with_restored(self, scenario_id: str) -> tuple[str, "SavedScenarios"]:
        """Return the scenarios with a deleted one brought back, and its id.

        Parameters
        ----------
        scenario_id : str
            The id that it had; of several the one that was deleted last. Where another has this id
            now, it gets a free one.

        Raises
        ------
        WorkspaceError
            When none with this id was deleted.
        """
        ids = [one.scenario_id for one in self.removed]
        if scenario_id not in ids:
            valid = ", ".join(dict.fromkeys(ids)) or "–"
            raise WorkspaceError("scenario.not_removed", found=scenario_id, valid=valid)
        place = len(ids) - 1 - ids[::-1].index(scenario_id)
        new_id = self.free_id() if scenario_id in self.scenarios else scenario_id
        others = (*self.removed[:place], *self.removed[place + 1 :])
        restored = self.with_scenario(new_id, self.removed[place].saved)
        return new_id, restored.model_copy(update={"removed": others})

    def free_id(self) -> str:
        """Return an id that no scenario has."""
        return next(
            scenario_id
            for number in range(1, len(self.scenarios) + 2)
            if (scenario_id := f"s{number}") not in self.scenarios
        )


class Store:
    """The scenarios of one workspace on disk.

    Parameters
    ----------
    folder : Path
        Where they are kept.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self) -> SavedScenarios:
        """Return the scenarios; a file that cannot be read is set aside, never overwritten.

        Where single scenarios of it can be read, these are kept in a file of their own.
        """
        path = self._folder / _FILE
        try:
            mark = mark_of(path)
            state = known_state(path, mark)
            if state is None:
                state = SavedScenarios.model_validate_json(path.read_text(encoding="utf-8"))
                remember_state(path, mark, state)
            return state
        except FileNotFoundError:
            return SavedScenarios()
        except (UnicodeDecodeError, ValidationError):
            # Bytes that are no text make the scenario they stand in unreadable, and no other.
            left = _readable(path.read_text(encoding="utf-8", errors="surrogateescape"))
            set_aside(path)
            if left != SavedScenarios():
                self._write(left)
            return left

    def stamp(self) -> int:
        """Return a number that changes whenever the file is written; 0 as long as there is none."""
        try:
            return (self._folder / _FILE).stat().st_mtime_ns
        except FileNotFoundError:
            return 0

    def set_aside(self) -> tuple[str, ...]:
        """Return the names of the files that could not be read and were kept beside."""
        pattern = f"{Path(_FILE).stem}.*.unreadable{Path(_FILE).suffix}"
        return tuple(sorted(path.name for path in self._folder.glob(pattern)))

    def keep(
        self, scenario_id: str, saved: SavedScenario, *, known: SavedScenario | None = None
    ) -> SavedScenarios:
        """Write one scenario into the newest state of the file.

        Parameters
        ----------
        scenario_id : str
        saved : SavedScenario
            What it is from now on.
        known : SavedScenario, optional
            What it was where the change was made; None writes over whatever it is.

        Returns
        -------
        SavedScenarios
            All scenarios.

        Raises
        ------
        ChangedElsewhereError
            When the file holds another state than the known one; nothing is written.
        FrozenScenarioError
            When the scenario is frozen and would be another one.
        WorkspaceError
            When it would hold more of something than the limits allow.
        """
        _require_text(saved)
        with only_writer(self._folder / _FILE):
            newest = self._unchanged(scenario_id, known)
            stored = newest.scenarios.get(scenario_id)
            if stored is not None:
                _refuse_frozen(stored, saved)
                saved = saved.model_copy(update={"comments": stored.comments})
            refuse_too_much(saved, stored)
            saved_scenarios = newest.with_scenario(scenario_id, saved)
            self._write(saved_scenarios)
        return saved_scenarios

    def comment(self, scenario_id: str, comment: Comment) -> SavedScenarios:
        """Add what somebody says of a scenario, whatever else is done to it meanwhile.

        Parameters
        ----------
        scenario_id : str
        comment : Comment

        Returns
        -------
        SavedScenarios
            All scenarios.

        Raises
        ------
        WorkspaceError
            When there is no such scenario, or nothing is said, or too much.
        """
        if not 0 < len(comment.text.strip()) <= LIMITS.comment:
            raise WorkspaceError(
                "approval.comment_length", found=len(comment.text), most=LIMITS.comment
            )
        _require_text(comment)
        with only_writer(self._folder / _FILE):
            newest = self.read()
            if scenario_id not in newest.scenarios:
                valid = ", ".join(newest.scenarios)
                raise WorkspaceError("scenario.unknown", found=scenario_id, valid=valid)
            saved = newest.scenarios[scenario_id]
            refuse_beyond("comments", len(saved.comments) + 1)
            saved = saved.model_copy(update={"comments": (*saved.comments, comment)})
            saved_scenarios = newest.with_scenario(scenario_id, saved)
            self._write(saved_scenarios)
        return saved_scenarios

    def add(self, saved: SavedScenario) -> tuple[str, SavedScenarios]:
        """Write a new scenario and return its id, which no other window was given, and all.

        Raises
        ------
        WorkspaceError
            When it holds more of something than the limits allow, or there are too many.
        """
        _require_text(saved)
        with only_writer(self._folder / _FILE):
            saved_scenarios = self.read()
            refuse_too_much(saved)
            refuse_beyond("scenarios", len(saved_scenarios.scenarios) + 1)
            scenario_id = saved_scenarios.free_id()
            saved_scenarios = saved_scenarios.with_scenario(scenario_id, saved)
            self._write(saved_scenarios)
        return scenario_id, saved_scenarios

    def remove(self, scenario_id: str, *, known: SavedScenario | None = None) -> SavedScenarios:
        """Delete one scenario, which :meth:`restore` brings back; refused as a change is."""
        with only_writer(self._folder / _FILE):
            newest = self._unchanged(scenario_id, known)
            stored = newest.scenarios.get(scenario_id)
            if stored is not None and stored.approval.frozen:
                raise FrozenScenarioError("approval.frozen")
            saved_scenarios = newest.without_scenario(scenario_id)
            self._write(saved_scenarios)
        return saved_scenarios

    def restore(self, scenario_id: str) -> tuple[str, SavedScenarios]:
        """Bring a deleted scenario back and return its id, and all.

        Parameters
        ----------
        scenario_id : str
            The id that it had.

        Raises
        ------
        WorkspaceError
            When none with this id was deleted.
        """
        with only_writer(self._folder / _FILE):
            new_id, saved_scenarios = self.read().with_restored(scenario_id)
            self._write(saved_scenarios)
        return new_id, saved_scenarios

    def _unchanged(self, scenario_id: str, known: SavedScenario | None) -> SavedScenarios:
        """Return the newest state of the file, in which a scenario is still the known one."""
        saved_scenarios = self.read()
        stored = saved_scenarios.scenarios.get(scenario_id)
        # As they are written: a number that JSON does not know must not count as a change.
        if known is not None and not (stored and _written(stored) == _written(known)):
            raise ChangedElsewhereError("store.changed_elsewhere")
        return saved_scenarios

    def _write(self, saved_scenarios: SavedScenarios) -> None:
        path = self._folder / _FILE
        text = saved_scenarios.model_dump_json(exclude_defaults=True, by_alias=True)
        try:
            write_whole(path, text)
            # A number that JSON does not know is written as null: such a state is read anew.
            if "null" not in text:
                remember_state(path, mark_of(path), saved_scenarios)
        except OSError as error:
            raise WorkspaceError(
                "ui.cannot_save", folder=self._folder, reason=error.strerror
            ) from error


def _readable(text: str) -> SavedScenarios:
    """Return the scenarios of a damaged file that can be read one by one."""
    try:
        record = parsed_json(text)
    except ValueError:
        record = {"sheets": _found_one_by_one(text)}
    if not isinstance(record, dict):
        return SavedScenarios()
    kept: dict[str, SavedScenario] = {}
    removed: list[RemovedScenario] = []
    named, gone = record.get("sheets"), record.get("removed")
    for scenario_id, one in named.items() if isinstance(named, dict) else ():
        with suppress(ValidationError):
            alone = json.dumps({"sheets": {scenario_id: one}})
            kept.update(SavedScenarios.model_validate_json(alone).scenarios)
    for one in gone if isinstance(gone, list) else ():
        with suppress(ValidationError):
            removed.append(RemovedScenario.model_validate_json(json.dumps(one)))
    usual = SavedScenarios()
    return SavedScenarios(sheets=kept or usual.scenarios, removed=tuple(removed))


def _found_one_by_one(text: str) -> dict[str, Any]:
    """Return what stands after the ids of scenarios in a text that is no JSON as a whole."""
    found: dict[str, Any] = {}
    for mark in _SCENARIO_BEGINS.finditer(text):
        with suppress(ValueError, RecursionError):
            found.setdefault(mark[1], json.JSONDecoder().raw_decode(text, mark.end())[0])
    return found


def _require_text(record: BaseModel) -> None:
    """Refuse a record with half a character in it, such as a paste may leave.

    Raises
    ------
    WorkspaceError
    """
    try:
        record.model_dump_json().encode()
    except (PydanticSerializationError, UnicodeError) as error:
        raise WorkspaceError("store.not_text") from error


def _written(saved: SavedScenario) -> str:
    """Return a scenario as it is written, but for the comments: these are nobody's edits."""
    return saved.model_dump_json(exclude_defaults=True, exclude={"comments"})


def _refuse_frozen(stored: SavedScenario, saved: SavedScenario) -> None:
    """Refuse to make a frozen scenario another one; its approval and its history go on."""
    if not stored.approval.frozen:
        return
    parts = [
        one.model_dump_json(exclude={"approval": True, "comments": True, "timeline": {"edits"}})
        for one in (stored, saved)
    ]
    if parts[0] != parts[1]:
        raise FrozenScenarioError("approval.frozen")


def store_of(workspace_folder: Path) -> Store:
    """Return where the scenarios of a workspace are kept.

    Parameters
    ----------
    workspace_folder : Path
        The workspace folder.

    Returns
    -------
    Store
    """
    return Store(kept_folder(workspace_folder))
