#!/usr/bin/env bash
# Editors of OpenStreetMap give what was drawn and not yet uploaded negative ids, and save it.
# Guess: osmium's FileProcessor puts positions on the ways of such a file, as on any other.
# Seen: every position is invalid, without an error, with each of its stores; the nodes have
# theirs.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
"${PYTHON:-python3}" -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check \
    osmium==4.3.2
cat > finding.py <<'EOF'
import sys
from importlib.metadata import version as version_of

import osmium

version = f"osmium {version_of('osmium')}"


def placed(sign, store):
    """Return how many positions the nodes have, and the one way of the file."""
    nodes = "".join(
        f'<node id="{sign * one}" version="1" lon="{114 + one / 100}" lat="30.5"/>' for one in (1, 2)
    )
    refs = "".join(f'<nd ref="{sign * one}"/>' for one in (1, 2))
    tag = '<tag k="highway" v="residential"/>'
    with open("drawn.osm", "w") as file:
        file.write(
            '<?xml version="1.0"?><osm version="0.6" generator="hand">'
            f'{nodes}<way id="{sign}" version="1">{refs}{tag}</way></osm>'
        )
    of_nodes = of_way = 0
    for thing in osmium.FileProcessor("drawn.osm").with_locations(store):
        if thing.is_node():
            of_nodes += thing.location.valid()
        elif thing.is_way():
            of_way += sum(node.location.valid() for node in thing.nodes)
    return of_nodes, of_way


stores = ("flex_mem", "sparse_mem_array", "sparse_mem_map")
guess = {"positive": [(2, 2)] * 3, "negative": [(2, 2)] * 3}
seen = {
    "positive": [placed(1, store) for store in stores],
    "negative": [placed(-1, store) for store in stores],
}
surprise = {"positive": [(2, 2)] * 3, "negative": [(2, 0)] * 3}
print(f"{version}: guess {guess}, seen {seen}")
sys.exit(None if seen == surprise else "The behaviour changed.")
EOF
venv/bin/python finding.py
