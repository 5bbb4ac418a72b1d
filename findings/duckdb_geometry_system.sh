#!/usr/bin/env bash
# DuckDB has a type GEOMETRY of its own. Its Parquet files say which column is one, and nothing
# of a coordinate system where none was given.
# Guess: a file without a system is read as one without, so that it is asked for.
# Seen: in GeoParquet a missing system means degrees of longitude and latitude: metres of a
# Chinese grid come out of geopandas as WGS 84.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
"${PYTHON:-python3}" -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check \
    duckdb==2.0.1 geopandas==1.2.0 pyarrow==26.0.1 pandas==3.1.1 numpy==2.4.6
cat > finding.py <<'EOF'
import sys

import duckdb
import geopandas as gpd

version = f"duckdb {duckdb.__version__}, geopandas {gpd.__version__}"
duckdb.sql("SELECT 'POINT (500000 3374000)'::GEOMETRY AS geometry").write_parquet("estates.parquet")
read = gpd.read_parquet("estates.parquet")
guess = (None, "POINT (500000 3374000)")
seen = (read.crs and ":".join(read.crs.to_authority()), read.geometry.iloc[0].wkt)
surprise = ("OGC:CRS84", "POINT (500000 3374000)")
print(f"{version}: guess {guess}, seen {seen}")
sys.exit(None if seen == surprise else "The behaviour changed.")
EOF
venv/bin/python finding.py
