"""Room for uploads: no window fills the memory of a server that others use too.

An uploaded file stays in memory as long as its window does. The address that takes it accepts any
number of them, whatever fields the page has, so what is held already is counted before more is let
in.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from geo.ui import security_log
from geo.ui.launch.addresses import UPLOADS
from geo.ui.launch.refusal import peer_of, refuse
from geo.workspace import LARGEST_MB

__all__ = ["UploadRoom"]

_MEGABYTE: Final = 1_048_576
_OF_A_WINDOW: Final = 5 * LARGEST_MB * _MEGABYTE
_OF_ALL: Final = 20 * LARGEST_MB * _MEGABYTE
_FILES_OF_A_WINDOW: Final = 100
_TOO_LARGE: Final = 413
_LONGEST_SIZE: Final = 20

Held = Mapping[str, list[int]]


class UploadRoom:
    """ASGI middleware that refuses uploads beyond what a window, or all of them, may hold.

    Parameters
    ----------
    app : ASGI application
    held : callable, optional
        Returns the sizes in bytes of the files that each window holds; those of the running server
        by default.
    """

    def __init__(self, app: ASGIApp, held: Callable[[], Held] | None = None) -> None:
        self._app = app
        self._held = held or _held_by_the_server
        self._coming: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Take an upload in, or refuse it."""
        if scope["type"] != "http" or scope["method"] != "PUT":
            await self._app(scope, receive, send)
            return
        window = _window_of(str(scope["path"]))
        if window is None:
            await self._app(scope, receive, send)
            return
        size = _stated_size(Headers(scope=scope))
        if not self._has_room(window, size):
            security_log.note_often("refused", client=peer_of(scope), reason="too_many_uploads")
            await refuse(scope, receive, send, key="access.no_room", status=_TOO_LARGE)
            return
        self._coming[window] += size
        try:
            await self._app(scope, receive, send)
        finally:
            self._coming[window] -= size
            if self._coming[window] <= 0:
                del self._coming[window]

    def _has_room(self, window: str, size: int) -> bool:
        held = self._held()
        own = held.get(window, [])
        of_all = sum(map(sum, held.values())) + self._coming.total()
        return (
            len(own) < _FILES_OF_A_WINDOW
            and sum(own) + self._coming[window] + size <= _OF_A_WINDOW
            and of_all + size <= _OF_ALL
        )


def _window_of(path: str) -> str | None:
    """Return which window an upload says that it is for, None for another address."""
    if not path.startswith(UPLOADS):
        return None
    return path.removeprefix(UPLOADS).partition("/")[0]


def _stated_size(headers: Headers) -> int:
    """Return the size of an upload; one that does not state it may be as large as any."""
    stated = headers.get("content-length", "")
    largest = LARGEST_MB * _MEGABYTE
    is_number = len(stated) <= _LONGEST_SIZE and stated.isascii() and stated.isdigit()
    return min(int(stated), largest) if is_number else largest


def _held_by_the_server() -> Held:
    from streamlit import runtime
    from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager

    manager = runtime.get_instance().uploaded_file_mgr if runtime.exists() else None
    if not isinstance(manager, MemoryUploadedFileManager):
        return {}
    stored = manager.file_storage.copy()
    return {
        window: [len(file.data) for file in [*files.values()]] for window, files in stored.items()
    }
