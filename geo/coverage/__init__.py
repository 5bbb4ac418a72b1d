"""Who is reached in time, how surely, and what would change it."""

from geo.coverage.gates import GateChoice, best_gates, open_gates
from geo.coverage.roll_up import roll_up, summary
from geo.coverage.verdict import VERDICTS, Coverage, cover

__all__ = [
    "VERDICTS",
    "Coverage",
    "GateChoice",
    "best_gates",
    "cover",
    "open_gates",
    "roll_up",
    "summary",
]
