"""Which districts a folder holds."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from geo.cluster.lending import offered_stations
from geo.cluster.splitting import split_workspace
from geo.cluster.task import DistrictTask
from geo.errors import WorkspaceError
from geo.presence import folder_there
from geo.report import DISTRICTS, WORKSPACES
from geo.workspace import SETTINGS_FILE, open_workspace

__all__ = ["OFFERED", "find_districts", "split_districts"]

OFFERED: Final = ".offered"
"""The folder of the lists of stations that districts lend each other."""


def find_districts(
    folder: Path, out: Path, *, language: str, neighbours: bool = False
) -> list[DistrictTask]:
    """Return a task for every workspace directly inside a folder, in order of their names.

    Parameters
    ----------
    folder : Path
        Holds one folder for each district.
    out : Path
        Where the province is written: a folder outside the workspaces.
    language : {"zh", "en"}
        Language of the workbooks, maps and reports.
    neighbours : bool
        Whether open stations of other districts count where the roads of a district lead to them;
        the lists of these stations are then written beside ``out``'s own.

    Returns
    -------
    list of DistrictTask

    Raises
    ------
    WorkspaceError
        When the folder does not exist or holds no workspace, or ``out`` lies inside one.
    """
    if not folder_there(folder):
        raise WorkspaceError("cluster.no_folder", folder=folder)
    found = sorted(path.parent for path in folder.glob(f"*/{SETTINGS_FILE}"))
    if not found:
        raise WorkspaceError("cluster.no_districts", folder=folder, file=SETTINGS_FILE)
    target = out.resolve()
    _refuse_inside(found, target, out)
    offered = offered_stations(found, target / OFFERED) if neighbours else None
    return [
        DistrictTask(
            name=workspace.name,
            workspace=str(workspace.resolve()),
            out=str(target / DISTRICTS / workspace.name),
            language=language,
            offered="" if offered is None else str(offered),
            made=str(target / WORKSPACES / workspace.name),
        )
        for workspace in found
    ]


def split_districts(folder: Path, out: Path, column: str, *, language: str) -> list[DistrictTask]:
    """Return a task for every district of one list, whose workspaces are written into ``out``.

    Parameters
    ----------
    folder : Path
        A workspace with one list of estates and one road file.
    out : Path
        Where the province is written.
    column : str
        Of the estates: which district each belongs to.
    language : {"zh", "en"}

    Returns
    -------
    list of DistrictTask

    Raises
    ------
    GeoError
        When the workspace or the column cannot be used.
    """
    workspace = open_workspace(folder)
    target = out.resolve()
    _refuse_inside([workspace.folder], target, out)
    return [
        DistrictTask(
            name=one.name,
            workspace=str(one.folder),
            out=str(target / DISTRICTS / one.name),
            language=language,
            lent=one.lent,
        )
        for one in split_workspace(workspace, column, target / WORKSPACES)
    ]


def _refuse_inside(workspaces: Sequence[Path], target: Path, out: Path) -> None:
    for workspace in workspaces:
        if target.is_relative_to(workspace.resolve()):
            raise WorkspaceError("cluster.out_inside", out=out, workspace=workspace)
