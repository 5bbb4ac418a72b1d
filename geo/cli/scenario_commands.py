"""``repair-circle scenario WS …``: what the app's scenarios do, on the same store.

An app that runs beside it sees every change; a scenario that was changed meanwhile is refused, not
overwritten.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeVar

import typer

from geo.cli.conditions import slow_wish
from geo.cli.console import Console, telling
from geo.cli.format_options import (
    Datum,
    Formats,
    Grid,
    OnlyFormats,
    OperatorFiles,
    ZoneSheets,
)
from geo.cli.localized_help import LocalizedCommand, LocalizedGroup
from geo.stop import Stop

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.scenarios import Area, Change, Planner, SavedScenario, Scenario, Store

__all__ = ["scenario_commands"]

TODAY: Final = "today"
"""What the district without any change is called in a comparison."""

scenario_commands = typer.Typer(
    cls=LocalizedGroup, help="scenario.about", no_args_is_help=True, rich_markup_mode=None
)


Command = TypeVar("Command", bound=Callable[..., None])


def _command(name: str) -> Callable[[Command], Command]:
    return scenario_commands.command(name, cls=LocalizedCommand, help=f"scenario.{name}_help")


def _option(option: str, name: str, metavar: str) -> Any:
    return typer.Option(option, metavar=metavar, help=f"scenario.{name}_option")


ScenarioId = Annotated[
    str, typer.Argument(metavar="scenario.id_metavar", help="scenario.id_argument")
]


@scenario_commands.callback()
def workspace_of(
    workspace: Annotated[
        Path, typer.Argument(metavar="cli.workspace_metavar", help="cli.workspace_argument")
    ],
) -> None:
    """Name the workspace; the commands that follow ask for it."""


@_command("list")
def list_scenarios(context: typer.Context) -> None:
    """List the scenarios with their headline."""
    from geo.cli.scenario_answers import list_answer

    planner, store = _opened(context)
    _console(context).say(list_answer(planner, store.read(), _console(context)))


@_command("show")
def show(context: typer.Context, scenario: ScenarioId) -> None:
    """Show one scenario: what it changes, its figures, its history."""
    from geo.cli.scenario_answers import show_answer

    planner, store = _opened(context)
    saved = _saved(store, scenario)
    _console(context).say(show_answer(planner, scenario, saved, _console(context)))


@_command("new")
def new(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="scenario.name_metavar", help="scenario.name")],
    copy: Annotated[str | None, _option("--copy", "copy", "scenario.id_metavar")] = None,
    notes: Annotated[str, _option("--notes", "notes", "cli.text_metavar")] = "",
) -> None:
    """Begin a scenario, as the district is or as a copy of another."""
    from geo.cli.scenario_answers import show_answer
    from geo.scenarios import SavedScenario
    from geo.text import plain_text

    planner, store = _opened(context)
    base = SavedScenario() if copy is None else _saved(store, copy)
    begun = base.model_copy(update={"name": plain_text(name), "notes": plain_text(notes)})
    scenario_id, _ = store.add(begun)
    _console(context).say(show_answer(planner, scenario_id, begun, _console(context)))


@_command("set")
def set_scenario(
    context: typer.Context,
    scenario: ScenarioId,
    hour: Annotated[int | None, _option("--hour", "hour", "cli.number_metavar")] = None,
    add_station: Annotated[
        list[str] | None, _option("--add-station", "add_station", "scenario.place_metavar")
    ] = None,
    move_station: Annotated[
        list[str] | None, _option("--move-station", "move_station", "scenario.move_metavar")
    ] = None,
    remove_station: Annotated[
        list[str] | None, _option("--remove-station", "remove_station", "choice.id_metavar")
    ] = None,
    close: Annotated[Path | None, _option("--close", "close", "cli.file_metavar")] = None,
    slow: Annotated[list[str] | None, _option("--slow", "slow", "condition.slow_metavar")] = None,
    lift: Annotated[int | None, _option("--lift", "lift", "cli.number_metavar")] = None,
    reopen: Annotated[bool, typer.Option("--reopen", help="scenario.reopen_option")] = False,
    zones: Annotated[int | None, _option("--zones", "zones", "cli.count_metavar")] = None,
    undo: Annotated[bool, typer.Option("--undo", help="scenario.undo_option")] = False,
    redo: Annotated[bool, typer.Option("--redo", help="scenario.redo_option")] = False,
    name: Annotated[str | None, _option("--name", "name", "scenario.name_metavar")] = None,
    notes: Annotated[str | None, _option("--notes", "notes", "cli.text_metavar")] = None,
) -> None:
    """Change a scenario: every change is a step that can be undone."""
    from geo.cli.scenario_answers import show_answer
    from geo.scenarios import apply_change
    from geo.text import plain_text

    planner, store = _opened(context)
    known = _saved(store, scenario)
    asked = _Asked(
        hour=hour,
        remove=tuple(remove_station or ()),
        move=tuple(move_station or ()),
        add=tuple(add_station or ()),
        reopen=reopen,
        lift=lift,
        close=close,
        slow=tuple(slow or ()),
        zones=zones,
    )
    timeline = known.timeline
    if undo:
        timeline = timeline.undone()
    if redo:
        timeline = timeline.redone()
    for change in asked.changes(planner, timeline.present):
        timeline = apply_change(timeline, change)
    words = {"name": name, "notes": notes}
    said = {key: plain_text(text) for key, text in words.items() if text is not None}
    # What cannot be answered is refused before anything is written.
    planner.answer(timeline.present)
    changed = known.model_copy(update={"timeline": timeline, **said})
    if changed != known:
        store.keep(scenario, changed, known=known)
    _console(context).say(show_answer(planner, scenario, changed, _console(context)))


@_command("compare")
def compare(
    context: typer.Context,
    after: ScenarioId,
    before: Annotated[str, _option("--with", "with", "scenario.id_metavar")] = TODAY,
    out: Annotated[Path | None, _option("--out", "tables", "cli.folder_metavar")] = None,
) -> None:
    """Say what a scenario changes about another, or about the district as it is."""
    from geo.cli.scenario_answers import compare_answer
    from geo.report import write_tables
    from geo.scenarios import Scenario, compare_scenarios

    planner, store = _opened(context)
    old = Scenario() if before == TODAY else _saved(store, before).timeline.present
    found = compare_scenarios(planner, old, _saved(store, after).timeline.present)
    if out is not None:
        write_tables({"estates": found.estates, "streets": found.streets}, out)
    _console(context).say(compare_answer(found, _console(context)))


@_command("export")
def export(
    context: typer.Context,
    scenario: ScenarioId,
    out: Annotated[Path, _option("--out", "pack", "cli.folder_metavar")],
    propose: Annotated[bool, typer.Option("--propose", help="scenario.propose_option")] = False,
    formats: Formats = "",
    only: OnlyFormats = False,
    datum: Datum = "wgs84",
    grid: Grid = None,
    zone: ZoneSheets = None,
    operator: OperatorFiles = None,
) -> None:
    """Write the pack of a scenario: the same files as ``plan``, with its changes."""
    from geo.cli.answers import plan_answer, refuse_zones
    from geo.report import further_files, refuse_foreign_folder, write_pack
    from geo.scenarios import scenario_plan

    console = _console(context)
    further = further_files(
        formats, datum=datum, grid=grid, zones=zone or (), operators=operator or (), only=only
    )
    refuse_foreign_folder(out)
    planner, store = _opened(context)
    saved = _saved(store, scenario)
    with console.progress() as advance:
        made = scenario_plan(
            planner,
            saved.timeline.present,
            tried_mark=console.t("ui.tried_mark"),
            name=saved.name,
            propose=propose,
            stop=telling(advance),
        )
        advance(0.9, "cli.stage_write")
        said = write_pack(
            made,
            out,
            language=console.language,
            further=further,
            district=planner.district_of(saved.timeline.present),
        )
    console.say(plan_answer(made, out, console, said))
    refuse_zones(made)


@_command("remove")
def remove(context: typer.Context, scenario: ScenarioId) -> None:
    """Remove a scenario; the last one begins anew."""
    from geo.cli.scenario_answers import list_answer

    planner, store = _opened(context)
    left = store.remove(scenario, known=_saved(store, scenario))
    _console(context).say(list_answer(planner, left, _console(context)))


# ---------------------------------------------------------------- what is asked


@dataclass(frozen=True)
class _Asked:
    """The changes that the options of ``set`` name, in the order in which they are made."""

    hour: int | None
    remove: tuple[str, ...]
    move: tuple[str, ...]
    add: tuple[str, ...]
    reopen: bool
    lift: int | None
    close: Path | None
    slow: tuple[str, ...]
    zones: int | None

    def changes(self, planner: "Planner", scenario: "Scenario") -> "Iterator[Change]":
        """Yield one change after the other, each of the scenario that the one before led to."""
        for make in self._steps(planner):
            change = make(scenario)
            scenario = change.scenario
            yield change

    def _steps(self, planner: "Planner") -> "Iterator[Callable[[Scenario], Change]]":
        from geo import scenarios
        from geo.workspace import areas_of_file

        if self.hour is not None:
            hour = _checked_hour(self.hour)
            yield lambda scenario: scenarios.change_hour(planner, scenario, hour)
        for station in self.remove:
            yield partial(_removed, station)
        for words in self.move:
            yield partial(_moved, words)
        for words in self.add:
            yield partial(_added, planner, _place(words))
        if self.reopen:
            yield scenarios.reopen_roads
        if self.lift is not None:
            yield partial(_lifted, self.lift)
        for area in () if self.close is None else areas_of_file(self.close):
            yield partial(_closed, planner, area)
        for words in self.slow:
            path, factor = slow_wish(words)
            for area in areas_of_file(path):
                yield partial(_slowed, planner, area, factor)
        if self.zones is not None:
            yield partial(_drawn, planner, self.zones)


def _removed(station: str, scenario: "Scenario") -> "Change":
    from geo.scenarios import remove_station

    return remove_station(scenario, station)


def _moved(words: str, scenario: "Scenario") -> "Change":
    from geo.scenarios import move_station

    station, _, place = words.partition(",")
    lon, lat, _ = _place(place)
    return move_station(scenario, station, lon, lat)


def _added(planner: "Planner", place: tuple[float, float, str], scenario: "Scenario") -> "Change":
    from geo.scenarios import add_station

    return add_station(planner, scenario, *place)


def _lifted(number: int, scenario: "Scenario") -> "Change":
    from geo.scenarios import lift_closure

    return lift_closure(scenario, number)


def _closed(planner: "Planner", area: "Area", scenario: "Scenario") -> "Change":
    from geo.scenarios import close_area

    return close_area(planner, scenario, area)


def _slowed(planner: "Planner", area: "Area", factor: float, scenario: "Scenario") -> "Change":
    from geo.scenarios import slow_area

    return slow_area(planner, scenario, area, factor)


def _drawn(planner: "Planner", zones: int, scenario: "Scenario") -> "Change":
    from geo import scenarios

    present = scenarios.drawable_zones(planner, scenario)
    drawn = scenarios.redraw(planner, present, scenarios.Asked(zones=zones), Stop())
    return scenarios.draw_zones_anew(planner, scenario, drawn)


def _place(words: str) -> tuple[float, float, str]:
    """Return longitude, latitude and name of ``LON,LAT[,NAME]``."""
    from geo.errors import WorkspaceError
    from geo.text import plain_text

    lon, _, rest = words.partition(",")
    lat, _, name = rest.partition(",")
    try:
        return float(lon), float(lat), plain_text(name).strip()
    except ValueError as error:
        raise WorkspaceError("scenario.no_place", found=words) from error


def _checked_hour(hour: int) -> int:
    from geo.errors import WorkspaceError

    if not 0 <= hour <= 23:
        raise WorkspaceError("scenario.no_hour", found=hour)
    return hour


# ---------------------------------------------------------------- the workspace


def _console(context: typer.Context) -> Console:
    console: Console = context.obj
    return console


def _opened(context: typer.Context) -> "tuple[Planner, Store]":
    from geo.scenarios import open_planner, store_of

    above = context.parent
    folder = Path(above.params["workspace"] if above is not None else ".")
    planner = open_planner(folder)
    return planner, store_of(planner.workspace.folder)


def _saved(store: "Store", scenario_id: str) -> "SavedScenario":
    """Return a scenario of the store.

    Raises
    ------
    WorkspaceError
        When it has no such id.
    """
    from geo.errors import WorkspaceError

    scenarios = store.read().scenarios
    if scenario_id not in scenarios:
        raise WorkspaceError("scenario.unknown", found=scenario_id, valid=", ".join(scenarios))
    return scenarios[scenario_id]
