"""Read one OpenStreetMap extract by every door and compare what comes out.

Run it from the top of the checkout: ``python -m benchmarks.roads.doors EXTRACT.osm.pbf``. The
extract is read as it is, through graphs of osmnx (as the product fetches places, and as osmnx
makes them by itself) saved as GraphML and GeoPackage, and through the layer of lines that GDAL's
OSM driver makes of it, saved as GeoPackage and GeoJSON. For each are told the kilometres by class,
the one-way kilometres and the turn restrictions; where a door differs from the extract, the
differences. Exit code 1 when a door that must agree does not.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import geopandas as gpd
import numpy as np
import osmium
import osmnx

from geo.roads import RoadMap, read_source
from geo.roads.place import ways_as_they_are_tagged

SAME_KM = 0.005


def main() -> int:
    """Read the extract by all doors, print a table, return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.roads.doors", description=__doc__)
    parser.add_argument("extract", type=Path)
    extract = parser.parse_args().extract
    wanted = figures(read_source(extract)[0])
    print_figures("extract", wanted)
    failed = False
    with tempfile.TemporaryDirectory() as scratch:
        for name, path, must_agree in doors(extract, Path(scratch)):
            found = figures(read_source(path)[0])
            print_figures(name, found)
            differences = {
                key: round(found.get(key, 0.0) - wanted.get(key, 0.0), 3)
                for key in sorted(wanted.keys() | found.keys())
                if abs(found.get(key, 0.0) - wanted.get(key, 0.0)) > SAME_KM
            }
            said = {key: value for key, value in differences.items() if key != "restrictions"}
            print(f"  differs: {differences or 'nowhere'}")
            failed |= must_agree and bool(said)
    return int(failed)


def doors(extract: Path, folder: Path) -> Iterator[tuple[str, Path, bool]]:
    """Yield the other doors: name, file, and whether kilometres must agree."""
    roads = folder / "roads.osm"
    write_roads_only(extract, roads)
    for tagged in (True, False):
        with ways_as_they_are_tagged():
            osmnx.settings.all_oneway = tagged
            streets = osmnx.graph_from_xml(roads, simplify=False, retain_all=True)
        how = "as tagged" if tagged else "turned by osmnx"
        graphml, layer = folder / f"{tagged}.graphml", folder / f"{tagged}.gpkg"
        osmnx.save_graphml(streets, graphml)
        yield f"osmnx GraphML, {how}", graphml, True
        osmnx.save_graph_geopackage(streets, layer, directed=True)
        yield f"osmnx GeoPackage, {how}", layer, True
    # With its own settings osmnx keeps few tags and merges ways of different tags into one edge.
    streets = osmnx.graph_from_xml(roads, retain_all=True)
    usual = folder / "usual.graphml"
    osmnx.save_graphml(streets, usual)
    yield "osmnx GraphML, its own settings", usual, False
    lines = gpd.read_file(extract, layer="lines")
    for ending in ("gpkg", "geojson"):
        path = folder / f"lines.{ending}"
        lines.to_file(path)
        yield f"GDAL lines as {ending}", path, True


def write_roads_only(extract: Path, path: Path) -> None:
    """Write the highways and their nodes as OpenStreetMap XML; osmnx reads no other extract.

    Where a way leaves the extract it is cut, since osmnx fails on nodes that are not there.
    """
    held = {node.id for node in osmium.FileProcessor(str(extract), osmium.osm.NODE)}
    spare_id = -1
    with osmium.SimpleWriter(str(path)) as writer:
        for entity in osmium.FileProcessor(str(extract)):
            if entity.is_node():
                writer.add(entity)
            elif entity.is_way() and "highway" in entity.tags:
                refs = [node.ref for node in entity.nodes]
                runs = [list(run) for there, run in groupby(refs, held.__contains__) if there]
                for number, run in enumerate(one for one in runs if len(one) > 1):
                    writer.add(entity.replace(id=spare_id if number else entity.id, nodes=run))
                    spare_id -= bool(number)


def figures(road_map: RoadMap) -> dict[str, float]:
    """Return kilometres by class, one-way kilometres and restrictions, of all roads read."""
    parts = [road_map] if road_map.detached is None else [road_map, road_map.detached]
    found: dict[str, float] = {"restrictions": float(sum(len(part.turns) for part in parts))}
    for part in parts:
        for name in np.unique(part.road_class).tolist():
            km = float(part.length_m[part.road_class == name].sum()) / 1000
            found[name] = found.get(name, 0.0) + km
        one_way_km = float(part.length_m[part.oneway].sum()) / 1000
        found["one-way"] = found.get("one-way", 0.0) + one_way_km
    return found


def print_figures(name: str, found: dict[str, float]) -> None:
    """Print the figures of a door on one line."""
    said = ", ".join(f"{key} {value:.2f}" for key, value in sorted(found.items()))
    print(f"{name}\n  {said}")


if __name__ == "__main__":
    sys.exit(main())
