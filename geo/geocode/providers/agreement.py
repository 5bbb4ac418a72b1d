"""Whether two providers mean the same spot."""

from enum import Enum
from typing import Final

from geo.coords import distance_m
from geo.geocode.gazetteer import place_word
from geo.geocode.providers.provider import ProviderPlace

__all__ = ["AGREE_M", "REJECT_M", "Agreement", "agreement"]

AGREE_M: Final = 150.0
REJECT_M: Final = 500.0


class Agreement(Enum):
    """How two places lie to each other."""

    AGREE = "providers_agree"
    APART = "providers_apart"
    DISAGREE = "providers_disagree"
    OTHER_DISTRICT = "other_district"


def agreement(one: ProviderPlace, other: ProviderPlace) -> Agreement:
    """Compare the places that two providers name for the same question.

    Up to 150 m they agree, up to 500 m a person must look, farther apart or in two districts
    neither is believed.
    """
    districts = {place_word(place.district) for place in (one, other) if place.district}
    if len(districts) > 1:
        return Agreement.OTHER_DISTRICT
    metres = distance_m(one.lon, one.lat, other.lon, other.lat).item()
    if metres <= AGREE_M:
        return Agreement.AGREE
    return Agreement.APART if metres <= REJECT_M else Agreement.DISAGREE
