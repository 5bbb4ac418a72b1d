"""Commands asked about a scenario, closed roads or slow roads instead of the district as it is."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Command = Callable[..., Any]


@pytest.fixture
def area(tmp_path: Path) -> Path:
    """Return a file that draws the block through which the way to E2 (梧桐里) leads."""
    ring = [[114.009, 30.004], [114.014, 30.004], [114.014, 30.009], [114.009, 30.009]]
    outline = {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
    feature = {"type": "Feature", "properties": {}, "geometry": outline}
    path = tmp_path / "area.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    return path


def _minutes(answer: Any, estate: str = "E2") -> float | None:
    """Return the response minutes of an estate in an answer of ``cover``."""
    found: float | None = next(
        row["response_min"] for row in answer.json["estates"] if row["estate_id"] == estate
    )
    return found


def test_slow_roads_take_longer_and_closed_ones_are_none(
    command: Command, town: Path, area: Path
) -> None:
    """The last half block to E2 is 0.5 min: twice as long adds 0.5, three times 1; closed cuts."""
    usual = _minutes(command("cover", town, "--json"))
    assert usual is not None
    for factor, later in ((2, 0.5), (3, 1.0)):
        slow = _minutes(command("cover", town, "--slow", f"{area}={factor}", "--json"))
        assert slow == pytest.approx(usual + later, abs=1e-3)
    assert _minutes(command("cover", town, "--close", area, "--json")) is None


def test_zones_count_the_slow_roads(command: Command, town: Path, area: Path) -> None:
    """The zone of E2 costs more: 120 households, each a minute more."""
    usual = command("zone", town, "--json").json["objective"]
    slow = command("zone", town, "--slow", f"{area}=3", "--json").json["objective"]
    assert slow == pytest.approx(usual + 120.0, abs=0.1)


def test_a_saved_scenario_by_id_and_by_name(
    command: Command, town: Path, area: Path, tmp_path: Path
) -> None:
    """``cover --scenario`` and ``plan --scenario`` answer as the scenario does."""
    command("scenario", town, "new", "雪天")
    command("scenario", town, "set", "s2", "--slow", f"{area}=3")
    direct = _minutes(command("cover", town, "--slow", f"{area}=3", "--json"))
    assert _minutes(command("cover", town, "--scenario", "s2", "--json")) == direct
    assert _minutes(command("cover", town, "--scenario", "雪天", "--json")) == direct
    planned = command("plan", town, "--scenario", "雪天", "--out", tmp_path / "out", "--json")
    exported = command("scenario", town, "export", "s2", "--out", tmp_path / "same", "--json")
    assert planned.json["run"] == exported.json["run"]
    assert (tmp_path / "out" / "plan.json").read_bytes() == (
        tmp_path / "same" / "plan.json"
    ).read_bytes()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--slow", "area.geojson"), "FILE=FACTOR"),
        (("--slow", "{area}=0.5"), "above 1"),
        (("--slow", "{area}=nan"), "above 1"),
        (("--scenario", "snow"), "no scenario"),
        (("--close", "nowhere.geojson"), "nowhere.geojson"),
    ],
)
def test_what_cannot_be_is_refused(
    command: Command, town: Path, area: Path, words: tuple[str, str], said: str
) -> None:
    """One sentence, exit code 1, nothing on standard output."""
    option, value = words
    answer = command("cover", town, option, value.format(area=area), "--lang", "en")
    assert (answer.code, answer.out) == (1, "")
    assert said in answer.err


def test_an_unchanged_scenario_is_written_as_before() -> None:
    """What came later is left out where it says nothing: the run hash of a scenario stays."""
    from geo.scenarios import Scenario

    assert "slowed" not in Scenario().as_json()
    assert "slowed" in Scenario().with_slowed(((0, 0), (1, 0), (1, 1)), 2.0).as_json()
