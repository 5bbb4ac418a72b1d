"""The four legs of a response: call handling, turnout, drive, access."""

from dataclasses import dataclass, fields
from math import isfinite
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geo.errors import ResponseError
from geo.response.lognormal import log_spread

__all__ = ["LEGS", "ResponseModel"]

LEGS: Final = ("call", "turnout", "drive", "access")

_METRES_PER_MINUTE_AT_1_KMH: Final = 1000 / 60


@dataclass(frozen=True)
class ResponseModel:
    """What a response is made of beside the road.

    Every leg is lognormal with a median in minutes and a coefficient of variation (standard
    deviation over mean); legs are independent. A coefficient of 0 means that the leg always takes
    its median. The medians of drive and access belong to a place and are given with it.

    Attributes
    ----------
    call_min, turnout_min : float
        Median minutes from the call to the order, and from the order to wheels rolling.
    access_min : float
        Median minutes from the vehicle at the gate to the work, without the walk.
    walk_kmh : float
        Walking speed from the road to the gate.
    call_cv, turnout_cv, drive_cv, access_cv : float
        Coefficients of variation.

    Raises
    ------
    ResponseError
        For a value that is negative or not finite, or a walking speed of 0.
    """

    call_min: float = 2.0
    turnout_min: float = 3.0
    access_min: float = 1.0
    walk_kmh: float = 5.0
    call_cv: float = 0.25
    turnout_cv: float = 0.25
    drive_cv: float = 0.25
    access_cv: float = 0.25

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if not (isfinite(value) and value >= 0):
                raise ResponseError("response.value", name=field.name, found=value)
        if self.walk_kmh == 0:
            raise ResponseError("response.walk", found=self.walk_kmh)

    def spread(self, leg: str) -> float:
        """Return the standard deviation of a leg's logarithm, 0 for no spread."""
        return float(log_spread(getattr(self, f"{leg}_cv")))

    def spreading_legs(self) -> list[str]:
        """Return the legs whose minutes vary."""
        always_zero = {leg for leg in ("call", "turnout") if getattr(self, f"{leg}_min") == 0}
        return [leg for leg in LEGS if self.spread(leg) > 0 and leg not in always_zero]

    def access_minutes(self, distance_m: ArrayLike) -> NDArray[np.float64]:
        """Return the median access minutes for a walk from the road to the gate.

        Parameters
        ----------
        distance_m : array_like
            Metres from the road to the gate; inf where the gate could not be put on a road.
        """
        walk_min = np.asarray(distance_m, dtype=np.float64) / (
            self.walk_kmh * _METRES_PER_MINUTE_AT_1_KMH
        )
        return self.access_min + walk_min
