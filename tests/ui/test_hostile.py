"""Hostile names and files: nothing runs, nothing crashes, one clear message each."""

from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from geo.errors import TableError
from geo.i18n import translator
from geo.tables import read_boundary, read_estates
from geo.ui import state
from geo.workspace.reading.uploaded_list import PAGE_LIMITS, findings_of, headers_of, read_list
from tests.ui.conftest import Open, Server
from tests.ui.hostile import FILES, NAMES, list_of_names

SCRIPT = """
from geo.ui import state
from geo.ui.shell import PAGES, _framed
state.read_address()
_framed("data", PAGES["data"][1])
"""
BY_UPLOAD = ("names", "markup_in_name", "bomb", "outside_entity", "nul_bytes", "repeated_id")
"""Those that go through the page, too: one of each way to end."""


@pytest.mark.parametrize("case", FILES)
def test_a_hostile_file_ends_in_a_list_or_a_message(case: str, toy: Path) -> None:
    """Read or refused; the message names place and remedy, and no path of this machine."""
    hostile = FILES[case]
    boundary = read_boundary(toy / "boundary.geojson")
    uploaded = read_list(hostile.file, hostile.content(), boundary=boundary)
    assert (uploaded.read is not None) == hostile.usable
    headers_of(uploaded)
    for language in ("zh", "en"):
        for finding in findings_of(uploaded, language):
            assert "/tmp" not in finding.words
            assert len(finding.words) < 1_000
    if uploaded.error is not None:
        said = str(uploaded.error)
        assert hostile.says in said
        assert len(uploaded.error.faults) == 1 or case in {"not_finite", "latitude"}


def test_a_file_larger_than_the_page_takes_is_refused(tmp_path: Path) -> None:
    """More than the limit is refused by its size, before any of it is read."""
    path = tmp_path / "large.csv"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    with pytest.raises(TableError, match="200 MB"):
        read_estates(path, limits=PAGE_LIMITS)


def test_every_hostile_name_is_kept_as_text() -> None:
    """No name is run, cut or lost: each is read back as it was, control signs and blanks aside."""
    read = read_list("names.csv", list_of_names()).read
    assert read is not None
    assert len(read.table) == len(NAMES)
    for wanted, found in zip(NAMES.values(), read.table["name"], strict=True):
        assert [sign for sign in found if sign.isalnum()] == [
            sign for sign in wanted if sign.isalnum()
        ]


@pytest.fixture
def town(toy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Open the toy town, with new workspaces in a folder of this test."""
    monkeypatch.setenv(state.WORKSPACE_VARIABLE, str(toy))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))


def test_hostile_files_are_handed_in(town: None) -> None:
    """The page says what is wrong or shows the list, and goes on working."""
    app = AppTest.from_string(SCRIPT, default_timeout=60).run()
    for case in BY_UPLOAD:
        hostile = FILES[case]
        name = hostile.file.rpartition("/")[2]
        app.file_uploader(key="rc_upload").set_value((name, hostile.content(), "")).run()
        assert not app.exception, case
        assert bool(app.error) == (not hostile.usable), case
        offered = [one for one in app.button if one.key == "rc_upload_use"]
        assert bool(offered) == hostile.usable, case


@pytest.mark.browser
def test_hostile_names_do_nothing_in_a_browser(toy: Path, tmp_path: Path, visit: Open) -> None:
    """A list of hostile names is uploaded, planned with and looked at: no script of it runs."""
    server = Server(toy, tmp_path)
    opened = visit(server.address + "data?lang=zh")
    page: Any = opened.page
    upload = {"name": "<img src=x onerror=alert(1)>.csv", "mimeType": "text/csv"}
    page.set_input_files("input[type=file]", {**upload, "buffer": list_of_names()})
    page.get_by_role("button", name=translator("zh")("ui.upload_use")).click()
    page.get_by_role("link", name=translator("zh")("ui.page_overview")).click()
    opened.drawn(0)
    page.mouse.click(*opened.spot(*opened.first_estate()))
    page.wait_for_selector(".rc-verdict")
    assert page.evaluate("window.hostile") is None
    page.close()
    assert server.stop() == 0
