"""What the product itself keeps on disk and reads again, and the rules that people write for it."""

import json
import math
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final, cast

import pandas as pd

from geo.errors import OperationsError
from geo.geocode import (
    NOWHERE,
    Decision,
    append_decision,
    known_places,
    read_decisions,
    read_proposals,
)
from geo.report import refuse_foreign_folder
from geo.scenarios import (
    Approval,
    Comment,
    Edit,
    Planner,
    SavedScenario,
    Scenario,
    SlowedRoads,
    StationShift,
    Store,
    Timeline,
    read_scenario,
)
from geo.settings import Settings, read_settings
from geo.ui import known_workspaces, security_log
from geo.ui.access import AccessRules, read_rules
from geo.ui.launch.log_start import begin_log
from geo.workspace import polygon_of
from geo.workspace.operations import ProblemEvent, RecordStore, SignOff, shift_patterns
from tests.fuzzing.homes import home
from tests.fuzzing.target import AREA, DATA, Target, sound_table

__all__ = ["full_scenario", "stores"]

_MOMENT: Final = "2026-01-02T03:04:05+00:00"
_NOON: Final = datetime(2026, 1, 2, 12, tzinfo=UTC)
_IDS: Final = ("E1", "E2", "E3", "E4", "E5", "E6")


def stores(folder: Path) -> list[Target]:
    """Return the kinds of stores, their sound files written into a folder."""
    return [
        *_rules(folder),
        *_geocoding(folder),
        *_scenario_files(folder),
        *_records(folder),
        *_own_files(folder),
    ]


def _rules(folder: Path) -> list[Target]:
    proxy = folder / "access.toml"
    proxy.write_text(
        'login = "proxy"\nplanners = ["a@example.org"]\nhosts = ["example.org"]\n'
        'folders = ["plans"]\n[proxy]\naddresses = ["127.0.0.1/32"]\n',
        encoding="utf-8",
    )
    provider = folder / "oidc.toml"
    provider.write_text(
        'login = "oidc"\nviewers = ["*"]\n[oidc]\nclient_id = "plans"\n'
        f'client_secret = "s"\ncookie_secret = "{"c" * 32}"\n'
        'server_metadata_url = "https://login.example.org/.well-known"\n'
        'redirect_uri = "https://example.org/oauth2callback"\n',
        encoding="utf-8",
    )
    settings = folder / "workspace.toml"
    settings.write_bytes((DATA / "hanyang" / "workspace.toml").read_bytes())
    rich = folder / "rich.toml"
    rich.write_text(_EVERY_SECTION, encoding="utf-8")
    return [
        Target("toml access", proxy, _read_rules),
        Target("toml login", provider, _read_rules),
        Target("rules of the last start", _last_start(folder), _start_again, False),
        Target("toml settings", settings, _read_settings),
        Target("toml sections", rich, _read_settings),
    ]


_EVERY_SECTION: Final = """
name = "区"
[inputs]
estates = "estates.csv"
roads = "roads.npz"
[datums]
estates = "gcj02"
[demand]
weight = "residents"
[shifts]
day = "2026-02-17"
[roster]
patterns = ["08:00-16:00", "20:00-24:00+00:00-04:00"]
min_rest_h = 8
[season]
rain_months = [5, 6]
from = 2026-06-01
to = 2026-08-31
ready_by = 2026-05-31
[works]
ready = "priced"
gap = 0.01
[costs]
unit = "万元"
[levels.weights]
environment = 2
[[levels.service]]
name = "基本"
[[levels.service]]
name = "提升"
least = {score = 60}
[problems]
as_of = 2026-01-01
[[problems.rules]]
urgency = "urgent"
danger_least = 4
[[visits.classes]]
name = "重点"
times_a_year = 12
streets = ["西街"]
[zoning]
zones = 3
band = [0.8, 1.2]
must_link = [["E1", "E2"]]
[zoning.operators."甲"]
estates = 3
"""


def _last_start(folder: Path) -> Path:
    """Write the rules that a server keeps to tell at its next start what has changed."""
    log = folder / "security.jsonl"
    _begin_log(log, viewers=["*"])
    return log.with_name(f"{log.name}.rules.json")


def _begin_log(log: Path, **rules: object) -> None:
    proxy = {"addresses": ["127.0.0.1"]}
    told = {"login": "proxy", "proxy": proxy, "log": {"file": log}, **rules}
    begin_log(AccessRules.model_validate(told), "127.0.0.1:8501")
    security_log.switch_off()


def _start_again(path: Path) -> object:
    """Start a server beside rules that it kept; it writes whole lines, and the rules anew."""
    log = path.with_name(path.name.removesuffix(".rules.json"))
    _begin_log(log, planners=["a"])
    kept = json.loads(path.read_text(encoding="utf-8"))
    assert kept["planners"] == ["a"]
    return [json.loads(line)["event"] for line in log.read_text(encoding="utf-8").splitlines()]


