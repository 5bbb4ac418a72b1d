"""Which rules of the roads a drive would break: what keeps a crew from driving that way."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from geo.roads.road_map import RoadMap
from geo.roads.turns import forbidden_hours

__all__ = ["BrokenRule", "broken_rules"]


@dataclass(frozen=True)
class BrokenRule:
    """A rule that forbids a part of a drive.

    Attributes
    ----------
    kind : {"closed", "turn"}
        A direction that is closed at the hour, or a turn that is forbidden.
    edges : tuple of int
        The closed edge, or those of the turn in the order of the drive.
    """

    kind: Literal["closed", "turn"]
    edges: tuple[int, ...]


def broken_rules(
    road_map: RoadMap,
    edges: Sequence[int],
    forward: Sequence[bool],
    *,
    hour: int,
    turns: bool = True,
) -> list[BrokenRule]:
    """Return the rules that a drive along edges would break.

    Parameters
    ----------
    road_map : RoadMap
    edges : sequence of int, length k
        Edges in the order of the drive.
    forward : sequence of bool, length k
        Whether each is driven as it is drawn.
    hour : int
        The hour of a working day, 0 to 23.
    turns : bool
        Whether turn restrictions count.

    Returns
    -------
    list of BrokenRule
        In the order of the drive, closed directions first.
    """
    drive = [(int(edge), bool(ahead)) for edge, ahead in zip(edges, forward, strict=True)]
    closed = [
        BrokenRule("closed", (edge,))
        for edge, ahead in drive
        if int((road_map.closed_forward if ahead else road_map.closed_backward)[edge]) >> hour & 1
    ]
    return closed + (_broken_turns(road_map, drive, hour) if turns else [])


def _broken_turns(road_map: RoadMap, drive: list[tuple[int, bool]], hour: int) -> list[BrokenRule]:
    hours_of = forbidden_hours(road_map)
    vias = [int((road_map.head if ahead else road_map.tail)[edge]) for edge, ahead in drive]
    broken = [
        BrokenRule("turn", (before, after))
        for ((before, _), (after, _)), via in zip(pairwise(drive), vias, strict=False)
        if hours_of(before, via, after) >> hour & 1
    ]
    for steps, only, hours in road_map.paths.rows():
        if hours >> hour & 1:
            broken += _on_path(steps, drive, vias, only=only)
    return broken


def _on_path(
    steps: list[int], drive: list[tuple[int, bool]], vias: list[int], *, only: bool
) -> list[BrokenRule]:
    """Return where a drive takes a restricted path, or leaves one that must be followed."""
    edges, nodes = steps[0::2], steps[1::2]
    driven = [edge for edge, _ in drive]
    n = len(edges)
    found = []
    for at in range(len(drive) - n + 1):
        before = driven[at : at + n - 1] == edges[:-1] and vias[at : at + n - 1] == nodes
        if before and (driven[at + n - 1] == edges[-1]) != only:
            found.append(BrokenRule("turn", tuple(driven[at : at + n])))
    return found
