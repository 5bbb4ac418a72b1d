#!/usr/bin/env bash
# Two roads in a row, 10 m at 100 km/h and 1,000 m at 20 km/h, become one edge when osmnx
# simplifies the graph, with both limits.
# Guess: the edge takes about as long as its two parts, 180 s.
# Seen: its speed is the plain mean of the limits, 60 km/h, and it takes 61 s.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
"${PYTHON:-python3}" -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check \
    osmnx==2.1.1 networkx==3.6.1 numpy==2.4.6 pandas==3.1.1 geopandas==1.2.0
cat > finding.py <<'EOF'
import sys
import warnings

import networkx as nx
import osmnx

warnings.simplefilter("ignore")
version = f"osmnx {osmnx.__version__}"
metre = 1 / 111_195
nodes = {1: (114.0, 30.0), 2: (114.0, 30 + 10 * metre), 3: (114.0, 30 + 1010 * metre)}
nodes |= {4: (113.99, 30.0), 5: (114.01, 30.0), 6: (113.99, nodes[3][1]), 7: (114.01, nodes[3][1])}
ways = [((1, 2), 100), ((2, 3), 20), ((4, 1), 50), ((1, 5), 50), ((6, 3), 50), ((3, 7), 50)]
lines = [f'<node id="{one}" version="1" lon="{lon}" lat="{lat}"/>' for one, (lon, lat) in nodes.items()]
for number, (ends, limit) in enumerate(ways, start=1):
    refs = "".join(f'<nd ref="{one}"/>' for one in ends)
    tags = f'<tag k="highway" v="primary"/><tag k="maxspeed" v="{limit}"/>'
    lines.append(f'<way id="{number}" version="1">{refs}{tags}</way>')
with open("roads.osm", "w") as file:
    file.write('<?xml version="1.0"?><osm version="0.6" generator="hand">' + "".join(lines) + "</osm>")


def seconds(graph):
    graph = osmnx.add_edge_travel_times(osmnx.add_edge_speeds(graph))
    return round(nx.shortest_path_length(graph, 1, 3, weight="travel_time"))


apart = osmnx.graph_from_xml("roads.osm", simplify=False, retain_all=True)
guess = (180, 180)
seen = (seconds(apart), seconds(osmnx.simplify_graph(apart)))
surprise = (180, 61)
print(f"{version}: guess {guess}, seen {seen}")
sys.exit(None if seen == surprise else "The behaviour changed.")
EOF
venv/bin/python finding.py
