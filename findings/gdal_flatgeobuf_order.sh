#!/usr/bin/env bash
# A FlatGeobuf file keeps its rows in the order of a Hilbert curve, not as they were written.
# Guess: what is written in the order of the list is read in the order of the list.
# Seen: the rows come back in another order; arrays that stood beside the list are now wrong.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
"${PYTHON:-python3}" -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check \
    geopandas==1.2.0 pyogrio==0.13.0 shapely==2.2.0 pandas==3.1.1 numpy==2.4.6
cat > finding.py <<'EOF'
import sys

import geopandas as gpd
import pyogrio
from shapely import Point

version = f"pyogrio {pyogrio.__version__}, GDAL {'.'.join(map(str, pyogrio.__gdal_version__))}"
places = [Point(114.0 + 0.1 * (7 * row % 8), 30.0 + 0.1 * (5 * row % 8)) for row in range(8)]
listed = gpd.GeoDataFrame({"row": range(8)}, geometry=places, crs=4326)
orders = {}
for end in ("gpkg", "geojson", "fgb"):
    listed.to_file(f"listed.{end}")
    orders[end] = gpd.read_file(f"listed.{end}")["row"].tolist()
guess = list(range(8))
print(f"{version}: order of the rows {orders}")
same = {end: order == guess for end, order in orders.items()}
kept = sorted(orders["fgb"]) == guess
seen = (same, kept)
guess = ({"gpkg": True, "geojson": True, "fgb": True}, True)
surprise = ({"gpkg": True, "geojson": True, "fgb": False}, True)
print(f"{version}: guess {guess}, seen {seen}")
sys.exit(None if seen == surprise else "The behaviour changed.")
EOF
venv/bin/python finding.py
