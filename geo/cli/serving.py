"""The app as a process of its own: started, watched, and ended with the command."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import webbrowser
from pathlib import Path
from types import FrameType
from typing import Final

from geo.errors import WorkspaceError
from geo.i18n import translator
from geo.workspace import open_workspace

__all__ = ["serve_app"]

_HOST: Final = "127.0.0.1"
_STOP_S: Final = 6.0
_START_S: Final = 60.0


def serve_app(workspace: Path | None, *, port: int, browser: bool, language: str) -> int:
    """Serve the planner on this machine until it is stopped.

    Parameters
    ----------
    workspace : Path or None
        The workspace to open; None for the embedded example.
    port : int
        Where to listen, on loopback only.
    browser : bool
        Whether to open the page once it answers.
    language : {"zh", "en"}
        Language that the pages open in.

    Returns
    -------
    int
        Exit code of the server, 0 when it was told to stop.

    Raises
    ------
    WorkspaceError
        When the workspace cannot be opened, or the port is not free.
    """
    environment = {**os.environ, "REPAIR_CIRCLE_LANG": language}
    if workspace is not None:
        folder = open_workspace(workspace).folder.resolve()
        environment["REPAIR_CIRCLE_WORKSPACE"] = str(folder)
    _refuse_busy(port)
    command = [sys.executable, "-m", "geo.ui.launch.server", str(port)]
    server = subprocess.Popen(command, env=environment)

    stop = _Stop(server)
    before = {one: signal.signal(one, stop) for one in (signal.SIGTERM, signal.SIGINT)}
    try:
        address = f"http://{_HOST}:{port}/"
        if _answers(address, server):
            sys.stderr.write(translator(language)("ui.serving", address=address) + "\n")
            if browser:
                webbrowser.open(address)
        return _until_ended(server, stop)
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


class _Stop:
    """Passes a signal on to the server and remembers when."""

    def __init__(self, server: "subprocess.Popen[bytes]") -> None:
        self._server = server
        self.asked_at: float | None = None

    def __call__(self, _signal: int, _frame: FrameType | None) -> None:
        self.asked_at = self.asked_at or time.monotonic()
        self._server.terminate()

    @property
    def is_overdue(self) -> bool:
        """Whether the server was asked to stop and had time enough."""
        return self.asked_at is not None and time.monotonic() - self.asked_at > _STOP_S


def _refuse_busy(port: int) -> None:
    if not 0 < port < 65536:
        raise WorkspaceError("ui.no_port", port=port)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((_HOST, port))
        except OSError as error:
            raise WorkspaceError("ui.port_busy", port=port) from error


def _answers(address: str, server: "subprocess.Popen[bytes]") -> bool:
    until = time.monotonic() + _START_S
    while server.poll() is None and time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"{address}_stcore/health", timeout=2):  # noqa: S310
                return True
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    return False


def _until_ended(server: "subprocess.Popen[bytes]", stop: _Stop) -> int:
    """Wait for the server; one that does not stop when it is asked to is ended."""
    while True:
        try:
            code = server.wait(timeout=0.2)
        except subprocess.TimeoutExpired:
            if stop.is_overdue:
                server.kill()
            continue
        return 0 if stop.asked_at is not None else code
