"""The one door to HiGHS: every return value is read, every run has a thread of its own.

The first solve of a thread decides with how many threads HiGHS works there; a later model that
wants another number answers with an error code, zeros and a dual bound of 0.0, and raises nothing.
So a run never depends on what ran before in the calling thread, and leaves no trace there: it is
made in a new thread, whose scheduler ends with it. HiGHS is loaded when the first model is built.
"""

import math
import threading
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from geo.stop import Stop

__all__ = ["HighsError", "HighsModel", "Outcome", "RawAnswer", "prover"]

Outcome = Literal["optimal", "infeasible", "unbounded_or_infeasible", "stopped", "failed"]
"""How a run ended: only the first two prove something."""

_ASKED_EVERY_S = 0.05
"""How often a waiting caller asks whether to stop."""

_OUTCOMES: dict[str, Outcome] = {
    "kOptimal": "optimal",
    "kModelEmpty": "optimal",
    "kInfeasible": "infeasible",
    "kUnboundedOrInfeasible": "unbounded_or_infeasible",
    "kTimeLimit": "stopped",
    "kIterationLimit": "stopped",
    "kSolutionLimit": "stopped",
    "kInterrupt": "stopped",
    "kObjectiveBound": "stopped",
    "kObjectiveTarget": "stopped",
    "kHighsInterrupt": "stopped",
}
"""Every model status that is not listed is a failure: none of them proves anything."""


class HighsError(Exception):
    """HiGHS answered a call with its error code; caught inside this room."""


class RawAnswer(NamedTuple):
    """What HiGHS said at the end of a run, before anybody checked it.

    Attributes
    ----------
    outcome : str
        How the run ended, see :data:`Outcome`.
    said : str
        Return value and model status in the words of HiGHS.
    point : ndarray of float64 or None
        The incumbent, where HiGHS says that it has a feasible one.
    mip_bound : float or None
        Bound of a branch and bound, where HiGHS has one.
    row_duals : ndarray of float64 or None
        Duals of a linear program, where HiGHS calls them valid.
    nodes : int
        Branch-and-bound nodes.
    """

    outcome: Outcome
    said: str
    point: NDArray[np.float64] | None = None
    mip_bound: float | None = None
    row_duals: NDArray[np.float64] | None = None
    nodes: int = 0


def prover() -> str:
    """Return the name of the solver with its version."""
    import highspy

    return f"HiGHS {highspy.Highs().version()}"  # type: ignore[no-untyped-call]


class HighsModel:
    """A model inside HiGHS, on one thread, so that the same model gives the same answer.

    Parameters
    ----------
    **options
        HiGHS options by name, beside those that every model has.

    Raises
    ------
    HighsError
        An option that HiGHS does not take.
    """

    def __init__(self, **options: Any) -> None:
        import highspy

        self._highs: Any = highspy.Highs()  # type: ignore[no-untyped-call]
        self._listens = self._must_end = False
        self._heard: tuple[float, float] | None = None
        for name, value in {
            "output_flag": False,
            "threads": 1,
            "random_seed": 0,
            "mip_rel_gap": 0.0,
            "mip_abs_gap": 0.0,
            **options,
        }.items():
            self.call("setOptionValue", name, value)

    def call(self, name: str, *arguments: Any) -> None:
        """Call a method that answers with a status, and read that status.

        Parameters
        ----------
        name : str
            Method of ``highspy.Highs``.
        *arguments
            Passed on.

        Raises
        ------
        HighsError
            The method answered with an error.
        """
        status = getattr(self._highs, name)(*arguments)
        if status.name == "kError":
            raise HighsError(f"{name}: {status.name}")

    def run(self, stop: Stop, *, tell: bool = False) -> RawAnswer:
        """Solve, in a thread of its own, until the end or until asked to stop.

        Parameters
        ----------
        stop : Stop
            Limits the run; asked in the caller's thread.
        tell : bool
            Whether it hears the best value and the bound of a branch and bound while it runs.

        Returns
        -------
        RawAnswer
            What HiGHS said.
        """
        if math.isfinite(stop.remaining_s):
            # HiGHS counts the seconds of all runs of a model together.
            self.call("setOptionValue", "time_limit", self._highs.getRunTime() + stop.remaining_s)
        tell = tell and stop.on_progress is not None
        if tell or stop.cancelled is not None or math.isfinite(stop.remaining_s):
            self._listen()
        return self._read(self._status_when_done(stop, tell=tell))

    def _listen(self) -> None:
        """Let HiGHS ask now and then whether to go on, so that a cancel is heard in a long run."""
        if self._listens:
            return
        self._listens = True
        for event in (
            self._highs.cbMipInterrupt,
            self._highs.cbSimplexInterrupt,
            self._highs.cbIpmInterrupt,
        ):
            event.subscribe(self._answer)

    def _answer(self, event: Any) -> None:
        told = event.data_out
        if told is not None and math.isfinite(told.mip_dual_bound) and told.mip_dual_bound:
            self._heard = (told.mip_primal_bound, told.mip_dual_bound)
        if self._must_end:
            event.interrupt()

    def _status_when_done(self, stop: Stop, *, tell: bool) -> str:
        """Run in a new thread, ask the caller now and then, and return what the run returned."""
        self._must_end = False
        done, status = threading.Event(), ["kError"]

        def work() -> None:
            try:
                status[0] = self._highs.run().name
                self._highs.resetGlobalScheduler(False)
            finally:
                done.set()

        thread = threading.Thread(target=work, name="highs", daemon=True)
        thread.start()
        try:
            while not done.wait(_ASKED_EVERY_S):
                self._must_end = self._must_end or stop.must_stop
                if tell and self._heard is not None:
                    value, bound = self._heard
                    stop.report(value if math.isfinite(value) else math.nan, bound)
        finally:
            # An exception on the way (Ctrl-C among them) ends the run before it goes on.
            self._must_end = True
            thread.join()
        return status[0]

    def _read(self, returned: str) -> RawAnswer:
        status = self._highs.getModelStatus().name
        said = f"{returned}, {status}"
        outcome = _OUTCOMES.get(status, "failed")
        info = self._highs.getInfo()
        if returned == "kError" or outcome == "failed" or not info.valid:
            return RawAnswer("failed", said)
        solution = self._highs.getSolution()
        is_mip = info.mip_node_count >= 0
        has_point = solution.value_valid and info.primal_solution_status == 2
        has_duals = not is_mip and solution.dual_valid
        has_bound = is_mip and math.isfinite(info.mip_dual_bound)
        return RawAnswer(
            outcome=outcome,
            said=said,
            point=np.array(solution.col_value) if has_point else None,
            mip_bound=float(info.mip_dual_bound) if has_bound else None,
            row_duals=np.array(solution.row_dual) if has_duals else None,
            nodes=max(0, int(info.mip_node_count)),
        )
