"""Long work about a workspace in a process of its own, so that others' clicks are not held up.

A helper is a process that opens the workspace itself and does one piece of work after the other. It
yields to what people wait for, keeps what it has calculated while it is wanted, and gives its
memory back when nobody has asked it for a while.
"""

import math
import os
import pickle
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

from geo.errors import GeoError
from geo.scenarios.planner import Planner
from geo.stop import Stop

__all__ = ["ANSWERED", "CHANGED", "RAISED", "TOLD", "LostHelperError", "Task", "apart", "send"]

TOLD, ANSWERED, RAISED, CHANGED = "told", "answered", "raised", "changed"
"""What a helper says: how far it is, its answer, what went wrong, that the files are others now."""

_MOST_HELPERS: Final = 2
_UNASKED_S: Final = 300.0
_MOST_TASKS: Final = 16
_LISTENS_S: Final = 0.1
_ENDS_S: Final = 20.0
"""How long called-off work may take to come to its end."""


class LostHelperError(GeoError):
    """A helper ended in the middle of its work, as by the system where memory runs out."""


@dataclass(frozen=True)
class Task:
    """A piece of work for a helper.

    Attributes
    ----------
    number : int
    folder : Path
        The workspace.
    digest : str
        Of its files as the page knows them.
    work : callable
        A function of a module, called with the planner, the arguments and ``stop``.
    arguments : tuple
    options : dict
    time_limit_s : float or None
        Wall seconds that are left.
    """

    number: int
    folder: Path
    digest: str
    work: Callable[..., Any]
    arguments: tuple[Any, ...]
    options: dict[str, Any]
    time_limit_s: float | None


def apart(
    work: Callable[..., Any], planner: Planner, *arguments: Any, **options: Any
) -> Callable[[Stop], Any]:
    """Return what does a piece of work in a process of its own.

    Parameters
    ----------
    work : callable
        A function of a module: ``work(planner, *arguments, stop=…, **options)``. Arguments, answer
        and what it tells on the way are pickled.
    planner : Planner
        Where files of its workspace were changed since, the work is done here.

    Returns
    -------
    callable
        Called with a :class:`Stop`, it waits for the answer. Work that is called off answers with
        what it has, or with what it told last; None where that is nothing.

    Raises
    ------
    LostHelperError
        By what is returned, where the helper ended too early; and whatever the work raises.
    """

    def do(stop: Stop) -> Any:
        folder = planner.workspace.folder.resolve()
        with _lent(stop) as helper:
            if helper is None:
                return None
            left_s = None if math.isinf(stop.remaining_s) else stop.remaining_s
            task = Task(helper.done, folder, planner.digest, work, arguments, options, left_s)
            kind, said = helper.do(task, stop)
        if kind == CHANGED:
            return work(planner, *arguments, stop=stop, **options)
        if kind == RAISED:
            raise said
        return said

    return do


def send(out: IO[bytes], said: object) -> None:
    """Send something through a pipe at once."""
    out.write(pickle.dumps(said, pickle.HIGHEST_PROTOCOL))
    out.flush()


class _Helper:
    """A process that does one piece of work after the other."""

    def __init__(self) -> None:
        home = str(Path(__file__).resolve().parents[2])
        known = os.environ.get("PYTHONPATH")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "geo.scenarios.helper"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            creationflags=getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0),
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (home, known)))},
        )
        self._said: queue.SimpleQueue[tuple[str, int, Any]] = queue.SimpleQueue()
        self.done = 0
        self.rested_at = 0.0
        self._is_lost = False
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        # What cannot be read is as lost as what was never said.
        with suppress(Exception), self._process.stdout as answers:  # type: ignore[union-attr]
            while True:
                self._said.put(pickle.load(answers))  # noqa: S301
        self._is_lost = True
        self._process.kill()
        self._said.put((RAISED, -1, LostHelperError("scenario.helper_lost")))

    @property
    def is_fresh(self) -> bool:
        """Whether it can do a further task."""
        # A process that has ended may be among the living for a moment.
        return not self._is_lost and self._process.poll() is None and self.done < _MOST_TASKS

    def do(self, task: Task, stop: Stop) -> tuple[str, Any]:
        """Have a task done; return what the helper said last, and of what kind it was."""
        last: Any = None
        called_off_at: float | None = None
        with suppress(BrokenPipeError):
            self._send(task)
        while True:
            if called_off_at is None and stop.is_cancelled:
                called_off_at = time.monotonic()
                with suppress(BrokenPipeError):
                    self._send(task.number)
            if called_off_at is not None and time.monotonic() - called_off_at > _ENDS_S:
                self.end()
                return ANSWERED, last
            try:
                kind, number, said = self._said.get(timeout=_LISTENS_S)
            except queue.Empty:
                continue
            if kind == TOLD and number == task.number:
                last = last if said.partial is None else said.partial
                stop.tell(said)
            elif kind != TOLD and number in (task.number, -1):
                self.done += 1
                return kind, said

    def _send(self, said: object) -> None:
        send(self._process.stdin, said)  # type: ignore[arg-type]

    def end(self) -> None:
        """End the process; what it was doing is lost."""
        self._process.kill()
        self._process.wait()
        with suppress(OSError):
            self._process.stdin.close()  # type: ignore[union-attr]


_places: Final = threading.Semaphore(_MOST_HELPERS)
_idle: Final[list[_Helper]] = []
_lock: Final = threading.Lock()


@contextmanager
def _lent(stop: Stop) -> Iterator[_Helper | None]:
    """Lend a helper that nobody else uses; None where the work is called off before one is free."""
    while not _places.acquire(timeout=_LISTENS_S):
        if stop.is_cancelled:
            yield None
            return
    try:
        helper = _rested() or _Helper()
        is_done = False
        try:
            yield helper
            is_done = True
        finally:
            # A page that is left in the middle leaves a helper that still works.
            if is_done and helper.is_fresh:
                _rest(helper)
            else:
                helper.end()
    finally:
        _places.release()


def _rested() -> _Helper | None:
    """Return a helper that waits for work, None where there is none."""
    while True:
        with _lock:
            helper = _idle.pop() if _idle else None
        if helper is None or helper.is_fresh:
            return helper
        helper.end()


def _rest(helper: _Helper) -> None:
    """Let a helper wait for further work; unasked for a while, it ends."""
    helper.rested_at = time.monotonic()
    with _lock:
        _idle.append(helper)
    watch = threading.Timer(_UNASKED_S, _end_unasked)
    watch.daemon = True
    watch.start()


def _end_unasked() -> None:
    with _lock:
        unasked = [one for one in _idle if time.monotonic() - one.rested_at >= _UNASKED_S]
        for helper in unasked:
            _idle.remove(helper)
    for helper in unasked:
        helper.end()
