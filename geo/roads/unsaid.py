"""What a source cannot say about its roads, and for which share of their length."""

from collections.abc import Collection
from typing import Final

from geo.errors import Notice
from geo.roads.road_map import RoadMap

__all__ = ["unsaid"]

# A sentence, the tags of which one has to be there, and the class of road that it is about.
_VEHICLES: Final = ("vehicle", "motor_vehicle", "motorcar")
_QUESTIONS: Final = (
    ("roads.unsaid_oneway", ("oneway",), None),
    ("roads.unsaid_access", ("access", *_VEHICLES), None),
    ("roads.unsaid_vehicles", _VEHICLES, None),
    ("roads.unsaid_service", ("service",), "service"),
)


def unsaid(keys: Collection[str], road_map: RoadMap) -> list[Notice]:
    """Return what a layer or a graph leaves open.

    Parameters
    ----------
    keys : collection of str
        The tags that it can say anything about.
    road_map : RoadMap
        Its roads.
    """
    whole_m = max(float(road_map.length_m.sum()), 1e-9)
    notices = []
    for sentence, tags, road_class in _QUESTIONS:
        about = road_map.road_class == (road_class or road_map.road_class)
        share = float(road_map.length_m[about].sum()) / whole_m
        if share and not set(tags) & set(keys):
            notices.append(Notice(sentence, share=share))
    if "roads.unsaid_access" in (notice.key for notice in notices):
        notices = [notice for notice in notices if notice.key != "roads.unsaid_vehicles"]
    return [*notices, Notice("roads.unsaid_turns")]
