"""Tags out of the cells of tables, whoever wrote them."""

from typing import Any

import numpy as np
import pytest

from geo.roads.osm_tags import refusal, way_hours
from geo.roads.tag_cells import ColumnTags, cell_tags, plain_texts


def read(raw: bool | None = None, **columns: Any) -> Any:
    """Return the tags of the first row of a table of columns."""
    named = {name.replace("__", ":"): [value] for name, value in columns.items()}
    table = ColumnTags(named)
    return cell_tags(table.cells(0), raw_class=table.raw_class if raw is None else raw)


@pytest.mark.parametrize(
    ("cell", "texts"),
    [
        ("residential", ["residential"]),
        ("['residential', 'unclassified']", ["residential", "unclassified"]),
        ('["residential","unclassified"]', ["residential", "unclassified"]),
        ("(2:residential,unclassified)", ["residential", "unclassified"]),
        ("{residential,unclassified}", ["residential", "unclassified"]),
        ("[nan, 'residential']", ["residential"]),
        (["residential", None], ["residential"]),
        (np.array(["residential", "service"]), ["residential", "service"]),
        ("[101, 102]", ["101", "102"]),
        (np.float64(60), ["60"]),
        (np.bool_(True), ["yes"]),
        (False, ["no"]),
        (None, []),
        (float("nan"), []),
        ("None", []),
        ("none", ["none"]),
        (" ", []),
        ("[]", []),
    ],
)
def test_lists_in_a_cell(cell: Any, texts: list[str]) -> None:
    """Python's, json's, GDAL's and PostgreSQL's lists, as values and written out."""
    assert plain_texts(cell) == texts


@pytest.mark.parametrize(
    ("columns", "reason"),
    [
        ({"highway": "residential"}, None),
        ({"highway": None}, "not_for_cars"),
        ({"highway": "rest_area"}, "not_for_cars"),
        ({"highway": "abandoned"}, "not_for_cars"),
        ({"fclass": "track_grade1"}, "not_for_cars"),
        ({"fclass": "track_grade5"}, "not_for_cars"),
        ({"fclass": "track"}, "not_for_cars"),
        ({"fclass": "steps"}, "not_for_cars"),
        ({"fclass": "unknown"}, None),
        ({"type": "cycleway"}, "not_for_cars"),
        ({"type": "residential"}, None),
        ({"road_class": "主干路"}, None),
        ({"highway": "service", "access": "private"}, "access"),
        ({"highway": "residential", "motorcar": "no"}, "access"),
        ({"highway": "residential", "vehicle": "no"}, "access"),
        ({"highway": "residential", "access": "no", "motor_vehicle": "yes"}, None),
        ({"highway": "residential", "motor_vehi": "no"}, "access"),
        ({"highway": "service", "service": "drive-through"}, "service"),
        ({"highway": "residential", "area": True}, "area"),
        ({"highway": "residential", "area": "1"}, "area"),
        ({"highway": "residential", "other_tags": '"access"=>"private"'}, "access"),
        (
            {"highway": "service", "other_tags": '"service"=>"parking_aisle","lit"=>"yes"'},
            "service",
        ),
        ({"highway": "residential", "tags": '{"motor_vehicle":"no"}'}, "access"),
        ({"highway": "residential", "tags": {"access": "no"}}, "access"),
        ({"highway": "['residential', 'footway']"}, "not_for_cars"),
        ({"highway": "residential", "access": "['yes', 'private']"}, "access"),
        (
            {"highway": "['service', 'residential']", "service": ["alley", "parking_aisle"]},
            "service",
        ),
        ({"highway": "residential;unclassified"}, None),
    ],
)
def test_who_may_drive_by_any_column(columns: dict[str, Any], reason: str | None) -> None:
    """The same refusals whatever the column is called and however many values a cell has."""
    found = read(**columns)
    assert next(filter(None, map(refusal, (found.tags, *found.pieces))), None) == reason


@pytest.mark.parametrize(
    ("columns", "direction"),
    [
        ({"oneway": "yes"}, "forward"),
        ({"oneway": True}, "forward"),
        ({"oneway": "F"}, "forward"),
        ({"oneway": "FT"}, "forward"),
        ({"oneway": "是"}, "forward"),
        ({"单行": "单向"}, "forward"),
        ({"oneway": "T"}, "backward"),
        ({"oneway": -1}, "backward"),
        ({"oneway": "-1.0"}, "both"),
        ({"oneway": "B"}, "both"),
        ({"oneway": 0}, "both"),
        ({"oneway": "双向"}, "both"),
        ({"oneway": "[False, True]"}, "forward"),
        ({"junction": "roundabout"}, "forward"),
        ({"junction": "circular"}, "forward"),
        ({"junction": "roundabout", "oneway": "no"}, "both"),
        ({"highway": "motorway"}, "forward"),
        ({"highway": "motorway", "oneway": False}, "both"),
        ({"other_tags": '"oneway"=>"yes"'}, "forward"),
        ({"other_tags": '"oneway:motorcar"=>"-1"'}, "backward"),
        ({"tags": '{"motor_vehicle:backward": "no"}'}, "forward"),
        ({"oneway:motor_vehicle": "yes"}, "forward"),
        ({"oneway_motorcar": "yes"}, "forward"),
        ({"oneway": "yes", "other_tags": '"oneway"=>"no"'}, "forward"),
    ],
)
def test_directions_by_any_column(columns: dict[str, Any], direction: str) -> None:
    """One-way in the words of OpenStreetMap, Geofabrik, Esri and Chinese lists."""
    found = read(**({"highway": "residential"} | columns))
    assert way_hours(found.tags).direction == direction


def test_letters_that_are_truth_values() -> None:
    """T and F alone are true and false; beside B or a blank they are directions of drawing."""
    truth = ColumnTags({"highway": ["primary"] * 3, "oneway": ["T", "F", "F"]})
    letters = ColumnTags({"highway": ["primary"] * 3, "oneway": ["T", "F", "B"]})
    assert [cell_tags(truth.cells(row)).tags["oneway"] for row in range(3)] == ["yes", "no", "no"]
    assert [cell_tags(letters.cells(row)).tags["oneway"] for row in range(3)] == ["-1", "yes", "no"]
    assert [notice.key for notice in truth.notices()] == ["roads.oneway_letters"]
    assert letters.notices() == []


def test_a_column_called_type_is_a_class_only_where_it_holds_classes() -> None:
    """BBBike calls the class ``type``; other tables call all kinds of things so."""
    roads = ColumnTags({"type": ["residential", "track_grade2", None, "primary"]})
    others = ColumnTags({"type": ["asphalt", "two lanes", "primary"]})
    assert (roads.class_column, others.class_column) == ("type", "")


def test_values_that_many_pieces_share() -> None:
    """All names and limits are kept, of the class the first, and a bridge where a piece is one."""
    found = read(
        highway="['primary', 'residential']",
        name=["汉阳大道", "North Street"],
        maxspeed="['60', '40']",
        bridge=["no", "viaduct"],
        surface=["asphalt", "sett"],
    )
    assert found.tags == {
        "highway": "primary",
        "name": "汉阳大道; North Street",
        "maxspeed": "60;40",
        "bridge": "viaduct",
        "surface": "asphalt",
    }


def test_an_unknown_speed_of_geofabrik_is_no_limit() -> None:
    """Geofabrik writes 0 where no limit is known."""
    assert "maxspeed" not in read(fclass="primary", maxspeed=0).tags
    assert read(highway="primary", maxspeed=0).tags["maxspeed"] == "0"
