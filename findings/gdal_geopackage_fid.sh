#!/usr/bin/env bash
# A column named fid, in either case, is the row number of a GeoPackage.
# Guess: a list with such a column, as other programs export it, is written and read as it is.
# Seen: the column is gone when the file is read again, and its numbers are the ids of the rows;
# GeoJSON keeps it.
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


def columns_after(end, name):
    places = [Point(114.2, 30.5), Point(114.3, 30.6)]
    listed = gpd.GeoDataFrame({name: [10, 20], "households": [100, 200]}, geometry=places, crs=4326)
    listed.to_file(f"{name}.{end}")
    return gpd.read_file(f"{name}.{end}").columns.tolist()


guess = ["fid", "households", "geometry"]
seen = (columns_after("gpkg", "fid"), columns_after("gpkg", "FID"), columns_after("geojson", "fid"))
surprise = (["households", "geometry"], ["households", "geometry"], guess)
print(f"{version}: guess {guess}, seen {seen}")
sys.exit(None if seen == surprise else "The behaviour changed.")
EOF
venv/bin/python finding.py
