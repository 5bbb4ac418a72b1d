"""Maps in every format: points of estates, and outlines of areas."""

import warnings
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo import tables
from geo.workspace import areas_of_file, polygon_of
from tests.fuzzing.lists import ELSEWHERE, checked
from tests.fuzzing.target import AREA, Target, packed, sound_table

__all__ = ["maps"]


def maps(folder: Path) -> list[Target]:
    listed = pd.read_csv(folder / "estates.csv", dtype=str)[
        ["estate_id", "name", "street", "households", "lon", "lat"]
    ]
    points = gpd.points_from_xy(listed["lon"].astype(float), listed["lat"].astype(float))
    estates = gpd.GeoDataFrame(
        listed.drop(columns=["lon", "lat"]), geometry=points, crs="EPSG:4326"
    )
    outline = gpd.GeoDataFrame(
        {"name": ["甲", "乙"]},
        geometry=[shapely.Polygon(AREA), shapely.box(114.0, 30.0, 114.1, 30.1)],
        crs="EPSG:4326",
    )
    made = []
    for name, frame, readers in (
        ("estates", estates, (_read_estates,)),
        ("outline", outline, (_read_boundary, _read_areas, _read_barriers)),
    ):
        paths = [*_written_maps(frame, folder, name), _written_kml(frame, folder, name)]
        paths.append(packed(folder / f"{name}.kmz", {"doc.kml": paths[-1].read_bytes()}))
        made += [
            Target(f"{path.name.partition('.')[2]} {read.__name__}", path, read)
            for path in paths
            for read in readers
        ]
        made += _in_parts(frame, folder, name, readers[0])
    drawings = sorted(ELSEWHERE.glob("stations_*.dxf"))
    native = sorted(ELSEWHERE.glob("*.parquet"))
    made += [Target(f"dxf {path.stem}", path, _read_drawing) for path in drawings]
    made += [Target(f"parquet {path.stem}", path, _read_estates) for path in native]
    return made


def _written_maps(frame: gpd.GeoDataFrame, folder: Path, name: str) -> list[Path]:
    paths = [folder / f"{name}.{ending}" for ending in ("geojson", "gpkg", "fgb", "parquet")]
    frame.to_file(paths[0], driver="GeoJSON")
    frame.to_file(paths[1], driver="GPKG")
    frame.to_file(paths[2], driver="FlatGeobuf")
    frame.to_parquet(paths[3])
    parts = folder / f"{name}_parts"
    parts.mkdir()
    frame.to_file(parts / f"{name}.shp", encoding="utf-8")
    members = {part.name: part.read_bytes() for part in sorted(parts.iterdir())}
    return [*paths, packed(folder / f"{name}.shp.zip", members)]


def _in_parts(
    frame: gpd.GeoDataFrame, folder: Path, name: str, read: Callable[[Path], object]
) -> list[Target]:
    """Return the formats that are several files, each of which may be the damaged one."""
    made = []
    for ending, options in (
        ("shp", {"encoding": "utf-8"}),
        ("tab", {"driver": "MapInfo File", "FORMAT": "TAB", "encoding": "CP936"}),
        ("mif", {"driver": "MapInfo File", "FORMAT": "MIF", "encoding": "CP936"}),
    ):
        around = folder / f"{name}_{ending}"
        around.mkdir()
        main = around / f"{name}.{ending}"
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            frame.to_file(main, **options)
        made += [
            Target(
                f"{ending}{'' if part == main else f' {part.suffix}'} {read.__name__}",
                part,
                _of_part(main.name, read),
                around=around,
            )
            for part in sorted(around.iterdir())
        ]
    return made


def _of_part(main: str, read: Callable[[Path], object]) -> Callable[[Path], object]:
    return lambda path: read(path.with_name(main))


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


def _read_estates(path: Path) -> object:
    return checked(tables.read_estates)(path)


def _read_boundary(path: Path) -> object:
    outline = sound_table(tables.read_boundary(path))
    assert outline.is_valid.all(), "an outline that crosses itself"
    assert (outline.area > 0).all(), "an outline without area"
    return outline


def _read_barriers(path: Path) -> object:
    lines = tables.read_barriers(path)
    assert all(np.isfinite(shapely.get_coordinates(line)).all() for line in lines)
    assert all(line.length > 0 for line in lines), "a barrier without length"
    return lines


def _read_drawing(path: Path) -> object:
    return checked(tables.read_candidates, datum="EPSG:4547")(path)


def _read_areas(path: Path) -> object:
    areas = areas_of_file(path)
    assert all(polygon_of(area).area > 0 for area in areas), "an area without area"
    return areas
