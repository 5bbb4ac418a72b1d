"""Zones under their names, edits foretold, drawn again under locks, work called off."""

from dataclasses import replace
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from geo.errors import GeoError, ZoningError
from geo.scenarios.job import Job
from geo.scenarios.planner import Planner, ScenarioZones, open_planner
from geo.scenarios.present_zones import present_zones, read_uploaded_plan
from geo.scenarios.scenario import Scenario
from geo.scenarios.zone_edits import (
    climb,
    rows_of,
    with_lock,
    with_name,
    with_target,
    with_zoning,
    zones_of,
)
from geo.scenarios.zone_redraw import Asked, redraw, redraw_several
from geo.stop import Progress, Stop
from geo.zoning import (
    NEW,
    Zoning,
    ZoningProblem,
    ZoningRules,
    best_split,
    foretold,
    locked_zones,
    near_zones,
    neighbours,
    smallest_relaxations,
)


@pytest.fixture(scope="module")
def planner(toy: Path) -> Planner:
    """Return the toy town: three zones of six estates."""
    return open_planner(toy)


def answer(planner: Planner, scenario: Scenario) -> ScenarioZones:
    """Return the zones of a scenario that has some."""
    found = zones_of(planner, scenario)
    assert found is not None
    return found


def made_up(seed: int, estates: int = 14) -> Zoning:
    """Return a plan of one street on a plane, two thirds of it one zone too many."""
    draw = np.random.default_rng(seed)
    place = draw.uniform(0, 6, (estates, 2))
    minutes = np.hypot(*(place[:, None] - place[None]).transpose(2, 0, 1))
    street = np.zeros(estates, dtype=np.int64)
    problem = ZoningProblem(
        draw.integers(50, 900, estates).astype(float), minutes, neighbours(minutes, street), street
    )
    half = (place[:, 0] > np.median(place[:, 0])).astype(int)
    return Zoning.from_labels(problem, half, rules=ZoningRules(), zones=3)


def test_zones_are_drawn_at_the_speeds_of_the_scenario(planner: Planner) -> None:
    """Halved speeds make zones dearer, on screen as in the district that they are drawn on."""
    slow = Scenario(speeds=(("*", 0.5),))
    cost = answer(planner, slow).zoning.objective
    assert cost == planner.zones(slow).zoning.objective
    assert cost > 1.5 * answer(planner, Scenario()).zoning.objective


def test_zones_that_live_on_keep_their_names(planner: Planner) -> None:
    """After a split and a merge, the names of the others are the same, in tables and reload."""
    first = answer(planner, Scenario())
    assert first.zones["zone_id"].tolist() == ["Z01", "Z02", "Z03"]
    split = first.zoning.split(0, [0, 1])
    scenario = with_zoning(planner, Scenario(), first, split, None)
    again = Scenario.model_validate_json(scenario.model_dump_json())
    found = answer(planner, again)
    by_estate = found.estates.set_index("estate_id")["zone_id"]
    assert by_estate["E3"] == by_estate["E4"] == "Z02"
    assert by_estate["E6"] == "Z03"
    assert by_estate["E1"] == by_estate["E2"] == "Z01"
    assert by_estate["E5"] == "Z04"
    assert set(found.zones["zone_id"]) == set(by_estate)


def test_a_locked_zone_is_not_edited_and_survives_drawing_again(planner: Planner) -> None:
    """Whatever number of zones is drawn, the locked zone is one of them; unlocking frees it."""
    first = answer(planner, Scenario())
    scenario = with_lock(planner, Scenario(), first, [0], locked=True)
    assert scenario.locked == ("E1", "E2", "E5")
    locked = answer(planner, scenario)
    assert locked_zones(locked.zoning) == [0]
    with pytest.raises(ZoningError):
        locked.zoning.move({0: NEW})
    free = redraw(planner, first, Asked(4), Stop())
    assert sorted(map(len, free.zoning.members)) == [1, 1, 2, 2]
    kept = redraw(planner, locked, Asked(4), Stop())
    assert [0, 1, 4] in [members.tolist() for members in kept.zoning.members]
    assert kept.moved == 1
    freed = with_lock(planner, scenario, locked, [0], locked=False)
    assert freed.locked == ()


