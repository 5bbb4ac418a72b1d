"""Requests for other names and from pages of other origins are refused, in each way of serving."""

import http.client
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from geo.ui.access import AccessRules
from geo.ui.launch.own_pages import is_own_host, is_own_origin
from geo.ui.launch.server import LOOPBACK_HOSTS
from tests.ui.conftest import Serve, Server
from tests.ui.test_access import OPEN_ID, PROXY

RULES = """
login = "proxy"
planners = ["wang"]
hosts = ["plan.bureau.lan"]
https = true
[proxy]
addresses = ["127.0.0.1"]
user_header = "X-User"
"""


@pytest.mark.parametrize(
    ("host", "allowed", "own"),
    [
        ("localhost:8501", LOOPBACK_HOSTS, True),
        ("LOCALHOST.", LOOPBACK_HOSTS, True),
        ("127.0.0.1:8501", LOOPBACK_HOSTS, True),
        ("[::1]:8501", LOOPBACK_HOSTS, True),
        ("evil.example", LOOPBACK_HOSTS, False),
        ("localhost.evil.example", LOOPBACK_HOSTS, False),
        ("localhost@evil.example", LOOPBACK_HOSTS, False),
        ("evil.example/localhost", LOOPBACK_HOSTS, False),
        ("localhost:many", LOOPBACK_HOSTS, False),
        ("[::1", LOOPBACK_HOSTS, False),
        ("", LOOPBACK_HOSTS, False),
        ("a.bureau.lan", ["*.bureau.lan"], True),
        ("bureau.lan", ["*.bureau.lan"], False),
        ("evilbureau.lan", ["*.bureau.lan"], False),
        ("anything:1", [], True),
        ("", [], False),
    ],
)
def test_the_names_of_the_app(host: str, allowed: Any, own: bool) -> None:
    """A name counts whole, without its port; a user in it, a path or a broken port is none."""
    assert is_own_host(host, allowed) is own


@pytest.mark.parametrize(
    ("origin", "host", "allowed", "own"),
    [
        ("http://localhost:8501", "localhost:8501", LOOPBACK_HOSTS, True),
        ("http://localhost:3000", "localhost:8501", LOOPBACK_HOSTS, False),
        ("http://127.0.0.1:8501", "localhost:8501", LOOPBACK_HOSTS, False),
        ("http://evil.example", "localhost:8501", LOOPBACK_HOSTS, False),
        ("null", "localhost:8501", LOOPBACK_HOSTS, False),
        ("file://", "localhost:8501", LOOPBACK_HOSTS, False),
        ("http://localhost:many", "localhost", LOOPBACK_HOSTS, False),
        ("https://plan.bureau.lan", "plan.bureau.lan", (), True),
        ("https://plan.bureau.lan", "plan.bureau.lan:443", (), True),
        ("https://plan.bureau.lan:8443", "plan.bureau.lan", (), True),
        ("http://plan.bureau.lan", "plan.bureau.lan:443", (), False),
        ("https://plan.bureau.lan", "10.0.0.5:8501", ["plan.bureau.lan"], True),
        ("https://plan.bureau.lan.evil.example", "plan.bureau.lan", ["plan.bureau.lan"], False),
    ],
)
def test_the_origins_of_the_app(origin: str, host: str, allowed: Any, own: bool) -> None:
    """The site of the request itself, by its port where the header has one, or a name of the app.

    Another program on this machine has another port: it is somebody else.
    """
    assert is_own_origin(origin, host, allowed) is own


def test_a_provider_sends_people_to_one_name() -> None:
    """Without names in the rules, the address that the provider knows is the app's only one."""
    assert OPEN_ID.own_hosts == ("plan.bureau.cn",)
    assert PROXY.own_hosts == ()
    named = AccessRules.model_validate({**OPEN_ID.model_dump(), "hosts": ["a"]})
    assert named.own_hosts == ("a",)


def asked(server: Server, method: str = "GET", path: str = "/", **headers: str) -> Any:
    """Return the answer to a request with these headers alone."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    connection.putrequest(method, path, skip_host=True)
    for name, value in {"Host": f"127.0.0.1:{server.port}", **headers}.items():
        connection.putheader(name.replace("_", "-"), value)
    connection.endheaders()
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer


def opens(server: Server, host: str = "", **headers: str) -> bool:
    """Tell whether the stream of the app opens to such a request, under whatever name."""
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    address = f"ws://{host or f'127.0.0.1:{server.port}'}/_stcore/stream"
    there = socket.create_connection(("127.0.0.1", server.port), timeout=20)
    try:
        with connect(address, sock=there, additional_headers=names):
            return True
    except InvalidStatus as error:
        return error.response.status_code != 403


@pytest.fixture(scope="module")
def alone(toy: Path, serve: Serve) -> Server:
    """Serve the toy town on this machine alone."""
    return serve(toy)


@pytest.mark.browser
def test_on_this_machine_alone(alone: Server) -> None:
    """Neither a bent name nor a page of another site or port gets an answer; probes do."""
    here = f"http://127.0.0.1:{alone.port}"
    assert asked(alone).status == 200
    assert asked(alone, Origin=here).status == 200
    for path in ("/", "/media/x.csv", "/_stcore/host-config", "/_stcore/metrics"):
        assert asked(alone, path=path, Host="evil.example").status == 403
        assert asked(alone, path=path, Origin="http://evil.example").status == 403
    assert asked(alone, path="/_stcore/health", Host="probe").status == 200
    assert asked(alone, "PUT", "/_stcore/upload_file/a/b", Origin="null").status == 403
    assert asked(alone, "TRACE").status == 405
    assert opens(alone)
    assert opens(alone, Origin=here)
    assert not opens(alone, Origin="http://evil.example")
    assert not opens(alone, Origin=f"http://localhost:{alone.port + 1}")


@pytest.fixture(scope="module")
def served(toy: Path, tmp_path_factory: Any) -> Iterator[Server]:
    """Serve the toy town behind a proxy, under one name, by https."""
    home = tmp_path_factory.mktemp("home")
    (home / "access.toml").write_text(RULES, encoding="utf-8")
    running = Server(toy, home, "--access", str(home / "access.toml"))
    yield running
    assert running.stop() == 0


@pytest.mark.browser
def test_behind_a_proxy(served: Server) -> None:
    """The name of the rules alone, a page of that name alone, and https is told to be kept."""
    named = {"Host": "plan.bureau.lan", "X_User": "wang"}
    answer = asked(served, **named)
    assert answer.status == 200
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    assert asked(served, X_User="wang").status == 403
    assert asked(served, **named, Origin="https://evil.example").status == 403
    upload = asked(served, "PUT", "/_stcore/upload_file/a/b", **named, Sec_Fetch_Site="cross-site")
    assert upload.status == 403
    host, own = "plan.bureau.lan", "https://plan.bureau.lan"
    assert opens(served, host, X_User="wang", Origin=own)
    assert not opens(served, host, X_User="wang", Origin="https://evil.example")
    assert not opens(served, host, Origin=own)
    assert not opens(served, X_User="wang", Origin=own)


@pytest.mark.browser
def test_what_holds_data_is_kept_by_no_browser(served: Server) -> None:
    """Addresses of downloads are not stored, and nobody else's page may embed an answer."""
    answer = asked(served, path="/media/none.csv", Host="plan.bureau.lan", X_User="wang")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "base-uri 'none'" in answer.headers["Content-Security-Policy"]
