"""Answers kept in memory under their questions, up to a number of bytes: the longest unused go.

A scenario of a large district is answered by matrices of many megabytes, one of a small district
by next to nothing: a number of answers alone does not bound the room that they take. All answers
of one owner share one room.
"""

import sys
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from typing import Any, Final, Generic, ParamSpec, TypeVar
from weakref import ref

import numpy as np
import pandas as pd
import shapely
from scipy import sparse

__all__ = ["KeptAnswers", "LastMade", "bytes_of"]

Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")
Made = TypeVar("Made")

_PER_SHAPE: Final = 200
_PER_CORNER: Final = 16
_PER_CELL: Final = 8
_LEAST: Final = 200
_PLAIN: Final = (str, int, float, bytes)
"""Of these a collection holds many, and they weigh little."""


class KeptAnswers:
    """Answers by their questions, in a room of so many bytes.

    Parameters
    ----------
    room_bytes : int
        What all answers may weigh together; the newest one stays, however large it is.
    most : int
        How many there may be.
    ground : object
        What answers share and nobody need count: it stays in memory anyway.

    Attributes
    ----------
    bytes : int
        What the kept answers weigh.
    """

    def __init__(self, room_bytes: int, most: int, ground: Any = None) -> None:
        self._room_bytes = room_bytes
        self._most = most
        self._ground = frozenset(id(part) for part in _parts(ground, set()))
        # Ids stay those of the ground only as long as it lives.
        self._held = ground
        self._answers: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self._under_way: dict[Hashable, threading.Lock] = {}
        self._lock = threading.Lock()
        self.bytes = 0

    def __reduce__(self) -> tuple[Any, ...]:
        """Say how to make it anew: in another process nothing is kept yet."""
        return KeptAnswers, (self._room_bytes, self._most, self._held)

    def __len__(self) -> int:
        """Return how many answers are kept."""
        return len(self._answers)

    def keeping(self, ask: Callable[Asked, Answer]) -> Callable[Asked, Answer]:
        """Return a function that answers a question once, as long as its answer is kept.

        Parameters
        ----------
        ask : callable
            Its arguments can be hashed.

        Returns
        -------
        callable
        """

        def kept(*asked: Asked.args, **named: Asked.kwargs) -> Answer:
            return self.answer(ask, *asked, **named)

        return kept

    def answer(
        self, ask: Callable[Asked, Answer], *asked: Asked.args, **named: Asked.kwargs
    ) -> Answer:
        """Return what a function answers, from memory where it is there.

        Parameters
        ----------
        ask : callable
            Calculates the answer.
        *asked, **named
            The question; all can be hashed.

        Returns
        -------
        object
        """
        return self.answer_to(_question(ask, asked, named), lambda: ask(*asked, **named))

    def known_answer(
        self, ask: Callable[Asked, Answer], *asked: Asked.args, **named: Asked.kwargs
    ) -> Answer | None:
        """Return what a function has answered, None where the answer is not kept.

        Parameters
        ----------
        ask, *asked, **named
            As :meth:`answer` takes them.
        """
        found: Answer | None = self.known(_question(ask, asked, named))
        return found

    def answer_to(self, question: Hashable, calculate: Callable[[], Answer]) -> Answer:
        """Return the answer to a question, from memory where it is there.

        Who asks while another calculates the same waits for it.

        Parameters
        ----------
        question : hashable
        calculate : callable
            Called where the answer is not kept.

        Returns
        -------
        object
        """
        with self._lock:
            known = self._look_up(question)
            if known is None:
                under_way = self._under_way.setdefault(question, threading.Lock())
        if known is None:
            with under_way:
                known = self._calculated(question, calculate)
        answer: Answer = known[0]
        return answer

    def known(self, question: Hashable) -> Any:
        """Return the kept answer to a question of :meth:`answer_to`, None where there is none.

        Parameters
        ----------
        question : hashable
        """
        with self._lock:
            found = self._look_up(question)
        return None if found is None else found[0]

    def _calculated(self, question: Hashable, calculate: Callable[[], Any]) -> tuple[Any, int]:
        """Return an answer that another may have calculated meanwhile."""
        with self._lock:
            known = self._look_up(question)
        if known is not None:
            return known
        try:
            answer = calculate()
            known = answer, bytes_of(answer, self._ground)
            self._keep(question, known)
            return known
        finally:
            with self._lock:
                self._under_way.pop(question, None)

    def _look_up(self, question: Hashable) -> tuple[Any, int] | None:
        known = self._answers.get(question)
        if known is not None:
            self._answers.move_to_end(question)
        return known

    @property
    def _is_full(self) -> bool:
        return self.bytes > self._room_bytes or len(self._answers) > self._most

    def _keep(self, question: Hashable, answer: tuple[Any, int]) -> None:
        with self._lock:
            self._answers[question] = answer
            self.bytes += answer[1]
            while len(self._answers) > 1 and self._is_full:
                _, (_, gone) = self._answers.popitem(last=False)
                self.bytes -= gone


