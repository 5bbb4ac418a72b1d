#!/usr/bin/env bash
# The same column with a missing number, asked of DuckDB as a pandas frame and as an Arrow table.
# Guess: the sum of a column does not depend on how it was handed over.
# Seen: of pandas and numpy the missing number is NULL and the sum is 1, of Arrow it is a number,
# the sum is NaN and so is the largest value.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
"${PYTHON:-python3}" -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check \
    duckdb==2.0.1 pandas==3.1.1 pyarrow==26.0.1 numpy==2.4.6
cat > finding.py <<'EOF'
import math
import sys

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

version = f"duckdb {duckdb.__version__}"
values = [1.0, math.nan]
as_pandas = pd.DataFrame({"minutes": values})
as_numpy = {"minutes": np.array(values)}
as_arrow = pa.table({"minutes": pa.array(values)})
guess = [(1, "1.0", "1.0")] * 3
seen = []
for name in ("as_pandas", "as_numpy", "as_arrow"):
    asked = f"SELECT count(minutes), sum(minutes), max(minutes) FROM {name}"
    count, total, largest = duckdb.sql(asked).fetchall()[0]
    seen.append((count, str(total), str(largest)))
surprise = [(1, "1.0", "1.0"), (1, "1.0", "1.0"), (2, "nan", "nan")]
print(f"{version}: guess {guess}, seen {seen}")
sys.exit(None if seen == surprise else "The behaviour changed.")
EOF
venv/bin/python finding.py
