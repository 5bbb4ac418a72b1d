"""Settings of a workspace changed in its ``workspace.toml``: shown first, then saved whole."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from geo.errors import WorkspaceError
from geo.settings import (
    SettingItem,
    SettingsChange,
    edited_settings,
    setting_items,
    settings_change,
    settings_in,
)
from geo.summary import Summarized
from geo.workspace.district import open_district
from geo.workspace.folder_history import FolderHistory, change_file, digest_of
from geo.workspace.make_plan import run_of
from geo.workspace.reading.folder import SETTINGS_FILE, Workspace, workspace_with
from geo.workspace.siting.places import site_places
from geo.workspace.siting.rules import SiteRules, settle
from geo.workspace.weights import weight_of
from geo.workspace.zones.zones import zoning_rules

__all__ = ["SettingsDraft", "draft_settings", "save_settings", "shown_digest"]


@dataclass(frozen=True, eq=False, repr=False)
class SettingsDraft(Summarized):
    """Settings as they would be saved.

    Attributes
    ----------
    workspace : Workspace
        The folder with the settings of the draft.
    content : bytes
        The ``workspace.toml`` that would be written.
    known : str
        Digest of the one that it replaces.
    change : SettingsChange
        What differs, and which results depend on it.
    hash_before, hash_after : str
        Run hashes of plans before and after.
    """

    workspace: Workspace
    content: bytes
    known: str
    change: SettingsChange
    hash_before: str
    hash_after: str


def shown_digest(folder: Path) -> str:
    """Return what stands for the ``workspace.toml`` that a form shows.

    Parameters
    ----------
    folder : Path
        The workspace folder.

    Returns
    -------
    str
    """
    return digest_of(folder / SETTINGS_FILE)


def draft_settings(
    workspace: Workspace, values: Mapping[str, Any], *, known: str | None = None
) -> SettingsDraft:
    """Return what ``workspace.toml`` would hold with other values, checked.

    Parameters
    ----------
    workspace : Workspace
    values : mapping of str to Any
        By key (``target.minutes``), in plain values; None for the default.
    known : str, optional
        :func:`shown_digest` of the file that the values were chosen on.

    Returns
    -------
    SettingsDraft

    Raises
    ------
    SettingsError
        When values cannot be; every fault with its key.
    WorkspaceError
        When the file was changed meanwhile.
    """
    path = workspace.folder / SETTINGS_FILE
    before, digest = path.read_bytes(), shown_digest(workspace.folder)
    if known is not None and known != digest:
        raise WorkspaceError("folder.changed_elsewhere", file=SETTINGS_FILE)
    content = edited_settings(before, _without_defaults(before, values))
    settings = settings_in(content, file=SETTINGS_FILE)
    changed = workspace_with(workspace.folder, settings)
    now = Workspace(workspace.folder, settings_in(before, file=SETTINGS_FILE))
    return SettingsDraft(
        workspace=changed,
        content=content,
        known=digest,
        change=settings_change(now.settings, settings),
        hash_before=run_of(now).hash,
        hash_after=run_of(changed).hash,
    )


def _without_defaults(content: bytes, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values that differ from what the file says.

    A default that stands in no file need not be written into it; one that replaces another value is
    written in its place, so that its line and its comment stay.
    """
    now = settings_in(content, file=SETTINGS_FILE)
    items = {one.key: one for one in setting_items()}
    return {
        key: items[key].default if value is None and key in items else value
        for key, value in values.items()
        if key not in items or _wanted(items[key], value) != items[key].value_in(now)
    }


def _wanted(item: SettingItem, value: Any) -> Any:
    return item.default if value is None else value


def _try_out(draft: SettingsDraft) -> None:
    """Ask for everything that names rows or columns of the lists, as the results would."""
    district = open_district(draft.workspace)
    sections = {one.item.section for one in draft.change.changes}
    if "demand" in sections:
        weight_of(district.estates, district.settings.demand.weight)
    if "zoning" in sections:
        zoning_rules(district)
    siting = district.settings.siting
    if "siting" in sections and (siting.lock or siting.forbid):
        settle(site_places(district), SiteRules.of(siting))


def save_settings(draft: SettingsDraft, *, who: str = "") -> FolderHistory:
    """Write a draft, after the workspace has been opened with it once.

    Parameters
    ----------
    draft : SettingsDraft
    who : str
        Who changes it.

    Returns
    -------
    FolderHistory
        With the change as its last step.

    Raises
    ------
    GeoError
        When the workspace cannot be used with these settings: nothing is written.
    """
    _try_out(draft)
    keys = ", ".join(one.item.key for one in draft.change.changes)
    return change_file(
        draft.workspace.folder,
        SETTINGS_FILE,
        draft.content,
        key="folder.edit_settings",
        params={"keys": keys},
        known=draft.known,
        who=who,
    )
