"""Mixed-integer programs through HiGHS, with a status that can be trusted.

HiGHS is loaded when a program is first solved. It runs on one thread, so that the same program
gives the same answer, and its "time limit" is never taken for "optimal".
"""

import math
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from geo.search_clock import SearchClock

__all__ = ["LinearProgram", "ProgramAnswer", "solve_program"]


@dataclass(frozen=True, eq=False)
class LinearProgram:
    """A linear program, with some of its columns whole numbers.

    Attributes
    ----------
    cost : ndarray of float64, shape (n_columns,)
        Objective coefficients.
    matrix : scipy.sparse.csr_array, shape (n_rows, n_columns)
        Constraint coefficients.
    row_lower, row_upper : ndarray of float64, shape (n_rows,)
        Limits of the rows, infinite where there is none.
    column_upper : ndarray of float64, shape (n_columns,)
        Upper limits of the columns; the lower ones are 0 except where `column_lower` says more.
    column_lower : ndarray of float64, shape (n_columns,)
        Lower limits of the columns.
    whole : ndarray of bool, shape (n_columns,)
        Columns that take whole numbers only.
    maximise : bool
        Direction of the objective.
    """

    cost: NDArray[np.float64]
    matrix: sparse.csr_array
    row_lower: NDArray[np.float64]
    row_upper: NDArray[np.float64]
    column_lower: NDArray[np.float64]
    column_upper: NDArray[np.float64]
    whole: NDArray[np.bool_]
    maximise: bool = False


@dataclass(frozen=True, eq=False)
class ProgramAnswer:
    """What HiGHS found and proved.

    Attributes
    ----------
    status : {"optimal", "feasible", "infeasible", "unknown"}
        As in :class:`geo.siting.plan.SitingPlan`.
    values : ndarray of float64, shape (n_columns,)
        The incumbent; empty where there is none.
    bound : float
        Proven bound on the objective.
    row_duals : ndarray of float64, shape (n_rows,)
        Duals of a continuous program; empty otherwise.
    nodes : int
        Branch-and-bound nodes.
    """

    status: Literal["optimal", "feasible", "infeasible", "unknown"]
    values: NDArray[np.float64]
    bound: float
    row_duals: NDArray[np.float64]
    nodes: int


def solve_program(
    program: LinearProgram,
    clock: SearchClock,
    *,
    start: NDArray[np.float64] | None = None,
    absolute_gap: float = 0.0,
    node_limit: int | None = None,
    **options: Any,
) -> ProgramAnswer:
    """Solve a program to proof, or until the clock stops it.

    Parameters
    ----------
    program : LinearProgram
        What to solve.
    clock : SearchClock
        Limits the run and is asked for cancellation.
    start : ndarray of float64, shape (n_columns,), optional
        A feasible point to begin with.
    absolute_gap : float
        Difference between incumbent and bound that counts as nil: just under 1 where the
        objective is whole, 0 elsewhere.
    node_limit : int, optional
        Branch-and-bound nodes after which to stop.
    **options
        Further HiGHS options by name.

    Returns
    -------
    ProgramAnswer
        Incumbent, bound and status.
    """
    import highspy

    solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    settings: dict[str, Any] = {
        "output_flag": False,
        "threads": 1,
        "random_seed": 0,
        "mip_rel_gap": 0.0,
        "mip_abs_gap": absolute_gap,
        **options,
    }
    if math.isfinite(clock.remaining_s):
        settings["time_limit"] = clock.remaining_s
    if node_limit is not None:
        settings["mip_max_nodes"] = node_limit
    for name, value in settings.items():
        solver.setOptionValue(name, value)
    solver.passModel(_highs_model(program))
    if start is not None:
        columns = np.arange(start.size, dtype=np.int32)
        solver.setSolution(start.size, columns, start)
    if clock.cancelled is not None:
        _interrupt_on_stop(solver, clock)
    solver.run()
    return _read_answer(solver, program)


def _highs_model(program: LinearProgram) -> Any:
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


def _interrupt_on_stop(solver: Any, clock: SearchClock) -> None:
    """Let HiGHS ask the clock now and then, so that a cancel is heard inside a long run."""

    def ask(event: Any) -> None:
        if clock.must_stop:
            event.interrupt()

    solver.cbMipInterrupt.subscribe(ask)
    solver.cbSimplexInterrupt.subscribe(ask)
    solver.cbIpmInterrupt.subscribe(ask)


def _read_answer(solver: Any, program: LinearProgram) -> ProgramAnswer:
    import highspy

    outcome, info = solver.getModelStatus(), solver.getInfo()
    statuses = highspy.HighsModelStatus
    has_plan = info.primal_solution_status == highspy.kSolutionStatusFeasible
    solution = solver.getSolution()
    values = np.array(solution.col_value) if has_plan else np.empty(0)
    is_mip = bool(program.whole.any())
    worst = math.inf if program.maximise else -math.inf
    if outcome in (statuses.kInfeasible, statuses.kUnboundedOrInfeasible):
        return ProgramAnswer("infeasible", np.empty(0), math.nan, np.empty(0), 0)
    if outcome in (statuses.kOptimal, statuses.kModelEmpty) and has_plan:
        status: Literal["optimal", "feasible", "unknown"] = "optimal"
    else:
        status = "feasible" if has_plan else "unknown"
    if is_mip:
        bound = info.mip_dual_bound if math.isfinite(info.mip_dual_bound) else worst
    else:
        bound = info.objective_function_value if status == "optimal" else worst
    return ProgramAnswer(
        status=status,
        values=values,
        bound=bound,
        row_duals=np.empty(0) if is_mip else np.array(solution.row_dual),
        nodes=max(0, int(info.mip_node_count)),
    )
