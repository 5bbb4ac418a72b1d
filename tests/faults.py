"""A layer of files that fails: any step of a save with a full disk, or the end of the program."""

import errno
import io
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO, Any, Final, Literal

import pytest

__all__ = ["Killed", "failing", "steps_of"]

Kind = Literal["full", "broken", "killed"]
_ERRORS: Final = {"full": errno.ENOSPC, "broken": errno.EIO}
_STEPS: Final = ("rename", "replace", "mkdir", "unlink", "rmdir", "fsync", "link")
_WRITING: Final = frozenset("wax+")


class Killed(BaseException):
    """The program ends here: nothing after it reaches the disk."""


class _Steps:
    """Counts the steps that change the disk, and fails at one of them."""

    def __init__(self, at: int | None, kind: Kind) -> None:
        self.at, self.kind = at, kind
        self.done = 0
        self.is_dead = False

    def take(self, half: Callable[[], object] | None = None) -> None:
        """Count one step; fail where it is the one, after half of it where it has halves."""
        if self.is_dead:
            raise Killed
        self.done += 1
        if self.done - 1 != self.at:
            return
        if half is not None:
            half()
        if self.kind == "killed":
            self.is_dead = True
            raise Killed
        code = _ERRORS[self.kind]
        raise OSError(code, os.strerror(code))


class _File:
    """A file open for writing whose writes are steps."""

    def __init__(self, file: IO[Any], steps: _Steps) -> None:
        self._file, self._steps = file, steps

    def write(self, content: Any) -> int:
        self._steps.take(half=lambda: self._write_half(content))
        return self._file.write(content)

    def _write_half(self, content: Any) -> None:
        self._file.write(content[: len(content) // 2])
        self._file.flush()

    def __enter__(self) -> "_File":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def __iter__(self) -> Iterator[Any]:
        return iter(self._file)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


@contextmanager
def failing(patch: pytest.MonkeyPatch, at: int | None, kind: Kind = "full") -> Iterator[_Steps]:
    """Let one step of what is done inside fail; yield the counter of the steps.

    Parameters
    ----------
    patch : MonkeyPatch
    at : int or None
        Which step, from 0; None for none.
    kind : {"full", "broken", "killed"}
        ``killed`` lets every later step fail too: clearing up is not for the dead.
    """
    steps = _Steps(at, kind)
    real_open = io.open

    def opened(file: Any, mode: str = "r", *rest: Any, **options: Any) -> Any:
        is_ours = isinstance(file, str | os.PathLike) and "python" not in os.fspath(file)
        if not (_WRITING & set(mode) and is_ours):
            return real_open(file, mode, *rest, **options)
        steps.take()
        return _File(real_open(file, mode, *rest, **options), steps)

    def counted(real: Callable[..., Any]) -> Callable[..., Any]:
        def step(*arguments: Any, **options: Any) -> Any:
            steps.take()
            return real(*arguments, **options)

        return step

    with patch.context() as local:
        local.setattr(io, "open", opened)
        local.setattr("builtins.open", opened)
        for name in _STEPS:
            local.setattr(os, name, counted(getattr(os, name)))
        yield steps


def steps_of(patch: pytest.MonkeyPatch, work: Callable[[], object]) -> int:
    """Return how many steps a piece of work takes when nothing fails."""
    with failing(patch, None) as steps:
        work()
    return steps.done
