"""What the zones of a plan change about the present ones, as tables and sentences for people."""

from typing import TYPE_CHECKING

from geo.i18n import Translate, format_number, format_share
from geo.plan_tables import TABLES
from geo.report.sheets import Sheet, table_sheet

if TYPE_CHECKING:
    from geo.workspace import ZoneChanges

__all__ = ["change_sentence", "changed_zone_sheet", "moved_estate_sheet"]


def change_sentence(changes: "ZoneChanges", t: Translate) -> str:
    """Return in one sentence how many zones live on and who has moved.

    Parameters
    ----------
    changes : ZoneChanges
        What zones change about the present ones.
    t : callable
        The translator of the language that is spoken.

    Returns
    -------
    str
    """
    return t(
        "sheets.changes",
        matched=format_number(changes.n_matched),
        before=format_number(changes.n_before),
        after=format_number(changes.n_after),
        estates=format_number(len(changes.moved)),
        share=format_share(changes.share_estates),
        households=format_number(changes.households_moved),
    )


def moved_estate_sheet(changes: "ZoneChanges", t: Translate) -> Sheet:
    """Return the estates that leave their present zone."""
    return table_sheet(
        t("sheets.moved_estates"), changes.moved, TABLES["moved"], t, t("sheets.none_moved")
    )


def changed_zone_sheet(changes: "ZoneChanges", t: Translate) -> Sheet:
    """Return the zones that somebody leaves or joins, the new ones and those that are gone."""
    zones = changes.zones
    apart = zones["from_zone"].isna() | zones["to_zone"].isna()
    changed = zones[apart | (zones["estates_left"] > 0) | (zones["estates_joined"] > 0)]
    return table_sheet(
        t("sheets.changed_zones"), changed, TABLES["changed_zones"], t, t("sheets.none_moved")
    )
