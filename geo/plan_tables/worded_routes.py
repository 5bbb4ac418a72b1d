"""Routes in words: roads with their minutes, what makes a crew go round, what a change did."""

import math
from typing import TYPE_CHECKING, Final

from geo.i18n import Translate, format_number
from geo.plan_tables.wording import minutes_text
from geo.roads import LINK, ROAD_CLASSES
from geo.text import plain_text

if TYPE_CHECKING:
    from geo.workspace import Detour, EstateRoute

__all__ = [
    "detour_line",
    "is_same_way",
    "road_words",
    "route_change",
    "route_rows",
    "walk_line",
]

_CLASSES: Final = frozenset({*ROAD_CLASSES, LINK})


def road_words(road: str, road_class: str, t: Translate) -> str:
    """Return what a road is called: its name, or that of its class.

    Parameters
    ----------
    road : str
        Its name, empty where the source has none.
    road_class : str
        As :func:`geo.roads.base_class` gives it.
    t : callable
        The translator.

    Returns
    -------
    str
    """
    if road:
        return plain_text(road)
    known = road_class if road_class in _CLASSES else "road"
    return t("route.unnamed", road_class=t(f"route.class_{known}"))


def route_rows(route: "EstateRoute", t: Translate) -> list[tuple[str, str, str]]:
    """Return the roads of a route with their kilometres and minutes, in the order of the drive.

    Parameters
    ----------
    route : EstateRoute
    t : callable
        The translator.

    Returns
    -------
    list of (road, kilometres, minutes)
    """
    return [
        (
            road_words(step.road, step.road_class, t),
            format_number(step.length_m / 1000, 2),
            format_number(step.minutes, 1),
        )
        for step in route.steps.itertuples()
    ]


def walk_line(route: "EstateRoute", t: Translate) -> str:
    """Return how far the gate is from the road, and how long the access takes.

    Parameters
    ----------
    route : EstateRoute
    t : callable
        The translator.

    Returns
    -------
    str
    """
    return t(
        "route.walk",
        metres=format_number(route.walk_m),
        minutes=format_number(route.access_min, 1),
    )


def detour_line(detour: "Detour", t: Translate) -> str:
    """Return what makes a crew go round, and how much quicker it would be without.

    Parameters
    ----------
    detour : Detour
    t : callable
        The translator.

    Returns
    -------
    str
    """
    way = "detour" if math.isfinite(detour.saved_min) else "cut"
    hours = ""
    if math.isfinite(detour.opens):
        hours = t("route.gate_hours", opens=_clock(detour.opens), closes=_clock(detour.closes))
    return t(
        f"route.{way}_{detour.kind}",
        number=format_number(detour.number),
        roads=t("route.and").join(road_words(*road, t) for road in detour.roads),
        hours=hours,
        saved=minutes_text(detour.saved_min, t),
    )


def _clock(hour: float) -> str:
    return f"{int(hour)}:{round(60 * (hour % 1)):02d}"


def route_change(
    now: "EstateRoute | None",
    before: "EstateRoute | None",
    *,
    stations: dict[str, str],
    compared: str,
    t: Translate,
) -> str:
    """Return from which station an estate is answered now, and was in the compared scenario.

    Parameters
    ----------
    now, before : EstateRoute or None
        None where there is no way.
    stations : dict of str to str
        Names of the stations by their ids.
    compared : str
        What the compared scenario is called.
    t : callable
        The translator.

    Returns
    -------
    str
        Empty where there is no way in either.
    """
    if now is None and before is None:
        return ""
    if now is None:
        key = "now_none"
    elif before is None:
        key = "before_none"
    else:
        key = "same" if is_same_way(now, before) else "change"
    words = {"before": plain_text(compared)}
    for name, route in (("", now), ("before_", before)):
        if route is not None:
            known = stations.get(route.station_id) or route.station_id
            words[f"{name}station"] = plain_text(known)
            words[f"{name}minutes"] = minutes_text(route.response_min, t)
    return t(f"route.{key}", **words)


def is_same_way(now: "EstateRoute", before: "EstateRoute") -> bool:
    """Return whether two routes are the same roads in the same minutes.

    Parameters
    ----------
    now, before : EstateRoute

    Returns
    -------
    bool
    """
    return (
        now.station_id == before.station_id
        and now.gate == before.gate
        and now.response_min == before.response_min
        and now.steps.geometry.tolist() == before.steps.geometry.tolist()
    )
