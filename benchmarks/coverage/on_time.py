"""The probability to be on time: error and time against a far finer grid.

The peers are the usual ways to treat a sum of lognormals: Fenton-Wilkinson (one lognormal with
the sum's mean and variance) and Monte Carlo with 100,000 draws.
"""

from time import perf_counter

import numpy as np
from numpy.typing import NDArray
from scipy.signal import fftconvolve
from scipy.special import ndtr

from geo.response import ResponseModel, p_on_time

ESTATES = 161
TARGET_MIN = 15.0
FINE_CELLS = 2**18
DRAWS = 100_000

Reals = NDArray[np.float64]


def run() -> None:
    """Print one row per coefficient of variation."""
    print("| cv | ours: largest error | s | Fenton-Wilkinson | Monte Carlo | s |")
    print("|---|---|---|---|---|---|")
    rng = np.random.default_rng(0)
    drive, access = rng.uniform(0.5, 10, ESTATES), rng.uniform(1, 3, ESTATES)
    for cv in (0.1, 0.25, 0.5, 1.0):
        model = ResponseModel(call_cv=cv, turnout_cv=cv, drive_cv=cv, access_cv=cv)
        true = np.array([fine(model, d, a) for d, a in zip(drive, access, strict=True)])
        start = perf_counter()
        ours = p_on_time(model, drive_min=drive, access_min=access, target_min=TARGET_MIN)
        ours_s = perf_counter() - start
        start = perf_counter()
        drawn = monte_carlo(model, drive, access, rng)
        drawn_s = perf_counter() - start
        errors = [
            np.abs(p - true).max() for p in (ours, fenton_wilkinson(model, drive, access), drawn)
        ]
        print(
            f"| {cv} | {errors[0]:.1e} | {ours_s:.3f} | {errors[1]:.1e} | {errors[2]:.1e} "
            f"| {drawn_s:.2f} |"
        )


def fine(model: ResponseModel, drive: float, access: float) -> float:
    """Return p by plain masses on a grid of a quarter of a million cells."""
    step = TARGET_MIN / FINE_CELLS
    edges = step * np.arange(FINE_CELLS + 1)

    def distribution(minutes: Reals, median: float, leg: str) -> Reals:
        logs = np.log(np.maximum(minutes, 1e-300)) - np.log(median)
        return np.where(minutes > 0, ndtr(logs / model.spread(leg)), 0.0)

    masses = np.diff(distribution(edges, model.call_min, "call"))
    for leg, median in (("turnout", model.turnout_min), ("access", access)):
        masses = fftconvolve(masses, np.diff(distribution(edges, median, leg)))[:FINE_CELLS]
    left = TARGET_MIN - (np.arange(FINE_CELLS) + 1.5) * step
    return float(masses @ distribution(left, drive, "drive"))


def fenton_wilkinson(model: ResponseModel, drive: Reals, access: Reals) -> Reals:
    """Return p of the lognormal that has the mean and the variance of the sum."""
    legs = {"call": model.call_min, "turnout": model.turnout_min, "drive": drive, "access": access}
    means = {leg: median * np.exp(model.spread(leg) ** 2 / 2) for leg, median in legs.items()}
    mean = sum(means.values())
    variance = sum((means[leg] * getattr(model, f"{leg}_cv")) ** 2 for leg in legs)
    spread = np.sqrt(np.log1p(variance / mean**2))
    return np.asarray(ndtr((np.log(TARGET_MIN) - np.log(mean) + spread**2 / 2) / spread))


def monte_carlo(
    model: ResponseModel, drive: Reals, access: Reals, rng: np.random.Generator
) -> Reals:
    """Return the share of drawn sums that meet the target."""
    p = np.empty(drive.size)
    for estate, (d, a) in enumerate(zip(drive, access, strict=True)):
        legs = {"call": model.call_min, "turnout": model.turnout_min, "drive": d, "access": a}
        total = sum(
            median * np.exp(model.spread(leg) * rng.standard_normal(DRAWS))
            for leg, median in legs.items()
        )
        p[estate] = (total <= TARGET_MIN).mean()
    return p
