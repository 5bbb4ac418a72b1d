"""The security log of a served app: who came in, who was refused, what was opened and taken away.

One JSON object a line, in UTC. What a user wrote is data: every sign that a terminal or a viewer
might obey or hide (control signs, line ends of any kind, signs that turn the direction of text) is
written as its number, so that nobody makes a line that the server did not write. Without
:func:`switch_on` nothing is written: on one's own machine there is nobody to tell apart.
"""

import json
import logging
import os
import sys
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any, Final

from geo.errors import WorkspaceError
from geo.i18n import choose_language, translator

__all__ = ["EVENTS", "entry", "note", "note_often", "switch_off", "switch_on"]

EVENTS: Final = (
    "server_started",
    "server_stopped",
    "rules_changed",
    "login_begun",
    "login_succeeded",
    "login_failed",
    "logged_out",
    "session_opened",
    "session_closed",
    "refused",
    "workspace_opened",
    "workspace_refused",
    "change_refused",
    "file_taken",
    "file_uploaded",
    "part_failed",
)
"""Every event by its name; docs/access.md says what the line of each holds."""

_LONGEST: Final = 300
_MEGABYTE: Final = 1_000_000
_QUIET_S: Final = 60.0
_MOST_KINDS: Final = 10_000
_MODE: Final = 0o600

_logger = logging.getLogger("repair_circle.security")
_logger.propagate = False
_logger.setLevel(logging.INFO)


class _File(RotatingFileHandler):
    """A file that the server's user alone may read, and whose faults end no request."""

    def _open(self) -> TextIOWrapper:
        return open(self.baseFilename, "a", encoding="utf-8", newline="\n", opener=_for_its_owner)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: ARG002, N802 (logging's)
        """Say once a line cannot be kept, without the line."""
        kind = sys.exc_info()[0] or OSError
        t = translator(choose_language())
        sys.stderr.write(f"{t('access.log_not_written', reason=kind.__name__)}\n")


def _for_its_owner(path: str, flags: int) -> int:
    return os.open(path, flags, _MODE)


def switch_on(file: Path, *, largest_mb: float = 10.0, files: int = 10) -> None:
    """Write events to a file from now on.

    Parameters
    ----------
    file : Path
        Its folder is made where it is missing.
    largest_mb : float
        A file that would grow larger becomes ``file.1`` and a new one is begun.
    files : int
        How many older ones are kept.

    Raises
    ------
    WorkspaceError
        When the file cannot be written: a server that must keep a log does not start without.
    """
    switch_off()
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        kept = _File(file, maxBytes=round(largest_mb * _MEGABYTE), backupCount=files)
    except OSError as error:
        raise WorkspaceError("access.no_log", file=file, reason=error.strerror) from error
    kept.setFormatter(logging.Formatter("%(message)s"))
    _logger.addHandler(kept)


def switch_off() -> None:
    """Write nothing from now on and close the file."""
    for kept in list(_logger.handlers):
        _logger.removeHandler(kept)
        with suppress(OSError):  # the disk is full: what could not be written was told
            kept.close()
    _often.forget()


def note(event: str, **fields: Any) -> None:
    """Write one line, where the log is on.

    Parameters
    ----------
    event : str
        One of :data:`EVENTS`.
    **fields
        What is known of it; never a secret, a cookie or an entry of a list.
    """
    if _logger.handlers:
        _logger.info("%s", entry(event, fields))


def note_often(event: str, **fields: Any) -> None:
    """Write what a program may cause a thousand times a minute: once a minute, with the number.

    Parameters
    ----------
    event : str
    **fields
        ``path`` apart, what makes two of them the same.
    """
    if not _logger.handlers:
        return
    path = fields.pop("path", None)
    times = _often.times((event, *sorted((name, str(value)) for name, value in fields.items())))
    if times is not None:
        repeated = {"unwritten_before": times} if times else {}
        note(event, **fields, **({} if path is None else {"path": path}), **repeated)


def entry(event: str, fields: Mapping[str, Any]) -> str:
    """Return the line of an event.

    Parameters
    ----------
    event : str
    fields : mapping

    Returns
    -------
    str
        JSON without a line end; texts are cut at 300 signs.
    """
    if event not in EVENTS:
        raise KeyError(event)
    moment = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    whole = {"at": moment, "event": event, **{name: _cut(value) for name, value in fields.items()}}
    written = json.dumps(whole, ensure_ascii=False, default=str)
    return "".join(sign if sign.isprintable() else _numbered(sign) for sign in written)


def _cut(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(name)[:_LONGEST]: _cut(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_cut(one) for one in value[:_LONGEST]]
    if value is None or isinstance(value, bool | int | float):
        return value
    return str(value)[:_LONGEST]


def _numbered(sign: str) -> str:
    return json.dumps(sign)[1:-1]


class _Often:
    """Counts what was not written because the same was written within the last minute."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last: dict[tuple[Any, ...], tuple[float, int]] = {}

    def times(self, kind: tuple[Any, ...]) -> int | None:
        """Return how many were left out since the last line, None where this one is left out."""
        now = time.monotonic()
        with self._lock:
            written, left_out = self._last.get(kind, (-_QUIET_S, 0))
            if now - written < _QUIET_S:
                self._last[kind] = (written, left_out + 1)
                return None
            if len(self._last) >= _MOST_KINDS:
                self._last.clear()
            self._last[kind] = (now, 0)
            return left_out

    def forget(self) -> None:
        """Begin anew."""
        with self._lock:
            self._last.clear()


_often = _Often()
