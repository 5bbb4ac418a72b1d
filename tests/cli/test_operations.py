"""The commands problems and assess on Hanyang and on the toy: answers, files, exit codes."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

Command = Callable[..., Any]


@pytest.fixture(scope="module")
def packs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder for what the commands write, shared by the tests of this file."""
    return tmp_path_factory.mktemp("packs")


def test_problems_of_the_demo(command: Command, hanyang: Path, packs: Path) -> None:
    """The published cases stand in the list; files open again; equal runs give equal bytes."""
    run = command("problems", hanyang, "--json", "--out", packs / "problems")
    assert run.code == 0, run.err
    by_id = {row["problem_id"]: row for row in run.json["problems"]}
    kanghua = by_id["P002"]
    assert (kanghua["slack_days"], kanghua["households"]) == (-10, 141)
    answers = [kanghua[f"consent_{name}"] for name in ("yes", "waived", "empty", "missing")]
    assert answers == [135, 4, 2, 0]
    assert by_id["P001"]["name"] == "汇福园小区"
    assert by_id["P001"]["status"] == "closed"
    ranks = [row["rank"] for row in run.json["problems"] if row["rank"] is not None]
    assert ranks == list(range(1, run.json["open"] + 1))
    assert [row["kind"] for row in run.json["common"]] == ["化粪池满溢"]
    first = {path.name: path.read_bytes() for path in (packs / "problems").iterdir()}
    assert command("problems", hanyang, "--json", "--out", packs / "problems").code == 0
    assert first == {path.name: path.read_bytes() for path in (packs / "problems").iterdir()}
    book = openpyxl.load_workbook(packs / "problems" / "problems.xlsx")
    assert book.sheetnames == ["问题清单", "共性问题", "办理顺序"]
    assert book.worksheets[0].max_row == 1 + len(by_id)


def test_public_fields_only(command: Command, hanyang: Path, packs: Path) -> None:
    """GeoReport's fields, and neither receivers nor acceptance, money, notes or proofs."""
    command("problems", hanyang, "--out", packs / "public")
    text = (packs / "public" / "problems.json").read_text(encoding="utf-8")
    requests = json.loads(text)["requests"]
    assert {"service_request_id", "status", "service_name", "lat", "long"} <= set(requests[0])
    assert {row["status"] for row in requests} == {"open", "closed"}
    for private in ("网格员", "受理窗口", "照片", "验收", "居民缴费", "demo"):
        assert private not in text


def test_close_out_sheets_hold_every_problem(command: Command, hanyang: Path, packs: Path) -> None:
    """One section each, with its steps, and nothing to be fetched."""
    command("problems", hanyang, "--out", packs / "sheets")
    page = (packs / "sheets" / "close_out_sheets.html").read_text(encoding="utf-8")
    problems = pd.read_csv(packs / "sheets" / "problems.csv", encoding="utf-8-sig")
    assert page.count("<section>") == len(problems)
    assert "127 米人行道" in page
    assert not re.search(r"<script|https?://(?!www\.w3\.org)", page)


def test_assessment_of_the_demo(command: Command, hanyang: Path, packs: Path) -> None:
    """Every level, a sheet per operator and street, and no call in any file."""
    words = ("assess", hanyang, "--period", "2025Q4", "--json")
    run = command(*words, "--out", packs / "assessed")
    assert run.code == 0, run.err
    assert set(run.json["units"]) == {"operator", "street", "community", "zone", "station"}
    assert len(run.json["units"]["zone"]) == 51
    assert run.json["calls"]["judged"] + sum(run.json["calls"]["left_out"].values()) == 2800
    worse = [row["zone"] for row in run.json["units"]["zone"] if row["verdict"] == "worse"]
    assert len(worse) == 1
    book = openpyxl.load_workbook(packs / "assessed" / "assessment.xlsx")
    assert {"安居兴业", "正阳", "琴断口街"} <= set(book.sheetnames)
    for path in (packs / "assessed").glob("assessment*.*"):
        if path.suffix != ".xlsx":
            assert "C0001" not in path.read_text(encoding="utf-8-sig"), path.name
    without = command(*words, "--no-zones")
    assert set(run.json["units"]) - set(without.json["units"]) == {"zone"}
    assert without.json["figures"] == run.json["figures"]
    assert without.json["sheets"] == run.json["sheets"]


def test_zones_that_were_not_drawn_are_told(command: Command, hanyang: Path) -> None:
    """Without zones in force the command says what has them drawn."""
    run = command("assess", hanyang, "--period", "2025Q4", "--no-zones", "--lang", "en")
    assert run.code == 0, run.err
    assert "--no-zones" in run.out


def test_faults_leave_nothing_behind(command: Command, toy: Path, tmp_path: Path) -> None:
    """Without lists, with a wrong date or period: a sentence, exit code 1, no folder."""
    for words in (
        ("problems", toy),
        ("assess", toy, "--period", "2025Q4"),
        ("problems", toy, "--date", "15.11.2025"),
    ):
        run = command(*words, "--out", tmp_path / "out", "--lang", "en")
        assert run.code == 1, words
        assert run.err.strip()
        assert "Traceback" not in run.err
        assert not (tmp_path / "out").exists()


def test_an_unknown_period_names_the_days_that_are_known(command: Command, hanyang: Path) -> None:
    """A period without calls says which days the log covers."""
    run = command("assess", hanyang, "--period", "2024Q4", "--lang", "en")
    assert run.code == 1
    assert "calls.csv" in run.err
    assert "2025-10-01" in run.err


def test_easy_first(command: Command, hanyang: Path) -> None:
    """The cheapest comes first, and what has no cost last."""
    run = command("problems", hanyang, "--json", "--easy")
    costs = [row["cost"] for row in run.json["problems"]]
    known = [cost for cost in costs if cost is not None]
    assert costs == sorted(known) + [None] * (len(costs) - len(known))


def test_another_day(command: Command, hanyang: Path) -> None:
    """A day earlier leaves a day more of slack to what is open."""
    on = {
        day: {
            row["problem_id"]: row["slack_days"]
            for row in command("problems", hanyang, "--json", "--date", day).json["problems"]
            if row["rank"] and row["slack_days"] is not None and row["problem_id"] != "P002"
        }
        for day in ("2025-12-31", "2025-12-30")
    }
    assert {one: slack + 1 for one, slack in on["2025-12-31"].items()} == on["2025-12-30"]
