"""The commands: what each is called, what it takes, and which room answers it.

Texts are keys of the catalogues. Rooms are imported inside the commands, so that
``repair-circle --help`` answers at once.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from geo.cli.conditions import Barriers, Close, Conditions, SavedName, SeedPoints, Slow, Weight
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
from geo.cli.scenario_commands import scenario_commands
from geo.cli.settings_commands import settings_commands

__all__ = ["application"]

application = typer.Typer(
    help="cli.about",
    cls=LocalizedGroup,
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


Command = TypeVar("Command", bound=Callable[..., None])


def _command(name: str) -> Callable[[Command], Command]:
    key = name.replace("-", "_")
    return application.command(name, cls=LocalizedCommand, help=f"cli.{key}_help")


def _argument(name: str) -> Any:
    return typer.Argument(metavar=f"cli.{name}_metavar", help=f"cli.{name}_argument")


def _option(option: str, name: str, metavar: str) -> Any:
    return typer.Option(option, metavar=f"cli.{metavar}_metavar", help=f"cli.{name}_option")


def _site_option(option: str, name: str, metavar: str) -> Any:
    return typer.Option(option, metavar=metavar, help=f"choice.{name}_option")


WorkspaceArgument = Annotated[Path, _argument("workspace")]
OutFolder = Annotated[Path, _option("--out", "out_folder", "folder")]
MaybeOutFolder = Annotated[Path | None, _option("--out", "maybe_out", "folder")]
Service = Annotated[str | None, _option("--service", "service", "service")]
TimeLimit = Annotated[float | None, _option("--time-limit", "time_limit", "seconds")]


@application.callback()
def about() -> None:
    """Carry the product's own help; every command stands alone."""


@_command("init")
def init(context: typer.Context, folder: Annotated[Path, _argument("folder")]) -> None:
    """Make a workspace to fill in."""
    from geo.cli.answers import init_answer
    from geo.workspace import init_workspace

    console: Console = context.obj
    written = init_workspace(folder, language=console.language)
    console.say(init_answer(folder, written, console))


@_command("check")
def check(context: typer.Context, workspace: WorkspaceArgument) -> None:
    """Name every fault of the inputs, and what is doubtful."""
    from geo.cli.answers import check_answer
    from geo.workspace import check_workspace, open_workspace

    console: Console = context.obj
    console.say(check_answer(check_workspace(open_workspace(workspace)), console))


@_command("plan")
def plan(
    context: typer.Context,
    workspace: WorkspaceArgument,
    out: OutFolder,
    scenario: SavedName = None,
    close: Close = None,
    slow: Slow = None,
    formats: Formats = "",
    only: OnlyFormats = False,
    datum: Datum = "wgs84",
    grid: Grid = None,
    zone: ZoneSheets = None,
    operator: OperatorFiles = None,
) -> None:
    """Calculate everything and write the pack, and further files that are asked for."""
    from geo.cli.answers import plan_answer, refuse_zones
    from geo.report import further_files, refuse_foreign_folder, write_pack
    from geo.workspace import make_plan, open_district, open_workspace

    console: Console = context.obj
    further = further_files(
        formats, datum=datum, grid=grid, zones=zone or (), operators=operator or (), only=only
    )
    refuse_foreign_folder(out)
    asked = Conditions.of(scenario, close, slow)
    district = None
    with console.progress() as advance:
        if asked.are_usual:
            opened = open_workspace(workspace)
            made = make_plan(opened, stop=telling(advance))
            if further.needs_district:
                district = open_district(opened)
        else:
            from geo.scenarios import scenario_plan

            planner, saved, present = asked.opened(workspace)
            district = planner.district_of(present)
            made = scenario_plan(
                planner,
                present,
                tried_mark=console.t("ui.tried_mark"),
                name="" if saved is None else saved.name,
                propose=saved is None,
                kept=None if asked.go_beyond else saved,
                stop=telling(advance),
            )
        advance(0.9, "cli.stage_write")
        said = write_pack(made, out, language=console.language, further=further, district=district)
    console.say(plan_answer(made, out, console, said))
    refuse_zones(made)


