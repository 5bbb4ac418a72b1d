"""Rules of a workspace: links, fixed zones, stations, levels; what contradicts is named."""

import shutil
from pathlib import Path

import pytest

from geo.errors import GeoError, SettingsError, WorkspaceError, ZoningError
from geo.workspace import ZoneDrawing, draw_zones, open_district, open_workspace


def drawn(toy: Path, folder: Path, rules: str, zones: int | None = None) -> ZoneDrawing:
    """Return the zones of the toy district under further settings."""
    shutil.copytree(toy, folder)
    settings = folder / "workspace.toml"
    text = settings.read_text(encoding="utf-8").replace("[zoning]", f"[zoning]\n{rules}")
    settings.write_text(text, encoding="utf-8")
    return draw_zones(open_district(open_workspace(folder)), zones=zones)


def zone_of(drawing: ZoneDrawing) -> dict[str, str]:
    """Return the zone of each estate by its id."""
    return dict(zip(drawing.estates["estate_id"], drawing.estates["zone_id"], strict=True))


def test_links_and_fixed_zones_are_kept(toy: Path, tmp_path: Path) -> None:
    """Estates that may not share do not, a fixed zone stands as it was named."""
    apart = zone_of(
        drawn(toy, tmp_path / "apart", 'cannot_link = [["E1", "E2"]]\ncap = 9', zones=5)
    )
    assert apart["E1"] != apart["E2"]
    together = zone_of(drawn(toy, tmp_path / "link", 'must_link = [["E1", "E2"]]', zones=5))
    assert together["E1"] == together["E2"]
    fixed = zone_of(drawn(toy, tmp_path / "fixed", 'fixed = [["E1"]]\ncap = 9', zones=5))
    assert [zone for zone in fixed.values() if zone == fixed["E1"]] == [fixed["E1"]]


def test_stations_and_levels_are_terms(toy: Path, tmp_path: Path) -> None:
    """Both are accepted and leave a proven plan."""
    drawing = drawn(toy, tmp_path / "town", "one_station = true\nlevel_price_min = 2")
    assert drawing.zoning.status == "optimal"
    assert {rule.name for rule in drawing.zoning.rules.further} == {"shared_station", "one_level"}


WRONG = {
    "contradiction": (
        'must_link = [["E1", "E2"]]\ncannot_link = [["E2", "E1"], ["E3", "E4"]]',
        None,
        ZoningError,
        '"must not share a zone, must share a zone" .*柳巷小区, 梧桐里',
    ),
    "locked zone over the cap": (
        'fixed = [["E1", "E2"]]\ncap = 0.5',
        None,
        ZoningError,
        '柳巷小区, 梧桐里 breaks the rule "cap": 320 found, 200 allowed',
    ),
    "link without a way": ('must_link = [["E1", "E6"]]', None, ZoningError, '"must share a zone"'),
    "unknown estate": ('must_link = [["E1", "X"]]', None, WorkspaceError, "zoning.must_link .*X"),
    "named twice": ('fixed = [["E1", "E1"]]', None, WorkspaceError, "twice: E1"),
    "empty group": ("fixed = [[]]", None, SettingsError, "zoning.fixed.0 .*empty"),
    "more zones than estates": ("", 7, ZoningError, "7; with 6 estates .*between 1 and 6"),
    "too few zones": ("", 1, ZoningError, "at least 3 zones"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_cannot_be_is_named(toy: Path, tmp_path: Path, case: str) -> None:
    """The message names the rule and the estates."""
    rules, zones, kind, said = WRONG[case]
    with pytest.raises(GeoError, match=said) as caught:
        drawn(toy, tmp_path / "town", rules, zones)
    assert isinstance(caught.value, kind)
