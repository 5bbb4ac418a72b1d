"""Planning one district: what a worker does, wherever it is."""

import errno
import gc
import os
from dataclasses import dataclass, replace
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geo import __version__
from geo.allocator import give_back
from geo.errors import GeoError
from geo.i18n import translator
from geo.parsing import parsed_json
from geo.report import ProvinceRow

if TYPE_CHECKING:
    from geo.workspace import Workspace

__all__ = [
    "MOST_ATTEMPTS",
    "DistrictTask",
    "Outcome",
    "lost_row",
    "plan_district",
    "version",
    "work_on",
]

MOST_ATTEMPTS: Final = 3
"""How often a district is begun whose worker is lost each time."""

_PLAN: Final = "plan.json"
_FULL: Final = (errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC))
_HELD: Final = Path("/proc/self/statm")
_CORNERS: Final = 5
_FARTHEST: Final = (180.0, 90.0)
_TRIANGLE: Final = 3
_TOO_MANY: Final = 1_000_000_000
_COUNTS: Final = (
    "estates",
    "households",
    "households_covered",
    "estates_late",
    "estates_unreachable",
    "estates_unsure",
    "zones",
)


@dataclass(frozen=True)
class DistrictTask:
    """One district to plan.

    Attributes
    ----------
    name : str
        Of the district, and of its folder.
    workspace, out : str
        Absolute paths, which every worker must see under the same names.
    language : {"zh", "en"}
    lent : tuple of str
        Ids of stations of its list that belong to other districts.
    offered : str
        Folder of the lists of stations that districts lend each other; empty for none.
    made : str
        Folder of the workspace that is made where the district borrows of them.
    """

    name: str
    workspace: str
    out: str
    language: str
    lent: tuple[str, ...] = ()
    offered: str = ""
    made: str = ""


@dataclass(frozen=True)
class Outcome:
    """What came of a district in a worker.

    Attributes
    ----------
    row : ProvinceRow
    goes_elsewhere : bool
        Whether another worker may be able to do it: this one could not write, or is of another
        version.
    held_mb : float or None
        Memory that the worker still holds afterwards, when what is free has been given back; None
        where the system does not say.
    """

    row: ProvinceRow
    goes_elsewhere: bool = False
    held_mb: float | None = None


def lost_row(task: DistrictTask) -> ProvinceRow:
    """Return the row of a district that lost its worker too often."""
    told = translator(task.language)("cluster.worker_lost", times=MOST_ATTEMPTS)
    return ProvinceRow.failed(task.name, told)


def version() -> str:
    """Return the version of the product that a worker runs."""
    return __version__


def plan_district(task: DistrictTask) -> ProvinceRow:
    """Plan a district and write its folder, unless that folder already holds this very plan.

    Parameters
    ----------
    task : DistrictTask

    Returns
    -------
    ProvinceRow
        With the reason where the district could not be planned: nothing is raised, so that one
        district stops no other.
    """
    return work_on(task).row


def work_on(task: DistrictTask) -> Outcome:
    """Plan a district as :func:`plan_district` does, and say how the worker is afterwards.

    Parameters
    ----------
    task : DistrictTask

    Returns
    -------
    Outcome
    """
    try:
        return Outcome(_planned(task), held_mb=_held_mb())
    except GeoError as error:
        row = ProvinceRow.failed(task.name, error.sentence(task.language))
        return Outcome(row, _says_full(error), _held_mb())
    except Exception as error:  # whatever a library says: it stops no other district
        said = f"{type(error).__name__}: {error}".splitlines()[0]
        return Outcome(ProvinceRow.failed(task.name, said), _says_full(error), _held_mb())