@_command("cover")
def cover(
    context: typer.Context,
    workspace: WorkspaceArgument,
    scenario: SavedName = None,
    close: Close = None,
    slow: Slow = None,
    weight: Weight = None,
    skill: Annotated[
        str | None, typer.Option("--skill", metavar="skills.metavar", help="skills.option")
    ] = None,
    out: MaybeOutFolder = None,
) -> None:
    """Say who is reached in time."""
    from geo.cli.answers import cover_answer
    from geo.workspace import cover_by_skill, cover_stations, district_for_fault

    console: Console = context.obj
    district = Conditions.of(scenario, close, slow, weight).district(workspace)
    if skill is not None:
        district = district_for_fault(district, skill)
    answer = cover_stations(district)
    by_skill = cover_by_skill(district) if skill is None else []
    if out is not None:
        from geo.report import write_tables

        write_tables({"estates": answer.estates, "stations": answer.stations}, out)
    console.say(cover_answer(answer, console, by_skill))


@_command("equity")
def equity(
    context: typer.Context,
    workspace: WorkspaceArgument,
    weight: Annotated[
        list[str] | None,
        typer.Option("--weight", metavar="condition.weight_metavar", help="equity.weight_option"),
    ] = None,
    by: Annotated[
        list[str] | None,
        typer.Option("--by", metavar="condition.weight_metavar", help="equity.by_option"),
    ] = None,
    none_min: Annotated[
        float | None,
        typer.Option("--no-cover-from", metavar="cli.minutes_metavar", help="equity.none_option"),
    ] = None,
    scenario: SavedName = None,
    close: Close = None,
    slow: Slow = None,
    out: MaybeOutFolder = None,
) -> None:
    """Say who is served how well."""
    from geo.cli.equity_answers import equity_answer, equity_tables
    from geo.workspace import equity_of

    console: Console = context.obj
    district = Conditions.of(scenario, close, slow).district(workspace)
    found = equity_of(district, weights=weight or (), by=by or (), none_min=none_min)
    if out is not None:
        from geo.report import write_tables

        write_tables(equity_tables(found), out)
    console.say(equity_answer(found, console))


