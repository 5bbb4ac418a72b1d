"""The review of rows without a position, finished by hand: each decision is saved at once."""

from datetime import datetime
from pathlib import Path

import numpy as np
import pandas as pd

from geo import tables
from geo.errors import WorkspaceError
from geo.geocode import (
    NOWHERE,
    Decision,
    Decisions,
    append_decision,
    known_places,
    read_decisions,
)
from geo.workspace.reading.folder import DECISIONS_FILE, Workspace

__all__ = ["decide", "decisions_of", "decisions_path", "refuse", "take_back"]


def decisions_path(workspace: Workspace) -> Path:
    """Return where a workspace keeps its decisions, whether there are any or not.

    Parameters
    ----------
    workspace : Workspace
        The workspace.

    Returns
    -------
    Path
    """
    return workspace.folder / DECISIONS_FILE


def decisions_of(workspace: Workspace) -> Decisions:
    """Return the decisions of a workspace.

    Parameters
    ----------
    workspace : Workspace
        The workspace.

    Returns
    -------
    Decisions
    """
    return read_decisions(decisions_path(workspace))


def decide(
    workspace: Workspace,
    estate_id: str,
    *,
    decided_at: datetime,
    place_id: str | None = None,
    lon: float | None = None,
    lat: float | None = None,
) -> Decisions:
    """Put an estate on a place of the gazetteer or on a point, and save it.

    Parameters
    ----------
    workspace : Workspace
    estate_id : str
        A row of the list of estates.
    decided_at : datetime
        Moment of the decision.
    place_id : str, optional
        A place of the workspace's gazetteer, or one that an earlier decision made known.
    lon, lat : float, optional
        A point in WGS-84, in degrees, instead of a place.

    Returns
    -------
    Decisions
        All of them, this one the last.

    Raises
    ------
    WorkspaceError
        When there is no such estate or place, or neither or both of place and point are given.
    GeocodeError
        When the point cannot be one.
    """
    if (place_id is None) == (lon is None or lat is None):
        raise WorkspaceError("workspace.decide_what", estate=estate_id)
    if place_id is not None:
        lon, lat = _place(workspace, place_id)
    return _save(workspace, estate_id, decided_at, lon, lat, place_id or "")


def refuse(workspace: Workspace, estate_id: str, *, decided_at: datetime) -> Decisions:
    """Note that none of the places proposed for an estate is right; it stays without a position.

    Parameters
    ----------
    workspace : Workspace
        The workspace.
    estate_id : str
        Id of an estate.
    decided_at : datetime
        When, UTC.

    Returns
    -------
    Decisions

    Raises
    ------
    WorkspaceError
        When there is no such estate.
    """
    return _save(workspace, estate_id, decided_at, np.nan, np.nan, NOWHERE)


def take_back(workspace: Workspace, estate_id: str, *, decided_at: datetime) -> Decisions:
    """Take back what was decided about an estate; the history keeps both.

    Parameters
    ----------
    workspace : Workspace
        The workspace.
    estate_id : str
        Id of an estate.
    decided_at : datetime
        When, UTC.

    Returns
    -------
    Decisions

    Raises
    ------
    WorkspaceError
        When there is no such estate.
    """
    return _save(workspace, estate_id, decided_at, np.nan, np.nan, "")


def _save(
    workspace: Workspace,
    estate_id: str,
    decided_at: datetime,
    lon: float | None,
    lat: float | None,
    place_id: str,
) -> Decisions:
    estates = tables.read_estates(workspace.required_path("estates")).table
    rows = estates[estates["estate_id"] == estate_id]
    if rows.empty:
        raise WorkspaceError("workspace.decide_estate", estate=estate_id)
    row = rows.iloc[0]
    decision = Decision(
        estate_id=estate_id,
        name=str(row["name"]),
        decided_at=decided_at.isoformat(timespec="seconds"),
        lon=np.nan if lon is None else lon,
        lat=np.nan if lat is None else lat,
        place_id=place_id,
        street=row["street"] if isinstance(row["street"], str) else "",
    )
    return append_decision(decisions_path(workspace), decision)


def _place(workspace: Workspace, place_id: str) -> tuple[float, float]:
    path = workspace.path("gazetteer")
    listed = (
        None
        if path is None
        else pd.DataFrame(
            tables.read_gazetteer(path, datum=workspace.settings.datums.gazetteer).table
        )
    )
    known = known_places(listed, decisions_of(workspace))
    if known is not None:
        rows = known[known["id"] == place_id]
        if not rows.empty:
            return float(rows["lon"].iloc[0]), float(rows["lat"].iloc[0])
    raise WorkspaceError("workspace.decide_place", place=place_id)
