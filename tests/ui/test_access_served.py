"""A served app behind a proxy: roles in a real browser, and windows that keep to themselves."""

import json
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from geo.i18n import translator
from tests.ui.conftest import Server

pytestmark = pytest.mark.browser

RULES = """
login = "proxy"
planners = ["wang"]
viewers = ["li"]
[proxy]
addresses = ["127.0.0.1"]
user_header = "X-User"
name_header = "X-Name"
client_header = "X-Real-IP"
[log]
file = "{log}"
"""
WANG = {"X-User": "wang", "X-Name": "Wang Gong"}
LI = {"X-User": "li", "X-Real-IP": "10.1.2.3"}


@pytest.fixture(scope="module")
def home(tmp_path_factory: Any) -> Path:
    """Return where the server keeps scenarios."""
    return Path(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def server(toy: Path, home: Path) -> Iterator[Server]:
    """Serve the toy town by rules of access."""
    rules = home / "access.toml"
    log = (home / "security.jsonl").as_posix()
    rules.write_text(RULES.replace("{log}", log), encoding="utf-8")
    running = Server(toy, home, "--access", str(rules))
    yield running
    assert running.stop() == 0


Window = Callable[[dict[str, str]], Any]


@pytest.fixture
def window(chromium: Any, server: Server) -> Iterator[Window]:
    """Return a function that opens the app in a browser of its own, behind the proxy."""
    contexts = []

    def opened(headers: dict[str, str]) -> Any:
        context = chromium.new_context(
            viewport={"width": 1366, "height": 768}, extra_http_headers=headers
        )
        contexts.append(context)
        page = context.new_page()
        page.goto(f"{server.address}?lang=en")
        page.wait_for_selector(".rc-map[data-drawn]", timeout=180_000)
        return page

    yield opened
    for context in contexts:
        context.close()


def try_a_station(page: Any) -> None:
    """Press the button and click the middle of the map."""
    page.get_by_role("button", name="Try a station").click()
    page.wait_for_selector(".rc-map[data-mode='place']")
    box = page.locator(".rc-map").bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def answer(address: str, headers: dict[str, str]) -> int:
    """Return the status of an address."""
    try:
        with urllib.request.urlopen(urllib.request.Request(address, headers=headers)) as reply:
            return int(reply.status)
    except urllib.error.HTTPError as error:
        return error.code


def test_addresses_and_stream_are_closed_to_strangers(server: Server) -> None:
    """No header, no page and no stream; the peer's address is not taken from a header."""
    assert answer(server.address, {}) == 403
    assert answer(server.address, {"X-User": "zhao"}) == 403
    assert answer(server.address, LI) == 200
    assert answer(server.address, {**LI, "X-Forwarded-For": "8.8.8.8"}) == 200
    stream = server.address.replace("http", "ws") + "_stcore/stream"
    with pytest.raises(InvalidStatus, match="403"):
        connect(stream, proxy=None).close()
    with connect(stream, additional_headers=LI, proxy=None) as opened:
        opened.send(b"")


def test_roles_and_windows(server: Server, home: Path, window: Window) -> None:
    """A planner's step is kept under her name; a viewer's is refused and nothing is written.

    What each window has open stays its own, and a file that a viewer takes is refused to a
    stranger who knows its address.
    """
    viewer, planner = window(LI), window(WANG)
    try_a_station(viewer)
    viewer.get_by_text(translator("en")("access.viewer_may_not")).wait_for()
    kept = home / "repair-circle" / "toy" / "scenarios.json"
    assert not kept.exists()

    planner.get_by_text("Wang Gong").wait_for()
    planner.get_by_role("link", name="Scenarios").click()
    planner.get_by_role("button", name="Duplicate").click()
    planner.wait_for_url("**scenario=s2**")
    planner.get_by_role("link", name="Overview").click()
    try_a_station(planner)
    planner.wait_for_selector(".rc-map[data-drawn^='1-']")
    (step,) = json.loads(kept.read_text(encoding="utf-8"))["sheets"]["s2"]["timeline"]["edits"]
    assert step["who"] == "Wang Gong"

    viewer.reload()
    viewer.wait_for_selector(".rc-map[data-drawn^='0-']")
    assert "scenario=" not in viewer.url

    viewer.get_by_role("link", name="Data").click()
    with viewer.expect_download() as download:
        viewer.get_by_role("button", name=translator("en")("ui.templates")).first.click()
    assert answer(download.value.url, LI) == 200
    assert answer(download.value.url, {}) == 403


def test_viewers_comment_and_do_not_approve(home: Path, window: Window) -> None:
    """The comment stands under the viewer's own name; no step of an approval is offered."""
    viewer, t = window(LI), translator("en")
    viewer.get_by_role("link", name="Scenarios").click()
    viewer.get_by_label(t("approval.comment"), exact=True).fill("South first")
    assert viewer.get_by_role("button", name=t("approval.approve"), exact=True).count() == 0
    assert viewer.get_by_label(t("approval.your_name"), exact=True).count() == 0
    viewer.get_by_role("button", name=t("approval.add_comment")).click()
    kept = home / "repair-circle" / "toy" / "scenarios.json"
    # What stands in a table of the page is drawn, not written: the file tells.
    viewer.wait_for_timeout(2_000)
    (comment,) = json.loads(kept.read_text(encoding="utf-8"))["sheets"]["s1"]["comments"]
    assert comment["text"] == "South first"
    assert comment["who"] == "li"


def test_the_log_tells_who_did_what(home: Path, toy: Path) -> None:
    """After all the tests above: strangers, windows, what was opened, refused and taken away."""
    text = (home / "security.jsonl").read_text(encoding="utf-8")
    said = [json.loads(line) for line in text.splitlines()]
    by_event: dict[str, list[dict[str, Any]]] = {}
    for one in said:
        by_event.setdefault(one["event"], []).append(one)
    assert {one["reason"] for one in by_event["refused"]} >= {"no_user", "in_no_list"}
    assert "zhao" in {one["user"] for one in by_event["refused"]}
    viewer = next(one for one in by_event["session_opened"] if one["user"] == "li")
    assert (viewer["role"], viewer["client"]) == ("viewer", "10.1.2.3")
    assert {one["workspace"] for one in by_event["workspace_opened"]} == {str(toy.resolve())}
    assert {one["user"] for one in by_event["workspace_opened"]} == {"wang", "li"}
    assert by_event["change_refused"][0]["user"] == "li"
    taken = by_event["file_taken"][0]
    assert (taken["user"], taken["file"]) == ("li", "repair-circle-templates.zip")
    assert taken["bytes"] > 1_000
    assert "part_failed" not in by_event
