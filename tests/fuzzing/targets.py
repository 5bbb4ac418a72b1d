"""Every kind of file that is read: lists, maps, roads, stores, whole folders, answers, words."""

from pathlib import Path

from tests.fuzzing.folders import folders
from tests.fuzzing.lists import lists
from tests.fuzzing.maps import maps
from tests.fuzzing.online import online
from tests.fuzzing.roads import roads
from tests.fuzzing.stores import stores
from tests.fuzzing.target import Target
from tests.fuzzing.words import words

__all__ = ["in_turn", "targets"]


def targets(folder: Path) -> list[Target]:
    """Return every kind, its sound files written into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    made = [
        kind
        for kinds in (lists, maps, roads, stores, online, words, folders)
        for kind in kinds(folder)
    ]
    names = [kind.name for kind in made]
    assert len(set(names)) == len(names), "two kinds of one name"
    return made


def in_turn(known: list[Target], seed: int) -> Target:
    """Return the kind whose turn it is: each as often as any other, but for the rare ones."""
    rounds = max(kind.rare for kind in known)
    order = [
        kind
        for number in range(rounds)
        for place, kind in enumerate(known)
        if (number + place) % kind.rare == 0
    ]
    return order[seed % len(order)]
