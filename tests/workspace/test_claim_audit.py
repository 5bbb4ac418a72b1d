"""The audit of the embedded district agrees with what can be counted by hand."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from geo.response import ResponseModel, p_on_time
from geo.tables import write_csv
from geo.workspace import District, audit_claim, cover_stations, open_district, open_workspace

CLAIM = "15 min, 108 km2"
CENTRE = "ST-1"


@pytest.fixture(scope="module")
def district(hanyang: Path) -> District:
    """Return the embedded district with both stations."""
    return open_district(open_workspace(hanyang))


@pytest.fixture(scope="module")
def audited(district: District) -> dict:
    """Return the audit of the claim."""
    return audit_claim(district, CLAIM)


def with_centre_alone(district: District) -> District:
    """Return the district as it was before the second station opened."""
    stations = district.inputs.stations
    status = stations["status"].where(stations["station_id"] == CENTRE, "planned")
    return replace(
        district,
        inputs=replace(district.inputs, stations=stations.assign(status=status)),
        station_points=district.station_points.take(np.array([0])),
    )


def exported(district: District, folder: Path) -> pd.DataFrame:
    """Return the estates as they come back from the csv."""
    path = folder / "estates.csv"
    write_csv(cover_stations(district).estates, path)
    return pd.read_csv(path, encoding="utf-8-sig")


def reached_by_hand(rows: pd.DataFrame) -> tuple[int, int]:
    """Return estates and households on time, from the legs in the csv alone."""
    p = p_on_time(
        ResponseModel(call_min=2.0, turnout_min=3.0),
        drive_min=rows["drive_min"].to_numpy(),
        access_min=rows["access_min"].to_numpy(),
        target_min=15.0,
    )
    kept = np.round(p, 6) >= 0.9
    return int(kept.sum()), int(rows["households"][kept].sum())


def test_counts_are_those_of_the_csv(district: District, audited: dict, tmp_path: Path) -> None:
    """Reached and missed estates and households follow from the exported legs."""
    rows = exported(district, tmp_path)
    estates, households = reached_by_hand(rows)
    assert audited["verdict"] == "false"
    assert audited["estates"] == {
        "count": 161, "reached": estates, "missed": 161 - estates, "unsure": 0,
    }  # fmt: skip
    assert audited["households"]["reached"] == households
    assert audited["households"]["missed"] == 57_000 - households
    assert rows["verdict"].eq("covered").sum() == estates


def test_before_and_after_the_second_station(
    district: District, audited: dict, tmp_path: Path
) -> None:
    """What 紫荆花园 adds is the csv with it less the csv without it, estate by estate."""
    both = exported(district, tmp_path)
    alone = exported(with_centre_alone(district), tmp_path)
    row = next(one for one in audited["without"] if "紫荆花园" in one["name"])
    before, after = reached_by_hand(alone), reached_by_hand(both)
    assert row["estates_covered"] == [before[0], after[0]]
    assert row["households_covered"] == [before[1], after[1]]
    gained = both["name"][both["verdict"].eq("covered") & alone["verdict"].ne("covered")]
    assert row["gained"] == gained.tolist()


def test_the_centre_alone_is_audited_too(district: District, audited: dict) -> None:
    """With one station fewer is reached, and it takes more speed to make the claim true."""
    alone = audit_claim(with_centre_alone(district), CLAIM)
    assert alone["verdict"] == "false"
    assert alone["without"] == []
    assert alone["households"]["reached"] < audited["households"]["reached"]
    assert alone["area"]["reached_km2"] < audited["area"]["reached_km2"]
    assert alone["turns_true_at"]["speed_factor"] > audited["turns_true_at"]["speed_factor"]
    assert alone["stations"]["open"] == 1


def test_it_is_true_at_the_speed_and_false_just_below(district: District, audited: dict) -> None:
    """At the factor that the audit names every estate is covered, a hundredth below one is not."""
    factor = audited["turns_true_at"]["estates"]["speed_factor"]
    slow, fast = (
        cover_stations(
            district.with_network(
                district.network.with_drive_min(district.network.drive_min / (factor + step))
            )
        ).coverage.covered.all()
        for step in (-0.02, 0.01)
    )
    assert fast
    assert not slow


def test_vague_positions_are_unsure_in_the_audit_too(district: District) -> None:
    """A position that is off by a kilometre turns the same estates here and in the ledger."""
    estates = district.estates.assign(position_error_m=1000.0)
    vague = replace(district, inputs=replace(district.inputs, estates=estates))
    unsure = int((cover_stations(vague).coverage.verdict == "unsure").sum())
    assert unsure > 10
    assert audit_claim(vague, "15 min")["estates"]["unsure"] == unsure


def test_bounds_do_not_contradict(audited: dict) -> None:
    """The stations that are needed are at least what is proven, and more than there are."""
    stations = audited["stations"]
    assert stations["lower_bound"] <= stations["bound"] <= stations["needed"]
    assert stations["needed"] > stations["open"] == 2
