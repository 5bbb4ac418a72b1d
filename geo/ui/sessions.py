"""Which windows are still there: work that nobody waits for any more is called off.

A connection may fail for a moment, so a window counts as gone only after a while without one.
"""

import time
from collections.abc import Callable
from functools import partial
from typing import Any, Final

from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from geo.scenarios import Planner, apart
from geo.stop import OnProgress, Stop
from geo.ui.turns import others_are_at_work

__all__ = ["WORKS_ON_S", "beside", "beside_others", "left", "stop_here", "this_window"]

WORKS_ON_S: Final = 20.0
"""How long the work of a window goes on that has lost its connection."""


def left() -> Callable[[], bool]:
    """Return what tells whether the window that asks now has been gone for a while.

    Returns
    -------
    callable
        May be asked in any thread; False for ever where no server runs the page.
    """
    context = get_script_run_ctx()
    if context is None or not runtime.exists():
        return lambda: False
    server, session_id = runtime.get_instance(), context.session_id
    unseen_since: float | None = None

    def is_gone() -> bool:
        nonlocal unseen_since
        if server.is_active_session(session_id):
            unseen_since = None
            return False
        now = time.monotonic()
        unseen_since = now if unseen_since is None else unseen_since
        return now - unseen_since >= WORKS_ON_S

    return is_gone


def this_window() -> str:
    """Return what tells this window from others; empty where no window runs the page."""
    context = get_script_run_ctx()
    return "" if context is None else context.session_id


def stop_here(on_progress: OnProgress | None = None) -> Stop:
    """Return the stop of work that the page waits for: it ends when the window is gone.

    Parameters
    ----------
    on_progress : callable, optional
        Hears how far the work is.

    Returns
    -------
    Stop
    """
    return Stop(on_progress=on_progress, cancelled=left())


def beside(
    work: Callable[..., Any], planner: Planner, *arguments: Any, **options: Any
) -> Callable[[Stop], Any]:
    """Return what does long work: in a process of its own where a server has other windows, too.

    Parameters
    ----------
    work : callable
        A function of a module: ``work(planner, *arguments, stop=…, **options)``.
    planner : Planner

    Returns
    -------
    callable
        Called with a :class:`Stop`, it waits for the answer.
    """
    if runtime.exists():
        return apart(work, planner, *arguments, **options)
    return _here(work, planner, *arguments, **options)


def beside_others(
    work: Callable[..., Any], planner: Planner, *arguments: Any, **options: Any
) -> Callable[[Stop], Any]:
    """Return what does work of a few seconds: here, where no other window is at work.

    Elsewhere the workspace has to be opened first, which would take as long as the work.

    Parameters
    ----------
    work, planner, *arguments, **options
        As :func:`beside` takes them.

    Returns
    -------
    callable
        Called with a :class:`Stop`, it waits for the answer.
    """
    where = beside if others_are_at_work(this_window()) else _here
    return where(work, planner, *arguments, **options)


def _here(
    work: Callable[..., Any], planner: Planner, *arguments: Any, **options: Any
) -> Callable[[Stop], Any]:
    alone = partial(work, planner, *arguments, **options)
    return lambda stop: alone(stop=stop)
