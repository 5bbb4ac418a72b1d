#!/usr/bin/env bash
# CP-SAT takes floats in an objective and rounds them to whole multiples of a step of its own.
# Guess: OPTIMAL means that no better answer exists, and the bound is the objective.
# Seen: OPTIMAL with a free gain of 1e-9 not taken; the bound lies above the objective.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
"${PYTHON:-python3}" -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check \
    ortools==9.15.6755
cat > finding.py <<'EOF'
import sys

import ortools
from ortools.sat.python import cp_model

version = f"ortools {ortools.__version__}"
model = cp_model.CpModel()
gains = (0.1, 0.2, 1e-9)
taken = [model.new_bool_var(f"gain {number}") for number in range(3)]
model.maximize(sum(gain * one for gain, one in zip(gains, taken, strict=True)))
solver = cp_model.CpSolver()
solver.parameters.num_workers = 1
status = solver.status_name(solver.solve(model))
guess = ("OPTIMAL", [1, 1, 1], True)
best = sum(gains)
reached = sum(gain * solver.value(one) for gain, one in zip(gains, taken, strict=True))
seen = (status, [solver.value(one) for one in taken], reached >= best)
surprise = ("OPTIMAL", [1, 1, 0], False)
print(f"{version}: guess {guess}, seen {seen}")
sys.exit(None if seen == surprise else "The behaviour changed.")
EOF
venv/bin/python finding.py
