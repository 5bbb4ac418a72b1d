"""What one window of the app holds: language, workspace, scenario, selection.

The address carries language, workspace, scenario, selected estate and filter, so a link and a
reload open the same view. Every edit is on disk before the page shows it.
"""

import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, TypeVar

import streamlit as st

from geo.errors import GeoError, Notice
from geo.i18n import DEFAULT_LANGUAGE, LANGUAGES, Translate, translator
from geo.scenarios import (
    FIRST_SCENARIO,
    Change,
    Comment,
    Edit,
    EstateFilter,
    Planner,
    SavedScenario,
    SavedScenarios,
    Scenario,
    ScenarioCoverage,
    SharedView,
    Store,
    Timeline,
    apply_change,
    open_planner,
    read_view,
    store_of,
)
from geo.text import plain_text
from geo.ui import known_workspaces, security_log, visitor
from geo.ui.known_workspaces import WORKSPACE_VARIABLE
from geo.ui.news import forget_done, tell_done

__all__ = [
    "LANGUAGE_VARIABLE",
    "WORKSPACE_VARIABLE",
    "add_scenario",
    "answer",
    "attempt",
    "comment",
    "compare_with",
    "compared",
    "compared_name",
    "complain",
    "edit",
    "estate_filter",
    "filter_by",
    "folder",
    "forget_view_hour",
    "is_starting",
    "keep",
    "language",
    "make",
    "make_if_allowed",
    "newest_elsewhere",
    "open_folder",
    "plain",
    "planner",
    "read_address",
    "redo",
    "reload",
    "remove_scenario",
    "restore_scenario",
    "restore_step",
    "saved",
    "saved_scenarios",
    "scenario",
    "scenario_id",
    "select",
    "selected",
    "set_aside",
    "set_language",
    "settle_address",
    "shown_hour",
    "start_again",
    "store",
    "t",
    "turn_to",
    "undo",
    "view_hour",
    "write_address",
]

Shown = TypeVar("Shown")

_log = logging.getLogger(__name__)

LANGUAGE_VARIABLE: Final = "REPAIR_CIRCLE_LANG"

_LANGUAGE: Final = "rc_language"
_FOLDER: Final = "rc_folder"
_STARTING: Final = "rc_starting"
_SAVED: Final = "rc_saved"
_SCENARIO: Final = "rc_scenario"
_COMPARED: Final = "rc_compared"
_SELECTED: Final = "rc_selected"
_REMEMBERED: Final = "rc_remembered"
_STAMP: Final = "rc_store_stamp"
_NEWEST: Final = "rc_store_newest"
_FILTER: Final = "rc_estate_filter"
_VIEW_HOUR: Final = "rc_view_hour"
_SETTLED: Final = "rc_address_settled"
_OF_WORKSPACE: Final = (_SAVED, _SCENARIO, _COMPARED, _SELECTED, _FILTER, _VIEW_HOUR)


def read_address() -> None:
    """Take from the address what is open when the window opens, and the language at any time."""
    asked = st.query_params.get("lang")
    if asked in LANGUAGES:
        st.session_state[_LANGUAGE] = asked
    if _FOLDER not in st.session_state:
        named = st.query_params.get("ws")
        st.session_state[_STARTING] = named is None and not known_workspaces.is_served_one()
        _open_named(named)
    if _SCENARIO not in st.session_state and (named := st.query_params.get("scenario")):
        st.session_state[_SCENARIO] = named
    if _SELECTED not in st.session_state:
        st.session_state[_SELECTED] = st.query_params.get("estate")


def settle_address() -> list[Notice]:
    """Show what the address asks for once the workspace is open, and return what it lacks.

    Returns
    -------
    list of Notice
        What cannot be shown; empty after the first time.
    """
    if _SETTLED in st.session_state:
        return []
    st.session_state[_SETTLED] = True
    params = {key: st.query_params.get_all(key) for key in st.query_params}
    view, faults = read_view(params, planner(), saved_scenarios())
    st.session_state[_SCENARIO] = view.scenario
    st.session_state[_SELECTED] = view.estate
    st.session_state[_FILTER] = view.filter
    if view.hour not in (None, shown_hour()):
        st.session_state[_VIEW_HOUR] = view.hour
    return faults