def _says_full(error: BaseException | None) -> bool:
    """Tell whether an error, or one that it came from, says that nothing more can be written."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in _FULL:
            return True
        error = error.__cause__ or error.__context__
    return False


def _held_mb() -> float | None:
    gc.collect()
    give_back()
    try:
        pages = int(_HELD.read_text().split()[1])
    except (OSError, ValueError, IndexError):
        return None
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def _planned(task: DistrictTask) -> ProvinceRow:
    from geo.report import refuse_foreign_folder, write_pack
    from geo.workspace import make_plan, open_workspace, run_of

    out = Path(task.out)
    workspace = open_workspace(Path(task.workspace))
    if lent := _borrowed(task, workspace):
        task = replace(task, lent=lent)
        workspace = open_workspace(Path(task.made))
    wanted = run_of(workspace).hash
    if (kept := _kept(task, out, wanted)) is not None:
        return kept
    refuse_foreign_folder(out)
    out.parent.mkdir(parents=True, exist_ok=True)
    made = make_plan(workspace)
    write_pack(made, out, language=task.language)
    refused = made.zones_refused
    if refused is None:
        return _row(task, _record(out), "planned")
    return _row(task, _record(out), "without_zones", refused.sentence(task.language))


def _borrowed(task: DistrictTask, workspace: "Workspace") -> tuple[str, ...]:
    """Return the stations that a district borrows; one whose lists have faults borrows none.

    Its plan then names the faults of all lists together.
    """
    from geo.cluster.lending import borrow

    if not task.offered:
        return ()
    try:
        return borrow(workspace, Path(task.offered), Path(task.made))
    except GeoError:
        return ()


def _kept(task: DistrictTask, out: Path, wanted: str) -> ProvinceRow | None:
    """Return the row of a folder that holds the wanted plan; None where it holds another or half.

    A folder is whole when it is renamed; what a disk or a hand has damaged since is planned anew.
    """
    from shapely.errors import ShapelyError

    try:
        record = _record(out)
        if record["run"]["hash"] != wanted or not record["zoning"]["zones"]:
            return None
        row = _row(task, record, "kept")
    except (OSError, ValueError, ArithmeticError, LookupError, TypeError, ShapelyError):
        return None
    counts = [getattr(row, name) for name in _COUNTS]
    counted = all(type(count) is int and 0 <= count < _TOO_MANY for count in counts)
    share, corners = row.share_households, [axis for corner in row.outline for axis in corner]
    shared = type(share) in {int, float} and 0 <= float(share or 0) <= 1
    drawn = len(row.outline) > _TRIANGLE and all(map(isfinite, corners))
    return row if counted and shared and drawn else None


def _record(out: Path) -> dict[str, Any]:
    record: dict[str, Any] = parsed_json((out / _PLAN).read_text(encoding="utf-8"))
    return record


def _row(task: DistrictTask, record: dict[str, Any], status: str, message: str = "") -> ProvinceRow:
    coverage = record["coverage"]
    return ProvinceRow(
        district=task.name,
        status=status,
        estates=record["estates"]["count"],
        households=record["estates"]["households"],
        households_covered=coverage["households_covered"],
        share_households=coverage["share_households"],
        estates_late=coverage["estates_late"],
        estates_unreachable=coverage["estates_unreachable"],
        estates_unsure=coverage["estates_unsure"],
        zones=(record.get("zoning") or {}).get("zones"),
        run=record["run"]["hash"],
        message=message,
        outline=_outline(Path(task.out)),
        **_stations(Path(task.out), task.lent),
    )


def _stations(out: Path, lent: tuple[str, ...]) -> dict[str, int]:
    """Return how many open stations are the district's own, how many lent, and for how many."""
    import pandas as pd

    try:
        stations = pd.read_csv(out / "stations.csv", encoding="utf-8-sig", dtype=str)
        estates = pd.read_csv(out / "estates.csv", encoding="utf-8-sig", dtype=str)
        is_open = stations["status"].eq("open")
        is_lent = stations["station_id"].isin(lent)
        covered = estates["verdict"].eq("covered")
        return {
            "stations": int((is_open & ~is_lent).sum()),
            "stations_lent": int((is_open & is_lent).sum()),
            "estates_by_lent": int((covered & estates["station_id"].isin(lent)).sum()),
        }
    except (OSError, LookupError):  # a pack of which these files were taken away
        return {}


def _outline(out: Path) -> tuple[tuple[float, float], ...]:
    """Return the corners of the area around a district's estates, (lon, lat)."""
    import pandas as pd
    import shapely

    table = pd.read_csv(out / "estates.csv", usecols=["lon", "lat"], encoding="utf-8-sig")
    places = table[["lon", "lat"]].dropna().to_numpy(dtype=float)
    if (abs(places) > _FARTHEST).any():  # round such a place no area is ever finished
        raise ValueError("positions that are no degrees")
    hull = shapely.MultiPoint(places).convex_hull.buffer(0.002)
    corners = shapely.get_coordinates(hull.simplify(0.001))
    return tuple((round(lon, _CORNERS), round(lat, _CORNERS)) for lon, lat in corners.tolist())
