"""The app as a process: loopback only, and gone when told to go."""

import socket
import time
from pathlib import Path

import pytest

from geo.cli.serving import serve_app
from geo.errors import WorkspaceError
from tests.ui.conftest import Server


def test_a_busy_port_is_named(toy: Path) -> None:
    """The message names the port and the option."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(WorkspaceError, match=str(port)):
            serve_app(toy, port=port, browser=False, language="en")


def test_it_listens_on_loopback_alone_and_stops(toy: Path, tmp_path: Path) -> None:
    """No other address answers; the signal ends the command and its child within seconds."""
    server = Server(toy, tmp_path)
    listening = (
        Path("/proc/net/tcp").read_text().splitlines() if Path("/proc/net/tcp").exists() else []
    )
    ours = [row.split()[1] for row in listening if f":{server.port:04X} " in row and " 0A " in row]
    assert all(address.startswith("0100007F") for address in ours)
    began = time.monotonic()
    assert server.stop() == 0
    assert time.monotonic() - began < 10
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", server.port)) != 0
