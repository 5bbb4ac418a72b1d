"""The classes of roads, as OpenStreetMap's ``highway`` tag names them."""

from typing import Final

__all__ = ["LINK", "ROAD_CLASSES", "SNAP_CLASSES", "base_class"]

LINK: Final = "link"
"""The one name that stands for all ramps: ``motorway_link`` to ``tertiary_link``."""

ROAD_CLASSES: Final = (
    "motorway",
    "trunk",
    "primary",
    "secondary",
    "tertiary",
    "unclassified",
    "residential",
    "living_street",
    "service",
)
"""Classes with a speed of their own, from the fastest road to the slowest."""

SNAP_CLASSES: Final = frozenset(ROAD_CLASSES) - {"motorway", "trunk"} | {"road"}
"""Classes beside which a crew can stop; ``road`` is a road whose class no one has told yet."""


def base_class(road_class: str) -> str:
    """Return the name under which a class is looked up: every ramp is a ``link``.

    Parameters
    ----------
    road_class : str
        The OpenStreetMap ``highway`` value.

    Returns
    -------
    str
    """
    return LINK if road_class.endswith("_link") else road_class
