"""The command about visits: its answer, its files twice the same, a missed day, exit codes."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

Command = Callable[..., Any]

FILES = {
    "calendar.csv",
    "calendar.ics",
    "calendar.xlsx",
    "day_maps.html",
    "matters.csv",
    "visit_scores.csv",
    "visit_sheets.html",
    "visits.csv",
}
ASKED = ("--from", "2026-03-02", "--months", "2")


@pytest.fixture
def rounds(town: Path) -> Path:
    """Return a town with two visitors and a matter."""
    (town / "visitors.csv").write_text(
        "走访人编号,单位,驻地,走访日\nV1,街道（示例）,S1,周一、周三\nV2,街道（示例）,S2,周二\n",
        "utf-8",
    )
    (town / "matters.csv").write_text(
        "事项编号,小区编号,走访人编号,提出时间,事项类型,内容\nM1,E1,V2,2026-02-10,停车,门口拥挤\n",
        "utf-8",
    )
    toml = town / "workspace.toml"
    named = '[inputs]\nvisitors = "visitors.csv"\nmatters = "matters.csv"\n'
    toml.write_text(toml.read_text("utf-8").replace("[inputs]\n", named), "utf-8")
    return town


def test_a_calendar_with_its_files_twice_the_same(
    command: Command, rounds: Path, tmp_path: Path
) -> None:
    """One JSON object; every file is there, opens again, and is the same in a second run."""
    one, other = (
        command("visits", rounds, *ASKED, "--json", "--out", tmp_path / name)
        for name in ("one", "other")
    )
    assert (one.code, other.code) == (0, 0)
    answer = one.json
    assert answer["status"] in {"optimal", "feasible"}
    assert answer["bound"] <= answer["objective"] + 1e-6
    assert {path.name for path in (tmp_path / "one").iterdir()} >= FILES
    for name in FILES - {"calendar.xlsx"}:
        same = (tmp_path / "one" / name).read_bytes() == (tmp_path / "other" / name).read_bytes()
        assert same, name
    book = openpyxl.load_workbook(tmp_path / "one" / "calendar.xlsx")
    assert len(book.sheetnames) == 6
    sheet = (tmp_path / "one" / "visit_sheets.html").read_text("utf-8")
    assert "门口拥挤" in sheet
    assert "<script" not in sheet
    visits = pd.read_csv(tmp_path / "one" / "calendar.csv", encoding="utf-8-sig")
    assert set(visits[visits["estate_id"] == "E1"]["visitor_id"]) == {"V2"}


def test_the_calendar_file_keeps_the_rules_of_its_format(
    command: Command, rounds: Path, tmp_path: Path
) -> None:
    """RFC 5545: lines end with CRLF and hold 75 octets, one event for each visit, no clock."""
    run = command("visits", rounds, *ASKED, "--json", "--out", tmp_path / "out")
    content = (tmp_path / "out" / "calendar.ics").read_bytes()
    lines = content.split(b"\r\n")
    assert lines[-1] == b""
    assert all(len(line) <= 75 and b"\n" not in line for line in lines)
    assert content.count(b"BEGIN:VEVENT") == len(run.json["visits"])
    stamps = {line for line in lines if line.startswith(b"DTSTAMP")}
    assert stamps == {b"DTSTAMP:20260302T000000Z"}
    assert len({line for line in lines if line.startswith(b"UID")}) == len(run.json["visits"])


def test_its_visits_go_back_in_and_a_missed_day_is_made_up_for(
    command: Command, rounds: Path, tmp_path: Path
) -> None:
    """visits.csv becomes an input; the missed day's visits move, nothing else does."""
    first = command("visits", rounds, *ASKED, "--json", "--out", tmp_path / "out").json
    (rounds / "visits.csv").write_bytes((tmp_path / "out" / "visits.csv").read_bytes())
    toml = rounds / "workspace.toml"
    toml.write_text(
        toml.read_text("utf-8").replace("[inputs]\n", '[inputs]\nvisits = "visits.csv"\n'), "utf-8"
    )
    assert command("check", rounds).code == 0
    missed = min(visit["date"] for visit in first["visits"])
    again = command("visits", rounds, *ASKED, "--missed", missed, "--json")
    assert again.code == 0
    assert again.json["moves"] == again.json["least_moves"]
    assert all(visit["date"] > missed for visit in again.json["visits"])
    spoken = command("visits", rounds, *ASKED, "--missed", missed, "--lang", "en")
    assert "must be" in spoken.out


def test_what_cannot_be_ends_with_one(command: Command, rounds: Path) -> None:
    """No day, no month, no list: one message each and no traceback, nothing written."""
    later = (date(2026, 3, 2) + timedelta(100)).isoformat()
    for words, said in (
        (("--from", "soon"), "soon"),
        (("--from", "2026-03-02", "--months", "0"), "0"),
        ((*ASKED, "--missed", later), later),
    ):
        run = command("visits", rounds, *words, "--lang", "en", "--out", rounds / "out")
        assert run.code == 1
        assert said in run.err
        assert "Traceback" not in run.err
        assert not (rounds / "out").exists()


def test_a_year_out_of_reach_and_a_missed_day_without_visits_are_refused(
    command: Command, rounds: Path
) -> None:
    """A calendar of year 9999 or 1 has no end or no weekdays; no visit means nothing to make up."""
    for words, said in (
        (("--from", "9999-12-31"), "9999-12-31"),
        (("--from", "0001-01-01"), "0001-01-01"),
        ((*ASKED, "--missed", "2026-03-04"), "visits.csv"),
    ):
        run = command("visits", rounds, *words, "--out", rounds / "out")
        assert run.code == 1
        assert said in run.err
        assert "内部" not in run.err
        assert not (rounds / "out").exists()