def _question(
    ask: Callable[..., Any], asked: tuple[Any, ...], named: Mapping[str, Any]
) -> Hashable:
    return ask, asked, tuple(sorted(named.items()))


class LastMade(Generic[Made]):
    """What was last made of some tables: the files of a plan ask for it one after the other."""

    def __init__(self) -> None:
        self._made: tuple[tuple[ref[pd.DataFrame], ...], Hashable, Made] | None = None

    def of(
        self, tables: Sequence[pd.DataFrame], make: Callable[[], Made], told: Hashable = None
    ) -> Made:
        """Return what is made of tables, made anew where they or what is told are others.

        Parameters
        ----------
        tables : sequence of DataFrame
            Known by identity: they are not changed afterwards.
        make : callable
        told : hashable
            What it depends on besides.

        Returns
        -------
        object
        """
        if self._made is not None:
            known, words, made = self._made
            same = len(known) == len(tables) and all(
                one() is other for one, other in zip(known, tables, strict=True)
            )
            if same and words == told:
                return made
        made = make()
        self._made = tuple(ref(one) for one in tables), told, made
        return made


def bytes_of(thing: Any, ground: frozenset[int] = frozenset()) -> int:
    """Return about how many bytes of memory a thing holds that others do not.

    Parameters
    ----------
    thing : object
    ground : frozenset of int
        Ids of parts that do not count.

    Returns
    -------
    int
        Arrays, tables and shapes are weighed, words and numbers are counted.
    """
    return _LEAST + sum(_weight(part) for part in _parts(thing, set(ground)))


def _parts(thing: Any, seen: set[int]) -> Iterator[Any]:
    """Yield everything that a thing is made of, each part once."""
    waiting = [thing]
    while waiting:
        part = waiting.pop()
        if part is None or id(part) in seen:
            continue
        seen.add(id(part))
        yield part
        waiting.extend(_within(part))


def _within(part: Any) -> Iterator[Any]:
    """Yield what a part of this program's own, or a collection, is made of."""
    if isinstance(part, Mapping):
        yield from part.values()
    elif isinstance(part, (tuple, list, set, frozenset)):
        yield from (one for one in part if not isinstance(one, _PLAIN))
    elif isinstance(part, np.ndarray):
        # A view holds the whole that it looks at.
        yield part.base
    elif type(part).__module__.partition(".")[0] == "geo":
        yield from getattr(part, "__dict__", {}).values()


def _weight(part: Any) -> int:
    if isinstance(part, np.ndarray):
        return (part.nbytes if part.base is None else 0) + _weight_of_shapes(part)
    if isinstance(part, shapely.Geometry):
        return _PER_SHAPE + _PER_CORNER * int(shapely.get_num_coordinates(part))
    if sparse.issparse(part):
        return sum(
            getattr(part, name).nbytes
            for name in ("data", "indices", "indptr", "row", "col")
            if hasattr(part, name)
        )
    if isinstance(part, (pd.DataFrame, pd.Series, pd.Index)):
        return _weight_of_table(part)
    return sys.getsizeof(part)


def _weight_of_table(table: pd.DataFrame | pd.Series | pd.Index) -> int:
    plain = _PER_CELL * (table.size + len(table))
    if not hasattr(table, "sindex"):  # of geopandas alone
        return plain
    columns = [table]
    if isinstance(table, pd.DataFrame):
        columns = [table[name] for name, kind in table.dtypes.items() if kind == "geometry"]
    return plain + sum(_weight_of_shapes(np.asarray(column)) for column in columns)


def _weight_of_shapes(array: np.ndarray[Any, Any]) -> int:
    if array.dtype != object or not array.size:
        return 0
    shapes = array[shapely.is_geometry(array)]
    return len(shapes) * _PER_SHAPE + _PER_CORNER * int(shapely.get_num_coordinates(shapes).sum())
