#!/usr/bin/env bash
# Roads of zero minutes as stored entries of a scipy sparse matrix.
# Guess: they are roads wherever the matrix goes, as dijkstra and connected_components say.
# Seen: the spanning tree leaves them out and falls apart, and so does adding an empty matrix to
# the roads, or taking the larger of both directions.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
"${PYTHON:-python3}" -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check \
    scipy==1.17.1 numpy==2.4.6
cat > finding.py <<'EOF'
import sys

import numpy as np
import scipy
from scipy.sparse import csgraph, csr_array

version = f"scipy {scipy.__version__}"
tail, head, minutes = [0, 1, 2], [1, 2, 3], [0.0, 0.0, 5.0]
roads = csr_array((minutes, (tail, head)), shape=(4, 4))


def parts(graph):
    return int(csgraph.connected_components(graph, directed=False)[0])


assert np.isfinite(csgraph.dijkstra(roads, directed=False)).all()
guess = {"roads": 1, "spanning tree": 1, "with no roads added": 1, "both directions": 1}
seen = {
    "roads": parts(roads),
    "spanning tree": parts(csgraph.minimum_spanning_tree(roads)),
    "with no roads added": parts(roads + csr_array((4, 4))),
    "both directions": parts(roads.maximum(roads.T)),
}
surprise = {"roads": 1, "spanning tree": 3, "with no roads added": 3, "both directions": 3}
print(f"{version}: guess {guess}, seen {seen}")
sys.exit(None if seen == surprise else "The behaviour changed.")
EOF
venv/bin/python finding.py
