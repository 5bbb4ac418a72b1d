"""The files of a scenario: the same pack that the command line writes, with the scenario's changes.

The scenario counts as an input: the run hash covers everything that the planner changed.
"""

import io
import json
import re
import zipfile
from functools import cache
from typing import Any, Final

from geo.owned_folders import scratch_folder
from geo.report import FurtherFiles, write_pack
from geo.scenarios import Planner, SavedScenario, Scenario, scenario_plan
from geo.stop import Progress, Stop
from geo.workspace import init_workspace

__all__ = [
    "pack_archive",
    "pack_files",
    "pack_zip",
    "packed_files",
    "sheet_name",
    "template_zip",
    "zip_name",
    "zone_sheet",
]

_UNSAFE: Final = re.compile(r"[^\w.-]+")
_LONGEST_WORD: Final = 40
_LONG_AGO: Final = (1980, 1, 1, 0, 0, 0)


def pack_files(
    planner: Planner,
    scenario: Scenario,
    *,
    language: str,
    tried_mark: str,
    name: str = "",
    propose: bool = False,
    further: FurtherFiles | None = None,
    kept: SavedScenario | None = None,
    stop: Stop | None = None,
) -> dict[str, bytes]:
    """Return every file of a scenario's pack by its name.

    Parameters
    ----------
    planner : Planner
    scenario : Scenario
    language : {"zh", "en"}
        Language of the workbook, the map and the report.
    tried_mark : str
        What stands behind the name of a station that is only tried out.
    name : str
        What the scenario is called.
    propose : bool
        Whether further stations are proposed beside those of the scenario.
    further : FurtherFiles, optional
        What is wanted beside the pack, or instead of it.
    kept : SavedScenario, optional
        The scenario as it is kept: its approvals and comments go with the files.
    stop : Stop, optional
        Hears the share done and the stage.
    """
    plan = scenario_plan(
        planner, scenario, tried_mark=tried_mark, name=name, propose=propose, kept=kept, stop=stop
    )
    Stop.within(stop).tell(Progress(share=0.9, stage="ui.stage_write"))
    with scratch_folder() as folder:
        out = folder / "pack"
        write_pack(
            plan, out, language=language, further=further, district=planner.district_of(scenario)
        )
        return {path.name: path.read_bytes() for path in sorted(out.iterdir())}


def pack_archive(planner: Planner, scenario: Scenario, *, stop: Stop, **options: Any) -> bytes:
    """Return every file of a scenario's pack as one archive; options as of :func:`pack_files`."""
    return pack_zip(pack_files(planner, scenario, stop=stop, **options))


def zone_sheet(
    planner: Planner,
    scenario: Scenario,
    zone: str,
    *,
    language: str,
    tried_mark: str,
    kept: SavedScenario,
) -> bytes:
    """Return the printed sheet of one zone, the same as in the pack.

    Parameters
    ----------
    planner : Planner
    scenario : Scenario
    zone : str
        Its id.
    language : {"zh", "en"}
    tried_mark : str
        What stands behind the name of a station that is only tried out.
    kept : SavedScenario
        The scenario as it is kept.

    Returns
    -------
    bytes
        An HTML page for the printer.

    Raises
    ------
    InputError
        When the scenario has no such zone.
    """
    plan = scenario_plan(planner, scenario, tried_mark=tried_mark, name=kept.name, kept=kept)
    with scratch_folder() as folder:
        for write in FurtherFiles(zones=(zone,)).files(plan, language=language):
            write(folder)
        (sheet,) = folder.iterdir()
        return sheet.read_bytes()


def sheet_name(zone: str) -> str:
    """Return what the file of a zone's sheet is called."""
    return f"zone_sheet_{_safe_word(zone)}.html"


def pack_zip(files: dict[str, bytes]) -> bytes:
    """Return files as one archive; equal files give equal bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, _LONG_AGO)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return buffer.getvalue()


def packed_files(archive: bytes) -> dict[str, bytes]:
    """Return the files of an archive by their names, in its order."""
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def zip_name(planner: Planner, name: str, files: dict[str, bytes]) -> str:
    """Return what the archive of a scenario is called: workspace, scenario and run hash."""
    if not files:
        return "repair-circle.zip"
    run = str(json.loads(files["plan.json"])["run"]["hash"])[:12]
    words = [_safe_word(word) for word in (planner.name, name)]
    return "-".join([*filter(None, words), run]) + ".zip"


def _safe_word(word: str) -> str:
    return _UNSAFE.sub("_", word).strip("._")[:_LONGEST_WORD]


@cache
def template_zip(language: str) -> bytes:
    """Return a workspace to fill in: settings with comments and lists with their headers."""
    with scratch_folder() as folder:
        written = init_workspace(folder / "workspace", language=language)
        return pack_zip({path.name: path.read_bytes() for path in written})
