"""Tiny random programs with their answers by enumeration, and processes that were used before."""

import threading
from collections.abc import Callable
from importlib.util import find_spec
from itertools import product

import numpy as np
from scipy import sparse

from geo.solver import LinearProgram


def tiny_program(seed: int) -> LinearProgram:
    """Return a program over a few whole columns: equalities, fractions, some without any point."""
    rng = np.random.default_rng(seed)
    n_columns, n_rows = int(rng.integers(1, 7)), int(rng.integers(0, 5))
    matrix = rng.integers(-4, 5, (n_rows, n_columns)).astype(float)
    cost = rng.integers(-9, 10, n_columns).astype(float)
    if rng.random() < 0.4:
        cost *= rng.uniform(0.01, 700.0)
        matrix *= rng.uniform(0.1, 30.0)
    inside = matrix @ rng.integers(0, 3, n_columns)
    kind = rng.integers(0, 3, n_rows)
    return LinearProgram(
        cost=cost,
        matrix=sparse.csr_array(matrix),
        row_lower=np.where(kind == 0, -np.inf, inside - (kind == 1)),
        row_upper=np.where(kind == 1, np.inf, inside),
        column_lower=np.zeros(n_columns),
        column_upper=rng.integers(1, 4, n_columns).astype(float),
        whole=np.ones(n_columns, dtype=bool),
        maximise=bool(rng.random() < 0.5),
    )


def best_of_all(program: LinearProgram) -> tuple[float, np.ndarray] | None:
    """Return the best value and a point that has it, by trying every one; None where none is."""
    ranges = [np.arange(upper + 1) for upper in program.column_upper]
    points = [np.array(point, dtype=float) for point in product(*ranges)]
    kept = [point for point in points if program.is_kept(point)]
    if not kept:
        return None
    best = min(kept, key=lambda point: program.sign * program.value(point))
    return program.value(best), best


def solve_elsewhere(threads: int) -> None:
    """Solve a model as any other code would, with so many threads."""
    import highspy

    model = highspy.Highs()
    model.silent()
    model.setOptionValue("threads", threads)
    columns = [model.addBinary() for _ in range(4)]
    model.addConstr(sum(columns) <= 2)
    model.maximize(sum(columns))


def _two_threads_here() -> None:
    solve_elsewhere(2)


def _one_thread_here() -> None:
    solve_elsewhere(1)


def _two_threads_in_another_thread() -> None:
    thread = threading.Thread(target=solve_elsewhere, args=(2,))
    thread.start()
    thread.join()


def _interrupted_here() -> None:
    import highspy

    rng = np.random.default_rng(0)
    model = highspy.Highs()
    model.silent()
    model.setOptionValue("threads", 2)
    columns = [model.addBinary() for _ in range(60)]
    for _ in range(5):
        weights = rng.integers(10, 1000, 60)
        model.addConstr(
            model.qsum(int(w) * x for w, x in zip(weights, columns, strict=True)) <= 9000
        )
    model.cbMipInterrupt.subscribe(lambda event: event.interrupt())
    model.maximize(model.qsum(int(rng.integers(10, 1000)) * x for x in columns))


def _scipy_here() -> None:
    from scipy.optimize import Bounds, milp

    milp([-1.0, -1.0], integrality=[1, 1], bounds=Bounds(0, 1))


def _pulp_here() -> None:
    import pulp

    problem = pulp.LpProblem("elsewhere", pulp.LpMaximize)
    columns = [pulp.LpVariable(f"x{i}", cat="Binary") for i in range(4)]
    problem += pulp.lpSum(columns)
    problem += pulp.lpSum(columns) <= 2
    problem.solve(pulp.HiGHS(msg=False, threads=2))


POISONS: dict[str, Callable[[], None]] = {
    "two threads here": _two_threads_here,
    "one thread here": _one_thread_here,
    "two threads in another thread": _two_threads_in_another_thread,
    "an interrupted solve here": _interrupted_here,
    "scipy here": _scipy_here,
    **({"pulp here": _pulp_here} if find_spec("pulp") else {}),
}
"""What may have run before in a process; each is run in the thread that then solves."""


def after(poison: Callable[[], None], work: Callable[[], object]) -> object:
    """Return what a piece of work answers in a new thread in which something else ran before."""
    answers: list[object] = []

    def both() -> None:
        poison()
        answers.append(work())

    thread = threading.Thread(target=both)
    thread.start()
    thread.join()
    return answers[0]
