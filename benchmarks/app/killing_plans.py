"""``plan`` that is killed again and again: an output is whole, and nothing stays behind.

Two plans of one district, in two languages, are made in turn into one folder and killed at random
moments, the process alone or with all that it started. After every kill the folder must be absent
or hold one of the two plans to the byte. After a few kills one run may end: then the folder holds
its plan, and neither beside it nor in the folder of temporary files is anything left.
"""

import hashlib
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

__all__ = ["kill_plans"]

_LANGUAGES: Final = ("zh", "en")
_KILLS_BEFORE_A_RUN: Final = 8


@dataclass(frozen=True)
class _Place:
    """Where plans are made: the workspace, the output and a folder of temporary files."""

    workspace: Path
    out: Path
    scratch: Path

    def begin(self, language: str) -> subprocess.Popen[bytes]:
        """Start a plan in a group of processes of its own."""
        return subprocess.Popen(
            [
                *(sys.executable, "-m", "geo", "plan", str(self.workspace)),
                *("--out", str(self.out), "--lang", language),
            ],
            env={**os.environ, "TMPDIR": str(self.scratch)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )

    def digest(self) -> str:
        """Return the SHA-256 of everything in the output; empty where there is none."""
        if not self.out.exists():
            return ""
        files = sorted(path for path in self.out.rglob("*") if path.is_file())
        whole = hashlib.sha256()
        for path in files:
            whole.update(f"{path.relative_to(self.out)}\0".encode())
            whole.update(hashlib.sha256(path.read_bytes()).digest())
        return whole.hexdigest()

    def left_behind(self) -> list[str]:
        """Return what lies beside the output, and in the folder of temporary files."""
        beside = [path.name for path in self.out.parent.iterdir() if path != self.out]
        scratch = [
            str(path.relative_to(self.scratch))
            for path in self.scratch.rglob("*")
            if path.parent != self.scratch
        ]
        return beside + scratch


def kill_plans(workspace: Path, folder: Path, *, kills: int, seed: int = 0) -> list[str]:
    """Kill so many plans and return everything that was half-written or left behind.

    Parameters
    ----------
    workspace : Path
    folder : Path
        An empty folder.
    kills : int
    seed : int
        For the moments.

    Returns
    -------
    list of str
    """
    place = _Place(workspace, folder / "made" / "plan", folder / "temporary")
    for needed in (place.out.parent, place.scratch):
        needed.mkdir()
    whole, takes_s = _made_whole(place)
    random = np.random.default_rng(seed)
    faults: list[str] = []
    killed = number = 0
    while killed < kills:
        number += 1
        language = _LANGUAGES[number % 2]
        moment_s = random.uniform(0.05, 1.0) * takes_s
        killed += _killed(place, language, moment_s, whole_group=number % 3 > 0)
        if place.digest() not in {"", *whole.values()}:
            faults.append(f"{number}: the output is neither plan")
        if number % _KILLS_BEFORE_A_RUN == 0 or killed == kills:
            # A machine that is busy now and idle later makes plans in other times.
            found, takes_s = _after_a_run(place, language, whole)
            faults += [f"{number}: {fault}" for fault in found]
    print(
        f"plans: killed {killed}, {number - killed} ended before; "
        f"half-written or left behind: {len(faults)}",
        flush=True,
    )
    return faults


def _made_whole(place: _Place) -> tuple[dict[str, str], float]:
    """Return the digest of the plan in each language, and the seconds that the longer one takes."""
    whole, longest_s = {}, 0.0
    for language in _LANGUAGES:
        longest_s = max(longest_s, _run(place, language))
        whole[language] = place.digest()
    return whole, longest_s


def _run(place: _Place, language: str) -> float:
    """Make a plan to the end and return the seconds that it took."""
    began = time.monotonic()
    process = place.begin(language)
    _, said = process.communicate()
    if process.returncode != 0:
        sys.exit(said.decode())
    return time.monotonic() - began


def _killed(place: _Place, language: str, after_s: float, *, whole_group: bool) -> bool:
    """Kill a plan after a while; tell whether it was still at work."""
    process = place.begin(language)
    try:
        process.wait(timeout=after_s)
    except subprocess.TimeoutExpired:
        if whole_group:
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    process.communicate()
    return process.returncode != 0


def _after_a_run(place: _Place, language: str, whole: dict[str, str]) -> tuple[list[str], float]:
    """Return what a run that may end does not make good, and the seconds that it took."""
    took_s = _run(place, language)
    faults = [] if place.digest() == whole[language] else ["the plan of a whole run is another"]
    return [*faults, *(f"left behind: {one}" for one in place.left_behind())], took_s
