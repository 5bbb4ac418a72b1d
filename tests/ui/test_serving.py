"""The app as a process: loopback only, and gone when told to go."""

import socket
import time
import tomllib
from pathlib import Path

import pytest

from geo.cli.serving import serve_app
from geo.errors import WorkspaceError
from geo.ui.access import ACCESS_VARIABLE
from geo.ui.launch import server
from tests.ui.conftest import Server, free_port


def test_a_busy_port_is_named(toy: Path) -> None:
    """The message names the port and the option."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(WorkspaceError, match=str(port)):
            serve_app(toy, port=port, browser=False, language="en")


def test_other_addresses_need_rules(toy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Listening beyond this machine without rules of access is refused, and so is no address."""
    monkeypatch.delenv("REPAIR_CIRCLE_ACCESS", raising=False)
    for host in ("0.0.0.0", "::", "192.168.7.1"):
        with pytest.raises(WorkspaceError, match="--access"):
            serve_app(toy, port=free_port(), browser=False, language="en", host=host)
    with pytest.raises(WorkspaceError, match="no IP address"):
        serve_app(toy, port=free_port(), browser=False, language="en", host="office")


def test_the_server_refuses_by_itself(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Started without the command, it refuses an open house and rules that it cannot read."""
    monkeypatch.setenv("REPAIR_CIRCLE_LANG", "en")
    monkeypatch.delenv(ACCESS_VARIABLE, raising=False)
    with pytest.raises(SystemExit, match="--access"):
        server.main([str(free_port()), "--host", "0.0.0.0"])
    monkeypatch.setenv(ACCESS_VARIABLE, str(tmp_path / "none.toml"))
    with pytest.raises(SystemExit, match="cannot be read"):
        server.main([str(free_port())])


def test_both_ways_to_start_are_set_the_same(repository: Path) -> None:
    """``streamlit run app.py`` in a checkout is told what the command tells the server."""
    told = tomllib.loads((repository / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    own = {"server.address": "127.0.0.1", "server.allowedHosts": list(server.LOOPBACK_HOSTS)}
    for option, value in {**server.OPTIONS, **own}.items():
        section, name = option.rsplit(".", 1)
        held = told
        for part in section.split("."):
            held = held[part]
        assert held[name] == value, option


def test_it_listens_on_loopback_alone_and_stops(toy: Path, tmp_path: Path) -> None:
    """No other address answers; the signal ends the command and its child within seconds."""
    running = Server(toy, tmp_path)
    listening = (
        Path("/proc/net/tcp").read_text().splitlines() if Path("/proc/net/tcp").exists() else []
    )
    ours = [row.split()[1] for row in listening if f":{running.port:04X} " in row and " 0A " in row]
    assert all(address.startswith("0100007F") for address in ours)
    began = time.monotonic()
    assert running.stop() == 0
    assert time.monotonic() - began < 10
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", running.port)) != 0
