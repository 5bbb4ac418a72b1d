#!/usr/bin/env bash
# A day's route on a network where nobody can drive from the base to one of the clients.
# Guess: PyVRP says that no route is feasible.
# Seen: an edge that was not added is one of a huge distance: the route takes it and is feasible,
# at a cost of 3.5e13.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
"${PYTHON:-python3}" -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check \
    pyvrp==0.14.1 numpy==2.4.6
cat > finding.py <<'EOF'
import sys
from importlib.metadata import version as version_of

from pyvrp import Model
from pyvrp.stop import MaxIterations

version = f"pyvrp {version_of('pyvrp')}"
model = Model()
base, near, cut_off = (model.add_location(x, 0) for x in (0, 1, 2))
model.add_depot(base)
model.add_client(near)
model.add_client(cut_off)
model.add_vehicle_type(1)
model.add_edge(base, near, distance=1)
model.add_edge(near, base, distance=1)
result = model.solve(stop=MaxIterations(100), seed=0, display=False)
guess = (False, "no cost")
seen = (result.is_feasible(), "more than 1e12" if 1e12 < result.cost() < float("inf") else result.cost())
surprise = (True, "more than 1e12")
print(f"{version}: guess {guess}, seen {seen}")
sys.exit(None if seen == surprise else "The behaviour changed.")
EOF
venv/bin/python finding.py