def test_a_high_price_keeps_every_estate_where_it_is(planner: Planner) -> None:
    """Drawn as the workspace asks and at a price, nobody moves and the objective has no charge."""
    first = answer(planner, Scenario())
    moved = first.zoning.move({1: NEW, 4: 1})
    present = answer(planner, with_zoning(planner, Scenario(), first, moved, None))
    kept, free = redraw_several(
        planner, present, [Asked(4, 1e6), Asked(3)], Stop(), first.zoning.zone_of
    )
    assert free.moved == 0
    assert free.zoning.objective == pytest.approx(first.zoning.objective)
    assert kept.zoning.objective == pytest.approx(
        Zoning.from_labels(
            first.zoning.problem, kept.zoning.zone_of, rules=first.zoning.rules, zones=4
        ).objective
    )


def test_impossible_numbers_are_left_out_or_explained(planner: Planner) -> None:
    """Of several numbers the possible ones are offered; none possible names the estates."""
    first = answer(planner, Scenario())
    offered = redraw_several(planner, first, [Asked(2), Asked(3), Asked(4)], Stop())
    assert [one.asked.zones for one in offered] == [3, 4]
    with pytest.raises(ZoningError) as refused:
        redraw_several(planner, first, [Asked(2)], Stop())
    assert "柳巷小区" in refused.value.sentence("zh")


def test_a_refusal_names_what_would_do(planner: Planner) -> None:
    """Where single estates are all that the rules allow, larger zones are named as the way out."""
    first = answer(planner, Scenario())
    single = replace(first.zoning, rules=ZoningRules(max_estates=1))
    with pytest.raises(ZoningError) as refused:
        redraw_several(planner, replace(first, zoning=single), [Asked(4)], Stop())
    eased = smallest_relaxations(single.problem, zones=4, rules=single.rules)
    assert [one.rule for one in eased] == ["max_estates"]
    assert eased[0].sentence("zh") in refused.value.sentence("zh")


def test_what_is_foretold_happens() -> None:
    """For every estate and zone: the change, the rules broken anew and those healed."""
    plan = made_up(1)
    for estate in range(plan.problem.n_estates):
        for told in foretold(plan, [estate], [*near_zones(plan, [estate]), NEW]):
            moved = plan.move({estate: told.zone})
            assert told.change == moved.objective - plan.objective
            assert set(told.broken) == set(moved.violations) - set(plan.violations)
            assert told.healed == len(set(plan.violations) - set(moved.violations))


@pytest.mark.parametrize("seed", [2, 3, 5])
def test_the_proposed_split_is_the_cheapest(seed: int) -> None:
    """No other two parts of the zone that keep every rule cost less."""
    plan = made_up(seed)
    members = plan.members[0].tolist()
    best = np.inf
    for size in range(1, len(members)):
        for apart in combinations(members, size):
            split = plan.split(0, apart)
            sound = not [one for one in split.violations if set(one.estates) & set(members)]
            best = min(best, split.objective) if sound else best
    proposed = best_split(plan, 0)
    assert (proposed is None) == np.isinf(best)
    if proposed is not None:
        assert plan.split(0, proposed).objective == pytest.approx(best)


def test_as_many_zones_as_there_are_can_be_asked_for(planner: Planner) -> None:
    """A merge breaks the number of zones; taking the number over heals that rule."""
    first = answer(planner, Scenario())
    split = first.zoning.split(0, [4])
    scenario = with_zoning(planner, Scenario(), first, split, first.zoning.bound)
    assert "zones" in [one.rule for one in answer(planner, scenario).zoning.violations]
    taken = with_target(planner, scenario, answer(planner, scenario))
    assert taken.zone_count == 4
    assert not answer(planner, taken).zoning.violations


