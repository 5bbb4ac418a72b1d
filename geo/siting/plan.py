"""The answer to a siting question: which candidates, who is served by whom, and how sure."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geo.errors import Notice
from geo.solver import OURS, UNPROVEN, Certificate, Proof, proven
from geo.summary import Summarized

__all__ = [
    "SitingPlan",
    "Status",
    "infeasible_plan",
    "part_of_answer",
    "solved_plan",
    "unknown_plan",
]

Status = Literal["optimal", "feasible", "infeasible", "unknown"]


@dataclass(frozen=True, eq=False, repr=False)
class SitingPlan(Summarized):
    """Chosen candidates with the proof of how good they are.

    Attributes
    ----------
    model : str
        Name of the model, for example ``"max_cover"``.
    chosen : ndarray of int64, shape (n_chosen,)
        Sorted candidate indices; empty when there is no plan.
    assigned : ndarray of int64, shape (n_estates,)
        Candidate that serves each estate, -1 where none does.
    objective : float
        What the model counts, in its own unit; nan when there is no plan.
    bound : float
        No plan can be better than this: a lower bound where the objective is minimised, an upper
        bound for the cover models; nan when there is no plan because none exists.
    gap : float
        ``|objective - bound| / max(|objective|, 1e-9)``, a share.
    status : {"optimal", "feasible", "infeasible", "unknown"}
        ``optimal`` only when the gap is 0 or the search was exhausted; ``infeasible`` only when
        it is proven that no plan exists; ``unknown`` when a limit struck before either a plan or
        that proof was found.
    seconds : float
        Wall time of the solve.
    uncoverable : ndarray of int64, shape (n_uncoverable,)
        Sorted estates that no allowed candidate serves.
    notes : tuple of Notice
        Reasons and remarks, with indices in their parameters.
    certificate : Certificate
        What proves the status: the bound as it was left by its prover, and the kind of the proof.
    """

    model: str
    chosen: NDArray[np.int64]
    assigned: NDArray[np.int64]
    objective: float
    bound: float
    gap: float
    status: Status
    seconds: float
    uncoverable: NDArray[np.int64]
    notes: tuple[Notice, ...] = field(default=())
    certificate: Certificate = UNPROVEN

    def __post_init__(self) -> None:
        for array in (self.chosen, self.assigned, self.uncoverable):
            array.setflags(write=False)

    @property
    def has_plan(self) -> bool:
        """Whether candidates were chosen at all."""
        return self.status in ("optimal", "feasible")


def _indices(values: ArrayLike) -> NDArray[np.int64]:
    return np.unique(np.asarray(values, dtype=np.int64))


def solved_plan(
    model: str,
    *,
    chosen: ArrayLike,
    assigned: NDArray[np.int64],
    objective: float,
    certificate: Certificate,
    exhausted: bool,
    seconds: float,
    uncoverable: ArrayLike = (),
    notes: Iterable[Notice] = (),
) -> SitingPlan:
    """Return a plan that exists; it is optimal when the search was exhausted or the gap is nil.

    Parameters
    ----------
    model : str
        Name of the model.
    chosen : array_like of int, shape (n_chosen,)
        Candidate indices in any order.
    assigned : ndarray of int64, shape (n_estates,)
        Candidate per estate, -1 for none.
    objective : float
        Value of the plan.
    certificate : Certificate
        What was proven about the best value any plan could have.
    exhausted : bool
        Whether the search proved that nothing better exists.
    seconds : float
        Wall time spent.
    uncoverable : array_like of int
        Estates that no allowed candidate serves.
    notes : iterable of Notice
        Remarks on the plan.

    Returns
    -------
    SitingPlan
        With bound equal to the objective when proven.
    """
    status, bound, gap = proven(objective, certificate, exhausted=exhausted)
    return SitingPlan(
        model=model,
        chosen=_indices(chosen),
        assigned=assigned,
        objective=float(objective),
        bound=float(bound),
        gap=gap,
        status=status,
        seconds=seconds,
        uncoverable=_indices(uncoverable),
        notes=tuple(notes),
        certificate=certificate,
    )


def part_of_answer(
    model: str,
    *,
    chosen: ArrayLike,
    n_estates: int,
    objective: float,
    gap: float,
    status: Status,
    certificate: Certificate,
    seconds: float = 0.0,
) -> SitingPlan:
    """Return a plan whose proof is that of a whole: a phase of several, a point of a front.

    Parameters
    ----------
    model : str
        Name of the model, of those whose objective is maximised.
    chosen : array_like of int, shape (n_chosen,)
        Candidate indices in any order.
    n_estates : int
        Number of estates; who serves them is not decided here.
    objective : float
        Value of this plan.
    gap : float
        That of the whole, a share.
    status : str
        That of the whole.
    certificate : Certificate
        What was proven about the whole.
    seconds : float
        Wall time spent on the whole.

    Returns
    -------
    SitingPlan
        Its bound lies above the objective by the gap of the whole.
    """
    return SitingPlan(
        model=model,
        chosen=_indices(chosen),
        assigned=np.full(n_estates, -1, dtype=np.int64),
        objective=float(objective),
        bound=float(objective) * (1.0 + gap),
        gap=float(gap),
        status=status,
        seconds=seconds,
        uncoverable=_indices(()),
        certificate=certificate,
    )


def _plan_without_sites(
    model: str,
    status: Status,
    *,
    n_estates: int,
    certificate: Certificate,
    seconds: float,
    uncoverable: ArrayLike,
    notes: Iterable[Notice],
) -> SitingPlan:
    return SitingPlan(
        model=model,
        chosen=_indices(()),
        assigned=np.full(n_estates, -1, dtype=np.int64),
        objective=float("nan"),
        bound=certificate.bound,
        gap=float("nan"),
        status=status,
        seconds=seconds,
        uncoverable=_indices(uncoverable),
        notes=tuple(notes),
        certificate=certificate,
    )


def infeasible_plan(
    model: str,
    *,
    n_estates: int,
    seconds: float,
    uncoverable: ArrayLike = (),
    notes: Iterable[Notice] = (),
    prover: str = OURS,
    kind: Proof = "arithmetic",
) -> SitingPlan:
    """Return the answer "no plan exists", with the reasons as notes.

    Parameters
    ----------
    model : str
        Name of the model.
    n_estates : int
        Number of estates, all of them unassigned.
    seconds : float
        Wall time spent.
    uncoverable : array_like of int
        Estates that no allowed candidate serves.
    notes : iterable of Notice
        Why no plan exists and what the smallest relaxation would be.
    prover, kind : str
        Who proved it and how, as in :class:`geo.solver.Certificate`.

    Returns
    -------
    SitingPlan
        Status ``infeasible``, objective nan, nothing chosen.
    """
    return _plan_without_sites(
        model,
        "infeasible",
        n_estates=n_estates,
        certificate=Certificate(float("nan"), kind, prover),
        seconds=seconds,
        uncoverable=uncoverable,
        notes=notes,
    )


def unknown_plan(
    model: str,
    *,
    n_estates: int,
    certificate: Certificate,
    seconds: float,
    uncoverable: ArrayLike = (),
) -> SitingPlan:
    """Return the answer "stopped before a plan was found or ruled out".

    Parameters
    ----------
    model : str
        Name of the model.
    n_estates : int
        Number of estates, all of them unassigned.
    certificate : Certificate
        What was proven about the objective so far.
    seconds : float
        Wall time spent.
    uncoverable : array_like of int
        Estates that no allowed candidate serves.

    Returns
    -------
    SitingPlan
        Status ``unknown``, objective nan, nothing chosen.
    """
    return _plan_without_sites(
        model,
        "unknown",
        n_estates=n_estates,
        certificate=certificate,
        seconds=seconds,
        uncoverable=uncoverable,
        notes=(Notice("siting.stopped_before_a_plan"),),
    )