def write_address() -> None:
    """Write language, workspace, scenario, estate and filter into the address."""
    open_one = scenario_id()
    view = SharedView(
        scenario=None if open_one == FIRST_SCENARIO else open_one,
        estate=None if selected() is None else str(selected()),
        hour=view_hour(),
        filter=estate_filter(),
    )
    named = {"lang": [language()], "ws": [known_workspaces.name_of(folder())]}
    wanted = {**named, **view.as_params()}
    if {key: st.query_params.get_all(key) for key in st.query_params} != wanted:
        st.query_params.from_dict(wanted)


def language() -> str:
    """Return the language of this window."""
    default = os.environ.get(LANGUAGE_VARIABLE, DEFAULT_LANGUAGE)
    return str(st.session_state.get(_LANGUAGE, default if default in LANGUAGES else "zh"))


def set_language(wanted: str) -> None:
    """Speak another language from now on."""
    st.session_state[_LANGUAGE] = wanted
    st.query_params["lang"] = wanted


def t() -> Translate:
    """Return the translator of this window."""
    return translator(language())


def folder() -> Path:
    """Return the folder of the open workspace."""
    chosen: Path | None = st.session_state.get(_FOLDER)
    return chosen or known_workspaces.served_folder()


def is_starting() -> bool:
    """Tell whether this window asks first what to open: neither address nor server names it."""
    return bool(st.session_state.get(_STARTING))


def start_again() -> None:
    """Ask what to open."""
    st.session_state[_STARTING] = True


def _open_named(name: str | None) -> None:
    """Open what the address names, or else what the server serves; it stays open in this window."""
    served = known_workspaces.served_folder()
    named = None if name is None else known_workspaces.find(name)
    if named is not None and visitor.may_open(named, served):
        st.session_state[_FOLDER] = named
        return
    if name is not None and named is None:
        visitor.refuse("ui.unknown_workspace", name=name)
    st.session_state[_FOLDER] = served


def open_folder(wanted: Path) -> None:
    """Open another workspace in this window."""
    if not visitor.may_open(wanted, known_workspaces.served_folder()):
        return
    for key in _OF_WORKSPACE:
        st.session_state.pop(key, None)
    # What the address asks for is about the workspace that was open.
    st.session_state[_SETTLED] = True
    forget_done()
    st.session_state[_STARTING] = False
    st.session_state[_FOLDER] = wanted


def planner() -> Planner:
    """Return the open workspace.

    Raises
    ------
    GeoError
        When it cannot be used.
    """
    opened = open_planner(folder())
    if st.session_state.get(_REMEMBERED) != folder():
        known_workspaces.remember(folder())
        st.session_state[_REMEMBERED] = folder()
        _note_opened()
    return opened


def _note_opened() -> None:
    somebody = visitor.person()
    if somebody is not None and somebody.user:
        role = "planner" if somebody.is_planner else "viewer"
        security_log.note(
            "workspace_opened", user=somebody.user, role=role, workspace=str(folder().resolve())
        )


def store() -> Store:
    """Return where this workspace keeps its scenarios."""
    return store_of(folder())


def saved_scenarios() -> SavedScenarios:
    """Return the scenarios of the workspace, as this window knows them."""
    if _SAVED not in st.session_state:
        st.session_state[_SAVED] = store().read()
    known: SavedScenarios = st.session_state[_SAVED]
    return known


def set_aside() -> tuple[str, ...]:
    """Return the names of the files of this workspace's scenarios that could not be read."""
    return store().set_aside()


def scenario_id() -> str:
    """Return the id of the open scenario."""
    wanted = st.session_state.get(_SCENARIO, FIRST_SCENARIO)
    scenarios = saved_scenarios().scenarios
    return wanted if wanted in scenarios else next(iter(scenarios))


def saved() -> SavedScenario:
    """Return the open scenario with its steps."""
    return saved_scenarios().scenarios[scenario_id()]


def turn_to(wanted: str) -> None:
    """Open another scenario."""
    st.session_state[_SCENARIO] = wanted
    forget_view_hour()
    forget_done()


def scenario() -> Scenario:
    """Return what the open scenario is now, at the hour that this window shows."""
    present = saved().timeline.present
    return present if view_hour() is None else present.at_hour(view_hour())


def view_hour() -> int | None:
    """Return the hour that a link shows the scenario at, None where it is the scenario's own."""
    hour: int | None = st.session_state.get(_VIEW_HOUR)
    return hour


def forget_view_hour() -> None:
    """Show the scenario at its own hour."""
    st.session_state.pop(_VIEW_HOUR, None)


def shown_hour() -> int:
    """Return the hour of the page: that of the scenario, or else of the workspace."""
    hour = scenario().hour
    return planner().workspace.settings.response.hour if hour is None else hour


