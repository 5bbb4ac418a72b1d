"""Whole workspaces of which one file is damaged, and what is read with them: plans, logs, packs."""

import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final, cast
from unittest import mock
from urllib.parse import parse_qs

import geopandas as gpd
import numpy as np
import pandas as pd

from geo import locales, tables
from geo.cli.main import _workspace_language as command_line_language
from geo.cli.scenario_commands import _packed_name as packed_name
from geo.cluster import find_districts, plan_district
from geo.errors import WorkspaceError
from geo.geocode import read_decisions
from geo.report import district_estates, province_map, read_province, write_province
from geo.scenarios import (
    Planner,
    SavedScenarios,
    open_planner,
    read_scenario,
    read_uploaded_plan,
    read_view,
)
from geo.workspace import (
    SETTINGS_FILE,
    District,
    Workspace,
    calibrate_files,
    cells_of,
    change_file,
    check_workspace,
    convert_roads,
    copy_project,
    current_list,
    decisions_path,
    draft_settings,
    folder_history,
    geocode_list,
    left_out,
    list_of_cells,
    new_workspace,
    open_district,
    open_workspace,
    read_list,
    read_present_plan,
    read_road_upload,
    redo_change,
    run_of,
    save_list,
    settings_lines,
    undo_change,
)
from geo.workspace.operations import (
    assess_workspace,
    problems_of,
    read_visit_lists,
    visit_briefs,
    works_of,
)
from tests.fuzzing.databases import databases
from tests.fuzzing.homes import home
from tests.fuzzing.target import DATA, Target

__all__ = ["folders"]

_HEAVY: Final = 48
_LISTS: Final = {
    "zones": "zone_id,estate_id\nZ1,E1\nZ1,E2\nZ2,E3\nZ2,E4\nZ3,E5\nZ3,E6\n",
    "shifts": "station_id,days,opens,closes,crews,turnout_min,skills\n"
    "S1,工作日,08:00,20:00,1,3,水\nS2,每天,00:00,24:00,1,,\n",
    "gazetteer": "id,name,lon,lat,street,aliases\n"
    "P1,柳巷小区,114.0052,30.0068,西街,柳巷\nP2,梧桐里,114.0109,30.0068,西街,\n",
    "proposals": "estate_id,rank,source,place_id,name,whereabouts,lon,lat\n"
    "E1,1,amap,,柳巷小区,西街,114.005,30.007\n",
    "speed_profile": "road_class," + ",".join(map(str, range(24))) + "\n*" + ",0.8" * 24 + "\n",
    "problems": "problem_id,name,kind,reported_at,households,danger,owner,due_at,consent_yes,"
    "consent_waived,consent_empty,consent_all,consent_share,cost\n"
    "P1,柳巷小区,雨水管破损,2025-10-01,80,3,街道,2025-11-15,,,,,,9000\n"
    "P2,梧桐里,路面破损,2025-09-01,141,2,街道,2025-11-15,135,4,2,141,0.9,500\n"
    "P3,河沿宿舍,照明,2025-10-20,10,1,物业,,,,,,,\n",
    "problem_steps": "problem_id,step,days,after,done_at\nP1,勘查,3,,2025-10-05\n"
    "P1,许可,20,勘查,\nP1,施工,5,许可,\nP2,征询,10,,2025-10-01\n",
    "calls": "call_id,reported_at,arrived_at,name,kind,closed_at,satisfied,reopened\n"
    "C1,2025-10-02 10:00,2025-10-02 10:08,柳巷小区,漏水,2025-10-02 11:00,满意,否\n"
    "C2,2025-10-03 10:00,2025-10-03 10:20,柳巷小区,漏水,2025-10-03 11:00,不满意,是\n"
    "C3,2025-11-03 10:00,2025-11-03 10:08,河沿宿舍,停电,2025-11-03 11:00,,\n"
    "C4,2025-11-04 10:00,,河沿宿舍,停电,,,\n",
    "inspections": "unit,date,item,score,weight\n甲物业,2025-10-20,保洁,90,2\n"
    "西街,2025-10-20,出入口开放,80,1\n",
    "visitors": "visitor_id,base,weekdays,hours,streets\nV1,S1,周一,3,\nV2,S2,周二至周四,3,西街\n",
    "visits": "visit_id,date,visitor_id,estate_id,status\nA1,2026-03-02,V1,E1,完成\n"
    "A2,2026-03-03,V2,E2,计划\n",
    "matters": "matter_id,visit_id,raised_at,kind,name,due_at,answered_at,closed_at,proof\n"
    "M1,A1,2026-03-02,照明,柳巷小区,2026-03-09,2026-03-05,,\n",
    "works": "work_id,estate_id,kind,sites,crew_days,weeks,earliest,latest,agreed,cost,money\n"
    "W1,E1,雨水管更换,20,5,,,,,30000,维修资金\nW2,E2,屋面防水,2,10,,,,是,20000,维修资金\n"
    "W3,E3,排水沟清淤,4,5,,2026-05-11,,,9000,街道\n",
    "crew_weeks": "week,crews,days\n2026-05-06,1,5\n2026-05-11,1,5\n2026-05-18,1,5\n",
    "budgets": "source,amount\n维修资金,6万\n街道,15000\n",
}
_SECTIONS: Final = """
[problems]
as_of = 2025-11-01

[assessment]
few = 1
period = "2025Q4"

[season]
from = 2026-06-01
to = 2026-08-31
ready_by = 2026-05-31

[works]
gap = 0.0
"""


