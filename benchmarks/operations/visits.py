"""Visit calendars on periodic vehicle-routing instances, beside two plainer ways in the same run.

    python -m benchmarks.operations.visits FOLDER [p01 p02 …] [--seconds 60] [--published FILE]

The folder holds instances in the format of Cordeau's collection (``p01.txt``). The file of
published values has a line ``name value`` for each. In the same run: a first-fit heuristic (the
first pattern whose days have room, each visit at the end of the first route with room), and PyVRP,
where it is installed (0.14), for the routes of every day with the patterns of that heuristic.
"""

import argparse
import time
from pathlib import Path

import numpy as np

from benchmarks.operations.visit_instances import Instance, read_instance
from geo.operations import visit_calendar

Route = list[int]


def main() -> None:
    """Read the command line and print a line for each instance."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path)
    options.add_argument("names", nargs="*")
    options.add_argument("--seconds", type=float, default=60.0)
    options.add_argument("--published", type=Path)
    asked = options.parse_args()
    published = _published(asked.published)
    names = asked.names or sorted(path.stem for path in asked.folder.glob("p*.txt"))
    print("instance published ours above bound gap seconds first_fit above pyvrp above", flush=True)
    for name in names:
        instance = read_instance(asked.folder / f"{name}.txt")
        print(_line(instance, asked.seconds, published.get(name, np.nan)), flush=True)


def _published(path: Path | None) -> dict[str, float]:
    if path is None:
        return {}
    rows = (line.split() for line in path.read_text().splitlines() if line.strip())
    return {row[0]: float(row[1]) for row in rows}


def _line(instance: Instance, seconds: float, published: float) -> str:
    started = time.perf_counter()
    found = visit_calendar(
        instance.minutes,
        instance.service,
        instance.patterns,
        visitors=instance.visitors,
        day_limit_min=instance.day_limit,
        load=instance.load,
        capacity=instance.capacity,
        time_limit_s=seconds,
    )
    took = time.perf_counter() - started
    simple = first_fit(instance)
    plain = np.nan if simple is None else _driven(instance, simple)
    daily = np.nan if simple is None else routed_by_day(instance, simple, seconds)
    parts = [
        instance.name,
        f"{published:.2f}",
        f"{found.objective:.2f} {_above(found.objective, published)}",
        f"{found.bound:.2f} {found.gap:.1%} {took:.1f}",
        f"{plain:.2f} {_above(plain, published)}",
        f"{daily:.2f} {_above(daily, published)}",
    ]
    return " ".join(parts)


def _above(value: float, published: float) -> str:
    return f"{value / published - 1:+.2%}"


def _driven(instance: Instance, days: list[list[Route]]) -> float:
    return float(
        sum(
            instance.minutes[[0, *route], [*route, 0]].sum()
            for routes in days
            for route in routes
            if route
        )
    )


def first_fit(instance: Instance) -> list[list[Route]] | None:
    """Return routes by day of the first patterns that fit; None where an estate finds no place."""
    days: list[list[Route]] = [[[] for _ in range(instance.visitors)] for _ in range(instance.days)]
    order = sorted(range(len(instance.service)), key=lambda i: -instance.load[i])
    for estate in order:
        for mask in instance.patterns[estate]:
            wanted = [day for day in range(instance.days) if mask >> day & 1]
            places = [_first_room(instance, days[day], estate) for day in wanted]
            if None in places:
                continue
            for day, place in zip(wanted, places, strict=True):
                days[day][place].append(estate + 1)
            break
        else:
            return None
    return days


def _first_room(instance: Instance, routes: list[Route], estate: int) -> int | None:
    for number, route in enumerate(routes):
        longer = [*route, estate + 1]
        stops = np.array(longer) - 1
        time_needed = instance.minutes[[0, *longer], [*longer, 0]].sum()
        fits = time_needed + instance.service[stops].sum() <= instance.day_limit
        if fits and instance.load[stops].sum() <= instance.capacity:
            return number
    return None


def routed_by_day(instance: Instance, days: list[list[Route]], seconds: float) -> float:
    """Return what PyVRP drives when it routes every day; nan where it is not installed."""
    try:
        from pyvrp import Model
        from pyvrp.stop import MaxRuntime
    except ImportError:
        return np.nan
    total, whole = 0.0, 1000.0  # PyVRP counts whole numbers
    for routes in days:
        estates = [stop for route in routes for stop in route]
        if not estates:
            continue
        model = Model()
        nodes = [0, *estates]
        places = [model.add_location(0, 0) for _ in nodes]
        model.add_depot(places[0])
        limits = {}
        if np.isfinite(instance.capacity):
            limits["capacity"] = int(instance.capacity * whole)
        if np.isfinite(instance.day_limit):
            limits["shift_duration"] = int(instance.day_limit * whole)
        model.add_vehicle_type(instance.visitors, **limits)
        for place, stop in zip(places[1:], estates, strict=True):
            service, load = instance.service[stop - 1], instance.load[stop - 1]
            model.add_client(
                place, delivery=round(load * whole), service_duration=round(service * whole)
            )
        for here, frm in zip(nodes, places, strict=True):
            for there, to in zip(nodes, places, strict=True):
                if here != there:
                    far = round(instance.minutes[here, there] * whole)
                    model.add_edge(frm, to, distance=far, duration=far)
        answer = model.solve(MaxRuntime(seconds / instance.days), display=False)
        total += answer.cost() / whole
    return total


if __name__ == "__main__":
    main()
