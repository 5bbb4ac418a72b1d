"""Every answer of the server tells the browser what it may load, and pages work under it."""

import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from starlette.datastructures import Headers

from geo.ui.components.map.basemaps import tile_addresses
from geo.ui.launch.headers import SafeHeaders, policy
from tests.ui.conftest import run_apart

from .conftest import Open, Serve, Server

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def server(toy: Path, serve: Serve) -> Server:
    """Serve the sample town."""
    return serve(toy)


@pytest.mark.parametrize("path", ["", "_stcore/health", "media/none", "none/none"])
def test_headers_of_every_answer(server: Server, path: str) -> None:
    """Pages, health, downloads that are not there: nothing from elsewhere, nothing guessed."""
    try:
        with urllib.request.urlopen(server.address + path, timeout=10) as answer:
            headers = answer.headers
    except urllib.error.HTTPError as error:
        headers = error.headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "SAMEORIGIN"
    rules = headers["Content-Security-Policy"]
    assert "default-src 'self'" in rules
    assert "object-src 'none'" in rules
    assert "http" not in rules


def test_the_pages_keep_to_the_policy(server: Server, visit: Open) -> None:
    """Map, table, siting and export load without one refusal by the browser."""
    opened = visit(server.address)
    said: list[str] = []
    opened.page.on("console", lambda message: said.append(message.text))
    # The first page was loaded before anybody listened: it is loaded once more.
    opened.page.reload()
    opened.drawn(0)
    for name in ("覆盖", "选址", "片区", "导出"):
        opened.page.get_by_role("link", name=name).click()
        opened.page.wait_for_timeout(1500)
    assert refusals(said) == []
    opened.page.evaluate("void fetch('https://elsewhere.invalid').catch(() => {})")
    opened.page.wait_for_timeout(500)
    assert refusals(said), "a refusal would not have been heard"


def refusals(said: list[str]) -> list[str]:
    """Return what the browser said of loads that the policy forbids."""
    return [text for text in said if "Content Security Policy" in text]


def test_allowed_basemaps_are_the_only_other_origins() -> None:
    """Each server of a service by name, and no other one."""
    addresses = tile_addresses({"REPAIR_CIRCLE_BASEMAPS": "osm,amap"})
    hosts = {address.split("/")[2] for address in addresses}
    assert hosts == {"tile.openstreetmap.org", *(f"webrd0{n}.is.autonavi.com" for n in range(1, 5))}
    assert tile_addresses({}) == ()
    assert "img-src 'self' data: blob: https://a.b;" in policy(["https://a.b"])


@pytest.mark.parametrize(("https", "told"), [(True, ["a=1; Secure", "b=2; secure"]), (False, None)])
def test_cookies_travel_by_https_alone(https: bool, told: list[str] | None) -> None:
    """Where everybody comes by https, each cookie says so; elsewhere none could be sent back."""
    given = ["a=1", "b=2; secure"]
    heard: list[Any] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        cookies = [(b"set-cookie", one.encode()) for one in given]
        await send({"type": "http.response.start", "status": 200, "headers": cookies})

    async def send(message: Any) -> None:
        heard.append(message)

    scope = {"type": "http", "path": "/"}
    run_apart(SafeHeaders(app, https=https)(scope, send, send))
    assert Headers(raw=heard[0]["headers"]).getlist("set-cookie") == (told or given)
