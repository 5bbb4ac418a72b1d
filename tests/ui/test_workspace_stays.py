"""A workspace stays: reload, link, restart open it, recent ones are listed, Back is one press."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from geo.ui import known_workspaces
from tests.ui.conftest import Open, Server, Visit

LONG_MS = 120_000


@pytest.fixture
def town(toy: Path, tmp_path: Path) -> Path:
    """Return a workspace of one's own with a name of its own."""
    return own_copy(toy, tmp_path / "town", "East town")


def own_copy(toy: Path, folder: Path, name: str) -> Path:
    """Copy the toy town under another name."""
    shutil.copytree(toy, folder)
    text = (folder / "workspace.toml").read_text(encoding="utf-8")
    named = re.sub(r'^name = ".*"', f'name = "{name}"', text, flags=re.MULTILINE)
    (folder / "workspace.toml").write_text(named, encoding="utf-8")
    return folder


@pytest.fixture
def server(town: Path, tmp_path: Path) -> Iterator[Server]:
    """Serve one workspace, with all that is kept kept apart."""
    running = Server(town, tmp_path)
    yield running
    assert running.stop() == 0


def shows(opened: Visit, name: str) -> str:
    """Wait until the toolbar names a workspace; return its name in the address."""
    opened.page.locator(".rc-name b", has_text=name).wait_for(timeout=LONG_MS)
    opened.page.wait_for_url(re.compile(r"[?&]ws="), timeout=LONG_MS)
    return parse_qs(urlsplit(opened.page.url).query)["ws"][0]


def projects(opened: Visit) -> None:
    """Turn to the list of projects on the data page."""
    opened.page.get_by_role("radio", name="项目").or_(
        opened.page.get_by_role("button", name="项目", exact=True)
    ).first.click()
    opened.page.get_by_role("heading", name="新建项目").wait_for(timeout=LONG_MS)


@pytest.mark.browser
def test_reload_link_and_restart_open_the_same_workspace(
    server: Server, visit: Open, toy: Path, tmp_path: Path
) -> None:
    """What was typed on the page is what the address means from then on; it holds no path."""
    second = own_copy(toy, tmp_path / "second", "West town")
    opened = visit(server.address + "data?lang=zh")
    served = shows(opened, "East town")
    projects(opened)
    box = opened.page.get_by_role("textbox", name="打开自己的工作区")
    box.fill(str(second))
    box.press("Enter")
    named = shows(opened, "West town")
    opened.page.wait_for_url(re.compile("ws=second-"), timeout=LONG_MS)
    named = shows(opened, "West town")
    assert named != served
    assert str(tmp_path) not in opened.page.url
    opened.page.reload()
    assert shows(opened, "West town") == named
    projects(opened)
    assert opened.page.get_by_text(str(tmp_path / "town")).count() == 1
    link = opened.page.url
    assert shows(visit(link), "West town") == named
    assert server.stop() == 0
    server.start()
    again = visit(link)
    assert shows(again, "West town") == named
    projects(again)
    again.page.get_by_role("button", name="East town", exact=True).click()
    assert shows(again, "East town")


@pytest.mark.browser
def test_back_takes_one_press(server: Server, visit: Open) -> None:
    """From a page to the one before, whatever the pages wrote into the address."""
    opened = visit(server.address + "?lang=zh")
    shows(opened, "East town")
    for name, path in (("覆盖", "coverage"), ("情景", "scenarios"), ("帮助", "help")):
        opened.page.get_by_role("link", name=name, exact=True).click()
        opened.page.wait_for_url(re.compile(f"/{path}\\?.*ws="), timeout=LONG_MS)
        opened.page.wait_for_timeout(1500)
    for path in ("/scenarios", "/coverage", "/"):
        opened.page.go_back()
        opened.page.wait_for_timeout(1500)
        assert urlsplit(opened.page.url).path == path
        shows(opened, "East town")


def test_an_address_opens_only_what_is_known(
    town: Path, toy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither a path nor the name of a folder that nobody opened here finds anything."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    monkeypatch.delenv(known_workspaces.WORKSPACE_VARIABLE, raising=False)
    name = known_workspaces.name_of(town)
    assert known_workspaces.find(name) is None
    assert known_workspaces.find(str(town)) is None
    assert known_workspaces.find("toy") == toy
    known_workspaces.remember(town)
    assert known_workspaces.find(name) == town
    assert known_workspaces.served_folder() == town
    shutil.rmtree(town)
    assert known_workspaces.recent() == []
    assert known_workspaces.served_folder().name == "hanyang"


def test_names_are_short_and_tell_folders_apart(tmp_path: Path) -> None:
    """Two folders of one name differ; signs that an address cannot hold are left out."""
    one, other = (tmp_path / part / "汉阳 & 老旧?" for part in "ab")
    names = {known_workspaces.name_of(folder) for folder in (one, other)}
    assert len(names) == 2
    assert all(re.fullmatch(r"[\w.-]{1,40}", name) for name in names)
