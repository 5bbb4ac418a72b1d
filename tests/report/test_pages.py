"""The map and the report are whole, quiet and say what the plan says."""

import re
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from geo.cartography.figure import coverage_figure, zone_figure
from geo.cartography.leaflet import leaflet_css, leaflet_js, map_script
from geo.i18n import translator
from geo.report.map_html import map_page
from geo.report.report_html import report_page

LANGUAGES = ("zh", "en")
SVG = "{http://www.w3.org/2000/svg}"

LINK = re.compile(
    r"""(?:src|href|action|data)\s*=\s*["']?\s*(?:https?:)?//|@import|url\(\s*["']?http"""
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_name_no_address_to_fetch(plan: Any, language: str) -> None:
    """No link, picture, style sheet or script from elsewhere."""
    own = leaflet_js()
    for page in (map_page(plan, language=language), report_page(plan, language=language)):
        assert not LINK.search(page.replace(own, ""))


def test_leaflet_is_inlined_with_its_pictures() -> None:
    """The style sheet holds its pictures; no source map is asked for."""
    assert "url(data:image/png;base64," in leaflet_css()
    assert "images/" not in leaflet_css()
    assert "sourceMappingURL" not in leaflet_js()
    assert "</script" not in leaflet_js() + map_script()


def test_pages_allow_their_own_scripts_only(plan: Any) -> None:
    """A policy names the scripts of the map by their hash and forbids the report all scripts."""
    map_policy = _policy(map_page(plan, language="zh"))
    assert "default-src 'none'" in map_policy
    assert map_policy.count("'sha256-") >= 4
    assert "unsafe-inline" not in map_policy.split("script-src")[1]
    report_policy = _policy(report_page(plan, language="zh"))
    assert "script-src 'none'" in report_policy


def _policy(page: str) -> str:
    found = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert found
    return found[1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_are_equal_for_equal_plans(make_plan: Any, language: str) -> None:
    """No random name, no clock."""
    assert map_page(make_plan(), language=language) == map_page(make_plan(), language=language)
    first, second = (report_page(make_plan(), language=language) for _ in range(2))
    assert first == second


def test_report_says_what_the_plan_says(plan: Any) -> None:
    """Figures, verdicts, proof, assumptions and the run, in words."""
    page = report_page(plan, language="zh")
    for words in (
        "汉阳区 15 分钟应急维修圈",
        "示例小区 · 真实路网",
        "7 / 12",
        "最优，差距 0 %",
        "龙灯里12号院附近",
        "接报时长（分钟）",
        "方案编号 3f9ac1d27b0e",
        "OpenStreetMap",
        "estates.csv",
    ):
        assert words in page
    assert "nan" not in page.lower().replace("tenant", "")
    assert "None" not in page


def test_english_report_has_english_words_only(plan: Any) -> None:
    """Chinese stays in names of places, never in headings or units."""
    page = report_page(plan, language="en")
    for words in ("超时", "达标", "分钟", "片区", "户数", "站点"):
        assert words not in page.replace("紫荆花园维修点", "")


def test_a_plan_that_covers_everyone_says_so(make_plan: Any) -> None:
    """Nothing to list is a sentence, not an empty table."""
    plan = make_plan()
    plan.estates["verdict"] = "covered"
    assert "所有小区均达标。" in report_page(plan, language="zh")


def test_a_plan_without_zones_or_sites_or_boundary_still_reports(make_plan: Any) -> None:
    """Each missing part is said or left out."""
    plan = make_plan()
    plan.zoning, plan.boundary = None, None
    plan.zones, plan.proposed = plan.zones.iloc[:0], plan.proposed.iloc[:0]
    plan.stations = plan.stations.iloc[:2]
    page = report_page(plan, language="zh")
    assert "本方案没有建议站点。" in page
    assert "NaN" not in page
    assert "RepairCircle.zones" in map_page(plan, language="zh")


@pytest.mark.parametrize("figure", [coverage_figure, zone_figure])
def test_figures_are_well_formed(plan: Any, figure: Any) -> None:
    """The drawings are XML, within their paper, with scale, north and legend."""
    root = ET.fromstring(figure(plan, translator("zh")))
    assert root.get("viewBox", "").startswith("0 0 180 ")
    texts = ["".join(text.itertext()) for text in root.iter(f"{SVG}text")]
    assert any("1 : " in text for text in texts)
    assert "N" in texts


def test_figures_show_every_located_estate(plan: Any) -> None:
    """Eleven estates, three stations, each once, besides the legend."""
    drawing = str(coverage_figure(plan, translator("zh"), numbered=["012", "011"]))
    legend = 4 + 2
    assert drawing.count('<g transform="translate(') - 2 * legend - 1 == 11 + 3
    assert ">1</text>" in drawing


def test_hostile_names_stay_text_in_figures(make_plan: Any) -> None:
    """A name with markup is still one text element."""
    plan = make_plan()
    plan.stations["name"] = "</text><script>alert(1)</script>"
    root = ET.fromstring(coverage_figure(plan, translator("zh")))
    assert not list(root.iter(f"{SVG}script"))