def folders(folder: Path) -> list[Target]:
    """Return the kinds of workspaces, their sound files written into a folder."""
    town = _town(folder / "town")
    district = [
        Target(f"town {path.name}", path, _checked_town, False, town, _HEAVY)
        for path in sorted(town.rglob("*"))
        if path.is_file()
    ]
    asked = [
        Target(f"{name} of a town", town / f"{name}.csv", _asked(ask, town), around=town, rare=rare)
        for name, (ask, rare) in _QUESTIONS.items()
    ]
    return [
        *district,
        *asked,
        *_changed_by_hand(folder),
        *_replaced(folder, town),
        *_plans_in_force(folder, town),
        *_logs(folder),
        *_geocoded(folder),
        *_on_the_map(folder, town),
        *_province(folder),
        *databases(folder),
        *_language(folder),
    ]


def _town(folder: Path) -> Path:
    """Write the toy town with every list that a workspace may name."""
    folder.mkdir()
    for path in (DATA / "toy").iterdir():
        if path.suffix in {".csv", ".toml", ".npz", ".geojson"}:
            shutil.copyfile(path, folder / path.name)
    for name, text in _LISTS.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    (folder / "barriers.geojson").write_text(
        '{"type": "LineString", "coordinates": [[114.0, 30.002], [114.02, 30.002]]}',
        encoding="utf-8",
    )
    named = "".join(f'{name} = "{name}.csv"\n' for name in _LISTS) + 'barriers = "barriers.geojson"'
    toml = (folder / "workspace.toml").read_text(encoding="utf-8")
    toml = toml.replace("[inputs]\n", f"[inputs]\n{named}\n")
    (folder / "workspace.toml").write_text(toml + _SECTIONS, encoding="utf-8")
    decisions = decisions_path(open_workspace(folder))
    decisions.parent.mkdir(exist_ok=True)
    decisions.write_text(
        "estate_id,name,decided_at,lon,lat,place_id,district,street\n"
        "E1,柳巷小区,2026-01-02T03:04:05+00:00,114.0052,30.0068,,,西街\n",
        encoding="utf-8",
    )
    assert read_decisions(decisions).standing
    return folder


def _top(path: Path) -> Path:
    """Return the folder of the workspace that a file lies in."""
    return next(folder for folder in path.parents if (folder / "roads.npz").is_file())


def _checked_town(path: Path) -> object:
    checked = check_workspace(open_workspace(_top(path)))
    return [notice.sentence(one) for notice in checked.notices for one in ("zh", "en")]


_QUESTIONS: Final[dict[str, tuple[Callable[[Workspace, District], object], int]]] = {
    "problems": (problems_of, 12),
    "problem_steps": (problems_of, 12),
    "calls": (lambda workspace, known: assess_workspace(workspace, known, draw=False), 16),
    "inspections": (lambda workspace, known: assess_workspace(workspace, known, draw=False), 16),
    "visitors": (read_visit_lists, 4),
    "visits": (visit_briefs, 12),
    "matters": (visit_briefs, 12),
    "works": (works_of, 24),
    "crew_weeks": (works_of, 24),
    "budgets": (works_of, 24),
}


