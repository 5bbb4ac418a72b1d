"""A public claim held against a district: true or false, by how much, and what would make it so."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo import siting
from geo.coverage import (
    USUAL_DETOUR,
    AreaMinutes,
    Coverage,
    audit,
    before_and_after,
    cover,
    disc_bound,
    packing_bound,
    parse_claim,
    sample_area,
)
from geo.summary import Record
from geo.workspace.district import District
from geo.workspace.siting.places import SitePlaces, site_places

__all__ = ["ClaimAudit", "audit_claim"]

Minutes = NDArray[np.float64]


@dataclass(frozen=True, eq=False, repr=False)
class ClaimAudit(Record):
    """A public claim held against a district. Its figures are read by attribute or by key.

    Attributes
    ----------
    claim : dict
        What the text was read to say, what was ``said`` and what of it was ``denied``.
    verdict : {"true", "false", "unproven"}
    estates, households : dict
        ``count``, ``reached``, ``unsure``.
    share : dict or None
        The share that the claim names, beside what is reached.
    mean_min : float or None
        The mean over all households, where the claim is one of a mean.
    area : dict or None
        Square kilometres; None without an outline.
    turns_true_at : dict
        At what speed and turnout the claim is true.
    stations : dict
        ``open``, ``needed`` with ``status`` and ``bound``, ``lower_bound_area``, ``uncoverable``.
    without : list of dict
        What the district loses without each open station.
    """

    claim: dict[str, Any]
    verdict: str
    estates: dict[str, Any]
    households: dict[str, Any]
    share: dict[str, Any] | None
    mean_min: float | None
    area: dict[str, Any] | None
    turns_true_at: dict[str, Any]
    stations: dict[str, Any]
    without: list[dict[str, Any]]

    def _facts(self) -> Iterator[tuple[str, str]]:
        yield "said", str(self.claim["said"])
        yield "verdict", self.verdict
        for name in ("estates", "households"):
            counts = self[name]
            yield name, f"{counts['reached']:,} of {counts['count']:,}"


def audit_claim(district: District, text: str, *, denied: Iterable[str] = ()) -> ClaimAudit:
    """Say whether a claim such as "15 min, 108 km2" is true of a district.

    Parameters
    ----------
    district : District
    text : str
        As for :func:`geo.coverage.parse_claim`.
    denied : iterable of str
        Parts that the text was read to have and that a person says it does not, of
        :data:`geo.coverage.CLAIM_PARTS`.

    Returns
    -------
    ClaimAudit

    Raises
    ------
    CoverageError
        When the text cannot be read as one claim, or the district lacks what it is about.
    """
    left_out = tuple(denied)
    claim = parse_claim(text).without(left_out)
    percentile = claim.percentile or district.settings.target.percentile
    drive, access = district.minutes_from_stations()
    answer = audit(
        claim,
        drive_min=drive,
        access_min=access,
        model=district.model,
        percentile=percentile,
        households=district.households,
        located=district.gates.has_gate,
        position_error_m=district.position_error_m,
        residents=district.estates["residents"].to_numpy(np.float64, na_value=np.nan)
        if "residents" in district.estates
        else None,
        area=_area(district),
        turnout_min=district.turnout_min,
    )
    promise = {"target_min": claim.minutes, "percentile": percentile}
    said = {"said": text, **answer.pop("claim"), "denied": list(left_out)}
    return ClaimAudit(
        claim=said,
        **answer,
        stations={
            "open": len(district.stations),
            **_stations_needed(district, promise),
            "lower_bound_area": _area_bound(district, claim.area_km2, promise),
        },
        without=_without_each(district, drive, access, promise),
    )


def _area(district: District) -> AreaMinutes | None:
    boundary = district.inputs.boundary
    if boundary is None:
        return None
    lon, lat, km2 = sample_area(boundary.geometry.union_all())
    points = district.snap(lon, lat)
    return AreaMinutes(
        district.minutes_to_points(district.station_points, points),
        # Ground counts as reached with the road beside it: nobody walks to the middle of a field.
        np.where(points.edge >= 0, district.model.access_min, np.inf),
        km2,
    )


def _stations_needed(district: District, promise: dict[str, float]) -> dict[str, Any]:
    """Return how many stations in all would reach every estate that any candidate reaches."""
    places = site_places(district)
    covers = cover(
        drive_min=places.ways.whole.drive,
        access_min=places.ways.whole.access,
        model=district.model,
        located=district.gates.has_gate,
        turnout_min=places.turnout_min,
        **promise,
    ).covers[np.setdiff1d(np.arange(len(places.sites)), _off_duty(places))]
    served = covers.any(axis=0)
    plan = siting.set_cover(covers[:, served], fixed=range(len(district.stations)))
    return {
        "needed": int(plan.objective),
        "status": plan.status,
        "bound": int(plan.bound),
        "lower_bound": packing_bound(covers),
        "uncoverable": district.estates["name"][~served].tolist(),
    }


def _off_duty(places: SitePlaces) -> NDArray[np.int64]:
    """Return the stations of today that have no crew on duty: they are not counted."""
    return np.setdiff1d(np.arange(places.n_open), places.on_duty)


def _area_bound(
    district: District, area_km2: float | None, promise: dict[str, float]
) -> int | None:
    """Return a number of stations below which the area cannot be reached at the usual speed."""
    if area_km2 is None:
        return None
    return disc_bound(
        area_km2,
        model=district.model,
        speed_kmh=district.settings.speeds.primary,
        detour=USUAL_DETOUR,
        **promise,
    )


def _without_each(
    district: District, drive: Minutes, access: Minutes, promise: dict[str, float]
) -> list[dict[str, Any]]:
    """Return for every open station what the district has with it and without it."""
    if len(district.stations) < 2:
        return []
    located, error_m = district.gates.has_gate, district.position_error_m

    def judged(stations: NDArray[np.bool_]) -> Coverage:
        return cover(
            drive_min=drive[stations],
            access_min=access[stations],
            model=district.model,
            located=located,
            position_error_m=error_m,
            turnout_min=district.turnout_min[stations],
            **promise,
        )

    whole = judged(np.ones(len(drive), np.bool_))
    rows = []
    for number, station in enumerate(district.stations.to_dict(orient="records")):
        others = np.arange(len(drive)) != number
        change = before_and_after(judged(others), whole, district.households)
        names = district.estates["name"].to_numpy()
        rows.append(
            {
                "station_id": station["station_id"],
                "name": station["name"],
                "estates_covered": change["estates_covered"],
                "households_covered": change["households_covered"],
                "gained": names[np.asarray(change["gained"], int)].tolist(),
            }
        )
    return rows
