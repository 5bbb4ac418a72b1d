"""The zones in force of a scenario: read from a file that was uploaded, or from the workspace.

Nothing here knows of Streamlit.
"""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np

from geo.owned_folders import scratch_folder
from geo.scenarios.planner import Planner
from geo.workspace import PresentPlan, read_present_plan

__all__ = ["PLAN_FORMATS", "present_zones", "read_uploaded_plan"]

PLAN_FORMATS: Final = ("csv", "xlsx", "gpkg", "geojson")
_UNSAFE: Final = re.compile(r"[^\w.-]+")


def present_zones(
    planner: Planner, kept: Sequence[tuple[str, str]], source: str
) -> PresentPlan | None:
    """Return the zones in force.

    Parameters
    ----------
    planner : Planner
    kept : sequence of (estate_id, zone_id)
        What was uploaded for the scenario; empty for the workspace's own.
    source : str
        Name of the file that it came from.
    """
    if not kept:
        return planner.district.inputs.present
    zone = dict(kept)
    ids = planner.district.estates["estate_id"].astype(str)
    return PresentPlan(np.array([zone.get(one, "") for one in ids], dtype=object), source)


def read_uploaded_plan(planner: Planner, name: str, content: bytes) -> PresentPlan:
    """Read the zones in force from a file that was uploaded.

    Parameters
    ----------
    planner : Planner
    name : str
        What the file is called where it came from; only its last part counts.
    content : bytes

    Returns
    -------
    PresentPlan

    Raises
    ------
    TableError, WorkspaceError
        When it cannot be used.
    """
    file = _UNSAFE.sub("_", Path(name.replace("\\", "/")).name).lstrip(".") or "zones"
    with scratch_folder() as folder:
        path = folder / file
        path.write_bytes(content)
        return read_present_plan(path, planner.district.estates, file=file)
