"""Whether probabilities keep their word: of calls given 80 %, 80 % should be on time."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["calibration_error", "reliability_table"]

_MOST_BINS: Final = 10
_LEAST_PER_BIN: Final = 500

Reals = NDArray[np.float64]


def reliability_table(p: Reals, happened: NDArray[np.bool_]) -> list[dict[str, float | int]]:
    """Return predicted against observed shares in bins of equally many calls.

    Ten bins, or fewer so that each holds at least 500 calls: with fewer calls the observed share
    would stray by more than 2 % from the true one by chance alone.

    Parameters
    ----------
    p : ndarray, shape (n,)
        Predicted probabilities, n at least 1.
    happened : ndarray of bool, shape (n,)

    Returns
    -------
    list of dict
        ``calls, predicted, observed`` in order of the predicted probability.
    """
    bins = int(np.clip(p.size // _LEAST_PER_BIN, 1, _MOST_BINS))
    parts = np.array_split(np.argsort(p, kind="stable"), bins)
    return [
        {
            "calls": int(part.size),
            "predicted": float(p[part].mean()),
            "observed": float(happened[part].mean()),
        }
        for part in parts
    ]


def calibration_error(table: list[dict[str, float | int]]) -> float:
    """Return the mean distance of predicted and observed shares, weighted by calls.

    References
    ----------
    .. [1] Naeini, M. P., Cooper, G. F., Hauskrecht, M. (2015). Obtaining well calibrated
       probabilities using Bayesian binning. AAAI 29: expected calibration error.
    """
    calls = sum(row["calls"] for row in table)
    return sum(row["calls"] * abs(row["predicted"] - row["observed"]) for row in table) / calls
