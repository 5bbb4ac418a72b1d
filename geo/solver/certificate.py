"""What proves an answer: the bound, the kind of the proof, and who made it."""

import math
from dataclasses import dataclass, replace
from typing import Literal

__all__ = [
    "OURS",
    "PROOF_TOLERANCE",
    "UNPROVEN",
    "Certificate",
    "Proof",
    "is_met",
    "proven",
    "relative_gap",
]

PROOF_TOLERANCE = 1e-9
"""Relative gap up to which a bound counts as met: rounding of sums, never a gap of the search."""

OURS = "repair-circle"
"""Who proved what no other solver had a hand in."""

Proof = Literal[
    "none",
    "branch_and_bound",
    "lagrangean_bound",
    "linear_bound",
    "enumeration",
    "arithmetic",
]
"""Kind of a proof.

``branch_and_bound``: a search that leaves nothing out ran to its end, or its bound is given;
``lagrangean_bound`` and ``linear_bound``: a bound of a relaxation alone; ``enumeration``: every
possible answer was listed; ``arithmetic``: sums and counts show it; ``none``: nothing is proven.
"""


@dataclass(frozen=True)
class Certificate:
    """What was proven about an answer.

    Attributes
    ----------
    bound : float
        No answer is better than this, as the prover left it: neither rounded nor set to the
        objective. Infinite where nothing was proven, nan where the proof is that no answer exists.
    kind : str
        Kind of the proof, see :data:`Proof`.
    prover : str
        Who proved it, for example ``"HiGHS 1.15.1"``; empty where nothing was proven.
    """

    bound: float
    kind: Proof
    prover: str

    @classmethod
    def ours(cls, bound: float, kind: Proof = "branch_and_bound") -> "Certificate":
        """Return a certificate of our own searches and sums.

        Parameters
        ----------
        bound : float
            What they proved; infinite where nothing.
        kind : str
            Kind of the proof.

        Returns
        -------
        Certificate
            Of kind ``none`` where the bound is infinite.
        """
        return cls(bound, "none", "") if math.isinf(bound) else cls(bound, kind, OURS)

    def with_bound(self, bound: float) -> "Certificate":
        """Return the proof with another bound, of kind ``none`` where that is infinite."""
        if math.isinf(bound):
            return Certificate(bound, "none", "")
        return replace(self, bound=bound)

    @classmethod
    def nothing(cls, *, maximise: bool = False) -> "Certificate":
        """Return the certificate of an answer about which nothing is known.

        Parameters
        ----------
        maximise : bool
            Direction of the objective.

        Returns
        -------
        Certificate
            Kind ``none`` with an infinite bound.
        """
        return cls(math.inf if maximise else -math.inf, "none", "")


UNPROVEN = Certificate(math.nan, "none", "")
"""Of an answer that nobody has tried to prove: a plan drawn by hand or read from a file."""


def relative_gap(objective: float, bound: float) -> float:
    """Return ``|objective - bound|`` as a share of the objective.

    Parameters
    ----------
    objective, bound : float
        In the same unit; an infinite bound gives an infinite gap.

    Returns
    -------
    float
        Share, at least 0.
    """
    return abs(objective - bound) / max(abs(objective), 1e-9)


def is_met(objective: float, bound: float) -> bool:
    """Say whether a bound leaves nothing between itself and the objective.

    Parameters
    ----------
    objective, bound : float
        In the same unit; nan and infinite bounds are never met.

    Returns
    -------
    bool
        Whether the gap is nil up to the rounding of sums.
    """
    return relative_gap(objective, bound) <= PROOF_TOLERANCE


def proven(
    objective: float, certificate: Certificate, *, exhausted: bool = False
) -> tuple[Literal["optimal", "feasible"], float, float]:
    """Return status, bound and gap of an answer that exists.

    Parameters
    ----------
    objective : float
        Value of the answer, by our own arithmetic.
    certificate : Certificate
        What was proven.
    exhausted : bool
        Whether the prover left nothing to search; a certificate of kind ``none`` never counts.

    Returns
    -------
    status : {"optimal", "feasible"}
        ``optimal`` only where the bound is met or the search was exhausted.
    bound, gap : float
        The bound is set to the objective, and the gap to 0, only where that is proven.
    """
    if certificate.kind != "none" and (exhausted or is_met(objective, certificate.bound)):
        return "optimal", objective, 0.0
    return "feasible", certificate.bound, relative_gap(objective, certificate.bound)
