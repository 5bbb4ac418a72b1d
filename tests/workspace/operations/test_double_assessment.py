"""The double assessment of the toy town by hand, privacy, pay, and its faults."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from geo.errors import OperationsError, WorkspaceError
from geo.workspace import District, check_workspace, open_district, open_workspace
from geo.workspace.operations import (
    DoubleAssessment,
    SignOff,
    assess_workspace,
    record_store,
)

Town = Callable[..., Path]


def assessed(folder: Path, period: str = "2025Q4") -> DoubleAssessment:
    workspace = open_workspace(folder)
    district = open_district(workspace)
    nowhere = np.full(len(district.estates), "", dtype=object)
    return assess_workspace(workspace, district, period=period, zone_of=nowhere)


def test_calls_by_hand(town: Town) -> None:
    """Three calls of the quarter are judged; one has no arrival, another no estate."""
    made = assessed(town())
    assert made.calls["call_id"].tolist() == ["C1", "C2", "C3"]
    assert made.left_out == {"no_estate": 1, "no_response": 1, "no_chance": 0}
    operators = made.units["operator"]
    assert operators["n"].to_dict() == {"甲物业": 2, "乙物业": 1}
    assert operators["on_time"].to_dict() == {"甲物业": 1, "乙物业": 1}
    # The toy has no spread: the plan is certain of every call.
    assert operators["expected"].to_dict() == made.calls.groupby("operator")["p"].sum().to_dict()
    # Operator, street and station; the toy has no communities and here no zones.
    assert made.months["month"].tolist().count("2025-10") == 3


def test_measures_by_hand(town: Town) -> None:
    """Weighted scores of the period alone, repeats and satisfaction of those who answered."""
    sheets = {(sheet.side, sheet.unit): sheet for sheet in assessed(town()).sheets}
    operator = sheets["operator", "甲物业"].measures
    assert operator["inspections"].value == 80
    assert operator["satisfaction"].value == 0.5
    assert (operator["repeats"].value, operator["repeats"].points) == (0.5, 50)
    street = sheets["street", "西街"].measures
    assert (street["gates"].value, street["visits"].value) == (80, 70)
    assert (street["close_out"].n, street["close_out"].value) == (2, 0)
    assert street["consent"].value == 1


def test_pay_by_band(town: Town) -> None:
    """The band pays what the table of the workspace says, and nothing on too few calls."""
    table = '[assessment.bands]\n"良" = 50\n"差" = 0\n[assessment.pay]\n"良" = 1.0\n"差" = 0.5\n'
    sheet = assessed(town(settings=table)).sheets[0]
    assert sheet.band in {"良", "差"}
    assert sheet.pay == {"良": 1.0, "差": 0.5}[sheet.band]
    folder = town()
    toml = (folder / "workspace.toml").read_text(encoding="utf-8")
    (folder / "workspace.toml").write_text(toml.replace("few = 1", "few = 5"), encoding="utf-8")
    few = assessed(folder)
    assert set(few.units["operator"]["verdict"]) == {"too few"}
    assert {sheet.pay for sheet in few.sheets if sheet.side == "operator"} == {None}


def test_calls_to_the_next_band(town: Town) -> None:
    """So many calls more change the band, and one fewer than that does not."""
    days = [f"2025-10-{1 + n % 28:02d}" for n in range(60)]
    rows = [
        f"C{n},{day} 10:00,{day} 10:{8 if n < 20 else 30},柳巷小区" for n, day in enumerate(days)
    ]
    calls = "报修编号,报修时间,到达时间,小区名称\n" + "\n".join(rows) + "\n"
    sheet = assessed(town(calls=calls)).sheets[0]
    assert sheet.band == "C"
    assert sheet.calls_up is not None
    more = sheet.calls_up

    def with_more(count: int) -> str | None:
        better = [
            row.replace("10:30,", "10:08,", 1) if 20 <= n < 20 + count else row
            for n, row in enumerate(rows)
        ]
        text = "报修编号,报修时间,到达时间,小区名称\n" + "\n".join(better) + "\n"
        return assessed(town(calls=text)).sheets[0].band

    assert with_more(more - 1) == "C"
    assert with_more(more) != "C"


def test_nothing_that_callers_said_of_themselves_is_kept(town: Town) -> None:
    """The log's telephone numbers are in no table and no record."""
    made = assessed(town())
    assert "1390000000" not in made.calls.to_csv() + json.dumps(made.record(), ensure_ascii=False)


def test_same_inputs_same_figures(town: Town) -> None:
    """Figures repeat to the bit, and a signature stands under them alone."""
    folder = town()
    first, second = assessed(folder), assessed(folder)
    assert first.figures == second.figures
    record = record_store(folder).sign(
        SignOff(period="2025Q4", at=datetime(2026, 1, 2), by="规划员", figures=first.figures)
    )
    assert record.signed("2025Q4", second.figures) is not None
    assert record.signed("2025Q4", "other") is None
    assert record.signed("2025Q3", second.figures) is None


