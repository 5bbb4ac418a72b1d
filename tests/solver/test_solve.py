"""Programs are answered with proof, whatever ran before and whatever the solver says."""

from collections.abc import Callable

import numpy as np
import pytest
from scipy import sparse

from geo.solver import LinearProgram, solve, solve_in_order, solve_program
from geo.solver.highs import RawAnswer
from geo.stop import Stop

from .programs import POISONS, after, best_of_all, tiny_program


@pytest.mark.parametrize("seed", range(120))
def test_answers_are_those_of_enumeration(seed: int) -> None:
    """Value, bound and status agree with trying every point; the point keeps every limit."""
    program = tiny_program(seed)
    answer, best = solve_program(program, Stop()), best_of_all(program)
    if best is None:
        assert answer.status == "infeasible"
        assert not answer.has_point
        assert np.isnan(answer.bound)
        return
    assert answer.status == "optimal"
    assert answer.objective == pytest.approx(best[0], rel=1e-9, abs=1e-9)
    assert answer.bound == pytest.approx(best[0], rel=1e-6, abs=1e-6)
    assert program.is_kept(answer.point)
    assert answer.certificate.kind == "branch_and_bound"
    assert answer.certificate.prover.startswith("HiGHS 1.")


@pytest.mark.parametrize("name", POISONS)
@pytest.mark.behaviour
def test_a_used_process_changes_no_answer(name: str) -> None:
    """Other thread counts, other threads and broken runs before leave every answer as it is."""

    def work() -> list[tuple[str, float]]:
        answers = [solve_program(tiny_program(seed), Stop()) for seed in range(25)]
        return [(answer.status, round(answer.objective, 6)) for answer in answers]

    assert str(after(POISONS[name], work)) == str(work())


@pytest.mark.behaviour
def test_our_runs_leave_the_callers_thread_alone() -> None:
    """Code that solves with two threads after us is answered as if we had not been there."""
    import highspy

    solve_program(tiny_program(3), Stop())
    model = highspy.Highs()
    model.silent()
    model.setOptionValue("threads", 2)
    column = model.addBinary()
    assert after(lambda: None, lambda: model.maximize(column)) == highspy.HighsStatus.kOk


LIES: dict[str, Callable[[RawAnswer], RawAnswer]] = {
    "an error with zeros": lambda raw: raw._replace(
        outcome="failed", point=np.zeros_like(raw.point), mip_bound=0.0
    ),
    "zeros called optimal": lambda raw: raw._replace(point=np.zeros_like(raw.point)),
    "zeros and a bound of 0": lambda raw: raw._replace(
        point=np.zeros_like(raw.point), mip_bound=0.0
    ),
    "halves": lambda raw: raw._replace(point=np.full_like(raw.point, 0.5)),
    "not a number": lambda raw: raw._replace(point=np.full_like(raw.point, np.nan)),
    "too few columns": lambda raw: raw._replace(point=raw.point[:-1]),
    "infeasible": lambda raw: raw._replace(outcome="infeasible", point=None, mip_bound=None),
    "a bound of 0": lambda raw: raw._replace(mip_bound=0.0),
    "no bound": lambda raw: raw._replace(mip_bound=None),
    "no point": lambda raw: raw._replace(point=None),
}
"""What a solver could say instead of the truth."""


def _cover() -> LinearProgram:
    """Choose 2 of 4 that bring 7, 5, 4 and 1: the answer is 12."""
    return LinearProgram(
        cost=np.array([7.0, 5.0, 4.0, 1.0]),
        matrix=sparse.csr_array(np.ones((1, 4))),
        row_lower=np.array([2.0]),
        row_upper=np.array([2.0]),
        column_lower=np.zeros(4),
        column_upper=np.ones(4),
        whole=np.ones(4, dtype=bool),
        maximise=True,
    )


@pytest.mark.parametrize("lie", LIES)
@pytest.mark.behaviour
def test_a_changed_answer_is_never_called_optimal(
    lie: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever is said at the door, the known point stays and nothing false is called proven."""
    asked = solve._ask

    def lied(*arguments: object, **named: object) -> RawAnswer:
        return LIES[lie](asked(*arguments, **named))

    monkeypatch.setattr(solve, "_ask", lied)
    known = np.array([0.0, 1.0, 1.0, 0.0])
    answer = solve_program(_cover(), Stop(), known=known)
    assert answer.objective >= 9.0
    assert answer.status == "feasible"
    assert answer.bound >= 12.0
    assert solve_program(_cover(), Stop()).status != "optimal"


def test_a_known_point_must_keep_the_limits() -> None:
    """A known point that breaks a row is a fault of the model and is refused."""
    with pytest.raises(ValueError, match="breaks a limit"):
        solve_program(_cover(), Stop(), known=np.ones(4))


def test_figures_that_are_no_numbers_are_refused() -> None:
    """HiGHS would answer a nan with a status and zeros."""
    program = _cover()
    with pytest.raises(ValueError, match="not a finite number"):
        LinearProgram(
            np.array([np.nan, 1.0, 1.0, 1.0]),
            program.matrix,
            program.row_lower,
            program.row_upper,
            program.column_lower,
            program.column_upper,
            program.whole,
        )


@pytest.mark.behaviour
def test_objectives_in_order_give_nothing_of_the_first_away() -> None:
    """The second objective chooses among the best of the first only, however large it is."""
    rng = np.random.default_rng(1)
    for seed in range(60):
        program = tiny_program(seed)
        first, second = program.cost, 1e4 * rng.integers(-9, 10, program.cost.size)
        best = best_of_all(program)
        answers = solve_in_order(program, [first, second], Stop())
        if best is None:
            assert [answer.status for answer in answers] == ["infeasible"]
            continue
        assert [answer.status for answer in answers] == ["optimal", "optimal"]
        assert program.value(answers[-1].point) == pytest.approx(best[0], rel=1e-9, abs=1e-9)


def test_a_stopped_search_keeps_point_and_bound() -> None:
    """Cancelled or out of time, the answer is no more than what is known."""
    known = np.array([0.0, 1.0, 1.0, 0.0])
    for stop in (Stop(0.0), Stop(cancelled=lambda: True)):
        answer = solve_program(_cover(), stop, known=known)
        assert answer.objective >= 9.0
        assert answer.bound >= 12.0
        assert answer.status in ("feasible", "optimal")
