"""Who is reached in time, how surely, and what would change it."""

from geo.coverage.access import expected_cover, two_step_access
from geo.coverage.calibration import calibrate
from geo.coverage.erlang import erlang_b, erlang_c
from geo.coverage.gates import GateChoice, best_gates, open_gates
from geo.coverage.hypercube import (
    MAX_EXACT_CREWS,
    BusyCrews,
    hypercube,
    hypercube_approximation,
)
from geo.coverage.roll_up import roll_up, summary
from geo.coverage.run_cards import preferences_by_minutes, run_cards
from geo.coverage.travel_laws import iso_distance_km, iso_travel_minutes, mean_nearest_km
from geo.coverage.verdict import VERDICTS, Coverage, cover

__all__ = [
    "MAX_EXACT_CREWS",
    "VERDICTS",
    "BusyCrews",
    "Coverage",
    "GateChoice",
    "best_gates",
    "calibrate",
    "cover",
    "erlang_b",
    "erlang_c",
    "expected_cover",
    "hypercube",
    "hypercube_approximation",
    "iso_distance_km",
    "iso_travel_minutes",
    "mean_nearest_km",
    "open_gates",
    "preferences_by_minutes",
    "roll_up",
    "run_cards",
    "summary",
    "two_step_access",
]