def test_every_estate_is_told_what_its_next_step_asks_for(hanyang: Path) -> None:
    """Raising the criteria to what is asked for lifts the estate by one step."""
    from geo.zoning import service_levels

    stand = climb(open_planner(hanyang))
    open_steps = stand.level["next_level"].notna() & stand.level["needs"].map(len).gt(0)
    for row in np.flatnonzero(open_steps)[:10]:
        raised = stand.criteria.iloc[[row]].copy()
        for need in stand.level["needs"].iloc[row]:
            if need.criterion != "score":
                raised[need.criterion] = need.wanted
        if not any(need.criterion == "score" for need in stand.level["needs"].iloc[row]):
            lifted = service_levels(raised)["service_level"].iloc[0]
            assert lifted != stand.level["service_level"].iloc[row]


@pytest.mark.parametrize("name", ["现行片区.csv", "plan.xlsx", "plan.gpkg"])
def test_the_zones_in_force_are_read_from_any_list(
    planner: Planner, tmp_path: Path, name: str
) -> None:
    """csv, xlsx and gpkg say the same; what is kept in the scenario is the same again."""
    table = planner.district.estates[["estate_id", "name", "geometry"]].assign(
        zone_id=["甲", "甲", "乙", "乙", "丙", "丙"]
    )
    path = tmp_path / name
    plain = pd.DataFrame(table.drop(columns="geometry"))
    if name.endswith(".csv"):
        plain.to_csv(path, index=False, encoding="utf-8-sig")
    elif name.endswith(".xlsx"):
        plain.to_excel(path, index=False)
    else:
        table.to_file(path, layer="estates")
    present = read_uploaded_plan(planner, f"..\\{name}", path.read_bytes())
    assert present.zone_of.tolist() == [0, 0, 1, 1, 2, 2]
    ids = planner.district.estates["estate_id"]
    kept = present_zones(planner, list(zip(ids, present.zone_id, strict=True)), present.source)
    assert kept is not None
    assert kept.zone_id.tolist() == present.zone_id.tolist()


def test_a_file_of_other_estates_is_refused(planner: Planner) -> None:
    """The message names the estates of the file."""
    with pytest.raises(GeoError) as refused:
        read_uploaded_plan(planner, "zones.csv", b"estate_id,zone_id\nX9,1\n")
    assert "X9" in refused.value.sentence("en")


def test_work_ends_when_it_is_called_off() -> None:
    """The thread sees the wish, ends with what it has, and errors come out at the answer."""

    def patient(stop: Stop) -> int:
        done = 0
        while not stop.must_stop:
            done += 1
            stop.tell(Progress(done=done, of=done))
        return done

    job = Job(patient)
    assert job.is_running
    job.cancel()
    job.wait(60)
    assert job.answer() == job.done

    def failing(_: Stop) -> None:
        raise ZoningError("zone_edit.called_off")

    failed = Job(failing)
    failed.wait(60)
    with pytest.raises(ZoningError):
        failed.answer()


def test_rows_follow_the_list(planner: Planner) -> None:
    """Unknown ids are left out."""
    assert rows_of(planner, ["E3", "nobody", "E1"]) == [2, 0]


def test_a_zone_keeps_the_name_that_it_was_given(planner: Planner) -> None:
    """The name is in the tables, lives on when an estate moves, and belongs to one zone alone."""
    first = zones_of(planner, Scenario())
    named = with_name(planner, Scenario(), first, 1, "  沿江  片区 ")
    shown = zones_of(planner, named)
    assert shown.zones["zone_id"].tolist() == ["Z01", "沿江 片区", "Z03"]
    assert set(shown.estates["zone_id"]) == {"Z01", "沿江 片区", "Z03"}
    assert (shown.zoning.zone_of == first.zoning.zone_of).all()
    assert shown.zoning.bound == first.zoning.bound
    with pytest.raises(GeoError, match="Another zone"):
        with_name(planner, named, shown, 0, "沿江 片区")
    with pytest.raises(GeoError, match="needs a name"):
        with_name(planner, named, shown, 0, " ")
