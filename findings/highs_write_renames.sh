#!/usr/bin/env bash
# HiGHS writes a model to an LP file, for another solver or a later day. One column has a blank in
# its name.
# Guess: that name is written otherwise, with a warning; the model in memory stays as it is.
# Seen: writing renames every column of the model itself, north and south too, to c0, c1, c2; what
# is looked up by its name afterwards is not found. Without the blank nothing changes.
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


def names_after_writing(last):
    """Write a model with three columns, and return their names in memory before and after."""
    model = highspy.Highs()
    model.silent()
    columns = [model.addVariable(lb=0, ub=4, name=name) for name in ("north", "south", last)]
    model.addConstr(sum(columns) <= 6, name="budget")
    before = [model.getColName(number)[1] for number in range(3)]
    model.writeModel("model.lp")
    return before, [model.getColName(number)[1] for number in range(3)]


plain, blank = ["north", "south", "east"], ["north", "south", "east gate"]
guess = ((plain, plain), (blank, blank))
seen = (names_after_writing("east"), names_after_writing("east gate"))
surprise = ((plain, plain), (blank, ["c0", "c1", "c2"]))
print(f"{version}: guess {guess}, seen {seen}")
sys.exit(None if seen == surprise else "The behaviour changed.")
EOF
venv/bin/python finding.py
