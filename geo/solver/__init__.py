"""Solver: linear and mixed-integer programs, answered with what was proven about them.

The only room that talks to HiGHS. A program is put together with :class:`ProgramBuilder`, solved
by :func:`solve_program` (or :func:`solve_in_order` where several objectives rank one behind the
other, or a :class:`GrowingProgram` where columns and rows arrive on the way), and answered by a
:class:`ProgramAnswer`: checked by our own arithmetic, with a :class:`Certificate` that says what
was proven and by whom.
"""

from geo.solver.certificate import (
    OURS,
    PROOF_TOLERANCE,
    UNPROVEN,
    Certificate,
    Proof,
    is_met,
    proven,
    relative_gap,
)
from geo.solver.growing import GrowingProgram, LinearAnswer
from geo.solver.highs import prover
from geo.solver.program import LinearProgram
from geo.solver.program_builder import ProgramBuilder, Term
from geo.solver.solve import ProgramAnswer, solve_in_order, solve_program

__all__ = [
    "OURS",
    "PROOF_TOLERANCE",
    "UNPROVEN",
    "Certificate",
    "GrowingProgram",
    "LinearAnswer",
    "LinearProgram",
    "ProgramAnswer",
    "ProgramBuilder",
    "Proof",
    "Term",
    "is_met",
    "proven",
    "prover",
    "relative_gap",
    "solve_in_order",
    "solve_program",
]
