"""Where the zones of a district stand among legal ones drawn by lot."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.stop import Stop
from geo.summary import Summarized
from geo.workspace.district import District
from geo.workspace.zones.zones import draw_zones, zoning_rules
from geo.zoning import Zoning, ZoningSample, sample_zonings

__all__ = ["ZoneRank", "rank_zones"]


@dataclass(frozen=True, eq=False, repr=False)
class ZoneRank(Summarized):
    """Where zonings stand among drawn ones.

    Attributes
    ----------
    sample : ZoningSample
        Legal zonings with as many zones.
    today : Zoning or None
        The zones in force; None where there are none, or not for every estate.
    drawn : Zoning
        The zones that the search draws, as many of them.
    """

    sample: ZoningSample
    today: Zoning | None
    drawn: Zoning

    def _facts(self) -> Iterator[tuple[str, str]]:
        if self.today is not None:
            yield "cheaper_than_today", f"{self.sample.share_below(self.today.objective):.1%}"
        yield "cheaper_than_drawn", f"{self.sample.share_below(self.drawn.objective):.1%}"

    @property
    def quantiles(self) -> NDArray[np.float64]:
        """Household-minutes of the cheapest, the tenth, the median, nine tenths, the dearest."""
        return np.quantile(self.sample.objective, [0.0, 0.1, 0.5, 0.9, 1.0])


def rank_zones(
    district: District,
    *,
    zones: int | None = None,
    draws: int = 1000,
    seed: int = 0,
    time_limit_s: float | None = None,
    stop: Stop | None = None,
) -> ZoneRank:
    """Draw legal zonings and say where today's zones and the search's stand among them.

    Parameters
    ----------
    district : District
    zones : int, optional
        How many zones; as many as are in force, or as the settings say.
    draws : int
        How many zonings are drawn.
    seed : int
        The same seed gives the same sample.
    time_limit_s : float, optional
        Wall seconds of the search that draws the zones to begin with.
    stop : Stop, optional
        The caller's cancel flag and listener.

    Returns
    -------
    ZoneRank
        The chain begins with the zones in force where they keep the rules, else with those drawn.

    Raises
    ------
    ZonesRefusedError
        When no such zones exist.
    ZoningError
        For fewer than ten draws.
    """
    present = district.inputs.present
    whole = present is not None and bool((present.zone_of >= 0).all())
    asked = len(present.names) if zones is None and present is not None and whole else zones
    found = draw_zones(district, zones=asked, move_price=0.0, time_limit_s=time_limit_s).zoning
    rules = zoning_rules(district)

    def scored(labels: NDArray[np.int64]) -> Zoning:
        return Zoning.from_labels(found.problem, labels, rules=rules, zones=found.target_zones)

    drawn = scored(found.zone_of)
    today = scored(present.zone_of) if present is not None and whole else None
    fits = today is not None and not today.violations and today.n_zones == drawn.n_zones
    start = today if today is not None and fits else drawn
    return ZoneRank(sample_zonings(start, draws=draws, seed=seed, stop=stop), today, drawn)
