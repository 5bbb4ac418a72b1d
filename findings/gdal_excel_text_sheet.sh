#!/usr/bin/env bash
# GDAL's Excel reader guesses whether the first row is a header by the types below it.
# Guess: the first row of a list of names is its header, with or without a column of numbers.
# Seen: in a sheet of text alone the header is a row of data and the columns are Field1, Field2.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
"${PYTHON:-python3}" -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check \
    geopandas==1.2.0 pyogrio==0.13.0 shapely==2.2.0 pandas==3.1.1 numpy==2.4.6 openpyxl==3.1.5
cat > finding.py <<'EOF'
import sys

import pandas as pd
import pyogrio

version = f"pyogrio {pyogrio.__version__}, GDAL {'.'.join(map(str, pyogrio.__gdal_version__))}"


def read(**columns):
    pd.DataFrame(columns).to_excel("list.xlsx", index=False)
    frame = pyogrio.read_dataframe("list.xlsx")
    return frame.columns.tolist(), len(frame)


names, streets = ["甲苑", "乙苑"], ["东街", "西街"]
guess = ((["小区", "户数"], 2), (["小区", "街道"], 2))
seen = (read(小区=names, 户数=[100, 200]), read(小区=names, 街道=streets))
surprise = ((["小区", "户数"], 2), (["Field1", "Field2"], 3))
print(f"{version}: guess {guess}, seen {seen}")
sys.exit(None if seen == surprise else "The behaviour changed.")
EOF
venv/bin/python finding.py