def estate_filter() -> EstateFilter:
    """Return which estates are shown."""
    wanted: EstateFilter | None = st.session_state.get(_FILTER)
    return wanted or EstateFilter()


def filter_by(wanted: EstateFilter) -> None:
    """Show other estates from now on."""
    st.session_state[_FILTER] = wanted


def compared() -> Scenario:
    """Return the scenario that changes are compared with, under the conditions of the open one.

    It is today's stations unless another one was chosen.
    """
    other = st.session_state.get(_COMPARED)
    scenarios = saved_scenarios().scenarios
    chosen = scenarios[other].timeline.present if other in scenarios else Scenario()
    return chosen.under(scenario())


def compared_name() -> str | None:
    """Return the name of the scenario that changes are compared with, None for today."""
    other = st.session_state.get(_COMPARED)
    scenarios = saved_scenarios().scenarios
    return scenarios[other].name or t()("ui.first_sheet") if other in scenarios else None


def compare_with(wanted: str) -> None:
    """Tell changes against another scenario from now on."""
    st.session_state[_COMPARED] = wanted


def add_scenario(saved: SavedScenario) -> None:
    """Keep a new scenario and open it."""
    if not visitor.may_change():
        return
    with _newest_where_refused():
        new_id, st.session_state[_SAVED] = store().add(saved)
        turn_to(new_id)
        tell_done("find.added", way_back=lambda: remove_scenario(new_id))


def remove_scenario(wanted: str) -> None:
    """Remove a scenario and open the first of those that stay."""
    if not visitor.may_change():
        return
    with _newest_where_refused():
        st.session_state[_SAVED] = store().remove(
            wanted, known=saved_scenarios().scenarios.get(wanted)
        )
        st.session_state.pop(_SCENARIO, None)
        tell_done("find.removed", way_back=lambda: restore_scenario(wanted), way_key="find.restore")


def restore_scenario(removed: str) -> None:
    """Bring a deleted scenario back and open it."""
    if not visitor.may_change():
        return
    # Another window may have been quicker.
    with _newest_where_refused():
        new_id, st.session_state[_SAVED] = store().restore(removed)
        turn_to(new_id)
        tell_done("find.restored", way_back=lambda: remove_scenario(new_id))


def answer() -> ScenarioCoverage:
    """Return who is reached in the open scenario."""
    return planner().answer(scenario())


def newest_elsewhere() -> SavedScenario | None:
    """Return the open scenario as another window has changed it; None where none has.

    What is new about the other scenarios is taken over at once. The file is read only when it was
    written since the last time.
    """
    stamp = folder(), store().stamp()
    if st.session_state.get(_STAMP) != stamp:
        st.session_state[_STAMP] = stamp
        st.session_state[_NEWEST] = store().read()
    newest: SavedScenarios = st.session_state[_NEWEST]
    theirs = newest.scenarios.get(scenario_id(), SavedScenario())
    if theirs != saved():
        return theirs
    st.session_state[_SAVED] = newest
    return None


def reload() -> None:
    """Show all scenarios as they are on disk."""
    st.session_state[_SAVED] = store().read()
    forget_view_hour()


def keep(changed: SavedScenario) -> bool:
    """Write the open scenario to disk and show it.

    A viewer's change is refused in words, and so is that of a scenario which another window or
    server has changed meanwhile.

    Returns
    -------
    bool
        Whether it was written.
    """
    if not visitor.may_change():
        return False
    before = saved()
    with _newest_where_refused():
        st.session_state[_SAVED] = store().keep(scenario_id(), changed, known=before)
        if before.timeline == changed.timeline and before != changed:
            tell_done("find.kept", way_back=lambda: _put_back(before))
        return True
    return False


def _put_back(before: SavedScenario) -> None:
    """Give the open scenario back what it was called and noted before; its steps stay."""
    keep(before.model_copy(update={"timeline": saved().timeline, "comments": saved().comments}))


def comment(text: str, who: str) -> None:
    """Keep what the person in this window says of the open scenario; viewers may, too."""
    if visitor.person() is None:
        return
    said = Comment.now(text.strip(), visitor.name() or who.strip())
    st.session_state[_SAVED] = store().comment(scenario_id(), said)


@contextmanager
def _newest_where_refused() -> Iterator[None]:
    """Say why nothing was stored, such as a change elsewhere, and show what there is now."""
    try:
        yield
    except GeoError as error:
        visitor.refuse(error.key, **error.params)
        st.session_state[_SAVED] = store().read()


