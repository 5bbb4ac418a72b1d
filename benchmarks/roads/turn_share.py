"""What turns cost: trips with and without them, between the same places.

Run it from the top of the checkout: ``python -m benchmarks.roads.turn_share ROADS``, with any
source of roads. Random places on the roads are origins and destinations.
"""

import argparse

import numpy as np

from geo.roads import RoadMap, RoadNetwork, SnappedPoints, read_source, road_network, turn_network
from geo.settings import Speeds
from geo.travel import point_times

LIMITS_MIN = (1.0, 2.0, 5.0, 10.0, 15.0)


def main() -> None:
    """Print one line a limit: the share of pairs within it, with and without turns."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.roads.turn_share", description=__doc__
    )
    parser.add_argument("source")
    parser.add_argument("--places", type=int, default=400)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    road_map, _ = read_source(arguments.source)
    places = random_places(road_map, arguments.places, arguments.seed)
    network = road_network(road_map, speed_kmh=Speeds().by_class())
    plain = trip_minutes(network, places)
    turning = trip_minutes(turn_network(road_map, network), places)
    ruled = trip_minutes(
        turn_network(road_map, network, left_s=0, right_s=0, u_turn_s=0, dead_end_s=0, signal_s=0),
        places,
    )
    print(
        f"{road_map.n_edges:,} edges, {len(road_map.restrictions):,} turn restrictions, "
        f"{int(road_map.signal.sum()):,} junctions with lights"
    )
    for name, minutes in (("restrictions alone", ruled), ("restrictions and waits", turning)):
        both = np.isfinite(minutes) & np.isfinite(plain)
        extra_s = (minutes[both] - plain[both]) * 60
        print(
            f"{name}: median {np.median(extra_s):.1f} s a trip more, mean {extra_s.mean():.1f} s, "
            f"{np.mean(np.isinf(minutes) & np.isfinite(plain)):.2%} of trips no longer possible"
        )
    for limit_min in LIMITS_MIN:
        shares = [float((m <= limit_min).mean()) for m in (plain, ruled, turning)]
        print(
            f"within {limit_min:4.0f} min: {shares[0]:6.1%} without turns, "
            f"{shares[1]:6.1%} with restrictions, {shares[2]:6.1%} with waits too"
        )


def random_places(road_map: RoadMap, places: int, seed: int) -> SnappedPoints:
    """Return places on random edges, a long edge as likely as a short one."""
    random = np.random.default_rng(seed)
    return SnappedPoints(
        edge=random.integers(0, road_map.n_edges, places).astype(np.int32),
        fraction=random.random(places),
        distance_m=np.zeros(places),
        lon=np.full(places, np.nan),
        lat=np.full(places, np.nan),
        detached=np.zeros(places, np.bool_),
    )


def trip_minutes(network: RoadNetwork, places: SnappedPoints) -> np.ndarray:
    """Return minutes between all pairs of different places."""
    times = point_times(
        network, origins=places, destinations=places, limit_min=np.inf, engine="dijkstra"
    )
    return times.minutes[~np.eye(len(places), dtype=bool)].astype(np.float64)


if __name__ == "__main__":
    main()
