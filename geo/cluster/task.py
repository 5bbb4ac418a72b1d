"""Planning one district: what a worker does, wherever it is."""

from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import Any, Final

from geo import __version__
from geo.errors import GeoError
from geo.i18n import translator
from geo.parsing import parsed_json
from geo.report import ProvinceRow

__all__ = ["MOST_ATTEMPTS", "DistrictTask", "lost_row", "plan_district", "version"]

MOST_ATTEMPTS: Final = 3
"""How often a district is begun whose worker is lost each time."""

_PLAN: Final = "plan.json"
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
    """

    name: str
    workspace: str
    out: str
    language: str


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
    try:
        return _planned(task)
    except GeoError as error:
        return ProvinceRow.failed(task.name, error.sentence(task.language))
    except (OSError, MemoryError, ValueError, ArithmeticError, LookupError) as error:
        return ProvinceRow.failed(task.name, f"{type(error).__name__}: {error}".splitlines()[0])


def _planned(task: DistrictTask) -> ProvinceRow:
    from geo.report import refuse_foreign_folder, write_pack
    from geo.workspace import make_plan, open_workspace, run_of

    out = Path(task.out)
    workspace = open_workspace(Path(task.workspace))
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
    )


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
