#!/usr/bin/env bash
# HiGHS writes a model to a file for another solver or a later day. One column has a blank in its
# name.
# Guess: that name is quoted or changed, the others stay, or the writing is refused.
# Seen: every column of the model loses its name and becomes c0, c1; of a file in MPS format the
# status is kOk.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
"${PYTHON:-python3}" -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check \
    highspy==1.16.0 numpy==2.4.6
cat > finding.py <<'EOF'
import sys
from importlib.metadata import version as version_of

import highspy

version = f"highspy {version_of('highspy')}"


def names_after(last, path):
    """Return the status of writing, and the names of the columns in the file."""
    model = highspy.Highs()
    model.silent()
    columns = [model.addVariable(lb=0, ub=4, name=name) for name in ("north", "south", last)]
    model.addConstr(sum(columns) <= 6, name="budget")
    status = model.writeModel(path)
    read = highspy.Highs()
    read.silent()
    read.readModel(path)
    return status.name, [read.getColName(number)[1] for number in range(3)]


guess = (("kOk", ["north", "south", "east"]), ("kOk", ["north", "south", "east_gate"]))
seen = (names_after("east", "plain.mps"), names_after("east gate", "blank.mps"))
surprise = (("kOk", ["north", "south", "east"]), ("kOk", ["c0", "c1", "c2"]))
print(f"{version}: guess {guess}, seen {seen}")
sys.exit(None if seen == surprise else "The behaviour changed.")
EOF
venv/bin/python finding.py
