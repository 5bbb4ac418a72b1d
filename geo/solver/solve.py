"""Programs solved to proof, or until the stop object ends them, with a status to be trusted.

HiGHS is believed in nothing that our own arithmetic can check. Its incumbent is rounded, held
against every limit, and valued anew; its bound is taken only where it says that it has one, and
only where no point that we know of is better; a claim that is contradicted counts for nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from geo.solver.certificate import OURS, Certificate, Proof
from geo.solver.highs import HighsError, HighsModel, RawAnswer, prover
from geo.solver.program import LinearProgram
from geo.stop import Stop
from geo.summary import Summarized

__all__ = ["ProgramAnswer", "solve_in_order", "solve_program"]

BOUND_TOLERANCE = 1e-6
"""Share by which a bound of HiGHS may lie on the wrong side of a point: its own tolerances."""

_KIND_OF_PROOF: dict[bool, Proof] = {True: "branch_and_bound", False: "linear_bound"}

_NOTHING = np.empty(0)


@dataclass(frozen=True, eq=False, repr=False)
class ProgramAnswer(Summarized):
    """What was found and proved.

    Attributes
    ----------
    status : {"optimal", "feasible", "infeasible", "unknown"}
        ``optimal`` only where the search ended and its bound meets the point's value;
        ``infeasible`` only where HiGHS proved it and no feasible point is known; ``unknown``
        where there is neither a point nor that proof.
    point : ndarray of float64, shape (n_columns,)
        The incumbent, its whole columns exactly whole, checked against every limit; empty where
        there is none.
    objective : float
        Its value by our own arithmetic; nan where there is none.
    bound : float
        Proven bound on the objective; infinite where nothing is proven, nan where infeasible.
    certificate : Certificate
        The bound with the kind of its proof and its prover.
    row_duals : ndarray of float64, shape (n_rows,)
        Duals of a continuous program; empty otherwise.
    nodes : int
        Branch-and-bound nodes.
    trouble : str
        What HiGHS or the check had to object, for a log; empty where all is well.
    """

    status: Literal["optimal", "feasible", "infeasible", "unknown"]
    point: NDArray[np.float64]
    objective: float
    bound: float
    certificate: Certificate
    row_duals: NDArray[np.float64]
    nodes: int
    trouble: str = ""

    @property
    def has_point(self) -> bool:
        """Whether there is an incumbent."""
        return self.point.size > 0

    @property
    def is_exhausted(self) -> bool:
        """Whether nothing is left to search: proven best, or proven that nothing exists."""
        return self.status in ("optimal", "infeasible")


def solve_program(
    program: LinearProgram,
    stop: Stop,
    *,
    known: NDArray[np.float64] | None = None,
    start: bool = False,
    absolute_gap: float = 0.0,
    node_limit: int | None = None,
    tell: bool = False,
    **options: Any,
) -> ProgramAnswer:
    """Solve a program to proof, or until it is stopped.

    Parameters
    ----------
    program : LinearProgram
        What to solve.
    stop : Stop
        Limits the run and is asked for cancellation.
    known : ndarray of float64, shape (n_columns,), optional
        A point that keeps every limit, for example a greedy plan. The answer is never worse, and
        a claim of HiGHS that this point contradicts is not believed.
    start : bool
        Whether HiGHS begins with the known point.
    absolute_gap : float
        Difference between incumbent and bound that counts as nil: just under 1 where the
        objective is whole, 0 elsewhere.
    node_limit : int, optional
        Branch-and-bound nodes after which to stop.
    tell : bool
        Whether the stop object hears what HiGHS says of value and bound while it runs: unchecked,
        for people who wait.
    **options
        Further HiGHS options by name.

    Returns
    -------
    ProgramAnswer
        Incumbent, bound and status, all of them checked.

    Raises
    ------
    ValueError
        A known point that breaks a limit: a fault of the model, not of the solver.
    """
    if known is not None:
        known = program.rounded(known)
        if not program.is_kept(known):
            raise ValueError("the known point breaks a limit of the program")
    if not program.cost.size:
        return _without_columns(program)
    settings = {"mip_abs_gap": absolute_gap, **options}
    if node_limit is not None:
        settings["mip_max_nodes"] = node_limit
    raw = _ask(program, stop, known if start else None, settings, tell=tell)
    if raw.outcome == "unbounded_or_infeasible":
        # Presolve cannot tell the two apart; without it HiGHS can.
        raw = _ask(program, stop, None, {**settings, "presolve": "off"})
    return _checked(program, raw, stop, known, absolute_gap)


def solve_in_order(
    program: LinearProgram,
    costs: Sequence[NDArray[np.float64]],
    stop: Stop,
    *,
    known: NDArray[np.float64] | None = None,
    **options: Any,
) -> list[ProgramAnswer]:
    """Solve for several objectives that rank one behind the other.

    Each objective is solved to proof and then held as a row, so that no tolerance of a later
    search gives away an earlier objective: HiGHS's own lexicographic search does.

    Parameters
    ----------
    program : LinearProgram
        Rows and columns; its own cost is not used, its direction is that of all objectives.
    costs : sequence of ndarray of float64, each of shape (n_columns,)
        Objective coefficients, the highest rank first.
    stop : Stop
        Limits all runs together.
    known : ndarray of float64, shape (n_columns,), optional
        As in :func:`solve_program`.
    **options
        Further HiGHS options by name.

    Returns
    -------
    list of ProgramAnswer
        One per objective that was reached, in order; the last one holds the point to use. The
        list ends early where an objective was not solved to proof, since what ranks behind it
        has no meaning then.
    """
    answers: list[ProgramAnswer] = []
    for cost in costs:
        ranked = replace(program, cost=np.asarray(cost, dtype=np.float64))
        whole = _is_whole(ranked)
        gap = 1 - 1e-6 if whole else 0.0
        answer = solve_program(
            ranked, stop, known=known, start=known is not None, absolute_gap=gap, **options
        )
        answers.append(answer)
        if answer.status != "optimal":
            break
        known = answer.point
        program = _held(ranked, answer.objective, 0.5 if whole else 0.0)
    return answers


def _is_whole(program: LinearProgram) -> bool:
    """Whether every point has a whole objective."""
    counts = program.cost != 0
    costs = program.cost[counts]
    return bool(program.whole[counts].all() and (costs == np.rint(costs)).all())


def _held(program: LinearProgram, value: float, slack: float) -> LinearProgram:
    """Return the program with one more row: its objective is no worse than a value."""
    row = sparse.csr_array(program.cost[None, :])
    lower, upper = (value - slack, np.inf) if program.maximise else (-np.inf, value + slack)
    return replace(
        program,
        matrix=sparse.csr_array(sparse.vstack([program.matrix, row])),
        row_lower=np.append(program.row_lower, lower),
        row_upper=np.append(program.row_upper, upper),
    )


def _without_columns(program: LinearProgram) -> ProgramAnswer:
    """Answer a program that leaves nothing to decide."""
    kept = bool((program.row_lower <= 0).all() and (program.row_upper >= 0).all())
    value = 0.0 if kept else np.nan
    certificate = Certificate(value, "arithmetic", OURS)
    status: Literal["optimal", "infeasible"] = "optimal" if kept else "infeasible"
    return ProgramAnswer(status, _NOTHING, value, value, certificate, _NOTHING, 0)


def _ask(
    program: LinearProgram,
    stop: Stop,
    start: NDArray[np.float64] | None,
    settings: dict[str, Any],
    *,
    tell: bool = False,
) -> RawAnswer:
    """Put the program to HiGHS and return what it says; the stop object hears of it on the way."""
    try:
        model = HighsModel(**settings)
        model.call("passModel", _highs_program(program))
        if start is not None:
            columns = np.arange(start.size, dtype=np.int32)
            model.call("setSolution", start.size, columns, start)
        return model.run(stop, tell=tell)
    except HighsError as error:
        return RawAnswer("failed", str(error))


def _highs_program(program: LinearProgram) -> Any:
    import highspy

    model = highspy.HighsLp()
    model.num_row_, model.num_col_ = program.matrix.shape
    model.sense_ = highspy.ObjSense.kMaximize if program.maximise else highspy.ObjSense.kMinimize
    model.col_cost_ = program.cost
    model.col_lower_, model.col_upper_ = program.column_lower, program.column_upper
    model.row_lower_, model.row_upper_ = program.row_lower, program.row_upper
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = program.matrix.indptr.astype(np.int32)
    model.a_matrix_.index_ = program.matrix.indices.astype(np.int32)
    model.a_matrix_.value_ = program.matrix.data.astype(np.float64)
    if program.whole.any():
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        model.integrality_ = [kinds[int(whole)] for whole in program.whole]
    return model


def _checked(
    program: LinearProgram,
    raw: RawAnswer,
    stop: Stop,
    known: NDArray[np.float64] | None,
    absolute_gap: float,
) -> ProgramAnswer:
    """Return what of an answer of HiGHS stands up to our own arithmetic."""
    trouble = [raw.said] if raw.outcome == "failed" else []
    found = None if raw.point is None else _kept_point(program, raw.point, stop)
    if raw.point is not None and found is None:
        trouble.append("the point of HiGHS breaks a limit")
    best = _better(program, found, known)
    if raw.outcome == "infeasible" and best is None:
        nothing_exists = Certificate(np.nan, "branch_and_bound", prover())
        return ProgramAnswer(
            "infeasible", _NOTHING, np.nan, np.nan, nothing_exists, _NOTHING, raw.nodes
        )
    if raw.outcome == "infeasible":
        trouble.append("a feasible point contradicts: infeasible")
    certificate = _certificate(program, raw)
    objective = np.nan if best is None else program.value(best)
    beyond = program.sign * (certificate.bound - objective)
    if beyond > _slack(objective):
        trouble.append(f"a point of value {objective} contradicts the bound {certificate.bound}")
        certificate = Certificate.nothing(maximise=program.maximise)
    elif beyond > 0:
        # Within the tolerances of HiGHS the bound is the value itself.
        certificate = replace(certificate, bound=objective)
    status: Literal["optimal", "feasible", "unknown"] = "unknown" if best is None else "feasible"
    left = program.sign * (objective - certificate.bound)
    if raw.outcome == "optimal" and left <= max(absolute_gap, _slack(objective)):
        status = "optimal"
    return ProgramAnswer(
        status=status,
        point=_NOTHING if best is None else best,
        objective=objective,
        bound=certificate.bound,
        certificate=certificate,
        row_duals=_NOTHING if raw.row_duals is None else raw.row_duals,
        nodes=raw.nodes,
        trouble="; ".join(trouble),
    )


def _slack(objective: float) -> float:
    return BOUND_TOLERANCE * max(1.0, abs(objective))


def _kept_point(
    program: LinearProgram, said: NDArray[np.float64], stop: Stop
) -> NDArray[np.float64] | None:
    """Return a point with exactly whole columns that keeps every limit; None where it cannot.

    Where rounding the whole columns moves a row of continuous ones out of its limits, those are
    decided anew with the whole ones fixed.
    """
    if said.shape != program.cost.shape or not np.isfinite(said).all():
        return None
    point = program.rounded(said)
    if program.is_kept(point):
        return point
    if program.whole.all() or not program.whole.any():
        return None
    fixed = program.with_whole_fixed(point)
    again = _ask(fixed, stop, None, {}).point
    if again is None or not program.is_kept(fixed.rounded(again)):
        return None
    return fixed.rounded(again)


def _better(
    program: LinearProgram,
    found: NDArray[np.float64] | None,
    known: NDArray[np.float64] | None,
) -> NDArray[np.float64] | None:
    """Return the better of two points, the found one of equals."""
    if found is None or known is None:
        return known if found is None else found
    behind = program.sign * (program.value(found) - program.value(known))
    return known if behind > _slack(program.value(known)) else found


def _certificate(program: LinearProgram, raw: RawAnswer) -> Certificate:
    """Return what HiGHS proved: its bound of a branch and bound, or what its duals prove."""
    bound, kind = program.worst_bound, _KIND_OF_PROOF[bool(program.whole.any())]
    if kind == "branch_and_bound":
        if raw.mip_bound is not None and raw.outcome in ("optimal", "stopped"):
            bound = raw.mip_bound
    elif raw.row_duals is not None and raw.row_duals.shape == program.row_lower.shape:
        bound = program.bound_of_duals(raw.row_duals)
    if not np.isfinite(bound):
        return Certificate.nothing(maximise=program.maximise)
    return Certificate(bound, kind, prover())