@_command("site")
def site(
    context: typer.Context,
    workspace: WorkspaceArgument,
    model: Annotated[str | None, _option("--model", "model", "model")] = None,
    stations: Annotated[float | None, _option("--stations", "stations", "count")] = None,
    budget: Annotated[
        float | None, _site_option("--budget", "budget", "cli.number_metavar")
    ] = None,
    capacity: Annotated[
        float | None, _site_option("--capacity", "capacity", "cli.count_metavar")
    ] = None,
    lock: Annotated[list[str] | None, _site_option("--lock", "lock", "choice.id_metavar")] = None,
    forbid: Annotated[
        list[str] | None, _site_option("--forbid", "forbid", "choice.id_metavar")
    ] = None,
    forbid_area: Annotated[
        Path | None, _site_option("--forbid-area", "forbid_area", "cli.file_metavar")
    ] = None,
    movable: Annotated[
        list[str] | None, _site_option("--movable", "movable", "choice.id_metavar")
    ] = None,
    everyone: Annotated[bool, typer.Option("--everyone", help="choice.everyone_option")] = False,
    busy: Annotated[float | None, _site_option("--busy", "busy", "choice.share_metavar")] = None,
    backup: Annotated[
        float | None, _site_option("--backup", "backup", "choice.share_metavar")
    ] = None,
    far: Annotated[float | None, _site_option("--far", "far", "cli.minutes_metavar")] = None,
    near_share: Annotated[
        float | None, _site_option("--near-share", "near_share", "choice.share_metavar")
    ] = None,
    most_moves: Annotated[
        float | None, _site_option("--most-moves", "most_moves", "cli.count_metavar")
    ] = None,
    hours: Annotated[str | None, _site_option("--hours", "hours", "choice.hours_metavar")] = None,
    alternatives: Annotated[
        int, _site_option("--alternatives", "alternatives", "cli.count_metavar")
    ] = 0,
    phases: Annotated[str, _site_option("--phases", "phases", "choice.counts_metavar")] = "",
    scenario: Annotated[
        list[str] | None, _site_option("--scenario", "scenario", "choice.future_metavar")
    ] = None,
    front: Annotated[bool, typer.Option("--front", help="choice.front_option")] = False,
    tolerance: Annotated[
        bool, typer.Option("--tolerance", help="condition.tolerance_option")
    ] = False,
    weight: Weight = None,
    time_limit: TimeLimit = None,
    out: MaybeOutFolder = None,
) -> None:
    """Find the best places for new stations."""
    from dataclasses import replace

    from geo.cli.siting_answers import site_answer, site_tables
    from geo.errors import SitingError
    from geo.report import write_tables
    from geo.settings import HouseholdRoom, checked_value
    from geo.workspace import (
        ModelTerms,
        SiteRules,
        SitingRequest,
        areas_of_file,
        calculate_sitings,
        counts_of,
        open_district,
        open_workspace,
        refuse_unread,
    )

    console: Console = context.obj
    district = open_district(open_workspace(workspace))
    if weight is not None:
        district = district.with_weight(weight)
    asked = district.settings.siting
    kept = SiteRules.of(asked)
    if budget is not None and stations is not None:
        raise SitingError("choice.budget_or_number")
    if stations is not None:
        # The number takes the place of a budget that the workspace has, as a budget does of it.
        kept = replace(kept, budget=None)
    terms = _given(
        busy_share=busy,
        backup_share=backup,
        far_min=far,
        near_share=near_share,
        most_moves=most_moves,
        hours=hours,
    )
    model = asked.model if model is None else model
    refuse_unread(model, terms)
    if capacity is not None:
        checked_value("--capacity", HouseholdRoom, capacity)
    request = SitingRequest(
        model=model,
        most_stations=stations,
        stations=asked.stations if stations is None else stations,
        rules=replace(
            kept,
            lock=kept.lock if lock is None else tuple(lock),
            forbid=kept.forbid if forbid is None else tuple(forbid),
            forbidden_areas=() if forbid_area is None else areas_of_file(forbid_area),
            movable=tuple(movable or ()),
            budget=kept.budget if budget is None else budget,
            capacity=kept.capacity if capacity is None else capacity,
            everyone=everyone,
        ),
        terms=replace(ModelTerms.of(asked), **terms),
        alternatives=alternatives,
        phases=counts_of(phases),
        futures=tuple(scenario or ()),
        front=front,
        tolerance=tolerance,
        time_limit_s=time_limit,
    )
    with console.watching() as stop:
        report = calculate_sitings(district, request, stop=stop)
    if out is not None:
        write_tables(site_tables(report), out)
    console.say(site_answer(report, console))


def _given(**options: Any) -> dict[str, Any]:
    """Return the options that the command line names; the workspace says the others."""
    return {name: value for name, value in options.items() if value is not None}


@_command("curve")
def curve(
    context: typer.Context,
    workspace: WorkspaceArgument,
    stations: Annotated[float | None, _option("--stations", "most_stations", "count")] = None,
    best: Annotated[int, _option("--best", "best", "count")] = 3,
) -> None:
    """Say what each further station adds, and the best few places for one more."""
    from geo.cli.siting_answers import curve_answer
    from geo.workspace import (
        best_sitings,
        open_district,
        open_workspace,
        refuse_pointless,
        site_places,
        station_curve,
    )

    console: Console = context.obj
    district = open_district(open_workspace(workspace))
    places = site_places(district)
    refuse_pointless(places)
    one_more = best_sitings(district, stations=1, count=best, places=places)
    further = station_curve(district, most_new=stations, places=places)
    console.say(curve_answer(further, one_more, console))


