#!/usr/bin/env bash
# GDAL's KML writer takes some column names for its own: begin, end, visibility, extrude, icon.
# Guess: a list of shifts with the columns begin and end is written as text and read back.
# Seen: the hours are lost without an error, numbers of visibility become -1, the icon is empty;
# columns that are named otherwise come back.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
"${PYTHON:-python3}" -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check \
    geopandas==1.2.0 pyogrio==0.13.0 shapely==2.2.0 pandas==3.1.1 numpy==2.4.6
cat > finding.py <<'EOF'
import sys
import warnings

import geopandas as gpd
import pyogrio
from shapely import Point

warnings.simplefilter("ignore")
version = f"pyogrio {pyogrio.__version__}, GDAL {'.'.join(map(str, pyogrio.__gdal_version__))}"
shifts = {
    "begin": ["08:00", "20:00"],
    "end": ["20:00", "08:00"],
    "visibility": [0, 1],
    "icon": ["red", "blue"],
    "opens": ["08:00", "20:00"],
}
places = [Point(114.2, 30.5), Point(114.3, 30.6)]
gpd.GeoDataFrame(shifts, geometry=places, crs=4326).to_file("shifts.kml", driver="LIBKML")
read = gpd.read_file("shifts.kml")
guess = shifts
seen = {
    "begin": read["begin"].notna().sum().item(),
    "end": read["end"].notna().sum().item(),
    "visibility": read["visibility"].tolist(),
    "icon": read["icon"].notna().sum().item(),
    "opens": read["opens"].tolist(),
}
surprise = {
    "begin": 0,
    "end": 0,
    "visibility": [-1, -1],
    "icon": 0,
    "opens": ["08:00", "20:00"],
}
print(f"{version}: guess {guess}, seen {seen}")
sys.exit(None if seen == surprise else "The behaviour changed.")
EOF
venv/bin/python finding.py