def _read_rules(path: Path) -> object:
    rules = read_rules(path)
    headers = [("X-Forwarded-User", "a@example.org")]
    claims = {"is_logged_in": True, "email": "a@example.org"}
    return (
        rules.person_by_headers("127.0.0.1", headers),
        rules.person_by_claims(claims),
        rules.may_open(path.parent / "plans", []),
    )


def _read_settings(path: Path) -> object:
    settings = read_settings(path)
    assert not [where for where, number in _numbers(settings.model_dump()) if math.isnan(number)]
    assert Settings.model_validate(settings.model_dump(by_alias=True)) == settings
    with suppress(OperationsError):  # of the settings, whatever their file is called
        shift_patterns(settings.roster)
    return settings


def _numbers(record: Any, where: str = "") -> Iterator[tuple[str, float]]:
    """Yield every number of a record with where it stands."""
    if isinstance(record, dict):
        for key, value in record.items():
            yield from _numbers(value, f"{where}.{key}")
    elif isinstance(record, (list, tuple)):
        for value in record:
            yield from _numbers(value, where)
    elif isinstance(record, float):
        yield where, record


def _geocoding(folder: Path) -> list[Target]:
    decisions = folder / "decisions.csv"
    append_decision(decisions, Decision("E1", "甲小区", _MOMENT, lon=114.0, lat=30.0))
    append_decision(decisions, Decision("E2", "乙小区", _MOMENT, 114.0, 30.0, "P7", "汉阳区"))
    append_decision(decisions, Decision("E4", "丁小区", _MOMENT, place_id=NOWHERE))
    proposals = folder / "proposals.csv"
    proposals.write_text(
        "estate_id,rank,source,place_id,name,whereabouts,lon,lat\n"
        "E1,1,gazetteer,P7,甲小区,西街,114.2,30.5\nE1,2,amap,,甲小区（东区）,,114.21,30.51\n",
        encoding="utf-8",
    )
    return [
        Target("decisions", decisions, _read_decisions),
        Target("proposals", proposals, _read_proposals),
    ]


def _read_decisions(path: Path) -> object:
    read = read_decisions(path)
    for one in read.history:
        assert not one.placed or (abs(one.lon) <= 180 and abs(one.lat) <= 90), "off the globe"
    known_places(None, read)
    # What was read can be written again.
    written = append_decision(path, Decision("E3", "丙小区", _MOMENT, place_id="P1"))
    assert len(written.history) == len(read.history) + 1, "a decision was lost"
    return read.standing, read.latest(_IDS), [read.refuses(one, "丁小区") for one in _IDS]


def _read_proposals(path: Path) -> object:
    return sound_table(read_proposals(path))


def full_scenario() -> Scenario:
    """Return a scenario in which every field says something."""
    return Scenario(
        hour=8,
        closures=(AREA,),
        slowed=(SlowedRoads(area=AREA, factor=3.0),),
        zone_of=tuple((one, place % 2) for place, one in enumerate(_IDS)),
        zone_count=2,
        zone_bound=12.5,
        zone_names=("东", "西"),
        locked=("E1",),
        crews=(("S1", 2),),
        shifts=(StationShift(station_id="S1", days="weekday", hours="08:00-20:00", crews=2),),
        closed_stations=("S2",),
        turnout_min=4.0,
        target_min=12.0,
        percentile=0.8,
        speeds=(("residential", 0.8), ("*", 1.1)),
        day="weekend",
        season="rain",
        open_gates=(("E3", 1),),
        zones_by_hand=True,
        barriers=(((114.0, 30.0), (114.01, 30.01)),),
        seeds=("E1", "E4"),
    ).with_station(114.005, 30.004, "试点")


def _scenario_files(folder: Path) -> list[Target]:
    scenario = full_scenario()
    single = folder / "scenario.json"
    single.write_text(scenario.as_json(), encoding="utf-8")
    kept = folder / "scenarios.json"
    store = Store(folder)
    for name in ("一", "二", "三"):
        edit = Edit(at=_NOON, key="ui.edit_hour", detail="8", who="甲", led_to=Scenario(hour=8))
        timeline = Timeline(
            present=scenario, past=(Scenario(), Scenario(hour=3)), future=(scenario,), edits=(edit,)
        )
        saved = SavedScenario(
            name=name,
            notes="备注",
            timeline=timeline,
            present_plan=(("E1", "Z1"),),
            present_source="zones.csv",
            author="甲",
            approval=Approval(standing="approved", by="乙", at=_NOON, content="0" * 64),
            comments=(Comment(at=_NOON, who="丙", text="同意"),),
        )
        scenario_id, _ = store.add(saved)
    store.remove(scenario_id)
    return [
        Target("scenario", single, _read_scenario),
        Target("scenarios", kept, _read_scenarios),
    ]


