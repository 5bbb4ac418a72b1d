#!/usr/bin/env bash
# A moment typed in one run of digits, as exports of control systems have it: 20251001083015.
# Guess: pydantic reads the first of October 2025, or refuses it.
# Seen: it counts seconds or milliseconds from 1970: the day becomes a day of 1970, the moment one
# of 2611, and 830 as a time of day is 13 minutes past midnight.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
"${PYTHON:-python3}" -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check \
    pydantic==2.14.4
cat > finding.py <<'EOF'
import datetime as dt
import sys

import pydantic

version = f"pydantic {pydantic.VERSION}"
moment = pydantic.TypeAdapter(dt.datetime)
texts = ("20251001", "20251001083015")
guess = [dt.datetime(2025, 10, 1), dt.datetime(2025, 10, 1, 8, 30, 15)]
seen = [moment.validate_python(text).replace(tzinfo=None, microsecond=0) for text in texts]
seen.append(pydantic.TypeAdapter(dt.time).validate_python(830).replace(tzinfo=None))
surprise = [
    dt.datetime(1970, 8, 23, 9, 16, 41),
    dt.datetime(2611, 9, 24, 14, 4, 43),
    dt.time(0, 13, 50),
]
print(f"{version}: guess {guess}, seen {seen}")
sys.exit(None if seen == surprise else "The behaviour changed.")
EOF
venv/bin/python finding.py
