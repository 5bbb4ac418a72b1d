#!/usr/bin/env bash
# One transformer from Beijing 1954 to WGS 84. PROJ chooses among its operations for every point,
# and outside the few areas with published parameters it leaves the numbers as they are.
# Guess: points a metre apart stay a metre apart, whatever the accuracy of the shift.
# Seen: at the edge of the Ordos basin they come out more than 50 m apart, with no warning.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
"${PYTHON:-python3}" -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check \
    pyproj==3.7.2
cat > finding.py <<'EOF'
import sys

import pyproj

version = f"pyproj {pyproj.__version__}, PROJ {pyproj.proj_version_str}"
transformer = pyproj.Transformer.from_crs(4214, 4326, always_xy=True)
geod = pyproj.Geod(ellps="WGS84")
south, north = (109.5, 39.0 - 4.5e-6), (109.5, 39.0 + 4.5e-6)
before = geod.inv(*south, *north)[2]
after = geod.inv(*transformer.transform(*south), *transformer.transform(*north))[2]
print(f"{version}: {before:.2f} m apart before, {after:.1f} m after")
guess = "about a metre"
seen = "more than 50 m" if after > 50 else "about a metre" if after < 2 else f"{after:.1f} m"
assert before < 1.1
surprise = "more than 50 m"
print(f"{version}: guess {guess}, seen {seen}")
sys.exit(None if seen == surprise else "The behaviour changed.")
EOF
venv/bin/python finding.py
