"""``repair-circle scenario WS …``: what the app's scenarios do, on the same store.

An app that runs beside it sees every change; a scenario that was changed meanwhile is refused, not
overwritten.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeVar

import typer

from geo.cli.conditions import Barriers, SeedPoints, condition_option
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
from geo.cli.scenario_wishes import Wishes
from geo.presence import folder_there

if TYPE_CHECKING:
    from geo.scenarios import Planner, SavedScenario, Store

__all__ = ["scenario_commands"]

TODAY: Final = "today"
"""What the district without any change is called in a comparison."""

scenario_commands = typer.Typer(
    cls=LocalizedGroup, help="scenario.about", no_args_is_help=True, rich_markup_mode=None
)


Command = TypeVar("Command", bound=Callable[..., None])


def _command(name: str) -> Callable[[Command], Command]:
    return scenario_commands.command(name, cls=LocalizedCommand, help=f"scenario.{name}_help")


def _approval_command(name: str) -> Callable[[Command], Command]:
    return scenario_commands.command(name, cls=LocalizedCommand, help=f"approval.{name}_help")


def _option(option: str, name: str, metavar: str) -> Any:
    return typer.Option(option, metavar=metavar, help=f"scenario.{name}_option")


ScenarioId = Annotated[
    str, typer.Argument(metavar="scenario.id_metavar", help="scenario.id_argument")
]


By = Annotated[str, typer.Option("--by", metavar="approval.by_metavar", help="approval.by_option")]


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
    saved, console = store.read(), _console(context)
    console.say(list_answer(planner, saved, console, set_aside=store.set_aside()))


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

    _refuse_blank(name)
    planner, store = _opened(context)
    base = SavedScenario() if copy is None else _saved(store, copy)
    begun = SavedScenario(
        **{part: getattr(base, part) for part in ("timeline", "present_plan", "present_source")},
        name=plain_text(name),
        notes=plain_text(notes),
    )
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
    crews: Annotated[
        list[str] | None, condition_option("--crews", "crews", "condition.crews_metavar")
    ] = None,
    shift: Annotated[
        list[str] | None, condition_option("--shift", "shift", "condition.shift_metavar")
    ] = None,
    close_station: Annotated[
        list[str] | None, condition_option("--close-station", "close_station", "choice.id_metavar")
    ] = None,
    open_station: Annotated[
        list[str] | None, condition_option("--open-station", "open_station", "choice.id_metavar")
    ] = None,
    turnout: Annotated[
        float | None, condition_option("--turnout", "turnout", "cli.number_metavar")
    ] = None,
    target: Annotated[
        float | None, condition_option("--target", "target", "cli.number_metavar")
    ] = None,
    percentile: Annotated[
        float | None, condition_option("--percentile", "percentile", "cli.number_metavar")
    ] = None,
    speed: Annotated[
        list[str] | None, condition_option("--speed", "speed", "condition.speed_metavar")
    ] = None,
    day: Annotated[str | None, condition_option("--day", "day", "condition.day_metavar")] = None,
    season: Annotated[
        str | None, condition_option("--season", "season", "condition.season_metavar")
    ] = None,
    barriers: Barriers = None,
    seed_point: SeedPoints = None,
    undo: Annotated[bool, typer.Option("--undo", help="scenario.undo_option")] = False,
    redo: Annotated[bool, typer.Option("--redo", help="scenario.redo_option")] = False,
    to_step: Annotated[int | None, _option("--to-step", "to_step", "cli.number_metavar")] = None,
    name: Annotated[str | None, _option("--name", "name", "scenario.name_metavar")] = None,
    notes: Annotated[str | None, _option("--notes", "notes", "cli.text_metavar")] = None,
    author: Annotated[str | None, _option("--author", "author", "cli.text_metavar")] = None,
) -> None:
    """Change a scenario: every change is a step that can be undone."""
    from geo.cli.scenario_answers import show_answer
    from geo.scenarios import apply_change
    from geo.text import plain_text

    if name is not None:
        _refuse_blank(name)
    planner, store = _opened(context)
    known = _saved(store, scenario)
    asked = Wishes(
        hour=hour,
        remove=tuple(remove_station or ()),
        move=tuple(move_station or ()),
        add=tuple(add_station or ()),
        reopen=reopen,
        lift=lift,
        close=close,
        slow=tuple(slow or ()),
        zones=zones,
        crews=tuple(crews or ()),
        shifts=tuple(shift or ()),
        close_stations=tuple(close_station or ()),
        open_stations=tuple(open_station or ()),
        turnout=turnout,
        target=target,
        percentile=percentile,
        speeds=tuple(speed or ()),
        day=day,
        season=season,
        barriers=tuple(barriers or ()),
        seeds=tuple(seed_point or ()),
    )
    timeline = known.timeline
    if undo:
        timeline = timeline.undone()
    if redo:
        timeline = timeline.redone()
    if to_step is not None:
        timeline = timeline.restored(to_step)
    for change in asked.changes(planner, timeline.present):
        timeline = apply_change(timeline, change)
    words = {"name": name, "notes": notes, "author": author}
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
    own_conditions: Annotated[
        bool, typer.Option("--own-conditions", help="condition.own_conditions_option")
    ] = False,
    out: Annotated[Path | None, _option("--out", "tables", "cli.folder_metavar")] = None,
) -> None:
    """Say what a scenario changes about another, or about the district as it is."""
    from geo.cli.scenario_answers import compare_answer
    from geo.report import write_tables
    from geo.scenarios import Scenario, compare_scenarios

    planner, store = _opened(context)
    old = Scenario() if before == TODAY else _saved(store, before).timeline.present
    found = compare_scenarios(
        planner,
        old,
        _saved(store, after).timeline.present,
        like_with_like=not own_conditions,
    )
    if out is not None:
        write_tables(
            {
                "estates": found.estates,
                "streets": found.streets,
                "reallocation": found.reallocation,
            },
            out,
        )
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
            kept=saved,
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


@_command("import")
def import_scenario(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="cli.file_metavar", help="scenario.file")],
    name: Annotated[str | None, _option("--name", "name", "scenario.name_metavar")] = None,
) -> None:
    """Read the ``scenario.json`` of a pack as a new scenario; its export has the same run."""
    from geo.cli.scenario_answers import show_answer
    from geo.errors import WorkspaceError
    from geo.scenarios import Edit, SavedScenario, Timeline, read_scenario
    from geo.text import plain_text

    planner, store = _opened(context)
    try:
        content = file.read_bytes()
    except FileNotFoundError as error:
        raise WorkspaceError("scenario.absent", file=file) from error
    except OSError as error:
        key = "scenario.is_folder" if folder_there(file) else "scenario.unread"
        raise WorkspaceError(key, file=file, reason=error.strerror) from error
    found = read_scenario(planner, content, file=file.name)
    planner.answer(found)
    saved = SavedScenario(
        name=plain_text(_packed_name(file) if name is None else name),
        timeline=Timeline().edited(found, Edit.now("scenario.edit_imported", file.name)),
    )
    scenario_id, _ = store.add(saved)
    _console(context).say(show_answer(planner, scenario_id, saved, _console(context)))


def _packed_name(file: Path) -> str:
    """Return the name of a scenario by the ``plan.json`` beside its file, else by the file."""
    from geo.parsing import parsed_json

    try:
        record = parsed_json((file.parent / "plan.json").read_text(encoding="utf-8"))
        return str(record["scenario"]["name"])
    except (OSError, ValueError, KeyError, TypeError):
        return file.stem


@_command("restore")
def restore(context: typer.Context, scenario: ScenarioId) -> None:
    """Bring a deleted scenario back."""
    from geo.cli.scenario_answers import show_answer

    planner, store = _opened(context)
    scenario_id, left = store.restore(scenario)
    saved = left.scenarios[scenario_id]
    _console(context).say(show_answer(planner, scenario_id, saved, _console(context)))


@_approval_command("propose")
def propose(context: typer.Context, scenario: ScenarioId, by: By = "") -> None:
    """Propose a scenario for approval."""
    from geo.scenarios import SavedScenario

    _brought(context, scenario, by, SavedScenario.proposed)


@_approval_command("approve")
def approve(context: typer.Context, scenario: ScenarioId, by: By = "") -> None:
    """Approve a scenario, by name."""
    from geo.scenarios import SavedScenario

    _brought(context, scenario, by, SavedScenario.approved)


@_approval_command("freeze")
def freeze(context: typer.Context, scenario: ScenarioId, by: By = "") -> None:
    """Refuse all edits of a scenario from now on."""
    from geo.scenarios import SavedScenario

    _brought(context, scenario, by, SavedScenario.frozen)


@_approval_command("reopen")
def reopen(context: typer.Context, scenario: ScenarioId, by: By = "") -> None:
    """Make a scenario a draft again."""
    from geo.scenarios import SavedScenario

    _brought(context, scenario, by, SavedScenario.reopened)


@_approval_command("comment")
def comment(
    context: typer.Context,
    scenario: ScenarioId,
    text: Annotated[str, typer.Argument(metavar="cli.text_metavar", help="approval.text_argument")],
    by: By = "",
) -> None:
    """Say something of a scenario."""
    from geo.cli.scenario_answers import show_answer
    from geo.scenarios import Comment
    from geo.text import plain_text

    planner, store = _opened(context)
    _saved(store, scenario)
    said = Comment.now(plain_text(text).strip(), plain_text(by).strip())
    after = store.comment(scenario, said).scenarios[scenario]
    _console(context).say(show_answer(planner, scenario, after, _console(context)))


def _brought(
    context: typer.Context,
    scenario: str,
    by: str,
    step: "Callable[[SavedScenario, str], SavedScenario]",
) -> None:
    """Take a step of the approval of a scenario and show it."""
    from geo.cli.scenario_answers import show_answer
    from geo.text import plain_text

    planner, store = _opened(context)
    known = _saved(store, scenario)
    after = store.keep(scenario, step(known, plain_text(by).strip()), known=known).scenarios[
        scenario
    ]
    _console(context).say(show_answer(planner, scenario, after, _console(context)))


@_command("remove")
def remove(context: typer.Context, scenario: ScenarioId) -> None:
    """Delete a scenario, which ``restore`` brings back; the last one begins anew."""
    from geo.cli.scenario_answers import list_answer

    planner, store = _opened(context)
    left = store.remove(scenario, known=_saved(store, scenario))
    _console(context).say(list_answer(planner, left, _console(context)))


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


def _refuse_blank(name: str) -> None:
    from geo.errors import WorkspaceError
    from geo.text import plain_text

    if not plain_text(name).strip():
        raise WorkspaceError("scenario.blank_name")
