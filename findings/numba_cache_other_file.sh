#!/usr/bin/env bash
# A compiled function in one file calls one in another, both kept on disk with cache=True. The
# other file is changed.
# Guess: the cache of the caller is found to be old, as the cache of the changed file is.
# Seen: the changed function answers anew, its caller answers as before, also in new processes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
"${PYTHON:-python3}" -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check \
    numba==0.68.1 numpy==2.4.6
cat > finding.py <<'EOF'
import subprocess
import sys
import time
from pathlib import Path

import numba

version = f"numba {numba.__version__}"
HEAD = "from numba import njit\n"
Path("times.py").write_text(
    f"{HEAD}from speeds import slowed\n@njit(cache=True)\ndef minutes(x):\n    return slowed(x)\n"
)


def with_factor(factor):
    """Write the other file anew, and ask both functions in a process of their own."""
    Path("speeds.py").write_text(
        f"{HEAD}@njit(cache=True)\ndef slowed(x):\n    return x * {factor}\n"
    )
    asked = "import speeds, times; print(speeds.slowed(10.0), times.minutes(10.0))"
    run = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    return tuple(map(float, run.stdout.split()))


first = with_factor("2.0")
time.sleep(1.1)
guess = ((20.0, 20.0), (30.0, 30.0))
seen = (first, with_factor("3.0"))
surprise = ((20.0, 20.0), (30.0, 20.0))
print(f"{version}: guess {guess}, seen {seen}")
sys.exit(None if seen == surprise else "The behaviour changed.")
EOF
venv/bin/python finding.py
