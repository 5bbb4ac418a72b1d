"""Response minutes learned from a dispatch log, and how well they foretell another."""

from geo.coverage.calibration.calibrate import LEAST_CALLS, THRESHOLDS_MIN, calibrate

__all__ = ["LEAST_CALLS", "THRESHOLDS_MIN", "calibrate"]
