"""Streets that a source holds once for each direction: two lines become one two-way street.

osmnx does so in its graphs and layers, and so do networks made for routing. In what osmnx writes,
``oneway`` and ``reversed`` say how it turned the ways, not what their tags said: a motorway or a
``junction=circular`` without a tag of its own is False there, and one-way all the same.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from geo.roads.arrays import Floats
from geo.roads.tag_cells import WAY_IDS

__all__ = ["Line", "Street", "osmnx_cells", "paired_streets"]

_SAME_LENGTH_M: Final = 0.01
_SAME_LENGTH_SHARE: Final = 1e-6
_AGAINST: Final = frozenset({"-1", "reverse"})
# ``reversed`` as a truth value and as it is written out.
_TURNED: Final = frozenset({"yes", "True"})
_AS_DRAWN: Final = frozenset({"no", "False"})


@dataclass(frozen=True, eq=False)
class Line:
    """A line of a source, as it is drawn.

    Attributes
    ----------
    shape : ndarray of float64, shape (n, 2)
    cells : mapping of str to sequence of str
        What the source says of it, as :func:`plain_texts` reads it.
    """

    shape: Floats
    cells: Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Street:
    """A street of which a source holds one line or several.

    Attributes
    ----------
    line : int
        The line that stands for it.
    back : int or None
        The line of the other direction, where there is one.
    copies : tuple of int
        Lines that are drawn over these once more.
    """

    line: int
    back: int | None = None
    copies: tuple[int, ...] = ()


def paired_streets(lines: Sequence[Line]) -> list[Street]:
    """Return every street once, in the order of the lines that stand for them.

    Two lines of the same ways are the two directions of one street when one is drawn as the other
    is, backwards; so are two whose lengths agree, when osmnx says that it turned one of them. Of
    two such lines the one that osmnx did not turn stands for the street.

    Parameters
    ----------
    lines : sequence of Line
    """
    groups: dict[Hashable, list[int]] = defaultdict(list)
    for number, line in enumerate(lines):
        drawn = min(_bytes(line.shape), _bytes(line.shape[::-1]))
        groups[_ways(line), drawn].append(number)
    streets = [_street(lines, group) for group in groups.values()]
    single = [street.line for street in streets if street.back is None and not street.copies]
    mates = dict(_mates_by_ways(lines, single))
    taken = set(mates.values())
    streets = [
        Street(street.line, mates.get(street.line)) if street.line in mates else street
        for street in streets
        if street.line not in taken
    ]
    return sorted(streets, key=lambda street: street.line)


def osmnx_cells(
    line: Line, street: Street, *, each_way_apart: bool
) -> tuple[dict[str, Sequence[str]], bool]:
    """Return what the tags of a street of osmnx were, and whether the line has to be turned.

    Parameters
    ----------
    line : Line
        The line that stands for the street.
    street : Street
    each_way_apart : bool
        Whether this graph holds two-way streets once for each direction.

    Returns
    -------
    cells : dict of str to sequence of str
        With ``observed`` where a one-way is only known by the missing other direction.
    turned : bool
        Whether the line runs against the way as it was drawn.
    """
    cells = dict(line.cells)
    stated = cells.pop("oneway", ())
    turns = set(cells.get("reversed", ()))
    is_drawn_known = turns <= _TURNED or turns <= _AS_DRAWN
    turned = bool(turns) and turns <= _TURNED
    says = stated[0].lower() if stated else ""
    if says in _AGAINST and street.back is None:
        # osmnx has turned the nodes and kept the tag.
        return cells | {"oneway": [says]}, not turned
    if street.back is not None:
        return cells | ({} if turns and is_drawn_known else {"oneway": ["no"]}), turned
    if says in {"no", "false", "0"} or (not says and not each_way_apart):
        return cells | ({} if is_drawn_known else {"oneway": ["no"]}), turned
    if not says:
        return cells | {"oneway": ["yes"], "observed": ["yes"]}, turned
    return cells | {"oneway": stated}, turned


def _street(lines: Sequence[Line], group: list[int]) -> Street:
    """Return the street of lines that are drawn over each other."""
    shape = _bytes(lines[group[0]].shape)
    is_loop_alike = shape == _bytes(lines[group[0]].shape[::-1])
    back = [number for number in group if _bytes(lines[number].shape) != shape]
    if is_loop_alike:
        back = group[1:2]
    if not back:
        return Street(group[0], None, tuple(group[1:]))
    first, other = group[0], back[0]
    if _is_turned(lines[first]) and not _is_turned(lines[other]):
        first, other = other, first
    copies = tuple(number for number in group if number not in {first, other})
    return Street(first, other, copies)


def _mates_by_ways(lines: Sequence[Line], single: Iterable[int]) -> Iterable[tuple[int, int]]:
    """Yield pairs of lines whose ways and lengths agree, one of them turned by osmnx."""
    waiting: dict[Hashable, list[int]] = defaultdict(list)
    for number in single:
        line = lines[number]
        ways = _ways(line)
        ends = frozenset((line.shape[0].tobytes(), line.shape[-1].tobytes()))
        if not ways:
            continue
        mates = waiting[ends, ways]
        mate = next((one for one in mates if _are_two_directions(lines[one], line)), None)
        if mate is None:
            mates.append(number)
            continue
        mates.remove(mate)
        yield (number, mate) if _is_turned(lines[mate]) else (mate, number)


def _ways(line: Line) -> frozenset[str]:
    """Return the ids of OpenStreetMap's ways that a line is made of, where it has any."""
    return frozenset(next((line.cells[name] for name in WAY_IDS if name in line.cells), ()))


def _are_two_directions(a: Line, b: Line) -> bool:
    length_a, length_b = _length(a), _length(b)
    return (
        _is_turned(a) != _is_turned(b)
        and a.shape[0].tobytes() == b.shape[-1].tobytes()
        and abs(length_a - length_b) <= _SAME_LENGTH_M + _SAME_LENGTH_SHARE * length_a
    )


def _is_turned(line: Line) -> bool:
    turns = line.cells.get("reversed")
    return turns is not None and _TURNED.issuperset(turns)


def _length(line: Line) -> float:
    try:
        return float(line.cells["length"][0])
    except (KeyError, IndexError, ValueError):
        return np.nan


def _bytes(shape: Floats) -> bytes:
    return np.ascontiguousarray(shape, dtype=np.float64).tobytes()
