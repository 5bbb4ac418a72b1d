#!/usr/bin/env bash
# Appending a GeoDataFrame to a file writes its columns by their place, not by their name.
# Guess: columns are matched by name, or the append is refused.
# Seen: in GeoPackage, Shapefile and GeoJSON the households become buildings; a column that the
# file does not have fills one that it has.
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

HERE, THERE = [Point(114.2, 30.5)], [Point(114.3, 30.6)]


def appended(path, first, second):
    """Write one frame, append the other, and return what the file says of its last row."""
    gpd.GeoDataFrame(first, geometry=HERE, crs=4326).to_file(path)
    gpd.GeoDataFrame(second, geometry=THERE, crs=4326).to_file(path, mode="a")
    return gpd.read_file(path).drop(columns="geometry").iloc[-1].to_dict()


version = f"pyogrio {pyogrio.__version__}, GDAL {'.'.join(map(str, pyogrio.__gdal_version__))}"
first = {"households": [100], "buildings": [3]}
turned = {"buildings": [5], "households": [200]}
other = {"households": [200], "floors": [6]}
guess = {"households": 200, "buildings": 5}
seen = [appended(f"turned.{end}", first, turned) for end in ("gpkg", "shp", "geojson")]
seen.append(appended("other.gpkg", first, other))
surprise = 3 * [{"households": 5, "buildings": 200}] + [{"households": 200, "buildings": 6}]
print(f"{version}: guess {guess}, seen {seen}")
sys.exit(None if seen == surprise else "The behaviour changed.")
EOF
venv/bin/python finding.py
