"""The problem list of the toy town: ranks, slack, consent, duplicates, life, and its faults."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest

from geo.errors import WorkspaceError
from geo.workspace import open_workspace
from geo.workspace.operations import (
    ProblemEvent,
    ProblemList,
    Record,
    problems_of,
    record_store,
    refuse_event,
)

Town = Callable[..., Path]


def listed(folder: Path, record: Record | None = None) -> ProblemList:
    return problems_of(open_workspace(folder), record=record)


def test_ranked_by_class_and_slack(town: Town) -> None:
    """A window missed by ten days comes first, danger 3 next, what can wait last."""
    problems = listed(town())
    table = problems.table.set_index("problem_id")
    assert problems.as_of == date(2025, 11, 1)
    # 25 days of open steps against 14 days: latest start 21 October, eleven days ago.
    assert table["slack_days"].fillna(99).to_dict() == {"P1": -11, "P2": -10, "P3": 99, "P4": 99}
    assert table["urgency"].to_dict() == {
        "P1": "urgent",
        "P2": "urgent",
        "P4": "serious",
        "P3": "minor",
    }
    # 141 households, danger 2, 61 days outweigh 80 households, danger 3, 31 days.
    assert problems.table["problem_id"].tolist() == ["P2", "P1", "P4", "P3"]
    assert table.loc["P1", "shorten_step"] == "许可"


def test_consent_of_kanghua(town: Town) -> None:
    """135 of 141 households are 95.7 %; nine tenths, 127 households, are reached."""
    row = listed(town()).table.set_index("problem_id").loc["P2"]
    assert round(row["consent_share"], 3) == 0.957
    assert (row["consent_missing"], row["consent_needed"]) == (0, 127)
    assert row["consent_reached"]
    assert round(row["cost_per_household"], 2) == 3.55


def test_duplicates_are_offered_not_merged(town: Town) -> None:
    """Two reports of one kind and place within 30 days stay two until a person says otherwise."""
    problems = listed(town())
    assert problems.table.set_index("problem_id")["alike"].to_dict() == {
        "P2": "",
        "P1": "",
        "P4": "P1",
        "P3": "",
    }
    same = ProblemEvent(problem_id="P4", at=datetime(2025, 11, 1), same_as="P1")
    merged = listed(town(), Record(events=(same,)))
    assert "P4" not in merged.open["problem_id"].tolist()
    assert len(merged.table) == 4


def test_orders_of_an_owner(town: Town) -> None:
    """Of an owner's two windows that of the shorter work is kept."""
    orders = listed(town()).orders
    assert orders["problem_id"].tolist() == ["P2", "P1"]
    assert orders["on_time"].tolist() == [True, False]


def test_life_of_a_problem(town: Town) -> None:
    """Accepted, closed, back again: count and receiver stay, the acceptance does not."""
    moments = [datetime(2025, 11, number) for number in (2, 3, 4)]
    accepted = ProblemEvent(
        problem_id="P1",
        at=moments[0],
        by="规划员",
        state="accepted",
        accepted_by="街道",
        proof="照片",
    )
    closed = ProblemEvent(problem_id="P1", at=moments[1], state="closed")
    again = ProblemEvent(problem_id="P1", at=moments[2], state="in_work")
    row = listed(town(), Record(events=(accepted, closed))).table.set_index("problem_id").loc["P1"]
    assert (row["status"], row["accepted_by"], row["proof"]) == ("closed", "街道", "照片")
    assert row["closed_at"] == moments[1]
    # Closed on 3 November against a window to the 15th.
    assert row["slack_days"] == 12
    record = Record(events=(accepted, closed, again))
    row = listed(town(), record).table.set_index("problem_id").loc["P1"]
    assert (row["status"], row["reopened"], row["accepted_by"]) == ("in_work", 1, "")
    assert row["first_receiver"] == "受理窗口"
    assert len(record.history("P1")) == 3


@pytest.mark.parametrize(
    ("state", "accepted", "proof", "key"),
    [
        ("closed", False, True, "problems.close_unaccepted"),
        ("closed", True, False, "problems.close_unproved"),
        ("filed", True, True, "problems.file_open"),
    ],
)
def test_closing_needs_acceptance_and_proof(
    state: str, accepted: bool, proof: bool, key: str
) -> None:
    """Each missing part is named."""
    event = ProblemEvent(problem_id="P1", at=datetime(2025, 11, 1), state=state)  # type: ignore[arg-type]
    with pytest.raises(WorkspaceError) as refused:
        refuse_event(event, state="in_work", accepted=accepted, proof=proof)
    assert refused.value.key == key


def test_two_windows_do_not_overwrite_each_other(tmp_path: Path) -> None:
    """A step on what another window has changed is refused; other problems are free."""
    store = record_store(tmp_path)
    known = store.read()
    now = datetime(2025, 11, 1)
    store.add([ProblemEvent(problem_id="P1", at=now, state="judged", danger=2)], known=known)
    with pytest.raises(WorkspaceError) as refused:
        store.add([ProblemEvent(problem_id="P1", at=now, state="planned")], known=known)
    assert refused.value.key == "problems.changed_elsewhere"
    newest = store.add([ProblemEvent(problem_id="P2", at=now, state="planned")], known=known)
    assert [event.problem_id for event in newest.events] == ["P1", "P2"]
    assert store.read() == newest


