#!/usr/bin/env bash
# st.cache_data does not hash what a DataFrame is labelled with: DataFrame.attrs and the name of
# its index. Both are arguments of the function all the same.
# Guess: two frames that differ in them give two answers.
# Seen: the second frame gets the answer of the first.
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

import pandas as pd
import streamlit as st


@st.cache_data
def datum_and_index(frame):
    return frame.attrs["datum"], frame.index.name


def labelled(datum, index):
    frame = pd.DataFrame({"lon": [114.2], "lat": [30.5]})
    frame.attrs["datum"] = datum
    frame.index.name = index
    return frame


version = f"streamlit {version_of('streamlit')}"
datum_and_index(labelled("wgs84", "estate_id"))
guess = ("gcj02", "station_id")
seen = datum_and_index(labelled("gcj02", "station_id"))
surprise = ("wgs84", "estate_id")
print(f"{version}: guess {guess}, seen {seen}")
sys.exit(None if seen == surprise else "The behaviour changed.")
EOF
venv/bin/python finding.py
