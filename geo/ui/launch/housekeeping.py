"""What the server does beside its pages: it ends windows that are gone, and gives memory back.

Streamlit keeps a window that was closed for a while, in case that only its connection failed, and
lets go of it when another one is closed after that: with its lists, its exports and three open
files. Here it ends when the while is over.
"""

import asyncio
import gc
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

from streamlit import runtime

from geo.allocator import give_back
from geo.ui import security_log

__all__ = ["COMES_BACK_S", "KeptWindows", "keep_house"]

COMES_BACK_S: Final = 60
"""How long a window may be without a connection and still find everything as it was."""

_EVERY_S: Final = 5.0
_TIDY_EVERY_S: Final = 60.0


class KeptWindows:
    """Windows without a connection, and since when they are.

    Parameters
    ----------
    server : Runtime
        Streamlit's.
    """

    def __init__(self, server: Any) -> None:
        self._server = server
        self._since: dict[str, float] = {}

    def end_old(self, now: float) -> int:
        """End the windows that have been gone for long; only where the server's loop runs.

        Parameters
        ----------
        now : float
            Seconds of a clock that never goes back.

        Returns
        -------
        int
            How many ended.
        """
        # The list of windows has no public name; all else has.
        everyone = [one.session.id for one in self._server._session_mgr.list_sessions()]
        gone = [one for one in everyone if not self._server.is_active_session(one)]
        self._since = {one: self._since.get(one, now) for one in gone}
        old = [one for one, since in self._since.items() if now - since >= COMES_BACK_S]
        for one in old:
            self._server.close_session(one)
        return len(old)


@asynccontextmanager
async def keep_house(_app: Any) -> AsyncIterator[dict[str, Any]]:
    """Keep house as long as the server runs.

    Parameters
    ----------
    _app : streamlit.App

    Yields
    ------
    dict
        Nothing that pages need.
    """
    keeping = asyncio.create_task(_keep_house())
    try:
        yield {}
    finally:
        keeping.cancel()
        # A signal ends the process as soon as this is over: nothing behind it would be written.
        security_log.note("server_stopped")


async def _keep_house() -> None:
    windows = KeptWindows(runtime.get_instance())
    tidied, ended = time.monotonic(), 0
    while True:
        await asyncio.sleep(_EVERY_S)
        now = time.monotonic()
        ended += windows.end_old(now)
        if now - tidied >= _TIDY_EVERY_S:
            await asyncio.to_thread(_tidy, collect=ended > 0)
            tidied, ended = now, 0


def _tidy(*, collect: bool) -> None:
    """Give memory back; what ended windows held hangs together in circles."""
    if collect:
        gc.collect()
    give_back()
