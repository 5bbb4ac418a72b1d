"""The demo workspace with its lists repeated until they are large."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd

from geo.tables import write_csv
from geo.workspace import Workspace, open_workspace

__all__ = ["large_workspace"]


@contextmanager
def large_workspace(folder: Path, *, calls: int, problems: int) -> Iterator[Workspace]:
    """Yield a copy of a workspace with so many calls and problems.

    Parameters
    ----------
    folder : Path
    calls, problems : int
    """
    with TemporaryDirectory() as scratch:
        copy = Path(scratch) / "large"
        shutil.copytree(folder, copy, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
        _repeat(copy / "calls.csv", "call_id", calls)
        repeats = _repeat(copy / "problems.csv", "problem_id", problems)
        steps = pd.read_csv(copy / "problem_steps.csv", dtype=str, keep_default_na=False)
        parts = [
            steps.assign(problem_id=steps["problem_id"] + f"-{number}") for number in range(repeats)
        ]
        known = set(pd.read_csv(copy / "problems.csv", dtype=str)["problem_id"])
        table = pd.concat(parts, ignore_index=True)
        write_csv(table[table["problem_id"].isin(known)], copy / "problem_steps.csv")
        yield open_workspace(copy)


def _repeat(path: Path, key: str, rows: int) -> int:
    """Repeat a list up to so many rows, each time under other ids; return how many times."""
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    repeats = -(-rows // len(table))
    whole = pd.concat([table] * repeats, ignore_index=True)
    suffix = np.repeat(np.arange(repeats), len(table)).astype(str)
    whole[key] = whole[key] + "-" + suffix
    write_csv(whole.head(rows), path)
    return repeats
