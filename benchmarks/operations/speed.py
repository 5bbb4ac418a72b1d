"""CPU seconds of 100,000 calls and 20,000 problems on the demo district, against the usual tools.

Peers in the same run: the exact distribution by a loop over calls, and Wilson's interval by
statsmodels; equality is checked.
"""

from collections.abc import Callable
from pathlib import Path
from time import process_time

import numpy as np
import pandas as pd
from statsmodels.stats.proportion import proportion_confint

from benchmarks.operations.large_lists import large_workspace
from geo.coverage import cover_by_hour
from geo.operations import poisson_binomial, wilson_interval
from geo.workspace import open_district, open_workspace
from geo.workspace.operations import assess_workspace, problems_of

HANYANG = Path(__file__).resolve().parents[2] / "data" / "hanyang"
CALLS = 100_000
PROBLEMS = 20_000


def run() -> None:
    """Print one row per question."""
    print("| question | CPU s | peer | CPU s |")
    print("|---|---|---|---|")
    workspace = open_workspace(HANYANG)
    district = open_district(workspace)
    # Compiles and loads once what every later question shares.
    cover_by_hour(district)
    with large_workspace(HANYANG, calls=CALLS, problems=PROBLEMS) as large:
        nowhere = np.full(len(district.estates), "", dtype=object)
        seconds = cpu_s(lambda: assess_workspace(large, district, zone_of=nowhere))
        both = f"{CALLS:,} calls and {PROBLEMS:,} problems assessed, files read"
        print(f"| {both} | {seconds:.2f} | | |")
        seconds = cpu_s(lambda: problems_of(large, district))
        print(f"| list of {PROBLEMS:,} problems with their steps, files read | {seconds:.2f} | | |")
    print(_distribution())
    print(_wilson())


def cpu_s(action: Callable[[], object]) -> float:
    """Return the CPU seconds of an action."""
    before = process_time()
    action()
    return process_time() - before


def _distribution() -> str:
    p = np.random.default_rng(1).beta(8, 2, 10_000)
    ours_s = cpu_s(lambda: poisson_binomial(p))
    peer_s = cpu_s(lambda: by_loop(p))
    assert np.allclose(poisson_binomial(p), by_loop(p), atol=1e-12)
    return f"| Poisson-binomial of 10,000 calls | {ours_s:.3f} | loop over calls | {peer_s:.3f} |"


def by_loop(p: np.ndarray) -> np.ndarray:
    """Return the same distribution, call by call."""
    mass = np.zeros(p.size + 1)
    mass[0] = 1
    for number, chance in enumerate(p):
        mass[1 : number + 2] = mass[1 : number + 2] * (1 - chance) + mass[: number + 1] * chance
        mass[0] *= 1 - chance
    return mass


def _wilson() -> str:
    n = np.arange(1, 200_001)
    hits = n // 3
    ours_s = cpu_s(lambda: wilson_interval(hits, n))
    peer_s = cpu_s(lambda: proportion_confint(hits, n, method="wilson"))
    peer = pd.DataFrame(dict(zip("lh", proportion_confint(hits, n, method="wilson"), strict=True)))
    assert np.allclose(wilson_interval(hits, n), peer.to_numpy().T, atol=1e-9)
    return f"| Wilson's interval, 200,000 shares | {ours_s:.3f} | statsmodels | {peer_s:.3f} |"
