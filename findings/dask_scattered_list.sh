#!/usr/bin/env bash
# A list is scattered to a worker of Dask, a result is calculated from it, the worker dies.
# Guess: the client that scattered the list sends it again, and the result is calculated anew.
# Seen: a list that a task had made is made again; the scattered one and all that came of it are
# cancelled, also results that were finished.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
"${PYTHON:-python3}" -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check \
    dask==2026.8.0 distributed==2026.8.0
cat > finding.py <<'EOF'
import logging
import os
import signal
import sys
import time

import distributed
from distributed import Client, LocalCluster, wait

logging.disable(logging.CRITICAL)


def made():
    return [100, 200, 300]


def run():
    """Return the state of what was made and what was scattered after the worker died."""
    with LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=logging.CRITICAL
    ) as cluster, Client(cluster) as client:
        worker = list(client.scheduler_info()["workers"])[0]
        there = {"workers": [worker], "allow_other_workers": True}
        by_task = client.submit(sum, client.submit(made, pure=False, **there), **there)
        by_hand = client.submit(sum, client.scatter([100, 200, 300], workers=[worker]), **there)
        wait([by_task, by_hand], timeout=60)
        assert by_hand.result() == 600
        process = client.run(os.getpid, workers=[worker])[worker]
        os.kill(process, signal.SIGKILL)
        for _ in range(300):
            time.sleep(0.1)
            if by_hand.status != "finished" and by_task.status == "finished":
                break
        return by_task.status, by_hand.status


if __name__ == "__main__":
    version = f"distributed {distributed.__version__}"
    guess = ("finished", "finished")
    seen = run()
    surprise = ("finished", "cancelled")
    print(f"{version}: guess {guess}, seen {seen}")
    sys.exit(None if seen == surprise else "The behaviour changed.")
EOF
venv/bin/python finding.py
