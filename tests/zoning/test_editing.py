"""Changing a plan by hand: scores stay true, rules are named, undo is the old plan."""

import numpy as np
import pytest

from geo.errors import ZoningError
from geo.zoning import NEW, Zoning, ZoningProblem, ZoningRules, draw, move_options, repair

from . import oracle


def grid(side: int, seed: int = 0) -> ZoningProblem:
    """Estates on a square grid, two streets, uneven one-way minutes."""
    random = np.random.default_rng(seed)
    at = np.array([(x, y) for x in range(side) for y in range(side)], dtype=float)
    minutes = np.hypot(*(at[:, None] - at[None]).T) * random.uniform(1, 2, (side**2, side**2))
    np.fill_diagonal(minutes, 0)
    apart = np.abs(at[:, None] - at[None]).sum(axis=2)
    pairs = np.argwhere(np.triu(apart == 1))
    street = (at[:, 0] >= side / 2).astype(int)
    return ZoningProblem(random.integers(20, 400, side**2), minutes, pairs, street)


def test_the_score_stays_true_through_ten_thousand_edits() -> None:
    """After each of 10,000 random moves the kept scores equal those of the plan scored anew."""
    problem = grid(3)
    rules = ZoningRules()
    plan = draw(problem, zones=4)
    random = np.random.default_rng(1)
    for _ in range(10_000):
        zone = int(random.integers(NEW, plan.n_zones))
        plan = plan.move({int(random.integers(problem.n_estates)): zone})
        anew = Zoning.from_labels(problem, plan.zone_of, rules=rules, zones=4, bound=plan.bound)
        assert plan.objective == anew.objective
        assert plan.violations == anew.violations
        assert plan.status == anew.status


def test_a_plan_is_never_changed_in_place() -> None:
    """Moving returns another plan, so that undo is a list of plans."""
    plan = draw(grid(4), zones=5)
    before = plan.zone_of.copy()
    changed = plan.move({0: int(plan.zone_of[-1])})
    assert (plan.zone_of == before).all()
    assert not (changed.zone_of == before).all()
    with pytest.raises(ValueError, match="read-only"):
        plan.zone_of[0] = 3


def test_merge_and_split_are_each_others_undo() -> None:
    """Merging two zones and splitting them again gives the same zones."""
    plan = draw(grid(4), zones=5)
    apart = plan.members[1].tolist()
    merged = plan.merge([0, 1])
    assert merged.n_zones == plan.n_zones - 1
    assert any(broken.rule == "zones" for broken in merged.violations)
    again = merged.split(int(merged.zone_of[apart[0]]), apart)
    assert (again.zone_of == plan.zone_of).all()
    assert again.status == "optimal"


def test_labels_are_numbered_by_smallest_member() -> None:
    """Whatever is moved, zone 0 holds estate 0 and labels rise with first appearance."""
    plan = draw(grid(4), zones=5)
    random = np.random.default_rng(3)
    for _ in range(50):
        plan = plan.move({int(random.integers(16)): int(random.integers(NEW, plan.n_zones))})
        first = [int(members[0]) for members in plan.members]
        assert first == sorted(first)
        assert first[0] == 0


def test_a_locked_estate_stays_until_it_is_unlocked() -> None:
    """Moving it is refused with its name; unlocked, it moves."""
    problem = grid(4)
    plan = draw(problem, zones=5).lock([3])
    with pytest.raises(ZoningError, match="Estate 3 is locked"):
        plan.move({3: NEW})
    assert plan.unlock([3]).move({3: NEW}).zone_of is not plan.zone_of


@pytest.mark.parametrize(
    ("moves", "said"),
    [({99: 0}, "Estate 99 does not exist"), ({0: 99}, "Zone 99 does not exist")],
)
def test_what_does_not_exist_is_named(moves: dict[int, int], said: str) -> None:
    """An unknown estate or zone is refused with the range that exists."""
    with pytest.raises(ZoningError, match=said):
        draw(grid(4), zones=5).move(moves)


def test_a_zone_across_streets_is_called_so_once() -> None:
    """Two streets in one zone break the rule of streets, not that of connection."""
    problem = grid(2)
    plan = Zoning.from_labels(problem, [0, 0, 0, 0], rules=ZoningRules(cap=9, radius_min=99))
    assert [broken.rule for broken in plan.violations] == ["street"]


def test_move_options_foretell_what_a_move_does() -> None:
    """The change of the objective and the broken rules are those of the plan after the move."""
    plan = draw(grid(4), zones=5)
    for estate in range(16):
        for option in move_options(plan, estate):
            moved = plan.move({estate: option.zone})
            assert option.change == pytest.approx(moved.objective - plan.objective)
            assert set(option.violations) == set(moved.violations) - set(plan.violations)


@pytest.mark.parametrize("seed", range(10))
def test_repair_leaves_no_zone_in_parts(seed: int) -> None:
    """From random labels every zone is in one part afterwards, and no locked estate has moved."""
    random = np.random.default_rng(seed)
    problem = grid(4, seed)
    start = Zoning.from_labels(problem, random.integers(0, 4, 16), rules=ZoningRules())
    mended = repair(start)
    assert all(broken.rule != "connected" for broken in mended.violations)


def test_repair_moves_no_locked_estate() -> None:
    """The part that holds a locked estate stays, though it has fewer households."""
    problem = grid(4)
    plan = draw(problem, zones=5)
    far = int(plan.members[int(plan.zone_of[15])][0])
    torn = plan.move({0: int(plan.zone_of[far])}).lock([0])
    mended = repair(torn)
    assert all(broken.rule != "connected" for broken in mended.violations)
    assert (mended.zone_of[0] == mended.zone_of[torn.zone_of == torn.zone_of[0]]).any()


@pytest.mark.parametrize("labels", [[0, 1], [0, 1, None], ["a", "", "b"]])
def test_a_present_plan_needs_a_zone_for_every_estate(labels: list[object]) -> None:
    """Wrong lengths and missing zones are refused."""
    random = np.random.default_rng(0)
    problem = oracle.random_problem(random, 3)
    with pytest.raises(ZoningError):
        Zoning.from_labels(problem, np.array(labels, dtype=object), rules=ZoningRules())


def test_a_present_plan_may_have_names() -> None:
    """Zones may be called by text; they are numbered by first appearance."""
    problem = grid(2)
    plan = Zoning.from_labels(problem, ["b", "b", "a", "a"], rules=ZoningRules(cap=9))
    assert plan.zone_of.tolist() == [0, 0, 1, 1]


def test_a_zone_without_a_way_is_named_in_words() -> None:
    """Two estates between which no way leads: the radius rule says so in both languages."""
    minutes = np.array([[0.0, np.inf], [np.inf, 0.0]])
    problem = ZoningProblem([10.0, 20.0], minutes, [(0, 1)], [0, 0], names=["a", "b"])
    plan = Zoning.from_labels(problem, [0, 0], rules=ZoningRules())
    (broken,) = [one for one in plan.violations if one.rule == "radius"]
    assert "∞" in broken.sentence("zh")
    assert "∞" in broken.sentence("en")
