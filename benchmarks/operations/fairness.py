"""Is the verdict fair? 51 zones with the plan's own chances, a thousand quarters.

First every zone keeps its chances: how many zone-quarters are called worse, and how many would be
by raw shares below 90 %. Then the true share of a zone of 250 calls falls by ten points: how often
is it found. Chances are those of the demo district of Hanyang at the hours of its demo calls,
raised so that the plan promises 90 % overall, which is where raw shares look fairest.
"""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from geo.operations import poisson_binomial_limits
from geo.workspace import open_district, open_workspace
from geo.workspace.operations import assess_workspace

HANYANG = Path(__file__).resolve().parents[2] / "data" / "hanyang"
QUARTERS = 1_000
ZONES = 51
CALLS = 250
PROMISE = 0.9
FALL = 0.1

Reals = NDArray[np.float64]


def run() -> None:
    """Print what was called worse, and what was found."""
    generator = np.random.default_rng(16)
    chances = plan_chances()
    print(
        "| zones keep their chances | calls a quarter | called worse | by raw shares below 90 % |"
    )
    print("|---|---|---|---|")
    for name, low, high in (("few calls", 20, 80), ("as in the demo", 20, 110), ("many", 200, 400)):
        worse, raw, calls = kept(chances, low, high, generator)
        print(f"| {name} | {calls:.0f} a zone | {worse:.3%} | {raw:.1%} |")
    print(f"\nFallen by {FALL:.0%}, {CALLS} calls: found in {fallen(chances, generator):.1%}")


def plan_chances() -> Reals:
    """Return the plan's chances of the demo calls, raised to the promise on average."""
    workspace = open_workspace(HANYANG)
    district = open_district(workspace)
    nowhere = np.full(len(district.estates), "", dtype=object)
    p = assess_workspace(workspace, district, zone_of=nowhere).calls["p"].to_numpy(float)
    # A power keeps the order and the ends of the chances.
    low, high = 0.0, 1.0
    for _ in range(60):
        power = (low + high) / 2
        low, high = (low, power) if (p**power).mean() < PROMISE else (power, high)
    return np.asarray(p ** ((low + high) / 2))


def kept(
    chances: Reals, low: int, high: int, generator: np.random.Generator
) -> tuple[float, float, float]:
    """Return the shares called worse by both rules, and the mean number of calls."""
    worse = raw = calls = 0.0
    for _ in range(ZONES):
        p = generator.choice(chances, int(generator.integers(low, high + 1)))
        reached = (generator.random((QUARTERS, p.size)) < p).sum(axis=1)
        worse += float((reached < poisson_binomial_limits(p, 0.998)[0]).mean())
        raw += float((reached / p.size < PROMISE).mean())
        calls += p.size
    return worse / ZONES, raw / ZONES, calls / ZONES


def fallen(chances: Reals, generator: np.random.Generator) -> float:
    """Return how often a zone is called worse whose true share fell by ten points."""
    found = 0.0
    for _ in range(ZONES):
        p = generator.choice(chances, CALLS)
        true = p * (1 - FALL / p.mean())
        reached = (generator.random((QUARTERS, CALLS)) < true).sum(axis=1)
        found += float((reached < poisson_binomial_limits(p, 0.998)[0]).mean())
    return found / ZONES
