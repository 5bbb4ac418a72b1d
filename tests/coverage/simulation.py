"""An independent check of the hypercube model: the system played out call by call."""

from collections import deque
from dataclasses import dataclass

import numpy as np
import simpy


@dataclass
class Played:
    """What was seen, in batches of equal time: shape (n_batches, …)."""

    workload: np.ndarray
    p_all_busy: np.ndarray
    dispatch_share: np.ndarray


def play(
    rates: np.ndarray,
    preferences: np.ndarray,
    service_rate: float,
    *,
    waits: bool,
    batches: int,
    batch_h: float,
    seed: int,
) -> Played:
    """Play dispatching with exponential gaps and services, after a warm-up of one batch."""
    rng = np.random.default_rng(seed)
    n_places, n_crews = preferences.shape
    env = simpy.Environment()
    free = [True] * n_crews
    queue: deque[int] = deque()
    busy_h = np.zeros((batches + 1, n_crews))
    calls = np.zeros(batches + 1)
    found_all_busy = np.zeros(batches + 1)
    sent = np.zeros((batches + 1, n_places, n_crews))
    end_h = (batches + 1) * batch_h

    def batch() -> int:
        return min(int(env.now / batch_h), batches)

    def serve(crew: int, place: int) -> simpy.events.ProcessGenerator:
        while True:
            sent[batch(), place, crew] += 1
            start = env.now
            yield env.timeout(rng.exponential(1 / service_rate))
            # The hours are shared among the batches they fall into.
            for index in range(int(start / batch_h), min(int(env.now / batch_h), batches) + 1):
                first, last = index * batch_h, (index + 1) * batch_h
                busy_h[index, crew] += max(0.0, min(env.now, last) - max(start, first))
            if not queue:
                break
            place = queue.popleft()
        free[crew] = True

    def arrive() -> simpy.events.ProcessGenerator:
        total, shares = rates.sum(), rates / rates.sum()
        while True:
            yield env.timeout(rng.exponential(1 / total))
            place = int(rng.choice(n_places, p=shares))
            calls[batch()] += 1
            crew = next((crew for crew in preferences[place] if free[crew]), None)
            if crew is not None:
                free[crew] = False
                env.process(serve(crew, place))
            else:
                found_all_busy[batch()] += 1
                if waits:
                    queue.append(place)

    env.process(arrive())
    env.run(until=end_h)
    warm = slice(1, None)
    return Played(
        workload=busy_h[warm] / batch_h,
        p_all_busy=found_all_busy[warm] / calls[warm],
        dispatch_share=sent[warm] / sent[warm].sum(axis=(1, 2), keepdims=True),
    )
