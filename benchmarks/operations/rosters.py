"""Rosters of 3,000 estates and 20 stations for nine in ten households, all 24 hours different."""

import time
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from geo.operations import Roster, roster

__all__ = ["made_district", "run"]

_ESTATES: Final = 3_000
_STATIONS: Final = 20
_HOURS: Final = 24
_SIDE_KM: Final = 20.0
_REACH_KM: Final = 4.5
_RUSH: Final = (7, 8, 17, 18)
_LIMIT_S: Final = 120.0


def made_district(
    seed: int,
) -> tuple[list[sparse.csr_array], NDArray[np.int64], NDArray[np.bool_], NDArray[np.float64]]:
    """Return covers by hour, households, shifts of 8 and 12 hours at every other hour, their hours.

    Speeds differ from hour to hour, and three gates in ten close by night, so that no two hours
    are alike.

    Parameters
    ----------
    seed : int
    """
    rng = np.random.default_rng(seed)
    estates, stations = rng.random((_ESTATES, 2)), rng.random((_STATIONS, 2))
    households = np.maximum(48, rng.lognormal(5.3, 0.9, _ESTATES)).astype(np.int64)
    km = _SIDE_KM * np.abs(estates[:, None] - stations[None]).sum(axis=2)
    calm = np.where(np.arange(_HOURS) < 6, 1.25, 1.0)
    speed = np.where(np.isin(np.arange(_HOURS), _RUSH), 0.75, calm)
    speed = speed * rng.uniform(0.95, 1.05, _HOURS)
    detour_km = np.where(rng.random(_ESTATES) < 0.3, rng.uniform(0.5, 2, _ESTATES), 0.0)
    opens, closes = rng.integers(5, 9, _ESTATES), rng.integers(19, 24, _ESTATES)
    covers = []
    for hour in range(_HOURS):
        extra = np.where((hour < opens) | (hour >= closes), detour_km, 0.0)
        covers.append(sparse.csr_array(((km + extra[:, None]) / speed[hour] <= _REACH_KM).T))
    begins = range(0, _HOURS, 2)
    lengths = [length for length in (8, 12) for _ in begins]
    on = [
        np.isin(np.arange(_HOURS), (begin + np.arange(length)) % _HOURS)
        for length in (8, 12)
        for begin in begins
    ]
    return covers, households, np.array(on), np.array(lengths, dtype=np.float64)


def run(seeds: range = range(6), limit_s: float = _LIMIT_S) -> None:
    """Solve a district for each seed and print cost, bound, gap and CPU seconds."""
    *warming, hours = made_district(99)
    roster(*warming, cost=hours, share=0.9, time_limit_s=0.0)
    print("| seed | crew-hours | bound | gap | status | CPU s | wall s |")
    print("|---|---|---|---|---|---|---|")
    for seed in seeds:
        covers, households, on, hours = made_district(seed)
        began = time.process_time()
        found: Roster = roster(covers, households, on, cost=hours, share=0.9, time_limit_s=limit_s)
        cpu_s = time.process_time() - began
        print(
            f"| {seed} | {found.objective:g} | {found.bound:g} | {found.gap:.2%} | "
            f"{found.status} | {cpu_s:.1f} | {found.seconds:.1f} |",
            flush=True,
        )
