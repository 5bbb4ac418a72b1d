"""``scenario.json`` of a pack, read again: the same scenario, and so the same run."""

from pydantic import ValidationError

from geo.errors import WorkspaceError
from geo.scenarios.planner import Planner
from geo.scenarios.scenario import Scenario
from geo.settings import faults_of

__all__ = ["read_scenario"]

_MOST_NAMED = 8


def read_scenario(planner: Planner, content: bytes, *, file: str) -> Scenario:
    """Return the scenario that a ``scenario.json`` holds, fit for a workspace.

    Parameters
    ----------
    planner : Planner
        The workspace that it is read for.
    content : bytes
        What the file holds.
    file : str
        What the file is called, for messages.

    Returns
    -------
    Scenario

    Raises
    ------
    WorkspaceError
        When the file holds no scenario: every field that is wrong; or when its zones are those of
        another list of estates.
    """
    try:
        scenario = Scenario.model_validate_json(content.removeprefix(b"\xef\xbb\xbf"))
    except ValidationError as error:
        if error.errors()[0]["type"] == "json_invalid":
            raise WorkspaceError("scenario.no_json", file=file) from error
        faults = faults_of(error, root=Scenario, file=file)
        raise WorkspaceError("scenario.no_file", file=file, faults=faults) from error
    _refuse_other_estates(planner, scenario, file)
    return scenario


def _refuse_other_estates(planner: Planner, scenario: Scenario, file: str) -> None:
    if scenario.zone_of is None:
        return
    listed = set(planner.district.estates["estate_id"].astype(str))
    zoned = {estate for estate, _ in scenario.zone_of}
    if apart := sorted(listed ^ zoned):
        raise WorkspaceError(
            "scenario.other_estates",
            file=file,
            count=len(apart),
            names=", ".join(apart[:_MOST_NAMED]),
        )
