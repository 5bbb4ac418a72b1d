"""Tiny random siting problems with everything awkward in them."""

from typing import NamedTuple

import numpy as np


class Tiny(NamedTuple):
    """One random problem, small enough to enumerate."""

    minutes: np.ndarray
    demand: np.ndarray
    p: int
    fixed: tuple[int, ...]
    forbidden: tuple[int, ...]
    reach: float

    @property
    def covers(self) -> np.ndarray:
        """Who is within reach."""
        return self.minutes <= self.reach


def tiny(seed: int) -> Tiny:
    """Return a problem with ties, inf minutes, zero demand, fixed and forbidden candidates."""
    rng = np.random.default_rng(seed)
    n_candidates, n_estates = int(rng.integers(1, 8)), int(rng.integers(1, 10))
    if rng.random() < 0.5:
        minutes = rng.integers(0, 12, (n_candidates, n_estates)).astype(float)
    else:
        minutes = rng.uniform(0, 12, (n_candidates, n_estates))
    minutes[rng.random(minutes.shape) < rng.choice([0.0, 0.2, 0.6])] = np.inf
    demand = rng.integers(0, 9, n_estates).astype(float)
    if rng.random() < 0.3:
        demand *= rng.uniform(0.01, 3.0)
    p = int(rng.integers(1, n_candidates + 1))
    order = rng.permutation(n_candidates)
    n_fixed = int(rng.integers(0, p + 1)) if rng.random() < 0.5 else 0
    n_forbidden = int(rng.integers(0, n_candidates - p + 1)) if rng.random() < 0.4 else 0
    return Tiny(
        minutes=minutes,
        demand=demand,
        p=p,
        fixed=tuple(int(j) for j in order[:n_fixed]),
        forbidden=tuple(int(j) for j in order[n_candidates - n_forbidden :]),
        reach=float(rng.uniform(2, 9)),
    )