def edit(changed: Scenario, key: str, detail: str = "") -> None:
    """Go one step further in the open scenario."""
    make(Change(changed, key, detail))


def make(change: Change) -> None:
    """Make a change of the open scenario, which goes into its history."""
    change = _at_own_hour(change)
    timeline = apply_change(saved().timeline, change, visitor.name())
    if timeline != saved().timeline and _keep_timeline(timeline):
        tell_done(change.key, detail=plain_text(change.detail), way_back=undo)


def _at_own_hour(change: Change) -> Change:
    """Return a change that leaves the hour as it is kept, unless the hour is what it changes."""
    shown = view_hour()
    if shown is None:
        return change
    if change.scenario.hour != shown:
        forget_view_hour()
        return change
    return replace(change, scenario=change.scenario.at_hour(saved().timeline.present.hour))


def make_if_allowed(change: Callable[[], Change]) -> None:
    """Make a change that may be refused before it is one; the page says why.

    Parameters
    ----------
    change : callable
        Returns the change.
    """
    try:
        made = change()
    except GeoError as error:
        visitor.refuse(error.key, **error.params)
    else:
        make(made)


def undo() -> None:
    """Take the last step back."""
    _step(saved().timeline.undone(visitor.name()), redo, "find.redo_this")


def redo() -> None:
    """Take the last undone step again."""
    _step(saved().timeline.redone(visitor.name()), undo, "find.undo_this")


def _step(timeline: Timeline, way_back: Callable[[], None], way_key: str) -> None:
    """Keep a step back or forth and say which change it was about, where that is known."""
    before, is_back = saved().timeline, way_key == "find.redo_this"
    forget_view_hour()
    if timeline == before or not _keep_timeline(timeline):
        return
    edit = _edit_to(before.present if is_back else timeline.present, before)
    if edit is None:
        key, what = "ui.edit_undo" if is_back else "ui.edit_redo", ""
    else:
        key, what = (
            "find.undone" if is_back else "find.redone",
            t()(edit.key, detail=plain_text(edit.detail)),
        )
    tell_done(key, what=what, way_back=way_back, way_key=way_key)


def _edit_to(wanted: Scenario, timeline: Timeline) -> Edit | None:
    """Return the last change that led to a state, as far as the history still knows it."""
    steps = ("ui.edit_undo", "ui.edit_redo")
    changes = (one for one in reversed(timeline.edits) if one.key not in steps)
    return next((one for one in changes if one.led_to == wanted), None)


def _keep_timeline(timeline: Timeline) -> bool:
    return keep(saved().model_copy(update={"timeline": timeline}))


def restore_step(step: int) -> None:
    """Go back to the state after a step of the history; that is a step of its own."""
    timeline = saved().timeline.restored(step, visitor.name())
    if timeline != saved().timeline and _keep_timeline(timeline):
        tell_done("scenario.edit_restored", detail=str(step), way_back=undo)


def selected() -> str | None:
    """Return the id of the selected estate, None where none is."""
    chosen: str | None = st.session_state.get(_SELECTED)
    return chosen


def select(estate_id: str | None) -> None:
    """Select an estate, or none."""
    st.session_state[_SELECTED] = estate_id


def attempt(work: Callable[[], Shown]) -> Shown | None:
    """Draw a part of the page; what is wrong with it is said in its place, and the rest goes on.

    Parameters
    ----------
    work : callable
        Draws the part.

    Returns
    -------
    object
        What the part returns, None where it could not be drawn.
    """
    try:
        return work()
    except GeoError as error:
        complain(error)
    except Exception as error:
        # A fault of the program: its trace is for the log, the page says it in one sentence.
        _log.exception("part_failed")
        security_log.note("part_failed", user=visitor.user(), error=type(error).__name__)
        st.error(plain(t()("ui.part_failed")), icon=":material/error:")
    return None


def complain(error: GeoError) -> None:
    """Show what is wrong and what to do; the rest of the page goes on."""
    first, *rest = error.sentence(language()).splitlines()
    st.error(plain(first), icon=":material/error:")
    for line in rest:
        st.text(line.strip())


def say_in_passing(told: GeoError | Notice) -> None:
    """Say for a moment why what was asked for was not done, or not as it was asked for."""
    st.toast(plain(plain_text(told.sentence(language()))))


def plain(text: Any) -> str:
    """Return text that Streamlit shows as it is, for places that read Markdown."""
    return "".join(f"\\{sign}" if sign in _MARKDOWN else sign for sign in str(text))


_MARKDOWN: Final = frozenset("\\`*_{}[]<>()#+-!|~$:")
