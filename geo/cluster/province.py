"""A province: its districts planned side by side, and what they come to."""

import os
import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from geo.cluster.districts import find_districts, split_districts
from geo.cluster.task import DistrictTask
from geo.errors import GeoError
from geo.presence import folder_there
from geo.report import ProvinceRow, refuse_foreign_province, write_province

__all__ = ["Progress", "Province", "plan_province"]

Runner = Callable[[Sequence[DistrictTask]], Iterator[ProvinceRow]]


@dataclass(frozen=True)
class Progress:
    """How far a province is.

    Attributes
    ----------
    row : ProvinceRow
        The district that was done last.
    done, of : int
    left_s : float
        Seconds that the rest may take by the size of its files, at the pace of what had to be
        calculated.
    """

    row: ProvinceRow
    done: int
    of: int
    left_s: float


@dataclass(frozen=True)
class Province:
    """What the districts of a province came to, worst first.

    Attributes
    ----------
    rows : tuple of ProvinceRow
    out : Path
    """

    rows: tuple[ProvinceRow, ...]
    out: Path

    @property
    def failed(self) -> tuple[ProvinceRow, ...]:
        """The districts that could not be planned."""
        return tuple(row for row in self.rows if row.status == "failed")


def plan_province(
    folder: Path,
    out: Path,
    *,
    run: Runner,
    language: str,
    split: str | None = None,
    neighbours: bool = True,
    on_progress: Callable[[Progress], None] | None = None,
) -> Province:
    """Plan every workspace of a folder and write the province's tables and report.

    Parameters
    ----------
    folder : Path
        Holds one workspace for each district; with ``split``, is one workspace.
    out : Path
        A new folder or a former province: districts whose plan is there already are kept.
    run : callable
        Takes the tasks and yields their rows: :func:`on_this_machine` or :func:`on_dask`.
    language : {"zh", "en"}
    split : str, optional
        Column of the estates of one workspace that says which district each belongs to.
    neighbours : bool
        Whether stations across the border count where roads lead to them; of a list that is split
        they always do.
    on_progress : callable, optional
        Told after every district.

    Returns
    -------
    Province

    Raises
    ------
    WorkspaceError
        When there is nothing to plan, or the folder holds what is not ours.
    """
    refuse_foreign_province(out)
    is_new = not folder_there(out)
    if split is None:
        tasks = find_districts(folder, out, language=language, neighbours=neighbours)
    else:
        tasks = split_districts(folder, out, split, language=language)
    size_of = {task.name: _bytes_of(task) for task in tasks}
    # The largest first: what is left at the end is small, and no worker waits long for another.
    tasks.sort(key=lambda task: size_of[task.name], reverse=True)
    begun = time.monotonic()
    rows: list[ProvinceRow] = []
    try:
        done = run(tasks)
        first = next(done, None)
    except GeoError:
        if is_new:  # nobody can begin: what was laid out for them goes again
            shutil.rmtree(out, ignore_errors=True)
        raise
    for row in chain([] if first is None else [first], done):
        rows.append(row)
        if on_progress is not None:
            left_s = _left_s(rows, size_of, time.monotonic() - begun)
            on_progress(Progress(row=row, done=len(rows), of=len(tasks), left_s=left_s))
    ordered = tuple(sorted(rows, key=ProvinceRow.worst_first))
    write_province(ordered, out, language=language)
    return Province(rows=ordered, out=out)


def _left_s(rows: Sequence[ProvinceRow], size_of: Mapping[str, int], passed_s: float) -> float:
    """Return how long the districts that are not among the rows may take.

    Districts that are kept tell nothing of the others, unless there is nothing else to go by.
    """
    worked = [one for one in rows if one.status != "kept"] or rows
    left = sum(size_of.values()) - sum(size_of[one.district] for one in rows)
    return passed_s * left / sum(size_of[one.district] for one in worked)


def _bytes_of(task: DistrictTask) -> int:
    """Return how large the files of a district are: work grows with them; at least one."""
    try:
        return sum(one.stat().st_size for one in os.scandir(task.workspace)) + 1
    except OSError:  # whoever plans it says what is wrong
        return 1