def _asked(ask: Callable[[Workspace, District], object], town: Path) -> Callable[[Path], object]:
    """Return the reader that asks a question of a damaged list and a sound district."""
    return lambda path: ask(open_workspace(path.parent), _district(town))


@cache
def _district(town: Path) -> District:
    return open_district(open_workspace(town))


def _changed_by_hand(folder: Path) -> list[Target]:
    """Return a workspace that the forms change, its history, and a pack that is read again."""
    around = folder / "changed"
    own = _toy(around / "own")
    text = (own / SETTINGS_FILE).read_bytes()
    change_file(own, SETTINGS_FILE, text + b"\n# 1\n", key="folder.nothing_to_undo", who="a")
    change_file(own, SETTINGS_FILE, text + b"\n# 2\n", key="folder.nothing_to_undo")
    undo_change(own)
    pack = folder / "pack"
    pack.mkdir()
    (pack / "plan.json").write_text('{"scenario": {"name": "夜间"}}', encoding="utf-8")
    changes = next(around.rglob("changes.json"))
    return [
        Target("changes of a folder", changes, _step_back_and_on, False, around),
        Target("settings changed", own / SETTINGS_FILE, _change_settings, False, around, 4),
        Target("plan of a pack", pack / "plan.json", _name_in_pack, around=pack),
    ]


def _step_back_and_on(path: Path) -> object:
    own = path.parents[1]
    beside = {one.name for one in own.parent.iterdir()}
    history = folder_history(own)
    for step in (redo_change, undo_change, undo_change):
        with suppress(WorkspaceError):
            step(own)
    assert {one.name for one in own.parent.iterdir()} == beside, "written outside of the workspace"
    text = (own / SETTINGS_FILE).read_bytes() + b"\n# 3\n"
    changed = change_file(own, SETTINGS_FILE, text, key="folder.nothing_to_undo")
    assert changed.last is not None
    return history, undo_change(own)


def _change_settings(path: Path) -> object:
    language = command_line_language([str(path.parent)])
    workspace = open_workspace(path.parent)
    draft = draft_settings(workspace, {"target.minutes": 12.0, "siting.stations": 2})
    copy = copy_project(path.parent, path.parents[1] / "home", "抄件")
    uploaded = read_list("estates.csv", (DATA / "toy" / "estates.csv").read_bytes())
    with home(path.parents[1] / "user"):
        return language, draft.change, open_workspace(copy), new_workspace(workspace, uploaded)


def _name_in_pack(path: Path) -> object:
    return packed_name(path.with_name("scenario.json"))


def _replaced(folder: Path, town: Path) -> list[Target]:
    """Return lists and roads that take the place of those of a workspace, and a link into one."""
    around = folder / "replaced"
    own = _toy(around / "own")
    link = folder / "link.txt"
    link.write_text(
        "scenario=s1&estate=E1&hour=8&verdict=late&street=西街&zone=1&from=3&to=12.5&at=9\n"
        "verdict=late&verdict=covered&operator=甲物业&community=&hour=24\n",
        encoding="utf-8",
    )

    def show(path: Path) -> object:
        saved, planner = SavedScenarios(), open_planner(town)
        for line in path.read_text("utf-8", "surrogateescape").split("\n"):
            view, told = read_view(parse_qs(line), planner, saved)
            assert read_view(view.as_params(), planner, saved)[0] == view, "another view"
            assert all(notice.sentence("zh") for notice in told)
        return saved

    return [
        *(
            Target(f"{name} replaced", own / f"{name}.csv", _replace, False, around, 12)
            for name in ("estates", "stations", "gates")
        ),
        Target("roads uploaded", folder / "roads.osm", _upload_roads, says_file=False),
        Target("link", link, show, says_file=False, rare=2),
    ]


def _replace(path: Path) -> object:
    """Put a damaged list in the place of the sound one, as an upload and cell by cell."""
    folder = path.parent
    read = current_list(open_workspace(folder), path.stem)
    assert read is not None
    cells = cells_of(read)
    edited = list_of_cells(read, cells) if len(cells) else None
    path.write_bytes((DATA / "toy" / path.name).read_bytes())
    before = path.read_bytes()
    if save_list(open_workspace(folder), read).last is not None:
        undo_change(folder)
    assert path.read_bytes() == before, "undone to something else"
    return cells, edited


def _upload_roads(path: Path) -> object:
    return read_road_upload(path.name, path.read_bytes())


