"""How a route is said: the legs, road by road, and what makes the crew go round."""

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from geo.cli.console import Answer, Console, table_lines
from geo.i18n import format_number

if TYPE_CHECKING:
    from geo.workspace import Detour, District, EstateRoute

__all__ = ["explain_answer"]


def explain_answer(
    district: "District",
    estate: int,
    route: "EstateRoute | None",
    detours: "tuple[Detour, ...]",
    console: Console,
) -> Answer:
    """Return why an estate is reached when it is: the route of its crew, and its detours."""
    row = district.estates.iloc[estate]
    record = {
        "estate_id": str(row["estate_id"]),
        "name": str(row["name"]),
        "route": None if route is None else _route_record(route),
        "detours": [_detour_record(one) for one in detours],
    }
    return Answer(record, _lines(district, str(row["name"]), route, detours, console))


def _route_record(route: "EstateRoute") -> dict[str, Any]:
    steps = route.steps.drop(columns="geometry").to_dict(orient="records")
    legs = {
        name: getattr(route, name)
        for name in ("call_min", "turnout_min", "drive_min", "access_min", "response_min")
    }
    return {"station_id": route.station_id, **legs, "walk_m": route.walk_m, "roads": steps}


def _detour_record(detour: "Detour") -> dict[str, Any]:
    known = {"without_min": detour.without_min, "saved_min": detour.saved_min}
    hours = {"opens": detour.opens, "closes": detour.closes}
    return {
        "kind": detour.kind,
        "number": detour.number,
        "roads": [list(road) for road in detour.roads],
        **{
            name: value if math.isfinite(value) else None
            for name, value in {**hours, **known}.items()
        },
    }


def _lines(
    district: "District",
    name: str,
    route: "EstateRoute | None",
    detours: "tuple[Detour, ...]",
    console: Console,
) -> Iterator[str]:
    from geo.plan_tables import LEG_KEYS, detour_line, minutes_text, route_rows, walk_line
    from geo.text import plain_text

    t = console.t
    if route is None:
        yield f"{plain_text(name)} · {t('ui.no_way')}"
    else:
        stations = district.stations.set_index("station_id")["name"].fillna("")
        station = stations.get(route.station_id) or route.station_id
        yield f"{plain_text(name)} · {t('route.from_station', station=plain_text(station))}"
        legs = (
            f"{t(key)} {format_number(getattr(route, leg), 1)}" for leg, key in LEG_KEYS.items()
        )
        yield " + ".join(legs) + f" = {minutes_text(route.response_min, t)}"
        head = [t("route.road"), t("route.length"), t("route.minutes")]
        yield from table_lines(head, route_rows(route, t))
        yield walk_line(route, t)
    for detour in detours:
        yield detour_line(detour, t)
