#!/usr/bin/env bash
# The area that is reached within 15 minutes, as contourpy fills it from 0 to 15.
# Guess: the station itself, at 0 minutes, lies in the area.
# Seen: the lower level does not belong to the area: the polygon has a hole of no size at the
# station and is not valid, and where several points have 0 minutes the hole is real.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
"${PYTHON:-python3}" -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check \
    contourpy==1.3.3 shapely==2.2.0 numpy==2.4.6
cat > finding.py <<'EOF'
import sys

import contourpy
import numpy as np
import shapely

version = f"contourpy {contourpy.__version__}"
metres = np.arange(-4.0, 5.0)
minutes = 4 * np.hypot(*np.meshgrid(metres, metres))


def reached(values, lowest):
    """Return the one polygon of what is reached from the lowest value to 15 minutes."""
    generator = contourpy.contour_generator(metres, metres, values, fill_type="OuterOffset")
    (points,), (starts,) = generator.filled(lowest, 15)
    rings = [points[begin:end] for begin, end in zip(starts[:-1], starts[1:], strict=True)]
    return shapely.Polygon(rings[0], rings[1:])


def told(area):
    return area.is_valid, len(area.interiors)


station = shapely.Point(0, 0)
yard = np.where(minutes <= 4, 0, minutes)
guess = {"one point": (True, 0), "a yard": (True, 0), "in the yard": True, "from -1": (True, 0)}
seen = {
    "one point": told(reached(minutes, 0)),
    "a yard": told(reached(yard, 0)),
    "in the yard": reached(yard, 0).covers(station),
    "from -1": told(reached(minutes, -1)),
}
surprise = {
    "one point": (False, 1),
    "a yard": (True, 1),
    "in the yard": False,
    "from -1": (True, 0),
}
print(f"{version}: guess {guess}, seen {seen}")
sys.exit(None if seen == surprise else "The behaviour changed.")
EOF
venv/bin/python finding.py
