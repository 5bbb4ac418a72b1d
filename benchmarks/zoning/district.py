"""Hanyang on its real roads: drawn, and drawn again after a change of households."""

import time
from pathlib import Path

import numpy as np
import pandas as pd

from geo.roads import read_roads, road_network, snap
from geo.settings import Speeds
from geo.travel import point_times
from geo.zoning import ZoningProblem, draw, neighbours, stability_curve

FOLDER = Path(__file__).resolve().parents[2] / "data" / "hanyang"
ZONES = 51
CHANGED_SHARE = 0.05
PRICES = (0.0, 25.0, 50.0, 100.0, 200.0, 400.0, 800.0)


def hanyang_problem() -> ZoningProblem:
    """Return the district's estates with road minutes, streets and operators."""
    estates = pd.read_csv(FOLDER / "estates.csv", encoding="utf-8-sig")
    roads = read_roads(FOLDER / "roads.npz")
    network = road_network(roads, speed_kmh=Speeds().by_class(), hour=10)
    places = snap(roads, estates["lon"], estates["lat"])
    minutes = point_times(network, origins=places, destinations=places, limit_min=np.inf).minutes
    pair = pd.factorize(estates["street"] + "\n" + estates["operator"], sort=True)[0]
    return ZoningProblem(
        estates["households"], minutes, neighbours(minutes, pair), pair, names=estates["name"]
    )


def hanyang() -> None:
    """Print the plan and the trade-off of moves against the objective."""
    problem = hanyang_problem()
    began = time.perf_counter()
    plan = draw(problem, zones=ZONES)
    print(
        f"{problem.n_estates} estates, {len(problem.pieces())} connected parts: {plan.status} "
        f"{plan.objective:,.1f}, {len(plan.violations)} violations, "
        f"{time.perf_counter() - began:.2f} s",
        flush=True,
    )
    # 5 % of the estates gain or lose up to half of their households.
    random = np.random.default_rng(0)
    chosen = random.choice(
        problem.n_estates, round(CHANGED_SHARE * problem.n_estates), replace=False
    )
    some = problem.households.copy()
    some[chosen] = np.round(some[chosen] * random.uniform(0.5, 1.5, len(chosen)))
    every = np.round(problem.households * random.uniform(0.95, 1.05, problem.n_estates))
    for name, households in (("5 % of the estates", some), ("all estates by 5 %", every)):
        changed = ZoningProblem(households, problem.minutes, problem.neighbours, problem.street)
        print(f"households changed: {name}")
        print(
            stability_curve(changed, plan.zone_of, PRICES, zones=plan.n_zones).to_string(
                index=False
            ),
            flush=True,
        )