@_command("zone")
def zone(
    context: typer.Context,
    workspace: WorkspaceArgument,
    zones: Annotated[int | None, _option("--zones", "zones", "count")] = None,
    sample: Annotated[
        int | None,
        typer.Option("--sample", metavar="cli.count_metavar", help="zone_sample.sample_option"),
    ] = None,
    seed: Annotated[
        int | None,
        typer.Option("--seed", metavar="cli.number_metavar", help="zone_sample.seed_option"),
    ] = None,
    time_limit: TimeLimit = None,
    scenario: SavedName = None,
    close: Close = None,
    slow: Slow = None,
    weight: Weight = None,
    barriers: Barriers = None,
    seed_point: SeedPoints = None,
    out: MaybeOutFolder = None,
) -> None:
    """Draw management zones."""
    from geo.cli.answers import zone_answer
    from geo.cli.zone_sample_answers import rank_answer, rank_table
    from geo.errors import InputError
    from geo.report import write_tables
    from geo.tables import read_barriers
    from geo.workspace import community_totals, draw_zones, rank_zones

    console: Console = context.obj
    if seed is not None and sample is None:
        raise InputError("cli.option_alone", option="--seed", other="--sample")
    district = Conditions.of(scenario, close, slow, weight).district(workspace, for_zones=True)
    lines = [line for path in barriers or () for line in read_barriers(path)]
    district = district.with_zone_marks(barriers=lines, seeds=seed_point or ())
    if sample is not None:
        with console.progress() as advance:
            rank = rank_zones(
                district,
                zones=zones,
                draws=sample,
                seed=seed or 0,
                time_limit_s=time_limit,
                stop=telling(advance),
            )
        if out is not None:
            write_tables({"zone_sample": rank_table(rank)}, out)
        console.say(rank_answer(rank, console))
        return
    answer = draw_zones(district, zones=zones, time_limit_s=time_limit)
    communities = community_totals(district, answer.estates)
    if out is not None:
        tables = {"zones": answer.zones, "estates": answer.estates, "communities": communities}
        write_tables(tables, out)
    console.say(zone_answer(answer, communities, console))


@_command("roads")
def roads(
    context: typer.Context,
    source: Annotated[str, _argument("source")],
    out: Annotated[Path, _option("--out", "roads_out", "file")],
    boundary: Annotated[Path | None, _option("--boundary", "boundary", "file")] = None,
    margin_km: Annotated[float, _option("--margin-km", "margin", "number")] = 3.0,
) -> None:
    """Turn a road source into the file that workspaces name."""
    from geo.cli.answers import roads_answer
    from geo.workspace import convert_roads

    console: Console = context.obj
    with console.progress() as advance:
        converted = convert_roads(
            source, out, boundary=boundary, margin_m=1000 * margin_km, progress=advance
        )
    console.say(roads_answer(converted, out, console))


@_command("geocode")
def geocode(
    context: typer.Context,
    names: Annotated[Path, _argument("list")],
    gazetteer: Annotated[Path, _option("--gazetteer", "gazetteer", "file")],
    out: OutFolder,
    decisions: Annotated[Path | None, _option("--decisions", "decisions", "file")] = None,
    provider: Annotated[list[str] | None, _option("--provider", "provider", "provider")] = None,
    city: Annotated[str, _option("--city", "city", "text")] = "",
) -> None:
    """Place the names of a list."""
    import os

    from geo.cli.answers import geocode_answer
    from geo.report import write_tables
    from geo.workspace import geocode_list, online_finder

    console: Console = context.obj
    finder = online_finder(provider or [], city=city, environment=os.environ)
    with console.progress() as advance:
        located, notices = geocode_list(
            names, gazetteer, decisions=decisions, finder=finder, progress=advance
        )
    tables = {
        "placed": located.placed,
        "review": located.review,
        "proposals": located.proposals,
    }
    write_tables(tables, out)
    console.say(geocode_answer(located, notices, out, console))


@_command("times")
def times(
    context: typer.Context,
    roads: Annotated[Path, _option("--roads", "roads", "file")],
    origins: Annotated[Path, _option("--from", "from", "file")],
    destinations: Annotated[Path, _option("--to", "to", "file")],
    limit: Annotated[float, _option("--limit", "limit", "minutes")],
    out: Annotated[Path, _option("--out", "times_out", "file")],
    hour: Annotated[int, _option("--hour", "hour", "number")] = 10,
) -> None:
    """Write travel times between two lists of points."""
    from geo.cli.answers import times_answer
    from geo.workspace import write_times

    console: Console = context.obj
    with console.progress() as advance:
        written = write_times(
            roads, origins, destinations, limit_min=limit, hour=hour, out=out, progress=advance
        )
    console.say(times_answer(written, out, console))


@_command("audit")
def audit(
    context: typer.Context,
    workspace: WorkspaceArgument,
    claim: Annotated[str, _option("--claim", "claim", "text")],
    denied: Annotated[list[str] | None, _option("--not", "deny", "text")] = None,
) -> None:
    """Hold a public claim against the district."""
    from geo.cli.claim_answers import audit_answer
    from geo.workspace import audit_claim, open_district, open_workspace

    console: Console = context.obj
    district = open_district(open_workspace(workspace))
    console.say(audit_answer(audit_claim(district, claim, denied=denied or ()), console))