def test_a_period_without_calls(town: Town) -> None:
    """It is named, with the days that the log does cover; so is no period at all."""
    with pytest.raises(OperationsError) as refused:
        assessed(town(), "2024Q1")
    assert refused.value.params["first"] == "2025-01-05"
    for period, key in (("", "assessment.no_period"), ("2025Q7", "assessment.period")):
        with pytest.raises(OperationsError) as refused:
            assessed(town(), period)
        assert refused.value.key == key


def test_units_that_the_district_does_not_have(town: Town) -> None:
    """An inspection of a stranger is named with its row."""
    inspections = (
        "被考核单位,检查日期,检查项目,得分\n甲物业,2025-10-01,保洁,90\nZ99,2025-10-01,保洁,90\n"
    )
    with pytest.raises(WorkspaceError) as refused:
        assessed(town(inspections=inspections))
    (fault,) = refused.value.faults
    assert (fault.row, fault.key) == (3, "assessment.unknown_unit")  # type: ignore[attr-defined]


@pytest.mark.parametrize(("unit", "drawn"), [("甲物业", False), ("Z1", True)])
def test_zones_are_drawn_for_an_inspection_of_one(
    town: Town, monkeypatch: pytest.MonkeyPatch, unit: str, drawn: bool
) -> None:
    """Where they are not asked for, they are still there for an inspection that names one."""

    def zones(district: District, *, draw: bool) -> NDArray[np.object_] | None:
        return np.full(len(district.estates), "Z1", dtype=object) if draw else None

    monkeypatch.setattr("geo.workspace.operations.questions._zones", zones)
    inspections = f"被考核单位,检查日期,检查项目,得分\n{unit},2025-10-01,保洁,90\n"
    workspace = open_workspace(town(inspections=inspections))
    made = assess_workspace(workspace, period="2025Q4", draw=False)
    assert ("zone" in made.units) is drawn


def test_calls_closed_before_they_were_reported(town: Town) -> None:
    """They are named with their row."""
    row = "2025-10-02 10:00,2025-10-02 10:08,柳巷小区,2025-10-01 09:00"
    calls = f"报修时间,到达时间,小区名称,办结时间\n{row}\n"
    with pytest.raises(WorkspaceError) as refused:
        assessed(town(calls=calls))
    assert {fault.row for fault in refused.value.faults} == {2}  # type: ignore[attr-defined]


def test_a_workspace_without_lists(toy: Path) -> None:
    """What is not named is asked for by name."""
    with pytest.raises(WorkspaceError) as refused:
        assess_workspace(open_workspace(toy), period="2025Q4")
    assert refused.value.params["name"] == "calls"


def test_faults_of_all_lists_come_together(town: Town) -> None:
    """Calls, problems and inspections are read before any of them is complained of; so by check."""
    folder = town(
        calls="报修时间,小区名称,满意度\n2025-10-02 10:00,柳巷小区,五星\n",
        problems="小区编号,问题类型\nE9,漏水\n",
        problem_steps="问题编号,步骤,天数,前置步骤\nP0001,许可,3,许可\n",
        inspections="被考核单位,检查日期,检查项目,得分\n甲物业,2025-10-01,保洁,190\n",
    )
    files = set()
    for question in (lambda: assessed(folder), lambda: check_workspace(open_workspace(folder))):
        with pytest.raises(WorkspaceError) as refused:
            question()
        files = {fault.file for fault in refused.value.faults}  # type: ignore[attr-defined]
        assert files == {"calls.csv", "problems.csv", "problem_steps.csv", "inspections.csv"}


def test_calls_alone_are_enough(town: Town) -> None:
    """Without problems and inspections, operators are judged by their calls and streets are not."""
    folder = town()
    toml = folder / "workspace.toml"
    kept = [
        line
        for line in toml.read_text(encoding="utf-8").splitlines()
        if not line.startswith(("problems =", "problem_steps =", "inspections ="))
    ]
    toml.write_text("\n".join(kept), encoding="utf-8")
    made = assessed(folder)
    sheet = next(one for one in made.sheets if one.unit == "甲物业")
    assert set(sheet.measures) == {"on_time", "repeats", "satisfaction"}
    streets = [sheet for sheet in made.sheets if sheet.side == "street"]
    assert [(sheet.points, sheet.band, sheet.pay) for sheet in streets] == [(None, None, None)] * 2


def test_one_problem_pays_nobody(town: Town) -> None:
    """A street of which closings and consent alone are known, 55 of 115 parts, has no band."""
    made = assessed(
        town(inspections="被考核单位,检查日期,检查项目,得分\n甲物业,2025-10-01,保洁,90\n")
    )
    sheet = next(one for one in made.sheets if (one.side, one.unit) == ("street", "西街"))
    assert set(sheet.measures) == {"close_out", "consent"}
    assert sheet.points is not None
    assert (sheet.band, sheet.pay) == (None, None)
