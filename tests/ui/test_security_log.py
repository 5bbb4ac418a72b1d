"""The security log: a line for every event, and no line that the server did not write."""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from geo.errors import WorkspaceError
from geo.ui import security_log
from geo.ui.launch import log_start
from geo.ui.launch.witness import file_name
from tests.ui.hostile import NAMES
from tests.ui.test_access import OPEN_ID, PROXY

FORGED = (
    'wang"}\n{"at": "2026-01-01T00:00:00.000Z", "event": "rules_changed"}',
    "wang\r\nfake",
    "wang\u2028fake",
    "wang\u2029fake",
    "wang\x85fake",
    "wang\x1b[2K\x1b[1A",
    "\u202egnaw",
    "wang\x00",
    "\ud800",
    "\U000e0041",
    *NAMES.values(),
)


@pytest.fixture(autouse=True)
def _off() -> Iterator[None]:
    yield
    security_log.switch_off()


def lines(file: Path) -> list[dict[str, Any]]:
    """Return what a log says."""
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("text", FORGED, ids=ascii)
def test_no_text_makes_a_line_of_its_own(text: str, tmp_path: Path) -> None:
    """Whatever a user is called: one line, all of it printable, and the text is read back."""
    security_log.switch_on(tmp_path / "log.jsonl")
    security_log.note("refused", user=text, path=text)
    written = (tmp_path / "log.jsonl").read_bytes().decode("utf-8")
    assert written.endswith("\n")
    assert written[:-1].isprintable()
    (said,) = lines(tmp_path / "log.jsonl")
    assert said["user"] == text[:300]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", said["at"])


def test_chinese_names_are_readable(tmp_path: Path) -> None:
    """What people read stays as it is."""
    assert '"user": "王工"' in security_log.entry("session_opened", {"user": "王工"})


@pytest.mark.skipif(os.name == "nt", reason="Windows has no mode of files")
def test_the_file_is_its_owners(tmp_path: Path) -> None:
    """Nobody but the server's account reads it, and its folder is made."""
    file = tmp_path / "log" / "security.jsonl"
    security_log.switch_on(file)
    security_log.note("server_stopped")
    assert file.stat().st_mode & 0o777 == 0o600


def test_full_files_are_set_aside(tmp_path: Path) -> None:
    """The newest lines stay, in a number of files that does not grow; each line is whole."""
    file = tmp_path / "log.jsonl"
    security_log.switch_on(file, largest_mb=0.002, files=2)
    for number in range(200):
        security_log.note("session_opened", user=f"u{number}")
    assert sorted(one.name for one in tmp_path.iterdir()) == [
        "log.jsonl",
        "log.jsonl.1",
        "log.jsonl.2",
    ]
    assert all(one.stat().st_size <= 2_000 for one in tmp_path.iterdir())
    assert lines(file)[-1]["user"] == "u199"
    for one in tmp_path.iterdir():
        lines(one)


def test_a_flood_is_one_line_a_minute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A thousand refusals of one machine push nothing out; the next line counts them."""
    clock = [1_000.0]
    monkeypatch.setattr(security_log.time, "monotonic", lambda: clock[0])
    file = tmp_path / "log.jsonl"
    security_log.switch_on(file)
    for number in range(1_000):
        security_log.note_often("refused", client="10.0.0.9", reason="no_user", path=f"/{number}")
    security_log.note_often("refused", client="10.0.0.8", reason="no_user", path="/")
    clock[0] += 61.0
    security_log.note_often("refused", client="10.0.0.9", reason="no_user", path="/late")
    first, other, late = lines(file)
    assert (first["path"], other["client"], late["path"]) == ("/0", "10.0.0.8", "/late")
    assert "unwritten_before" not in first
    assert late["unwritten_before"] == 999


def test_without_a_switch_nothing_is_written(tmp_path: Path) -> None:
    """On one's own machine there is no log, and an event costs nothing."""
    security_log.note("session_opened", user="wang")
    security_log.note_often("refused", user="wang")
    assert list(tmp_path.iterdir()) == []


def test_an_event_has_a_name_of_the_table() -> None:
    """What is not in the table (and so not in the documents) cannot be written."""
    with pytest.raises(KeyError):
        security_log.entry("something", {})


def test_every_event_is_documented(repository: Path) -> None:
    """docs/access.md has each name."""
    page = (repository / "docs" / "access.md").read_text(encoding="utf-8")
    assert [name for name in security_log.EVENTS if f"`{name}`" not in page] == []


def test_a_log_that_cannot_be_written_ends_the_start(tmp_path: Path) -> None:
    """The message names the file and the rule; the server does not run without its log."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(WorkspaceError, match=r"\[log\]"):
        security_log.switch_on(tmp_path / "file" / "log.jsonl")


def test_a_full_disk_ends_no_request(tmp_path: Path, capsys: Any) -> None:
    """A line that cannot be kept is told on the server's own output, without its words."""
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full")
    security_log.switch_on(Path("/dev/full"))
    security_log.note("session_opened", user="wang")
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "OSError" in said
    assert "wang" not in said


def test_changed_rules_are_told_at_the_next_start(tmp_path: Path) -> None:
    """Who was added and taken away; no secret is kept or written."""
    logged = {"log": {"file": str(tmp_path / "log.jsonl")}}
    first = OPEN_ID.model_validate({**OPEN_ID.model_dump(mode="json"), **logged})
    second = first.model_copy(update={"planners": ("wang@bureau.cn", "li@bureau.cn")})
    for rules in (first, first, second):
        log_start.begin_log(rules, "0.0.0.0:8501")
    said = lines(tmp_path / "log.jsonl")
    assert [one["event"] for one in said] == ["server_started"] * 3 + ["rules_changed"]
    assert said[-1]["planners"] == {
        "before": ["wang@bureau.cn"],
        "after": ["wang@bureau.cn", "li@bureau.cn"],
    }
    for one in tmp_path.iterdir():
        kept = one.read_text(encoding="utf-8")
        assert "c" * 32 not in kept
        assert "client_secret" not in kept


def test_the_log_lies_outside_every_workspace(monkeypatch: Any, tmp_path: Path) -> None:
    """By default in the data folder of the server's account."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert log_start.log_file(PROXY).name == "security.jsonl"
    assert log_start.log_file(PROXY).parent.name == "log"


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ('attachment; filename="plan.csv"', "plan.csv"),
        ("attachment; filename*=utf-8''%E6%96%B9%E6%A1%88.xlsx", "方案.xlsx"),
        ("attachment", ""),
    ],
)
def test_the_name_of_a_download(header: str, name: str) -> None:
    """Plain, or in any script."""
    assert file_name(header) == name