@_command("explain")
def explain(
    context: typer.Context,
    workspace: WorkspaceArgument,
    estate: Annotated[str, _argument("estate")],
    scenario: SavedName = None,
    close: Close = None,
    slow: Slow = None,
) -> None:
    """Tell the route of the crew to an estate, and what makes it go round."""
    from geo.cli.route_answers import explain_answer
    from geo.workspace import cover_stations, detours_of, estate_row, route_of

    console: Console = context.obj
    district = Conditions.of(scenario, close, slow).district(workspace)
    row = estate_row(district, estate)
    verdicts = cover_stations(district).coverage
    route = route_of(district, estate, coverage=verdicts)
    detours = detours_of(district, estate, coverage=verdicts)
    console.say(explain_answer(district, row, route, detours, console))


@_command("selftest")
def selftest(context: typer.Context) -> None:
    """Work out known answers on this machine."""
    from geo.cli.answers import selftest_answer
    from geo.workspace import run_self_test

    console: Console = context.obj
    rows = run_self_test()
    console.say(selftest_answer(rows, console))
    raise typer.Exit(0 if all(row.passed for row in rows) else 1)


@_command("calibrate")
def calibrate(
    context: typer.Context,
    calls: Annotated[Path, _option("--calls", "calls", "file")],
    stations: Annotated[Path, _option("--stations", "stations_file", "file")],
    test: Annotated[Path | None, _option("--test", "test", "file")] = None,
    roads: Annotated[Path | None, _option("--roads", "roads", "file")] = None,
    estates: Annotated[Path | None, _option("--estates", "log_estates", "file")] = None,
) -> None:
    """Learn response minutes from a dispatch log."""
    from geo.cli.answers import calibrate_answer
    from geo.workspace import calibrate_files

    console: Console = context.obj
    learned = calibrate_files(calls, stations, test=test, roads=roads, estates=estates)
    console.say(calibrate_answer(learned, console))


application.add_typer(scenario_commands, name="scenario", help="cli.scenario_help")
application.add_typer(settings_commands, name="settings", help="cli.settings_help")


@_command("problems")
def problems(
    context: typer.Context,
    workspace: WorkspaceArgument,
    date: Annotated[str, _option("--date", "problems_date", "day")] = "",
    easy: Annotated[bool, typer.Option("--easy", help="cli.easy_option")] = False,
    out: MaybeOutFolder = None,
) -> None:
    """Rank the problems by urgency."""
    from geo.cli.operation_answers import day_of, problems_answer
    from geo.report import refuse_foreign_folder, write_problems
    from geo.workspace import open_workspace
    from geo.workspace.operations import problems_of

    console: Console = context.obj
    if out is not None:
        refuse_foreign_folder(out)
    opened = open_workspace(workspace)
    listed = problems_of(opened, as_of=day_of(date))
    if out is not None:
        write_problems(listed, out, name=opened.settings.name, language=console.language)
    console.say(problems_answer(listed, out, console, easy=easy))


@_command("assess")
def assess(
    context: typer.Context,
    workspace: WorkspaceArgument,
    period: Annotated[str, _option("--period", "period", "period")] = "",
    zones: Annotated[
        bool, typer.Option("--zones/--no-zones", help="cli.assess_zones_option")
    ] = True,
    out: MaybeOutFolder = None,
) -> None:
    """Judge operators and streets by what the roads allow."""
    from geo.cli.operation_answers import assess_answer
    from geo.report import refuse_foreign_folder, write_assessment
    from geo.workspace import open_workspace
    from geo.workspace.operations import assess_workspace, record_store

    console: Console = context.obj
    if out is not None:
        refuse_foreign_folder(out)
    opened = open_workspace(workspace)
    with console.progress() as advance:
        made = assess_workspace(opened, period=period, draw=zones, progress=advance)
        signed = record_store(opened.folder).read().signed(made.period, made.figures)
        if out is not None:
            advance(0.9, "cli.stage_write")
            write_assessment(
                made, out, name=opened.settings.name, language=console.language, sign_off=signed
            )
    console.say(assess_answer(made, signed, out, console))