def _plans_in_force(folder: Path, town: Path) -> list[Target]:
    frame = gpd.read_file(DATA / "toy" / "boundary.geojson")
    plan = pd.DataFrame({"estate_id": [f"E{i}" for i in range(1, 7)], "zone_id": list("112233")})
    paths = [folder / f"present.{ending}" for ending in ("csv", "xlsx", "gpkg")]
    plan.to_csv(paths[0], index=False)
    plan.to_excel(paths[1], index=False)
    spots = gpd.points_from_xy(114 + np.arange(6) / 1000, np.full(6, 30.0))
    estates = gpd.GeoDataFrame(plan, geometry=spots, crs="EPSG:4326")
    estates.to_file(paths[2], driver="GPKG", layer="estates")
    frame.to_file(paths[2], driver="GPKG", layer="zones")

    def read_plan(path: Path) -> object:
        return read_present_plan(path, _district(town).estates).zone_of

    def read_upload(path: Path) -> object:
        planner = cast("Planner", SimpleNamespace(district=_district(town)))
        return read_uploaded_plan(planner, path.name, path.read_bytes()).names

    return [
        *(Target(f"plan in force {path.suffix[1:]}", path, read_plan) for path in paths),
        Target("uploaded plan", paths[0], read_upload),
    ]


def _logs(folder: Path) -> list[Target]:
    around = folder / "logs"
    around.mkdir()
    calls = pd.read_csv(DATA / "hanyang" / "calls.csv", dtype=str, encoding="utf-8-sig")
    calls.head(90).to_csv(around / "calls.csv", index=False)
    shutil.copyfile(DATA / "hanyang" / "stations.csv", around / "stations.csv")
    shutil.copyfile(DATA / "hanyang" / "estates.csv", around / "estates.csv")
    return [
        # Of estates that the calls do not fit, the log is what cannot be used: it is named.
        Target(f"log {name}", around / f"{name}.csv", _read_log, name != "estates", around, rare)
        for name, rare in (("calls", 4), ("stations", 4), ("estates", _HEAVY))
    ]


def _read_log(path: Path) -> object:
    calls, stations, estates = (
        path.with_name(f"{name}.csv") for name in ("calls", "stations", "estates")
    )
    known = estates if path == estates else _known_estates()
    learned = calibrate_files(calls, stations, estates=known)
    return settings_lines(learned.fit["parameters"]), left_out(learned)


@cache
def _known_estates() -> gpd.GeoDataFrame:
    return tables.read_estates(DATA / "hanyang" / "estates.csv").table


def _geocoded(folder: Path) -> list[Target]:
    around = folder / "geocoded"
    around.mkdir()
    (around / "gazetteer.csv").write_text(_LISTS["gazetteer"], encoding="utf-8")
    (around / "names.csv").write_text(
        "estate_id,name,district,street,address\nE1,柳巷小区,,西街,\nE2,职工宿舍,,,柳巷1号\n",
        encoding="utf-8",
    )
    (around / "decisions.csv").write_text(
        "estate_id,name,decided_at,lon,lat,place_id,district,street\n"
        "E1,柳巷小区,2026-01-02T03:04:05+00:00,114.0052,30.0068,P1,,西街\n",
        encoding="utf-8",
    )

    def read(path: Path) -> object:
        names, known, decided = (
            path.with_name(f"{name}.csv") for name in ("names", "gazetteer", "decisions")
        )
        return geocode_list(names, known, decisions=decided)

    return [
        Target(f"geocoded {path.stem}", path, read, around=around, rare=2)
        for path in sorted(around.iterdir())
    ]


def _on_the_map(folder: Path, town: Path) -> list[Target]:
    """Return what a planner's file does to a whole district, and roads on their way to one."""
    from tests.fuzzing.stores import full_scenario

    scenario = folder / "brought_in.json"
    scenario.write_text(full_scenario().as_json(), encoding="utf-8")
    around = folder / "converted"
    around.mkdir()
    shutil.copyfile(folder / "roads.osm", around / "roads.osm")
    shutil.copyfile(DATA / "toy" / "boundary.geojson", around / "boundary.geojson")

    def bring_in(path: Path) -> object:
        planner = open_planner(town)
        found = read_scenario(planner, path.read_bytes(), file=path.name)
        return planner.answer(found).figures, planner.places(found), planner.zones(found).zones

    def convert(path: Path) -> object:
        return convert_roads(
            str(path.with_name("roads.osm")),
            path.with_name("roads.npz"),
            boundary=path.with_name("boundary.geojson"),
        )

    return [
        Target("scenario of a town", scenario, bring_in, says_file=False, rare=_HEAVY),
        *(
            Target(f"converted {path.stem}", path, convert, around=around, rare=2)
            for path in sorted(around.iterdir())
        ),
    ]


