"""Every late estate has its cheapest fix in the list, and applying it brings the estate on time."""

from pathlib import Path

import pytest

from geo.errors import WorkspaceError
from geo.scenarios import Planner, Scenario, apply_fix, fix_table, open_planner


def workspace(toy: Path, folder: Path, *, settings: str, shifts: str = "") -> Planner:
    """Return the planner of the toy town with settings, and shifts, behind its own."""
    for file in toy.iterdir():
        if file.is_file():
            (folder / file.name).write_bytes(file.read_bytes())
    toml = folder / "workspace.toml"
    text = toml.read_text("utf-8")
    if shifts:
        (folder / "shifts.csv").write_text(shifts, "utf-8")
        text = text.replace("[inputs]\n", '[inputs]\nshifts = "shifts.csv"\n')
    toml.write_text(f"{text}\n{settings}", "utf-8")
    return open_planner(folder)


def applied(planner: Planner, scenario: Scenario, kind: str) -> tuple[str, Scenario]:
    """Return an estate whose cheapest fix is of a kind, and the scenario with it."""
    found = fix_table(planner, scenario)
    estate = found[found["kind"] == kind]["estate_id"].iloc[0]
    after = apply_fix(planner, scenario, estate).scenario
    answer = planner.answer(after).estates.set_index("estate_id")
    assert answer.loc[estate, "verdict"] == "covered"
    return estate, after


@pytest.mark.parametrize("scenario", [Scenario(), Scenario(hour=3), Scenario(target_min=12.0)])
def test_the_list_is_complete_and_each_fix_works(hanyang: Path, scenario: Scenario) -> None:
    """On Hanyang: one row per estate not on time; the dearest of each kind, applied, is covered."""
    planner = open_planner(hanyang)
    found = fix_table(planner, scenario)
    verdicts = planner.answer(scenario).estates.set_index("estate_id")["verdict"]
    assert set(found["estate_id"]) == set(verdicts[verdicts.isin(["late", "unreachable"])].index)
    assert found["cost"].is_monotonic_increasing
    fixable = found[found["kind"] != ""]
    assert not fixable.empty
    for _, rows in fixable.groupby("kind"):
        estate = rows["estate_id"].iloc[-1]
        after = apply_fix(planner, scenario, estate).scenario
        answer = planner.answer(after).estates.set_index("estate_id")
        assert answer.loc[estate, "verdict"] == "covered"


def test_minutes_times_their_price_are_the_cost(hanyang: Path) -> None:
    """By hand, from the sentence: 2 points a minute."""
    planner = open_planner(hanyang)
    found = fix_table(planner, Scenario())
    sooner = found[found["kind"] == "turnout_minute"]
    assert len(sooner)
    for notice in sooner["fix"]:
        cost = float(notice.params["cost"].params["cost"])
        assert cost == pytest.approx(2 * float(notice.params["minutes"]))
    assert "相对点" in sooner["fix"].iloc[0].sentence("zh")


def test_the_workspace_names_the_unit(toy: Path, tmp_path: Path) -> None:
    """``[costs] unit`` stands behind every cost."""
    planner = workspace(toy, tmp_path, settings='[costs]\nunit = "万元"\n')
    fixes = [one for one in planner.fixes(Scenario()) if one is not None]
    priced = [one.sentence("zh") for one in fixes if one.params["cost"]]
    assert priced
    assert all(sentence.endswith("万元）") for sentence in priced)


DEAR = "[costs]\nturnout_minute = 1000\nnew_site = 1000\n"


def test_a_closure_is_lifted(toy: Path, tmp_path: Path) -> None:
    """The closure that the fix names goes, and no other."""
    planner = workspace(toy, tmp_path, settings=DEAR)
    around = ((114.0025, 30.0040), (114.0053, 30.0040), (114.0053, 30.0060), (114.0025, 30.0060))
    closed = Scenario(target_min=9.0).with_closure(around)
    _, after = applied(planner, closed, "reopened_road")
    assert after.closures == ()


