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
from ipaddress import ip_address
from pathlib import Path
from types import FrameType
from typing import Final

from geo.errors import WorkspaceError
from geo.i18n import translator
from geo.workspace import open_workspace

__all__ = ["LOOPBACK", "serve_app"]

LOOPBACK: Final = "127.0.0.1"
_ACCESS: Final = "REPAIR_CIRCLE_ACCESS"
_STOP_S: Final = 6.0
_START_S: Final = 60.0


def serve_app(
    workspace: Path | None,
    *,
    port: int,
    browser: bool,
    language: str,
    host: str = LOOPBACK,
    access: Path | None = None,
    province: Path | None = None,
) -> int:
    """Serve the planner until it is stopped: on this machine alone, or to an intranet.

    Parameters
    ----------
    workspace : Path or None
        The workspace to open; None for the embedded example.
    port : int
    browser : bool
        Whether to open the page once it answers.
    language : {"zh", "en"}
        Language that the pages open in.
    host : str
        The address of this machine to listen on; all of them are ``0.0.0.0``.
    access : Path or None
        File with the rules of access; by default the one that ``REPAIR_CIRCLE_ACCESS`` names.
    province : Path or None
        A folder that ``province`` has written, for a page of its own.

    Returns
    -------
    int
        Exit code of the server, 0 when it was told to stop.

    Raises
    ------
    WorkspaceError
        When the workspace cannot be opened, the address is none of this machine's or anybody could
        come in by it, or the port is not free.
    """
    environment = {**os.environ, "REPAIR_CIRCLE_LANG": language}
    if access is not None:
        environment[_ACCESS] = str(access.resolve())
    _refuse_open_house(host, guarded=bool(environment.get(_ACCESS)))
    if workspace is not None:
        folder = open_workspace(workspace).folder.resolve()
        environment["REPAIR_CIRCLE_WORKSPACE"] = str(folder)
    if province is not None:
        from geo.report import read_province

        environment["REPAIR_CIRCLE_PROVINCE"] = str(read_province(province).folder.resolve())
    _refuse_busy(host, port)
    command = [sys.executable, "-m", "geo.ui.launch.server", str(port), "--host", host]
    server = subprocess.Popen(command, env=environment)

    stop = _Stop(server)
    before = {one: signal.signal(one, stop) for one in (signal.SIGTERM, signal.SIGINT)}
    try:
        address = f"http://{_reached_at(host)}:{port}/"
        if _answers(address, server):
            said = "ui.serving" if ip_address(host).is_loopback else "access.serving"
            sys.stderr.write(translator(language)(said, address=address) + "\n")
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


def _refuse_open_house(host: str, *, guarded: bool) -> None:
    try:
        is_loopback = ip_address(host).is_loopback
    except ValueError as error:
        raise WorkspaceError("access.no_address", host=host) from error
    if not is_loopback and not guarded:
        raise WorkspaceError("access.needed", host=host)


def _reached_at(host: str) -> str:
    """Return how this machine reaches what listens on an address."""
    address = ip_address(host)
    reached = LOOPBACK if address.is_unspecified else host
    return f"[{reached}]" if ":" in reached else reached


def _refuse_busy(host: str, port: int) -> None:
    if not 0 < port < 65536:
        raise WorkspaceError("ui.no_port", port=port)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        # On Windows the option would allow a port that another program listens on.
        if os.name != "nt":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
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