def _province(folder: Path) -> list[Target]:
    """Return the packs of districts that an earlier run of a province left."""
    around = folder / "province"
    own = _toy(around / "districts_in" / "toy")
    out = around / "out" / "districts" / "toy"
    out.mkdir(parents=True)
    estates = pd.read_csv(DATA / "toy" / "estates.csv", encoding="utf-8-sig")
    estates.to_csv(out / "estates.csv", index=False)
    spots = gpd.points_from_xy(estates["lon"], estates["lat"])
    frame = gpd.GeoDataFrame(estates, geometry=spots, crs="EPSG:4326")
    told = {"station_id": "S1", "response_min": 9.5, "verdict": "late"}
    frame.assign(**told).to_file(out / "plan.gpkg", driver="GPKG", layer="estates")
    run = run_of(open_workspace(own)).hash
    (out / "plan.json").write_text(
        f'{{"run": {{"hash": "{run}"}}, "estates": {{"count": 6, "households": 1200}}, '
        '"coverage": {"households_covered": 900, "share_households": 0.75, "estates_late": 1, '
        '"estates_unreachable": 0, "estates_unsure": 0}, "zoning": {"zones": 3}}',
        encoding="utf-8",
    )
    packs = sorted(out.iterdir())
    _read_province(out / "plan.json")
    whole = around / "out"
    results = [whole / "province.json", whole / "province.geojson", *whole.rglob("*.parquet")]
    return [
        *(
            Target(f"province {path.name}", path, _read_province, False, around, 2)
            for path in (*packs, own / "workspace.toml")
        ),
        *(Target(f"results {path.name}", path, _read_results, False, whole, 2) for path in results),
    ]


def _read_results(path: Path) -> object:
    """Open a province that was written, and its districts."""
    folder = next(one for one in path.parents if (one / "districts").is_dir())
    results = read_province(folder)
    province_map(results.rows)
    return [district_estates(folder, row.district, most=9) for row in results.rows]


def _toy(folder: Path) -> Path:
    folder.mkdir(parents=True)
    for path in (DATA / "toy").iterdir():
        if path.suffix in {".csv", ".toml", ".npz", ".geojson"}:
            shutil.copyfile(path, folder / path.name)
    return folder


def _read_province(path: Path) -> object:
    """Ask a province that was planned before: what is damaged is planned anew, or told."""
    around = next(one for one in path.parents if (one / "districts_in").is_dir())
    out = around / "out"
    planned_anew = WorkspaceError("workspace.no_folder", folder="planned anew")
    with mock.patch("geo.workspace.make_plan", side_effect=planned_anew):
        tasks = find_districts(around / "districts_in", out, language="zh")
        rows = [plan_district(task) for task in tasks]
    for row in rows:
        assert row.status in {"kept", "failed"}
        said_by_us = row.status == "kept" or ":" not in row.message.partition(" ")[0]
        assert said_by_us, f"a stranger's words: {row.message}"
        numbers = (row.estates, row.households, row.households_covered, row.zones)
        assert row.status == "failed" or all(isinstance(one, int) for one in numbers)
    return write_province(rows, out, language="zh")


def _language(folder: Path) -> list[Target]:
    """Return the files of a language that an office adds."""
    around = folder / "languages"
    for name in ("language", "roads"):
        source = Path(locales.__file__).parent / "en" / f"{name}.toml"
        (around / "fr").mkdir(parents=True, exist_ok=True)
        if source.is_file():
            shutil.copyfile(source, around / "fr" / source.name)
    return [
        Target(f"language {path.stem}", path, _read_language, around=around)
        for path in sorted((around / "fr").iterdir())
    ]


def _read_language(path: Path) -> object:
    folder = {"REPAIR_CIRCLE_LOCALES": str(path.parent.parent)}
    with mock.patch.dict(os.environ, folder):
        known: Any = locales.sentences.__wrapped__("fr")
    return {key: str(text) for key, text in known.items()}
