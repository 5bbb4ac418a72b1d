"""Minutes on roads: which speed counts, how it is known, and what the hour does to it."""

from pathlib import Path

import numpy as np
import pytest

from geo.errors import RoadsError
from geo.roads import (
    RoadMap,
    SpeedProfile,
    edge_speed_kmh,
    read_speed_profile,
    road_network,
    rush_hour_profile,
    speed_source,
    speed_sources,
)

CALM = rush_hour_profile(1.0, ())


def roads(**columns: object) -> RoadMap:
    """Return edges of 300 m in a row, one for each class given."""
    n = len(columns["road_class"])
    return RoadMap.from_arrays(
        lon=np.linspace(114.0, 114.1, n + 1),
        lat=np.full(n + 1, 30.5),
        tail=np.arange(n),
        head=np.arange(1, n + 1),
        length_m=300.0,
        **columns,
    )


def test_the_tag_wins_over_the_class_and_the_class_over_the_guess(
    speed_kmh: dict[str, float],
) -> None:
    """A tagged limit counts; ramps share one speed; an unknown class is driven as residential."""
    road_map = roads(
        road_class=["primary", "primary", "trunk_link", "circus"],
        maxspeed_kmh=[50.0, np.nan, np.nan, np.nan],
    )
    speed = edge_speed_kmh(road_map, speed_kmh=speed_kmh, profile=CALM, hour=10)
    assert speed.tolist() == [50.0, 36.0, 30.0, 18.0]
    assert speed_source(road_map, speed_kmh=speed_kmh).tolist() == [
        "tagged",
        "class",
        "class",
        "guessed",
    ]


def test_shares_are_by_length(speed_kmh: dict[str, float]) -> None:
    """The shares of tagged, class and guessed length add up, and unknown classes are listed."""
    road_map = roads(
        road_class=["primary", "primary", "circus", "circus"],
        maxspeed_kmh=[50.0, np.nan, np.nan, np.nan],
    )
    sources = speed_sources(road_map, speed_kmh=speed_kmh)
    assert (sources.tagged_share, sources.class_share, sources.guessed_share) == (0.25, 0.25, 0.5)
    assert sources.unknown_classes == {"circus": 0.6}


def test_no_roads_have_no_shares(speed_kmh: dict[str, float]) -> None:
    """An empty map has shares of zero, not NaN."""
    empty = RoadMap.from_arrays(lon=[], lat=[], tail=[], head=[], road_class="x")
    sources = speed_sources(empty, speed_kmh=speed_kmh)
    assert (sources.tagged_share, sources.class_share, sources.guessed_share) == (0, 0, 0)


def test_a_bad_surface_slows_but_never_speeds_up(speed_kmh: dict[str, float]) -> None:
    """The surface is an upper limit; one that is not listed changes nothing."""
    road_map = roads(
        road_class=["primary", "primary", "service"],
        surface=np.array(["sand", "asphalt", "gravel"], dtype=object),
    )
    speed = edge_speed_kmh(road_map, speed_kmh=speed_kmh, profile=CALM, hour=10)
    assert speed.tolist() == [10.0, 36.0, 12.0]


def test_minutes_and_directions(speed_kmh: dict[str, float]) -> None:
    """300 m at 18 km/h take a minute; one-way edges have one arc, two-way edges a second behind."""
    road_map = roads(road_class=["residential", "primary"], oneway=[True, False])
    network = road_network(road_map, speed_kmh=speed_kmh)
    assert network.drive_ms.tolist() == [60_000, 30_000, 30_000]
    assert (network.tail.tolist(), network.head.tolist()) == ([0, 1, 2], [1, 2, 1])
    assert network.arc_edge.tolist() == [0, 1, 1]
    assert network.arc_forward.tolist() == [True, True, False]


@pytest.mark.parametrize(("hour", "minutes"), [(6, 1.0), (7, 2.0), (8, 2.0), (9, 1.0), (23, 1.0)])
def test_the_rush_hour_is_slow(hour: int, minutes: float, speed_kmh: dict[str, float]) -> None:
    """Hours 7 and 8 mean 7:00 to 9:00; the factor is on the speed."""
    road_map = roads(road_class=["residential"])
    network = road_network(
        road_map, speed_kmh=speed_kmh, rush_factor=0.5, rush_hours=(7, 8), hour=hour
    )
    assert network.drive_min[0] == pytest.approx(minutes)


