"""Which results a change of the settings makes others of, said before it is saved."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from geo.settings.items import SettingItem, setting_items
from geo.settings.schema import Settings

__all__ = ["RESULTS", "SettingChange", "SettingsChange", "results_of", "settings_change"]

RESULTS: Final = (
    "coverage",
    "siting",
    "zones",
    "fixes",
    "crews",
    "roster",
    "visits",
    "works",
    "problems",
    "assessment",
    "check",
    "words",
)
"""What can follow from the settings; ``setting.result_…`` of the catalogues names each."""

_OF_PLACES: Final = ("coverage", "siting", "zones", "fixes", "roster", "visits")
_BY_SECTION: Final[dict[str, tuple[str, ...]]] = {
    "": ("words",),
    "inputs": (*_OF_PLACES, "crews", "works", "problems", "assessment", "check"),
    "datums": _OF_PLACES,
    "target": ("coverage", "siting", "fixes", "roster", "visits", "assessment"),
    "response": ("coverage", "siting", "fixes", "roster", "visits", "assessment"),
    "positions": ("coverage", "fixes", "visits"),
    "demand": ("coverage", "siting", "zones"),
    "speeds": _OF_PLACES,
    "siting": ("siting",),
    "zoning": ("zones",),
    "levels": ("zones",),
    "totals": ("check",),
    "crews": ("crews", "roster", "siting"),
    "costs": ("fixes", "siting"),
    "shifts": ("coverage", "siting", "fixes", "crews"),
    "skills": ("coverage",),
    "roster": ("roster",),
    "season": ("crews", "roster", "works"),
    "problems": ("problems",),
    "assessment": ("assessment",),
    "visits": ("visits",),
    "works": ("works",),
}
_BY_KEY: Final[dict[str, tuple[str, ...]]] = {
    "skills": ("coverage", "crews"),
    "response.hour": _OF_PLACES,
    "response.max_snap_m": _OF_PLACES,
    "response.warn_snap_m": ("check",),
    "season.from": ("works",),
    "season.to": ("works",),
    "season.ready_by": ("works",),
    "costs.unit": ("words",),
}


@dataclass(frozen=True)
class SettingChange:
    """One setting that would hold another value.

    Attributes
    ----------
    item : SettingItem
    before, after : Any
        In plain values.
    """

    item: SettingItem
    before: Any
    after: Any


@dataclass(frozen=True)
class SettingsChange:
    """What saving would change.

    Attributes
    ----------
    changes : tuple of SettingChange
    results : tuple of str
        Those of :data:`RESULTS` that may come out otherwise.
    is_other_run : bool
        Whether plans made from now on have another run hash.
    """

    changes: tuple[SettingChange, ...]
    results: tuple[str, ...]
    is_other_run: bool


def results_of(key: str) -> tuple[str, ...]:
    """Return the results that a setting has a say in.

    Parameters
    ----------
    key : str
        Such as ``target.minutes``.

    Returns
    -------
    tuple of str
        Of :data:`RESULTS`.

    Examples
    --------
    >>> results_of("zoning.cap")
    ('zones',)
    """
    return _BY_KEY.get(key) or _BY_SECTION[key.rpartition(".")[0]]


def settings_change(before: Settings, after: Settings) -> SettingsChange:
    """Return what differs between two settings, and which results depend on it.

    Parameters
    ----------
    before, after : Settings

    Returns
    -------
    SettingsChange
    """
    changes = tuple(
        SettingChange(item, was, becomes)
        for item in setting_items()
        if (was := item.value_in(before)) != (becomes := item.value_in(after))
    )
    return SettingsChange(
        changes=changes,
        results=_in_order(result for one in changes for result in results_of(one.item.key)),
        is_other_run=before.for_run() != after.for_run(),
    )


def _in_order(results: Iterable[str]) -> tuple[str, ...]:
    found = set(results)
    return tuple(one for one in RESULTS if one in found)