@_command("roster")
def roster(
    context: typer.Context,
    workspace: WorkspaceArgument,
    share: Annotated[
        float | None,
        typer.Option("--share", metavar="choice.share_metavar", help="cli.roster_share_option"),
    ] = None,
    crew_hours: Annotated[float | None, _option("--crew-hours", "crew_hours", "number")] = None,
    month: Annotated[int | None, _option("--month", "roster_month", "number")] = None,
    saved: SavedName = None,
    close: Close = None,
    slow: Slow = None,
    time_limit: TimeLimit = None,
    out: MaybeOutFolder = None,
) -> None:
    """Find the cheapest roster that covers every hour."""
    from geo.cli.roster_answers import roster_answer, roster_tables
    from geo.errors import InputError
    from geo.report import refuse_foreign_folder, write_tables
    from geo.settings import with_month, with_roster
    from geo.workspace.operations import roster_of

    console: Console = context.obj
    if share is not None and crew_hours is not None:
        raise InputError("cli.options_apart", option="--share", other="--crew-hours")
    if out is not None:
        refuse_foreign_folder(out)
    district = Conditions.of(saved, close, slow).district(workspace)
    asked = with_month(district.settings, month)
    settings = with_roster(asked, share=share, crew_hours=crew_hours)
    made = roster_of(replace(district, settings=settings), time_limit_s=time_limit)
    if out is not None:
        write_tables(roster_tables(made), out)
    console.say(roster_answer(made, out, console, budget=settings.roster.crew_hours))


@_command("province")
def province(
    context: typer.Context,
    folder: Annotated[Path, _argument("province")],
    out: OutFolder,
    workers: Annotated[
        int | None,
        typer.Option(
            "--workers", min=1, metavar="cluster.workers_metavar", help="cluster.option_workers"
        ),
    ] = None,
    scheduler: Annotated[
        str | None,
        typer.Option(
            "--scheduler", metavar="cluster.address_metavar", help="cluster.option_scheduler"
        ),
    ] = None,
    split: Annotated[
        str | None,
        typer.Option("--split", metavar="cluster.column_metavar", help="cluster.option_split"),
    ] = None,
    alone: Annotated[
        bool, typer.Option("--no-neighbours", help="cluster.option_no_neighbours")
    ] = False,
) -> None:
    """Plan all workspaces of a folder."""
    from functools import partial

    from geo.cli.province_answers import province_answer, refuse_failures, say_progress
    from geo.cluster import on_dask, on_this_machine, plan_province

    console: Console = context.obj
    run = (
        partial(on_this_machine, workers=workers)
        if scheduler is None
        else partial(on_dask, scheduler=scheduler)
    )
    made = plan_province(
        folder,
        out,
        run=run,
        language=console.language,
        split=split,
        neighbours=not alone,
        on_progress=partial(say_progress, console),
    )
    console.say(province_answer(made, console))
    refuse_failures(made)


@_command("import-database")
def import_database(
    context: typer.Context, workspace: WorkspaceArgument, service: Service = None
) -> None:
    """Take the lists that database.toml names into the workspace."""
    from geo.cli.database_answers import taken_answer
    from geo.workspace import take_lists

    console: Console = context.obj
    console.say(taken_answer(take_lists(workspace, service=service), console))


@_command("export-database")
def export_database(
    context: typer.Context,
    folder: Annotated[Path, _argument("plan_folder")],
    schema: Annotated[str, _option("--schema", "schema", "schema")],
    service: Service = None,
) -> None:
    """Write a finished plan into a schema of a database."""
    from geo.cli.database_answers import written_answer
    from geo.postgis import connected, write_schema
    from geo.report import plan_schema

    console: Console = context.obj
    target = plan_schema(folder, schema, language=console.language)
    with connected(service, read_only=False) as database:
        written = write_schema(database, target)
    console.say(written_answer(written, console))