def test_a_gate_is_opened(toy: Path, tmp_path: Path) -> None:
    """Gate 2 of E3 is open from 17 to 21 only; the fix opens it at any hour."""
    planner = workspace(toy, tmp_path, settings=DEAR)
    for target in (7.0, 7.2, 7.5, 8.0, 8.5, 9.0):
        scenario = Scenario(target_min=target)
        if "open_gate" in set(fix_table(planner, scenario)["kind"]):
            estate, after = applied(planner, scenario, "open_gate")
            assert after.open_gates == ((estate, 2),) == (("E3", 2),)
            return
    pytest.fail("no target at which the gate decides")


def test_a_crew_is_put_on_duty_by_night(toy: Path, tmp_path: Path) -> None:
    """S1 works 8 to 20; at 3 its fix is duty from 20 to 8, beside the shift by day."""
    shifts = "station_id,days,opens,closes\nS1,every,8:00,20:00\n"
    planner = workspace(toy, tmp_path, settings=DEAR + "extra_crew = 0.01\n", shifts=shifts)
    _, after = applied(planner, Scenario(hour=3), "shift_crew")
    assert [(one.station_id, one.hours) for one in after.shifts] == [
        ("S1", "08:00-20:00"),
        ("S1", "20:00-08:00"),
    ]


def test_a_shift_is_made_longer(toy: Path, tmp_path: Path) -> None:
    """S1 works 8 to 16 with a turnout of its own; at 18 its fix is three hours more, at 3 none."""
    shifts = "station_id,days,opens,closes,turnout_min\nS1,every,8:00,16:00,2.5\n"
    planner = workspace(toy, tmp_path, settings=DEAR + "extra_crew = 1000\n", shifts=shifts)
    found = fix_table(planner, Scenario(hour=18))
    fix = found[found["kind"] == "longer_shift"].iloc[0]
    assert (fix["amount"], fix["cost"], fix["ref"]) == (3.0, 3.0, "S1")
    assert "3 小时" in fix["fix"].sentence("zh")
    _, after = applied(planner, Scenario(hour=18), "longer_shift")
    assert [(one.hours, one.turnout_min) for one in after.shifts] == [("08:00-19:00", 2.5)]
    _, early = applied(planner, Scenario(hour=6), "longer_shift")
    assert [one.hours for one in early.shifts] == ["06:00-16:00"]
    # Twenty hours are no shift: the longest of [roster] shift_hours is twelve.
    assert "longer_shift" not in set(fix_table(planner, Scenario(hour=3))["kind"])


def test_a_crew_with_a_turnout_of_its_own_sets_out_sooner(toy: Path, tmp_path: Path) -> None:
    """The fix counts from the shift's own turnout and changes it there."""
    shifts = "station_id,days,opens,closes,turnout_min\nS1,every,0:00,24:00,5\n"
    dear = "[costs]\nnew_site = 1000\nopen_gate = 1000\n"
    planner = workspace(toy, tmp_path, settings=dear, shifts=shifts)
    estates = planner.answer(Scenario()).estates.set_index("estate_id")
    assert estates.loc["E1", "turnout_min"] == 5.0
    found = fix_table(planner, Scenario()).set_index("estate_id")
    of_s1 = estates["station_id"].reindex(found.index) == "S1"
    sooner = found[(found["kind"] == "turnout_minute") & of_s1]
    assert len(sooner)
    for estate in sooner.index:
        after = apply_fix(planner, Scenario(), estate).scenario
        (shift,) = after.shifts
        assert shift.turnout_min == pytest.approx(5 - sooner.loc[estate, "amount"])
        then = planner.answer(after).estates.set_index("estate_id")
        assert then.loc[estate, "verdict"] == "covered"


def test_nothing_to_fix_is_said(hanyang: Path) -> None:
    """An estate that is on time has no fix to apply."""
    planner = open_planner(hanyang)
    covered = planner.answer(Scenario()).estates.query("verdict == 'covered'")["estate_id"].iloc[0]
    with pytest.raises(WorkspaceError):
        apply_fix(planner, Scenario(), covered)