def test_a_profile_speaks_of_class_and_hour(speed_kmh: dict[str, float]) -> None:
    """A class has its own row, ramps share one, every other class has the starred one."""
    rows = {name: [1.0] * 24 for name in ("primary", "link", "*")}
    rows["primary"][8], rows["link"][8], rows["*"][8] = 0.5, 0.25, 0.8
    profile = SpeedProfile.from_table(rows)
    road_map = roads(road_class=["primary", "primary_link", "service"])
    speed = edge_speed_kmh(road_map, speed_kmh=speed_kmh, profile=profile, hour=8)
    assert speed == pytest.approx([18.0, 7.5, 9.6])
    calm = road_network(road_map, speed_kmh=speed_kmh, profile=profile, hour=9)
    assert calm.drive_min == pytest.approx(road_network(road_map, speed_kmh=speed_kmh).drive_min)


def test_a_profile_leaves_unnamed_classes_alone(speed_kmh: dict[str, float]) -> None:
    """Without a starred row, classes that are not named keep their speed."""
    profile = SpeedProfile.from_table({"primary": [0.5] * 24})
    speed = edge_speed_kmh(
        roads(road_class=["service"]), speed_kmh=speed_kmh, profile=profile, hour=8
    )
    assert speed.tolist() == [12.0]


def test_impossible_speeds_are_refused(speed_kmh: dict[str, float]) -> None:
    """A speed of zero, a NaN, a missing residential speed and hour 24 are errors that say so."""
    road_map = roads(road_class=["residential"])
    for wrong in (0.0, -5.0, np.nan, np.inf):
        with pytest.raises(RoadsError, match="above 0"):
            road_network(road_map, speed_kmh=speed_kmh | {"primary": wrong})
    with pytest.raises(RoadsError, match="residential"):
        road_network(road_map, speed_kmh={"primary": 30.0})
    with pytest.raises(RoadsError, match="hour"):
        road_network(road_map, speed_kmh=speed_kmh, hour=24)
    with pytest.raises(RoadsError, match="24 finite factors"):
        road_network(road_map, speed_kmh=speed_kmh, rush_factor=0.0)


def test_a_profile_is_read_from_a_table(tmp_path: Path) -> None:
    """A csv with a row a class is read; wrong rows are named together, with their numbers."""
    header = ",".join(["road_class", *map(str, range(24))])
    good = tmp_path / "profile.csv"
    good.write_text(f"{header}\nprimary,{','.join(['0.5'] * 24)}\n", encoding="utf-8-sig")
    assert read_speed_profile(good).factors["primary"].tolist() == [0.5] * 24

    bad = tmp_path / "bad.csv"
    rows = ["primary,1", f"secondary,{','.join(['x'] * 24)}", f"link,{','.join(['1'] * 24)}"]
    bad.write_text("\n".join([header, *rows]), encoding="utf-8")
    with pytest.raises(RoadsError) as raised:
        read_speed_profile(bad)
    assert [fault.row for fault in raised.value.faults] == [2, 3]

    for text in ("", "class,0,1\n"):
        bad.write_text(text, encoding="utf-8")
        with pytest.raises(RoadsError, match="header"):
            read_speed_profile(bad)
    bad.write_bytes("road_class,早".encode("gb18030"))
    with pytest.raises(RoadsError, match="header"):
        read_speed_profile(bad)
    with pytest.raises(RoadsError, match="not found"):
        read_speed_profile(tmp_path / "missing.csv")


def test_limits_of_the_two_directions() -> None:
    """The way back has its own limit where one is tagged, and that of the way there elsewhere."""
    road_map = roads(
        road_class=["residential", "residential"],
        maxspeed_kmh=[60, 40],
        maxspeed_back_kmh=[30, np.nan],
    )
    network = road_network(road_map, speed_kmh={"residential": 18.0}, rush_hours=())
    assert network.drive_min == pytest.approx([0.3, 0.45, 0.6, 1.0])
    alike = roads(road_class=["residential"], maxspeed_kmh=[60])
    assert road_network(alike, speed_kmh={"residential": 18.0}).drive_min.tolist() == [0.3, 0.3]


def test_a_road_that_is_closed_at_some_hours() -> None:
    """Its arcs stay, and take for ever in the direction and at the hours that are forbidden."""
    night = 0b111111 | 0b11 << 22
    road_map = roads(
        road_class=["residential", "residential"], closed_forward=[night, 0], closed_backward=night
    )
    closed = {
        hour: np.isinf(
            road_network(road_map, speed_kmh={"residential": 18.0}, hour=hour).drive_min
        ).tolist()
        for hour in (5, 6, 10, 22)
    }
    assert closed == {
        5: [True, False, True, True],
        6: [False] * 4,
        10: [False] * 4,
        22: [True, False, True, True],
    }