@_command("visits")
def visits(
    context: typer.Context,
    workspace: WorkspaceArgument,
    begin: Annotated[str, _option("--from", "visits_from", "day")],
    months: Annotated[int, _option("--months", "visits_months", "number")] = 3,
    missed: Annotated[str, _option("--missed", "visits_missed", "day")] = "",
    time_limit: TimeLimit = None,
    out: MaybeOutFolder = None,
) -> None:
    """Plan who visits which estate on which day."""
    from geo.cli.operation_answers import day_of, required_day
    from geo.cli.visit_answers import visits_answer
    from geo.report import refuse_foreign_folder, write_visits
    from geo.workspace import open_workspace, read_inputs, survey
    from geo.workspace.operations import visit_briefs, visits_plan

    console: Console = context.obj
    if out is not None:
        refuse_foreign_folder(out)
    first = required_day(begin)
    opened = open_workspace(workspace)
    with console.progress() as advance:
        district = survey(read_inputs(opened), opened.settings)
        plan = visits_plan(
            opened,
            district,
            begin=first,
            months=months,
            missed=day_of(missed),
            time_limit_s=time_limit,
            progress=advance,
        )
        if out is not None:
            advance(0.96, "cli.stage_write")
            briefs = visit_briefs(opened, district)
            name = opened.settings.name
            write_visits(plan, district, briefs, out, name=name, language=console.language)
    console.say(visits_answer(plan, out, console))


@_command("works")
def works(
    context: typer.Context,
    workspace: WorkspaceArgument,
    lost: Annotated[list[str] | None, _option("--lost", "works_lost", "day")] = None,
    flood: Annotated[Path | None, _option("--flood", "works_flood", "file")] = None,
    time_limit: TimeLimit = None,
    out: MaybeOutFolder = None,
) -> None:
    """Plan the works before the rains."""
    from geo.cli.operation_answers import required_day
    from geo.cli.works_answers import works_answer
    from geo.report import refuse_foreign_folder, write_works
    from geo.workspace import areas_of_file, open_workspace, polygon_of, read_inputs, survey
    from geo.workspace.operations import storm_day, works_of

    console: Console = context.obj
    if out is not None:
        refuse_foreign_folder(out)
    days = [required_day(text) for text in lost or []]
    areas = () if flood is None else areas_of_file(flood)
    opened = open_workspace(workspace)
    district = survey(read_inputs(opened), opened.settings)
    made = works_of(opened, district, time_limit_s=time_limit)
    # Two days of one week are one lost week.
    for _, day in sorted({made.week_number(day): day for day in days}.items()):
        made = made.after_lost_week(day)
    storm = storm_day(district, made, [polygon_of(area) for area in areas]) if areas else None
    if out is not None:
        name = opened.settings.name
        write_works(made, district, out, name=name, language=console.language, storm=storm)
    console.say(works_answer(made, out, console, storm=storm))


@_command("forecast")
def forecast(
    context: typer.Context, workspace: WorkspaceArgument, out: MaybeOutFolder = None
) -> None:
    """Say when calls come, of which kind and from where."""
    from geo.cli.forecast_answers import forecast_answer, forecast_tables
    from geo.report import refuse_foreign_folder, write_tables
    from geo.workspace import open_workspace
    from geo.workspace.operations import forecast_of

    console: Console = context.obj
    if out is not None:
        refuse_foreign_folder(out)
    made = forecast_of(open_workspace(workspace))
    if out is not None:
        write_tables(forecast_tables(made), out)
    console.say(forecast_answer(made, out, console))


@_command("app")
def app(
    context: typer.Context,
    workspace: Annotated[Path | None, _argument("maybe_workspace")] = None,
    port: Annotated[int, _option("--port", "port", "number")] = 8501,
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="cli.browser_option")
    ] = True,
    host: Annotated[
        str, typer.Option("--host", metavar="access.host_metavar", help="access.host_option")
    ] = "127.0.0.1",
    access: Annotated[
        Path | None,
        typer.Option("--access", metavar="cli.file_metavar", help="access.access_option"),
    ] = None,
    province: Annotated[
        Path | None,
        typer.Option("--province", metavar="cli.folder_metavar", help="province_page.option"),
    ] = None,
) -> None:
    """Open the planner in the browser."""
    from geo.cli.serving import serve_app

    console: Console = context.obj
    raise typer.Exit(
        serve_app(
            workspace,
            port=port,
            browser=browser,
            language=console.language,
            host=host,
            access=access,
            province=province,
        )
    )
