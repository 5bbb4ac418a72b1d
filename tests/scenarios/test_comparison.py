"""What one scenario changes about another: kinds, streets, zones, and the maps of both."""

from pathlib import Path

import pytest

from geo.i18n import translator
from geo.scenarios.comparison import KINDS, compare_scenarios
from geo.scenarios.planner import Planner, open_planner
from geo.scenarios.scenario import Scenario
from geo.scenarios.zone_edits import with_zoning, zones_of
from geo.ui.components.map.pair_map import MapSheet, sheet_message


@pytest.fixture(scope="module")
def planner(hanyang: Path) -> Planner:
    """Return Hanyang."""
    return open_planner(hanyang)


@pytest.fixture(scope="module")
def served(planner: Planner) -> Scenario:
    """Return a scenario with a station in the west and slow traffic."""
    return Scenario().with_station(114.1478, 30.5712).at_hour(8)


def test_every_estate_is_of_the_kind_its_minutes_say(planner: Planner, served: Scenario) -> None:
    """Gained and lost by verdict, quicker and slower by minutes as they are shown."""
    found = compare_scenarios(planner, Scenario(), served, like_with_like=False)
    assert set(found.estates["kind"]) >= {"gained", "slower"}
    for row in found.estates.itertuples():
        before, after = row.verdict_before == "covered", row.verdict_after == "covered"
        if before != after:
            assert row.kind == ("gained" if after else "lost")
        elif row.minutes_change:
            assert row.kind == ("quicker" if row.minutes_change < 0 else "slower")
        else:
            assert row.kind == "same"
    assert sum(found.count(kind)[0] for kind in KINDS) == len(found.estates)


def test_streets_add_up_to_the_headline(planner: Planner, served: Scenario) -> None:
    """Households covered by street sum to the figures of each scenario."""
    found = compare_scenarios(planner, Scenario(), served)
    assert found.streets["covered_before"].sum() == found.before.households_covered
    assert found.streets["covered_after"].sum() == found.after.households_covered
    assert found.streets["households"].sum() == found.before.households
    gained, lost = (found.estates["kind"] == kind for kind in ("gained", "lost"))
    change = found.estates["households"][gained].sum() - found.estates["households"][lost].sum()
    assert found.streets["covered_change"].sum() == change


def test_a_late_estate_that_is_cut_off_is_worse_than_late(planner: Planner) -> None:
    """Closing the roads around late estates makes them no better: cut off, not slower or same."""
    late = planner.answer(Scenario()).estates.query("verdict == 'late'").iloc[0]
    west, south, east, north = (
        late["lon"] - 0.004,
        late["lat"] - 0.004,
        late["lon"] + 0.004,
        late["lat"] + 0.004,
    )
    area = ((west, south), (east, south), (east, north), (west, north))
    found = compare_scenarios(planner, Scenario(), Scenario().with_closure(area))
    row = found.estates.set_index("estate_id").loc[late["estate_id"]]
    assert (row["verdict_after"], row["kind"]) == ("unreachable", "cut_off")
    assert found.streets["cut_off"].sum() == found.count("cut_off")[0] > 0
    assert found.streets.columns[-1] == "cut_off"


def test_turned_round_gains_are_losses(planner: Planner, served: Scenario) -> None:
    """Comparing the other way exchanges the kinds; a scenario with itself has none."""
    there, back = (
        compare_scenarios(planner, *pair, like_with_like=False)
        for pair in ((Scenario(), served), (served, Scenario()))
    )
    assert there.count("gained") == back.count("lost")
    assert there.count("quicker") == back.count("slower")
    assert compare_scenarios(planner, served, served).count("same")[0] == len(there.estates)
    assert there.zones is None


def test_scenarios_are_compared_under_the_same_conditions(
    planner: Planner, served: Scenario
) -> None:
    """At the hour of the second one: nobody is slower for a new station, and it is said."""
    found = compare_scenarios(planner, Scenario(), served)
    same = compare_scenarios(planner, Scenario().at_hour(8), served)
    assert found.estates.equals(same.estates)
    assert set(found.estates["kind"]) == {"gained", "quicker", "same"}
    assert [notice.key for notice in found.conditions] == [
        "condition.same_conditions",
        "condition.told_hour",
    ]
    assert not same.conditions
    apart = compare_scenarios(planner, Scenario(), served, like_with_like=False)
    assert [notice.key for notice in apart.conditions] == ["condition.own_conditions"]


def test_moved_estates_are_told(toy: Path) -> None:
    """A drawing against one edited by hand: the estates that were moved, and nobody else."""
    planner = open_planner(toy)
    drawn = zones_of(planner, Scenario())
    assert drawn is not None
    zone = max(range(drawn.zoning.n_zones), key=lambda one: len(drawn.zoning.members[one]))
    estate = int(drawn.zoning.members[zone][-1])
    edited = with_zoning(planner, Scenario(), drawn, drawn.zoning.move({estate: -1}), None)
    found = compare_scenarios(planner, Scenario(), edited)
    assert found.zones is not None
    assert found.zones.moved["estate_id"].tolist() == [found.estates["estate_id"].iloc[estate]]
    changed = found.estates["zone_before"] != found.estates["zone_after"]
    assert changed.to_numpy().nonzero()[0].tolist() == [estate]


def test_a_map_says_verdicts_or_kinds(planner: Planner, served: Scenario) -> None:
    """One digit per estate: a verdict, or beyond the verdicts a kind of change."""
    answer = planner.answer(served)
    t = translator("zh")
    plain = sheet_message(MapSheet("甲", "", answer), t)
    assert set(plain["verdict"]) <= set("0123")
    kinds = compare_scenarios(planner, Scenario(), served).estates["kind"].tolist()
    told = sheet_message(MapSheet("甲", "", answer, kinds=kinds), t)
    assert [KINDS[int(digit) - 4] for digit in told["verdict"]] == kinds
    assert len(told["tenths"]) == len(kinds)
