"""What is damaged and who reads it: every reader of lists, maps and roads, and every store."""

import json
import os
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final, cast

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import shapely

from geo import tables
from geo.coverage import parse_claim
from geo.geocode import Decision, append_decision, read_decisions
from geo.roads import edges_within, read_roads, read_source, read_speed_profile, write_roads
from geo.roads.hierarchy import order_store
from geo.scenarios import Planner, SavedScenario, Scenario, Store, Timeline, read_scenario
from geo.settings import read_settings
from geo.ui.access import read_rules
from geo.workspace import areas_of_file, polygon_of

__all__ = ["Target", "targets"]

_DATA: Final = Path(__file__).parents[2] / "data"
_DRAWINGS: Final = Path(__file__).parents[1] / "tables" / "made_elsewhere"
_LIST_BYTES: Final = 3_000
_TOPOLOGY: Final = "fuzzed"
_AREA: Final = ((114.0, 30.0), (114.02, 30.0), (114.01, 30.02))


@dataclass(frozen=True)
class Target:
    """One kind of file and its reader.

    Attributes
    ----------
    name : str
    path : Path
        A sound file of this kind; what is damaged is read under the same name.
    read : callable
        Reads the file at a path to the end of what can be asked of it.
    says_file : bool
        Whether a refusal has to name the file.
    """

    name: str
    path: Path
    read: Callable[[Path], object]
    says_file: bool = True


