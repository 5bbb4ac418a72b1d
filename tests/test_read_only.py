"""Arrays that nobody may change stay so in another process and in a copy."""

import copy
import importlib
import inspect
import pickle
import pkgutil
from collections.abc import Iterator
from dataclasses import dataclass, is_dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import sparse

import geo
from geo.read_only import ReadOnlyArrays
from geo.workspace import District, make_plan, open_district, open_workspace


@dataclass(frozen=True, eq=False)
class Held(ReadOnlyArrays):
    """Something with arrays in every place."""

    still: Any
    free: Any
    pair: Any
    matrix: Any
    named: Any


def still(*values: float) -> Any:
    """Return an array that may not be changed."""
    array = np.array(values)
    array.setflags(write=False)
    return array


def flags(value: Any, seen: set[int]) -> Iterator[bool]:
    """Yield of every array that a value leads to whether it may be changed, in order."""
    if id(value) in seen:
        return
    seen.add(id(value))
    if isinstance(value, np.ndarray):
        yield value.flags.writeable
    elif sparse.issparse(value):
        for array in (value.data, value.indices, value.indptr):
            yield from flags(array, seen)
    elif isinstance(value, dict):
        for item in value.values():
            yield from flags(item, seen)
    elif isinstance(value, tuple | list):
        for item in value:
            yield from flags(item, seen)
    elif type(value).__module__.startswith("geo.") and hasattr(value, "__dict__"):
        yield from flags(vars(value), seen)


@pytest.mark.parametrize(
    "way", [copy.copy, copy.deepcopy, lambda one: pickle.loads(pickle.dumps(one))]
)
def test_each_array_is_as_it_was(way: Any) -> None:
    """Those that may be changed still may, in sparse matrices, pairs and mappings too."""
    matrix = sparse.csr_array(np.eye(3))
    matrix.data.setflags(write=False)
    held = Held(
        still(1, 2), np.zeros(2), (still(3), "text"), matrix, {"a": still(), "b": [still(4)]}
    )
    again = way(held)
    assert list(flags(vars(again), set())) == list(flags(vars(held), set()))
    assert (again.still == held.still).all()
    with pytest.raises(ValueError, match="read-only"):
        again.still[0] = 5


@pytest.fixture(scope="module")
def district(toy: Path) -> District:
    """Return the toy district."""
    return open_district(open_workspace(toy))


def test_a_district_and_a_plan_in_another_process(district: District, toy: Path) -> None:
    """Roads, network, gates, cover, sites and zones come out of a pickle as they went in."""
    for one in (district, make_plan(open_workspace(toy))):
        before = list(flags(one, set()))
        assert before.count(False) > 20
        assert list(flags(pickle.loads(pickle.dumps(one)), set())) == before


def test_whoever_makes_arrays_read_only_keeps_them_so() -> None:
    """No class that seals its arrays forgets it when it is pickled."""
    modules = [
        importlib.import_module(module.name)
        for module in pkgutil.walk_packages(geo.__path__, "geo.")
        if not module.name.startswith(("geo.ui", "geo.__main__", "geo.examples"))
    ]
    forgetful = {
        f"{module.__name__}.{name}"
        for module in modules
        for name, one in vars(module).items()
        if inspect.isclass(one)
        and one.__module__ == module.__name__
        and is_dataclass(one)
        and not issubclass(one, ReadOnlyArrays)
        and "setflags(write=False)" in inspect.getsource(one)
    }
    assert forgetful == set()
