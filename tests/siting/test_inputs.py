"""Malformed input is refused with a message of its own; degenerate input is solved."""

import math

import numpy as np
import pytest
from scipy import sparse

from geo.errors import GeoError, SitingError
from geo.siting import max_cover, p_center, p_median, set_cover

MINUTES = np.array([[1.0, 5.0, 9.0], [4.0, 2.0, 6.0], [8.0, 7.0, 3.0]])
DEMAND = np.array([10.0, 20.0, 30.0])
COVERS = sparse.csr_array(MINUTES <= 5)


def with_value(array, place, value):
    """Return a copy with one entry replaced."""
    changed = np.array(array, dtype=float)
    changed[place] = value
    return changed


FAULTS = {
    "siting.p_exceeds_candidates": lambda: p_median(MINUTES, DEMAND, 4),
    "siting.p_not_whole": lambda: p_center(MINUTES, 2.5),
    "siting.p_below_one": lambda: max_cover(COVERS, DEMAND, 0),
    "siting.fixed_exceeds_p": lambda: p_median(MINUTES, DEMAND, 1, fixed=[0, 1]),
    "siting.fixed_out_of_range": lambda: set_cover(COVERS, fixed=[3]),
    "siting.fixed_duplicated": lambda: p_center(MINUTES, 2, fixed=[1, 1]),
    "siting.fixed_not_indices": lambda: p_center(MINUTES, 2, fixed=["a"]),
    "siting.forbidden_not_indices": lambda: p_center(MINUTES, 2, forbidden=1),
    "siting.forbidden_out_of_range": lambda: set_cover(COVERS, forbidden=[-1]),
    "siting.forbidden_duplicated": lambda: set_cover(COVERS, forbidden=[1, 1]),
    "siting.fixed_and_forbidden": lambda: set_cover(COVERS, fixed=[1], forbidden=[1]),
    "siting.p_exceeds_allowed": lambda: max_cover(COVERS, DEMAND, 3, forbidden=[0]),
    "siting.minutes_nan": lambda: p_median(with_value(MINUTES, (1, 1), np.nan), DEMAND, 1),
    "siting.minutes_negative": lambda: p_center(with_value(MINUTES, (1, 1), -1), 1),
    "siting.demand_length": lambda: max_cover(COVERS, DEMAND[:2], 1),
    "siting.demand_nan": lambda: p_median(MINUTES, with_value(DEMAND, 0, np.nan), 1),
    "siting.demand_infinite": lambda: max_cover(COVERS, with_value(DEMAND, 0, np.inf), 1),
    "siting.demand_negative": lambda: max_cover(COVERS, with_value(DEMAND, 0, -3), 1),
    "siting.cost_length": lambda: set_cover(COVERS, cost=[1.0]),
    "siting.cost_nan": lambda: set_cover(COVERS, cost=[1.0, np.nan, 1.0]),
    "siting.cost_infinite": lambda: set_cover(COVERS, cost=[1.0, np.inf, 1.0]),
    "siting.cost_negative": lambda: set_cover(COVERS, cost=[1.0, -1.0, 1.0]),
    "siting.wrong_dimensions": lambda: p_median(DEMAND, DEMAND, 1),
    "siting.not_numeric": lambda: p_median([["a"]], DEMAND, 1),
    "siting.covers_not_boolean": lambda: max_cover(sparse.csr_array(MINUTES), DEMAND, 1),
    "siting.time_limit_not_seconds": lambda: max_cover(COVERS, DEMAND, 1, time_limit_s=math.nan),
    "siting.seed_not_whole": lambda: max_cover(COVERS, DEMAND, 1, seed=0.5),
}


@pytest.mark.parametrize("key", FAULTS)
def test_each_fault_has_its_own_message(key):
    """Every malformed input raises a GeoError that is a ValueError, with its own sentence."""
    with pytest.raises(SitingError) as caught:
        FAULTS[key]()
    assert caught.value.key == key
    assert isinstance(caught.value, GeoError)
    assert isinstance(caught.value, ValueError)
    for language in ("zh", "en"):
        assert caught.value.sentence(language)
        assert "siting." not in caught.value.sentence(language)


@pytest.mark.parametrize("form", ["csr", "csc", "coo", "lil", "dok", "dia", "bsr"])
def test_covers_may_have_any_sparse_format(form):
    """The same plan comes from every scipy format, and from a dense boolean matrix."""
    plan = max_cover(sparse.csr_matrix(MINUTES <= 5).asformat(form), DEMAND, 1)
    dense = max_cover(MINUTES <= 5, DEMAND, 1)
    assert plan.chosen.tolist() == dense.chosen.tolist() == [0]
    assert plan.objective == 30.0


def test_duplicate_and_stored_false_entries_are_read_right():
    """A pair given twice covers once, and a stored False covers nothing."""
    twice = sparse.coo_array(([1, 1, 0], ([0, 0, 1], [0, 0, 1])), shape=(2, 2))
    plan = max_cover(twice, [5.0, 7.0], 2)
    assert plan.objective == 5.0
    assert plan.uncoverable.tolist() == [1]


def test_whole_float_and_numpy_counts_are_numbers():
    """A p of 2.0 or of numpy's int is 2; True is not a number of stations."""
    assert p_center(MINUTES, np.int32(2)).chosen.size == p_center(MINUTES, 2.0).chosen.size == 2
    with pytest.raises(SitingError, match="whole"):
        p_center(MINUTES, True)


def test_all_minutes_infinite_is_infeasible_and_named():
    """Nobody reaches anybody: infeasible, all estates listed."""
    minutes = np.full((2, 3), np.inf)
    for plan in (p_median(minutes, DEMAND, 1), p_center(minutes, 1)):
        assert plan.status == "infeasible"
        assert plan.uncoverable.tolist() == [0, 1, 2]
        assert "0, 1, 2" in plan.notes[0].sentence("en")


def test_zero_demand_is_solved():
    """With no demand at all every plan is worth nothing, and one is returned."""
    assert p_median(MINUTES, np.zeros(3), 2).objective == 0.0
    assert max_cover(COVERS, np.zeros(3), 2).objective == 0.0
    unreachable = p_median(np.full((2, 3), np.inf), np.zeros(3), 1)
    assert unreachable.status == "optimal"
    assert unreachable.assigned.tolist() == [-1, -1, -1]


def test_too_few_stations_is_infeasible():
    """Two islands and one station: infeasible although each estate is reachable."""
    minutes = np.array([[1.0, np.inf], [np.inf, 1.0]])
    for plan in (p_median(minutes, [1, 1], 1), p_center(minutes, 1)):
        assert plan.status == "infeasible"
        assert plan.uncoverable.size == 0
        assert plan.notes[0].key == "siting.too_few_stations_to_reach_all"


def test_no_estates_is_a_plan_of_nothing():
    """Without estates the fixed sites are kept and the rest filled up."""
    empty = np.empty((3, 0))
    assert p_median(empty, [], 2, fixed=[2]).chosen.tolist() == [0, 2]
    assert p_center(empty, 1).objective == 0.0
    assert max_cover(empty > 0, [], 2).chosen.size == 2
    assert set_cover(empty > 0).chosen.size == 0


def test_inputs_are_left_unchanged():
    """Solving changes no array of the caller."""
    minutes, demand = MINUTES.copy(), DEMAND.copy()
    p_median(minutes, demand, 2)
    assert (minutes == MINUTES).all()
    assert (demand == DEMAND).all()
    assert minutes.flags.writeable