def targets(folder: Path) -> list[Target]:
    """Return every kind, its sound files written into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    return [*_lists(folder), *_maps(folder), *_roads(folder), *_stores(folder)]


_READERS: Final = {
    "estates": tables.read_estates,
    "stations": tables.read_stations,
    "gates": tables.read_gates,
    "calls": tables.read_calls,
    "problems": tables.read_problems,
    "problem_steps": tables.read_problem_steps,
    "inspections": tables.read_inspections,
    "visitors": tables.read_visitors,
    "visits": tables.read_visits,
    "matters": tables.read_matters,
    "works": tables.read_works,
    "crew_weeks": tables.read_crew_weeks,
    "budgets": tables.read_budgets,
}


def _lists(folder: Path) -> list[Target]:
    made = []
    for name, read in _READERS.items():
        content = (_DATA / "hanyang" / f"{name}.csv").read_bytes()[:_LIST_BYTES]
        path = folder / f"{name}.csv"
        path.write_bytes(content[: content.rfind(b"\n") + 1])
        made.append(Target(f"csv {name}", path, read))
    frame = pd.read_csv(folder / "estates.csv", dtype=str)
    workbook = folder / "estates.xlsx"
    frame.to_excel(workbook, index=False)
    gbk = folder / "gbk.csv"
    gbk.write_bytes(frame.to_csv(index=False).encode("gbk"))
    clerks = [_DRAWINGS / f"clerk.{ending}" for ending in ("xls", "ods")]
    return [
        *made,
        Target("xlsx", workbook, tables.read_estates),
        Target("csv gbk", gbk, tables.read_estates),
        *(Target(path.suffix[1:], path, tables.read_estates) for path in clerks),
    ]


def _maps(folder: Path) -> list[Target]:
    listed = pd.read_csv(folder / "estates.csv", dtype=str)[
        ["estate_id", "name", "street", "households", "lon", "lat"]
    ]
    points = gpd.points_from_xy(listed["lon"].astype(float), listed["lat"].astype(float))
    estates = gpd.GeoDataFrame(
        listed.drop(columns=["lon", "lat"]), geometry=points, crs="EPSG:4326"
    )
    outline = gpd.GeoDataFrame(
        {"name": ["甲", "乙"]},
        geometry=[shapely.Polygon(_AREA), shapely.box(114.0, 30.0, 114.1, 30.1)],
        crs="EPSG:4326",
    )
    made = []
    for name, frame, readers in (
        ("estates", estates, (tables.read_estates,)),
        ("outline", outline, (_read_boundary, _read_areas, tables.read_barriers)),
    ):
        paths = [*_written_maps(frame, folder, name), _written_kml(frame, folder, name)]
        paths.append(_packed(folder / f"{name}.kmz", {"doc.kml": paths[-1].read_bytes()}))
        made += [
            Target(f"{path.name.partition('.')[2]} {read.__name__}", path, read)
            for path in paths
            for read in readers
        ]
    drawings = sorted(_DRAWINGS.glob("stations_*.dxf"))
    native = sorted(_DRAWINGS.glob("*.parquet"))
    made += [Target(f"dxf {path.stem}", path, _read_drawing) for path in drawings]
    made += [Target(f"parquet {path.stem}", path, tables.read_estates) for path in native]
    return made


def _written_maps(frame: gpd.GeoDataFrame, folder: Path, name: str) -> list[Path]:
    paths = [folder / f"{name}.{ending}" for ending in ("geojson", "gpkg", "parquet")]
    frame.to_file(paths[0], driver="GeoJSON")
    frame.to_file(paths[1], driver="GPKG")
    frame.to_parquet(paths[2])
    parts = folder / f"{name}_parts"
    parts.mkdir()
    frame.to_file(parts / f"{name}.shp", encoding="utf-8")
    members = {part.name: part.read_bytes() for part in sorted(parts.iterdir())}
    return [*paths, _packed(folder / f"{name}.shp.zip", members)]


def _written_kml(frame: gpd.GeoDataFrame, folder: Path, name: str) -> Path:
    marks = []
    for row in frame.to_dict("records"):
        shape = row["geometry"]
        corners = " ".join(f"{x},{y}" for x, y in shapely.get_coordinates(shape))
        around = ["Point"]
        if shape.geom_type == "Polygon":
            around = ["LinearRing", "outerBoundaryIs", "Polygon"]
        drawn = f"<coordinates>{corners}</coordinates>"
        for element in around:
            drawn = f"<{element}>{drawn}</{element}>"
        data = "".join(
            f'<Data name="{key}"><value>{value}</value></Data>'
            for key, value in row.items()
            if key != "geometry"
        )
        marks.append(f"<Placemark><ExtendedData>{data}</ExtendedData>{drawn}</Placemark>")
    path = folder / f"{name}.kml"
    path.write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2">'
        f"<Document><Folder><name>图</name>{''.join(marks)}</Folder></Document></kml>",
        encoding="utf-8",
    )
    return path


def _packed(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return path


def _read_boundary(path: Path) -> object:
    return tables.read_boundary(path)


def _read_drawing(path: Path) -> object:
    return tables.read_candidates(path, datum="EPSG:4547")


def _read_areas(path: Path) -> object:
    return [polygon_of(area) for area in areas_of_file(path)]


def _roads(folder: Path) -> list[Target]:
    road_map = read_roads(_DATA / "toy" / "roads.npz")
    road_file = folder / "roads.npz"
    write_roads(road_map, road_file)
    made = [Target("npz", road_file, _read_road_file)]
    edges = road_map.edges[["road_class", "name", "geometry"]]
    for ending, driver in (("geojson", "GeoJSON"), ("gpkg", "GPKG")):
        path = folder / f"roads.{ending}"
        edges.to_file(path, driver=driver, layer="roads")
        made.append(Target(f"{ending} roads", path, read_source))
    made += [Target(p.suffix[1:], p, read_source) for p in _written_osm(folder)]
    return [*made, Target("graphml", _written_graph(folder), read_source)]


def _read_road_file(path: Path) -> object:
    return edges_within(read_roads(path), polygon_of(_AREA))


def _written_osm(folder: Path) -> list[Path]:
    from osmium import SimpleWriter
    from osmium.osm.mutable import Node, Relation, Way

    paths = [folder / "roads.osm", folder / "roads.osm.pbf"]
    for path in paths:
        with SimpleWriter(str(path)) as writer:
            for row in range(4):
                for column in range(4):
                    at = (114 + column / 200, 30 + row / 200)
                    tags = {"highway": "traffic_signals"} if row == column else {}
                    node = Node(id=1 + 4 * row + column, version=1, location=at, tags=tags)
                    writer.add_node(node)
            lines = [[1 + 4 * row + i for i in range(4)] for row in range(4)]
            lines += [[1 + column + 4 * i for i in range(4)] for column in range(4)]
            for number, refs in enumerate(lines, start=100):
                tags = {"highway": "residential", "maxspeed": "30", "name": "柳巷"}
                writer.add_way(Way(id=number, version=1, nodes=refs, tags=tags))
            members = [("w", 100, "from"), ("n", 2, "via"), ("w", 105, "to")]
            tags = {"type": "restriction", "restriction": "no_left_turn"}
            writer.add_relation(Relation(id=900, version=1, members=members, tags=tags))
    return paths


def _written_graph(folder: Path) -> Path:
    import osmnx

    graph = nx.MultiDiGraph(crs="epsg:4326", simplified=True)
    for node in range(9):
        graph.add_node(node, x=114 + node % 3 / 200, y=30 + node // 3 / 200, street_count=4)
    for node in range(9):
        for other in (node + 1 if node % 3 < 2 else None, node + 3 if node < 6 else None):
            for tail, head in ((node, other), (other, node)) if other is not None else ():
                data = {"osmid": 7, "highway": "primary", "oneway": False, "length": 500.0}
                graph.add_edge(tail, head, reversed=tail > head, maxspeed="50", **data)
    path = folder / "roads.graphml"
    osmnx.save_graphml(graph, path)
    return path


def _stores(folder: Path) -> list[Target]:
    rules = folder / "access.toml"
    rules.write_text(
        'login = "proxy"\nplanners = ["a@example.org"]\nhosts = ["example.org"]\n'
        '[proxy]\naddresses = ["127.0.0.1/32"]\n',
        encoding="utf-8",
    )
    profile = folder / "profile.csv"
    header = ",".join(["road_class", *map(str, range(24))])
    profile.write_text(f"{header}\n*{',0.8' * 24}\n", encoding="utf-8")
    settings = folder / "workspace.toml"
    settings.write_bytes((_DATA / "hanyang" / "workspace.toml").read_bytes())
    claim = folder / "claim.txt"
    claim.write_text("15分钟内到达，108平方公里，90%的住户", encoding="utf-8")
    decisions = folder / "decisions.csv"
    moment = "2026-01-02T03:04:05+00:00"
    append_decision(decisions, Decision("E1", "甲小区", moment, lon=114.0, lat=30.0))
    append_decision(decisions, Decision("E2", "乙小区", moment, place_id="P7"))
    return [
        Target("toml settings", settings, read_settings),
        Target("toml access", rules, read_rules),
        Target("speed profile", profile, read_speed_profile),
        Target("claim", claim, _read_claim, says_file=False),
        Target("decisions", decisions, _read_decisions),
        *_scenario_files(folder),
        Target("order file", _kept_order(folder), _read_order),
    ]


def _scenario_files(folder: Path) -> list[Target]:
    scenario = Scenario(hour=8, zone_of=(("E1", 1), ("E2", 2)), zone_count=2)
    scenario = scenario.with_station(114.0, 30.0).with_closure(_AREA).with_slowed(_AREA, 3.0)
    single = folder / "scenario.json"
    single.write_text(scenario.as_json(), encoding="utf-8")
    kept = folder / "scenarios.json"
    store = Store(folder)
    for name in ("一", "二"):
        timeline = Timeline(present=scenario, past=(Scenario(), Scenario(hour=3)))
        store.add(SavedScenario(name=name, timeline=timeline))
    return [
        Target("scenario", single, _read_scenario),
        Target("scenarios", kept, _read_scenarios),
    ]


def _kept_order(folder: Path) -> Path:
    os.environ[order_store.CACHE_VARIABLE] = str(folder)
    order_store.keep_order(_TOPOLOGY, np.arange(50, dtype=np.int32))
    return next(folder.glob(f"{_TOPOLOGY}*"))


def _read_order(path: Path) -> object:
    os.environ[order_store.CACHE_VARIABLE] = str(path.parent)
    return order_store.read_order(_TOPOLOGY, 50)


def _read_claim(path: Path) -> object:
    return parse_claim(path.read_text("utf-8", "surrogateescape")).reading()


def _read_decisions(path: Path) -> object:
    moment = datetime(2026, 1, 2, tzinfo=UTC).isoformat()
    read = read_decisions(path)
    # What was read can be written again.
    return read.standing, append_decision(path, Decision("E3", "丙小区", moment, place_id="P1"))


def _read_scenario(path: Path) -> object:
    estates = pd.DataFrame({"estate_id": ["E1", "E2"]})
    planner = cast("Planner", SimpleNamespace(district=SimpleNamespace(estates=estates)))
    scenario = read_scenario(planner, path.read_bytes(), file=path.name)
    return _areas(scenario), scenario.as_json()


def _areas(scenario: Scenario) -> list[Any]:
    return [polygon_of(area) for area in scenario.closures]


def _read_scenarios(path: Path) -> object:
    store = Store(path.parent)
    read = store.read()
    for saved in read.scenarios.values():
        _areas(saved.timeline.present)
    # Whatever became of the file, the next edit is written, and read again.
    scenario_id, _ = store.add(SavedScenario(name="三"))
    kept = store.read().scenarios
    assert {*read.scenarios, scenario_id} <= kept.keys(), "a scenario was lost"
    return json.dumps(sorted(kept))
