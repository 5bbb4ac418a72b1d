#!/usr/bin/env bash
# st.cache_data hashes a DataFrame of 50,000 rows or more by a sample of its rows.
# Guess: a list with one corrected cell is another list, and its total is calculated anew.
# Seen: the total of the uncorrected list comes back for most single corrections.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
"${PYTHON:-python3}" -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check \
    streamlit==1.67.0 pandas==3.1.1 numpy==2.4.6
cat > finding.py <<'EOF'
import logging
import sys
from importlib.metadata import version as version_of

logging.disable(logging.CRITICAL)

import numpy as np
import pandas as pd
import streamlit as st


@st.cache_data
def households_of(estates):
    return int(estates["households"].sum())


def stale_answers(rows):
    """Correct each of twenty rows once, and count the totals that did not notice."""
    estates = pd.DataFrame({"households": np.arange(rows) % 100})
    households_of(estates)
    stale = 0
    for row in range(20):
        corrected = estates.copy()
        corrected.loc[row, "households"] += 1000
        stale += households_of(corrected) != int(corrected["households"].sum())
    return stale


version = f"streamlit {version_of('streamlit')}"
guess = {"40,000 rows": 0, "60,000 rows": 0}
stale = {"40,000 rows": stale_answers(40_000), "60,000 rows": stale_answers(60_000)}
print(f"{version}: stale totals of 20 corrections: guess {guess}, seen {stale}")
seen = stale["40,000 rows"] == 0 and stale["60,000 rows"] > 10
surprise = True
sys.exit(None if seen == surprise else "The behaviour changed.")
EOF
venv/bin/python finding.py
