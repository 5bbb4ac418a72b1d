#!/usr/bin/env bash
# Appending a GeoDataFrame to a file that has another coordinate system.
# Guess: the positions are transformed, or the append is refused.
# Seen: degrees are written among metres as they are, and the file says metres of all.
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
estate = gpd.GeoDataFrame({"estate": ["west"]}, geometry=[Point(114.2, 30.5)], crs=4326)
estate.to_crs(4547).to_file("estates.gpkg")
estate.assign(estate="east").to_file("estates.gpkg", mode="a")
both = gpd.read_file("estates.gpkg")
metres_apart = both.geometry.iloc[0].distance(both.geometry.iloc[1])
guess = (4547, "0 m apart")
seen = (both.crs.to_epsg(), both.geometry.iloc[1].wkt, metres_apart > 3_000_000)
surprise = (4547, "POINT (114.2 30.5)", True)
print(f"{version}: guess {guess}, seen {seen}")
sys.exit(None if seen == surprise else "The behaviour changed.")
EOF
venv/bin/python finding.py