def _read_scenario(path: Path) -> object:
    estates = pd.DataFrame({"estate_id": _IDS})
    planner = cast("Planner", SimpleNamespace(district=SimpleNamespace(estates=estates)))
    scenario = read_scenario(planner, path.read_bytes(), file=path.name)
    _sound_scenario(scenario)
    assert Scenario.model_validate_json(scenario.as_json()) == scenario, "written as another"
    return scenario.later_changes(), scenario.entries


def _sound_scenario(scenario: Scenario) -> None:
    """Make sure that a scenario which was accepted says nothing impossible."""
    broken = [place for place, one in _numbers(scenario.model_dump()) if not math.isfinite(one)]
    assert not broken, f"no number: {broken}"
    for area in (*scenario.closures, *(one.area for one in scenario.slowed)):
        assert polygon_of(area).area > 0, "an area without area"
    ids = [one.station_id for one in scenario.stations]
    assert len(set(ids)) == len(ids), "two stations of one id"
    zoned = [estate for estate, _ in scenario.zone_of or ()]
    assert len(set(zoned)) == len(zoned), "an estate in two zones"
    assert all(zone >= 0 for _, zone in scenario.zone_of or ()), "a zone below 0"


def _read_scenarios(path: Path) -> object:
    store = Store(path.parent)
    read = store.read()
    shown = [_shown(saved) for saved in read.scenarios.values()]
    # Whatever became of the file, the next edit is written, and read again.
    scenario_id, _ = store.add(SavedScenario(name="四"))
    kept = store.read()
    assert {*read.scenarios, scenario_id} <= kept.scenarios.keys(), "a scenario was lost"
    assert kept.removed == read.removed, "a deleted scenario was lost"
    for removed in read.removed:
        store.restore(removed.scenario_id)
    return shown, read.differ_in_conditions, store.set_aside()


def _shown(saved: SavedScenario) -> object:
    """Ask all of a scenario that its pages show."""
    timeline = saved.timeline
    states = (timeline.present, *timeline.past, *timeline.future)
    for scenario in (*states, *(edit.led_to for edit in timeline.edits if edit.led_to)):
        _sound_scenario(scenario)
    notice = saved.approval.notice(saved.content)
    return (
        (saved.history, saved.made_by, saved.day, timeline.let_go),
        notice and [notice.sentence("zh"), notice.sentence("en")],
        (timeline.undone(), timeline.redone(), saved.proposed("乙"), saved.frozen("乙")),
    )


def _records(folder: Path) -> list[Target]:
    kept = RecordStore(folder)
    at = _NOON.replace(tzinfo=None)
    kept.add(
        [
            ProblemEvent(problem_id="P1", at=at, by="甲", state="judged", danger=3),
            ProblemEvent(problem_id="P1", at=at, state="accepted", accepted_by="乙", proof="7"),
            ProblemEvent(problem_id="P4", at=at, same_as="P1", note="重复"),
        ]
    )
    kept.sign(SignOff(period="2025Q4", at=at, by="甲", figures="0" * 64))
    return [Target("record of problems", folder / "operations.json", _read_record)]


def _read_record(path: Path) -> object:
    kept = RecordStore(path.parent)
    read = kept.read()
    event = ProblemEvent(problem_id="P9", at=datetime(2026, 1, 3), state="registered")
    written = kept.add([event], known=read)
    assert len(written.events) == len(read.events) + 1, "a step was lost"
    days = [f"{one.at:%Y-%m-%d %H:%M}" for one in (*read.events, *read.sign_offs)]
    return days, read.history("P1"), read.signed("2025Q4", "0" * 64)


def _own_files(folder: Path) -> list[Target]:
    around = folder / "recents" / "repair-circle"
    around.mkdir(parents=True)
    recents = around / "workspaces.json"
    opened = [str(DATA / "toy"), str(folder / "gone")]
    recents.write_text(json.dumps({"recent": opened}), encoding="utf-8")
    pack = folder / "tables"
    pack.mkdir()
    (pack / "roster.csv").write_text("station_id\nS1\n", encoding="utf-8")
    mark = pack / "tables.json"
    mark.write_text('{"files": {"roster.csv": "0"}, "version": "1"}', encoding="utf-8")
    return [
        Target("recent workspaces", recents, _read_recents, around=folder / "recents"),
        Target("list of tables", mark, _read_mark, says_file=False, around=pack),
    ]


def _read_recents(path: Path) -> object:
    with home(path.parent.parent):
        known = known_workspaces.recent()
        found = known_workspaces.find("toy"), known_workspaces.find("nothing-0123456789")
        listed = known_workspaces.projects(), known_workspaces.archived()
        known_workspaces.archive(DATA / "toy")
        known_workspaces.take_from_archive(DATA / "toy")
        known_workspaces.remember(DATA / "toy")
        assert known_workspaces.recent()[0] == DATA / "toy", "what was opened is forgotten"
    return known, found, listed


def _read_mark(path: Path) -> object:
    return refuse_foreign_folder(path.parent)
