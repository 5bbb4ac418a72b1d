"""The hypercube model: time by number of crews, against a general sparse solver.

The peer is what one would write without knowing the model's structure: the balance equations as
one sparse matrix, solved by ``scipy.sparse.linalg.spsolve``.
"""

from collections.abc import Callable
from time import perf_counter
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, lil_array
from scipy.sparse.linalg import spsolve

from geo.coverage import hypercube, hypercube_approximation, preferences_by_minutes

PLACES = 161
UTILISATION = 0.6
PEER_UP_TO_CREWS = 10

Reals = NDArray[np.float64]
Answer = TypeVar("Answer")


def run() -> None:
    """Print one row per number of crews."""
    print("| crews | exact s | spsolve s | largest difference | approximation s | its error |")
    print("|---|---|---|---|---|---|")
    for crews in (2, 4, 6, 8, 10, 12):
        print(row(crews))


def row(crews: int) -> str:
    """Return the figures for a number of crews as a row of a table."""
    rates, preferences = system(crews)
    exact, exact_s = timed(lambda: hypercube(rates, preferences, service_rate=1.0))
    close, close_s = timed(lambda: hypercube_approximation(rates, preferences, service_rate=1.0))
    peer_s, difference = "–", "–"
    if crews <= PEER_UP_TO_CREWS:
        workload, seconds = timed(lambda: by_spsolve(rates, preferences))
        lost = hypercube(rates, preferences, service_rate=1.0, when_busy="lost")
        peer_s = f"{seconds:.3f}"
        difference = f"{np.abs(workload - lost.workload).max():.0e}"
    error = np.abs(close.workload / exact.workload - 1).max()
    return f"| {crews} | {exact_s:.3f} | {peer_s} | {difference} | {close_s:.4f} | {error:.1%} |"


def system(crews: int) -> tuple[Reals, NDArray[np.int64]]:
    """Return calls and preferences of places and crews scattered on a square, busy 60 %."""
    rng = np.random.default_rng(crews)
    posts, places = rng.uniform(0, 1, (crews, 2)), rng.uniform(0, 1, (PLACES, 2))
    distance = np.linalg.norm(posts[:, None] - places[None], axis=2)
    rates = rng.exponential(1.0, PLACES)
    return rates * UTILISATION * crews / rates.sum(), preferences_by_minutes(distance)


def by_spsolve(rates: Reals, preferences: NDArray[np.int64]) -> Reals:
    """Return the workloads when calls are lost, by the balance equations as they stand."""
    crews = preferences.shape[1]
    states = 2**crews
    flow = lil_array((states, states))
    for state in range(states):
        free = [crew for crew in range(crews) if not state >> crew & 1]
        if free:
            first = np.isin(preferences, free).argmax(axis=1)
            sent = preferences[np.arange(len(preferences)), first]
            for crew, rate in enumerate(np.bincount(sent, rates, minlength=crews)):
                if rate:
                    flow[state, state | 1 << crew] += rate
        for crew in range(crews):
            if state >> crew & 1:
                flow[state, state ^ 1 << crew] += 1.0
    balance = flow.T.tolil()
    balance.setdiag(-np.asarray(flow.sum(axis=1)).ravel())
    balance[0, :] = 1.0
    right = np.zeros(states)
    right[0] = 1.0
    p = spsolve(csc_array(balance), right)
    return np.array([p[(np.arange(states) >> crew & 1) == 1].sum() for crew in range(crews)])


def timed(work: Callable[[], Answer]) -> tuple[Answer, float]:
    """Return what some work answers, and the seconds it takes."""
    start = perf_counter()
    answer = work()
    return answer, perf_counter() - start
