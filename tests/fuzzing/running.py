"""Damaged files read in processes of their own, and what became of each."""

import collections
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

__all__ = ["Fuzzed", "fuzz"]

_CHECKOUT: Final = Path(__file__).parents[2]


@dataclass
class Fuzzed:
    """How damaged files ended.

    Attributes
    ----------
    ends : Counter of str
        ``read``, ``refused`` and ``failed``.
    failures : list of dict
        ``seed``, ``target`` and ``end`` of every input that ended in neither a result nor an
        error of ours, or took too long or too much.
    cpu_s : dict of str to float
        Seconds of work by kind.
    tell : callable
        Hears each of them at once.
    """

    ends: collections.Counter[str] = field(default_factory=collections.Counter)
    failures: list[dict[str, Any]] = field(default_factory=list)
    cpu_s: collections.defaultdict[str, float] = field(
        default_factory=lambda: collections.defaultdict(float)
    )
    tell: Callable[[dict[str, Any]], None] = lambda _failure: None

    def take(self, said: dict[str, Any]) -> None:
        """Count an input."""
        known = said["end"] in {"read", "refused"}
        self.cpu_s[said["target"]] += said.get("cpu_s", 0.0)
        self.ends[said["end"] if known else "failed"] += 1
        if not known:
            self.failures.append(said)
            self.tell(said)


def fuzz(
    first: int,
    count: int,
    *,
    word: str = "",
    longest_s: float = float("inf"),
    tell: Callable[[dict[str, Any]], None] = lambda _failure: None,
) -> Fuzzed:
    """Read damaged files, as many as there is time for.

    Parameters
    ----------
    first, count : int
        The seeds.
    word : str
        Only kinds of files with this in their names.
    longest_s : float
        Seconds after which no more are read.
    tell : callable
        Hears each failure at once.

    Returns
    -------
    Fuzzed
    """
    fuzzed = Fuzzed(tell=tell)
    started = time.monotonic()
    seed = first
    while seed < first + count and time.monotonic() - started < longest_s:
        seed = _one_process(seed, first + count - seed, word, started + longest_s, fuzzed)
    return fuzzed


def _one_process(first: int, count: int, word: str, until: float, fuzzed: Fuzzed) -> int:
    """Run a process until it ends, dies of an input or time is up; return the next seed."""
    command = [sys.executable, "-m", "tests.fuzzing.child", str(first), str(count), word]
    begun: dict[str, Any] | None = None
    seed = first
    with (
        tempfile.TemporaryFile("w+", errors="replace") as cries,
        subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=cries, text=True, cwd=_CHECKOUT
        ) as child,
    ):
        assert child.stdout is not None
        for line in child.stdout:
            said = json.loads(line)
            seed = said["seed"] + 1
            if "end" not in said:
                begun = said
                continue
            begun = None
            fuzzed.take(said)
            if time.monotonic() > until:
                child.terminate()
                break
        child.wait()
        cries.seek(0)
        cry = cries.read()
    if begun is not None:
        ended = f"the process ended with {child.returncode}: {_telling(cry)}"
        fuzzed.take({**begun, "end": ended})
    elif child.returncode and seed == first:
        raise RuntimeError(f"{' '.join(command)} ended with {child.returncode}: {cry[-2000:]}")
    return seed


def _telling(cry: str) -> str:
    """Return of what a process said at its end the first line, and the first that names ours."""
    lines = [line.strip() for line in cry.splitlines()]
    ours = [line for line in lines if f"{os.sep}geo{os.sep}" in line]
    return " · ".join(line.replace(str(_CHECKOUT), "")[:200] for line in (*lines[:1], *ours[:1]))
