#!/usr/bin/env bash
# A job of no length, such as a hand-over, during a job of ten hours of the same crew.
# Guess: it takes nothing of the crew, so no_overlap and a cumulative of capacity 1 agree.
# Seen: the cumulative allows it and no_overlap forbids it; at the ends of the job both allow it.
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


def told(instant, together):
    """Return whether a job from 0 to 10 and one of no length can be of one crew."""
    model = cp_model.CpModel()
    jobs = [
        model.new_fixed_size_interval_var(0, 10, "works"),
        model.new_fixed_size_interval_var(instant, 0, "hand-over"),
    ]
    together(model, jobs)
    solver = cp_model.CpSolver()
    return solver.status_name(solver.solve(model))


def no_overlap(model, jobs):
    model.add_no_overlap(jobs)


def cumulative(model, jobs):
    model.add_cumulative(jobs, [1, 1], 1)


guess = {instant: ("OPTIMAL", "OPTIMAL") for instant in (0, 5, 10)}
seen = {instant: (told(instant, no_overlap), told(instant, cumulative)) for instant in (0, 5, 10)}
surprise = guess | {5: ("INFEASIBLE", "OPTIMAL")}
print(f"{version}: guess {guess}, seen {seen}")
sys.exit(None if seen == surprise else "The behaviour changed.")
EOF
venv/bin/python finding.py
