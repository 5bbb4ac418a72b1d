#!/usr/bin/env bash
# The sign _ of LIKE stands for one character in SQL. In GDAL's filters, also of GeoPackage, it
# stands for a whole run of Chinese characters.
# Guess: LIKE '_里' finds 东里, and '_' finds names of one character.
# Seen: '_里' finds nothing, '_' finds names of any length; SQLite itself does as SQL says.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
"${PYTHON:-python3}" -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check \
    geopandas==1.2.0 pyogrio==0.13.0 shapely==2.2.0 pandas==3.1.1 numpy==2.4.6
cat > finding.py <<'EOF'
import sqlite3
import sys

import geopandas as gpd
import pyogrio
from shapely import Point

version = f"pyogrio {pyogrio.__version__}, GDAL {'.'.join(map(str, pyogrio.__gdal_version__))}"
names = ["里", "东里", "东西里", "ab里"]
listed = gpd.GeoDataFrame({"name": names}, geometry=[Point(114.2, 30.5)] * 4, crs=4326)
for end in ("geojson", "gpkg"):
    listed.to_file(f"names.{end}")


def found(end, pattern):
    return pyogrio.read_dataframe(f"names.{end}", where=f"name LIKE '{pattern}'")["name"].tolist()


by_sql = sqlite3.connect(":memory:")
by_sql.execute("CREATE TABLE names (name TEXT)")
by_sql.executemany("INSERT INTO names VALUES (?)", [(name,) for name in names])
patterns = ("_里", "_", "东_")
guess = [
    [name for (name,) in by_sql.execute("SELECT name FROM names WHERE name LIKE ?", (pattern,))]
    for pattern in patterns
]
assert guess == [["东里"], ["里"], ["东里"]], guess
seen = [[found(end, pattern) for pattern in patterns] for end in ("geojson", "gpkg")]
surprise = 2 * [[[], ["里", "东里", "东西里"], ["东里", "东西里"]]]
print(f"{version}: guess {guess}, seen {seen}")
sys.exit(None if seen == surprise else "The behaviour changed.")
EOF
venv/bin/python finding.py
