"""Which districts a folder holds."""

from pathlib import Path

from geo.cluster.task import DistrictTask
from geo.errors import WorkspaceError
from geo.presence import folder_there
from geo.report import DISTRICTS
from geo.workspace import SETTINGS_FILE

__all__ = ["find_districts"]


def find_districts(folder: Path, out: Path, *, language: str) -> list[DistrictTask]:
    """Return a task for every workspace directly inside a folder, in order of their names.

    Parameters
    ----------
    folder : Path
        Holds one folder for each district.
    out : Path
        Where the province is written: a folder outside the workspaces.
    language : {"zh", "en"}
        Language of the workbooks, maps and reports.

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
    for workspace in found:
        if target.is_relative_to(workspace.resolve()):
            raise WorkspaceError("cluster.out_inside", out=out, workspace=workspace)
    return [
        DistrictTask(
            name=workspace.name,
            workspace=str(workspace.resolve()),
            out=str(target / DISTRICTS / workspace.name),
            language=language,
        )
        for workspace in found
    ]