def test_only_the_last_step_of_a_problem_is_taken_back(tmp_path: Path) -> None:
    """Later steps of other problems stay, and so does a step that another one was built on."""
    store, now = record_store(tmp_path), datetime(2025, 11, 1)
    judged = ProblemEvent(problem_id="P1", at=now, state="judged", danger=2)
    planned = ProblemEvent(problem_id="P1", at=now, state="planned")
    other = ProblemEvent(problem_id="P2", at=now, state="planned")
    store.add([judged, planned, other])
    with pytest.raises(WorkspaceError) as refused:
        store.take_back(judged)
    assert refused.value.key == "problems.changed_elsewhere"
    assert store.take_back(planned).events == (judged, other)
    assert store.take_back(judged).events == (other,)
    with pytest.raises(WorkspaceError):
        store.take_back(judged)
    assert store.read().events == (other,)


def test_a_file_that_cannot_be_read_is_set_aside(tmp_path: Path) -> None:
    """Nothing is written over a record that somebody spoiled."""
    folder = tmp_path / ".repair-circle"
    folder.mkdir()
    (folder / "operations.json").write_text("{", encoding="utf-8")
    assert record_store(tmp_path).read() == Record()
    assert len(list(folder.glob("operations.*.unreadable.json"))) == 1


BAD_PROBLEMS = """问题编号,小区名称,问题类型,登记时间,销号时间,危险等级,同意户数,应征户数
P1,柳巷小区,漏水,2025-10-05,2025-10-01,2,,
P2,柳巷小区,漏水,2025-10-05,,7,150,141
P3,无此小区,漏水,2025-10-05,,2,,
P4,,漏水,2025-10-05,,2,,
"""
BAD_STEPS = """问题编号,步骤,天数,前置步骤
P1,许可,3,许可
P2,甲,3,乙
P2,乙,3,甲
P3,施工,3,勘查
"""


def test_faults_are_named_with_their_rows(town: Town) -> None:
    """Closed before reported, consent above all, danger 7, no place, and steps in circles."""
    with pytest.raises(WorkspaceError) as refused:
        listed(town(problems=BAD_PROBLEMS, problem_steps=BAD_STEPS))
    said = {(fault.file, fault.row, fault.key) for fault in refused.value.faults}  # type: ignore[attr-defined]
    assert said == {
        ("problems.csv", 2, "tables.clock_runs_backwards"),
        ("problems.csv", 3, "tables.out_of_range"),
        ("problems.csv", 3, "problems.consent_above_all"),
        ("problems.csv", 5, "problems.no_place"),
        ("problem_steps.csv", 2, "problems.waits_for_itself"),
        ("problem_steps.csv", 3, "problems.waits_in_circle"),
        ("problem_steps.csv", 5, "problems.after_unknown"),
    }


def test_strangers_are_named_with_their_rows(town: Town) -> None:
    """An estate that is not listed, by name or id, and steps of no problem."""
    problems = "小区编号,小区名称,问题类型\nE9,,漏水\n,无此小区,漏水\nE1,,漏水\n"
    with pytest.raises(WorkspaceError) as refused:
        listed(town(problems=problems, problem_steps="问题编号,步骤,天数\nX,许可,3\n"))
    said = {(fault.row, fault.key) for fault in refused.value.faults}  # type: ignore[attr-defined]
    assert said == {
        (2, "problems.unknown_estate"),
        (3, "problems.unknown_name"),
        (2, "problems.unknown_problem"),
    }


def test_places_by_point_and_address(town: Town) -> None:
    """A point in an estate is that estate's; one in the fields is a problem of no estate."""
    problems = (
        "小区名称,地址,问题类型,经度,纬度,坐标系\n"
        ",,漏水,114.0051824,30.0067656,wgs84\n,,漏水,114.03,30.02,wgs84\n,示例镇河沿宿舍,漏水,,,\n"
    )
    table = listed(
        town(problems=problems, problem_steps="问题编号,步骤,天数\nP0001,许可,3\n")
    ).table
    by_id = table.set_index("problem_id")["estate_id"].to_dict()
    assert by_id == {"P0001": "E1", "P0002": "", "P0003": "E3"}


@pytest.mark.parametrize(
    ("header", "cell", "needed"),
    [
        ("需同意比例", "66.7%", 97),
        ("需同意比例", "百分之八十", 116),
        ("需同意比例（%）", "66.7", 97),
        ("需同意户数", "100户", 100),
        ("需同意比例", "0.5", 73),
    ],
)
def test_need_as_share_or_households(town: Town, header: str, cell: str, needed: int) -> None:
    """A need is a share of the 145 that are asked, however it is written, or households."""
    problems = f"小区名称,问题类型,应征户数,{header}\n柳巷小区,漏水,145,{cell}\n"
    folder = town(problems=problems, problem_steps="问题编号,步骤,天数\nP0001,许可,3\n")
    assert listed(folder).table["consent_needed"].tolist() == [needed]
