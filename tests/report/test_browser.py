"""In a real browser: nothing is fetched, nothing hostile runs, and the map answers."""

from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import folium
import pytest
import shapely

from geo.cartography.leaflet import OfflineMap
from geo.report.map_html import map_page
from geo.report.report_html import report_page
from geo.text import safe_text

pytestmark = pytest.mark.browser

PAYLOADS = (
    "${window.top.__ran='template'}",
    "`;window.top.__ran='backtick';//",
    "<img src=x onerror=\"window.top.__ran='image'\">",
    "</script><svg onload=window.top.__ran='svg'>`${window.top.__ran=1}{{7*7}}\\` \"'",
)

PLACE = [30.55, 114.21]


class Visit:
    """A page that was opened from disk, and what it asked for and complained about."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.requests: list[str] = []
        self.complaints: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on(
            "console",
            lambda said: self.complaints.append(said.text) if said.type == "error" else None,
        )

    def ran(self) -> Any:
        """Return what a hostile text managed to set, or None."""
        return self.page.evaluate("window.__ran || null")


Open = Callable[[str], Visit]


@pytest.fixture
def visit(chromium: Any, tmp_path: Path) -> Iterator[Open]:
    """Return a function that writes a page to disk and opens it."""
    context = chromium.new_context(viewport={"width": 1366, "height": 768}, offline=True)

    def open_page(html: str) -> Visit:
        path = tmp_path / "page.html"
        path.write_text(html, encoding="utf-8", newline="\n")
        opened = Visit(context.new_page())
        opened.page.goto(path.as_uri(), wait_until="load")
        opened.page.wait_for_timeout(150)
        return opened

    yield open_page
    context.close()


SINKS: dict[str, Callable[[str], Any]] = {
    ".leaflet-tooltip": lambda text: folium.CircleMarker(
        PLACE, tooltip=folium.Tooltip(text, permanent=True)
    ),
    ".leaflet-popup": lambda text: folium.CircleMarker(PLACE, popup=folium.Popup(text, show=True)),
    ".leaflet-div-icon": lambda text: folium.Marker(
        PLACE, icon=folium.DivIcon(html=text, class_name="leaflet-div-icon")
    ),
    ".foliumtooltip": lambda text: folium.GeoJson(
        {
            "type": "FeatureCollection",
            "features": [
                {
                    "type": "Feature",
                    "properties": {"n": text},
                    "geometry": {"type": "Point", "coordinates": PLACE[::-1]},
                }
            ],
        },
        marker=folium.CircleMarker(),
        tooltip=folium.GeoJsonTooltip(["n"], permanent=True),
    ),
    ".leaflet-control-layers": folium.FeatureGroup,
}


def folium_page(text: str, *sinks: str) -> str:
    """Return a page with a text in places where folium lets text in, without any policy."""
    page = OfflineMap(name="sink", title="x", language="en")
    for sink in sinks:
        SINKS[sink](text).add_to(page)
    folium.LayerControl(collapsed=False).add_to(page)
    return str(page.get_root().render())


@pytest.mark.parametrize("payload", PAYLOADS)
def test_safe_text_holds_in_every_sink_of_folium(visit: Open, payload: str) -> None:
    """The text is shown letter for letter in all five and nothing of it runs or is fetched."""
    opened = visit(folium_page(safe_text(payload), *SINKS))
    assert opened.ran() is None
    assert opened.complaints == []
    assert len(opened.requests) == 1
    for sink in SINKS:
        assert payload in opened.page.locator(sink).first.inner_text(), sink


def test_the_danger_is_real(visit: Open) -> None:
    """Unescaped, the first payload runs: the test above would notice."""
    assert visit(folium_page(PAYLOADS[0], ".leaflet-tooltip")).ran() == "template"


@pytest.mark.parametrize("with_policy", [True, False])
def test_hostile_names_are_text_on_the_map(
    visit: Open, make_plan: Any, *, with_policy: bool
) -> None:
    """Estates, stations and the title: shown as typed, never run, with the policy or without."""
    plan = make_plan(names=list(PAYLOADS) * 3, title=PAYLOADS[2])
    plan.stations["name"] = list(PAYLOADS[:3])
    plan.zones["operator"] = PAYLOADS[3]
    html = map_page(plan, language="zh")
    if not with_policy:
        html = html.replace('http-equiv="Content-Security-Policy"', "")
    opened = visit(html)
    for box in opened.page.locator(".rc-switch input").all():
        box.check()
    opened.page.evaluate(
        "estates.layer.eachLayer((mark) => { mark.openTooltip(); mark.openPopup(); })"
    )
    opened.page.evaluate("zones.eachLayer((part) => part.eachLayer((one) => one.openTooltip()))")
    opened.page.wait_for_timeout(150)
    assert opened.ran() is None
    assert opened.complaints == []
    assert len(opened.requests) == 1
    assert PAYLOADS[2] in opened.page.inner_text(".rc-heading")
    assert PAYLOADS[3] in opened.page.inner_text("body")


def test_hostile_names_are_text_in_the_report(visit: Open, make_plan: Any) -> None:
    """The report shows them in tables and drawings, without its policy too."""
    plan = make_plan(names=list(PAYLOADS) * 3, title=PAYLOADS[3])
    plan.stations["name"] = list(PAYLOADS[:3])
    html = report_page(plan, language="zh").replace('http-equiv="Content-Security-Policy"', "")
    opened = visit(html)
    assert opened.ran() is None
    assert len(opened.requests) == 1
    assert PAYLOADS[0] in opened.page.inner_text("body")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_map_opens_offline_and_answers(visit: Open, plan: Any, language: str) -> None:
    """One request, for the file itself; marks, circles and controls are drawn; a click tells."""
    opened = visit(map_page(plan, language=language))
    page = opened.page
    assert opened.requests == [page.url]
    assert opened.complaints == []
    assert page.evaluate("estates.layer.getLayers().length") == 11
    assert page.locator(".rc-station").count() == 3
    assert page.locator(".rc-legend .rc-row").count() >= 10
    spot = page.evaluate(
        "(() => { const p = map_plan.latLngToContainerPoint([30.541, 114.201]);"
        " const box = map_plan.getContainer().getBoundingClientRect();"
        " return [box.left + p.x, box.top + p.y]; })()"
    )
    page.mouse.move(*spot)
    page.wait_for_selector(".leaflet-tooltip", timeout=5000)
    assert "龙灯里1号院" in page.inner_text(".leaflet-tooltip")
    page.mouse.click(*spot)
    page.wait_for_selector(".rc-card", timeout=5000)
    assert "2.0 +" in page.inner_text(".rc-card")
    assert "7.3" in page.inner_text(".rc-card")


def test_layers_can_be_switched(visit: Open, plan: Any) -> None:
    """Zones appear with their numbers and lie below the estates."""
    page = visit(map_page(plan, language="zh")).page
    assert page.locator(".rc-number").count() == 0
    page.get_by_label("片区", exact=True).check()
    assert page.locator(".rc-number").count() == 4
    page.get_by_label("小区", exact=True).uncheck()
    assert not page.evaluate("map_plan.hasLayer(estates.layer)")


def test_closed_areas_are_drawn_and_named(visit: Open, plan: Any) -> None:
    """A scenario's closed areas lie on the map, in its switch and in its legend."""
    area = shapely.box(114.19, 30.54, 114.21, 30.56)
    closing = SimpleNamespace(**{**vars(plan), "closed_areas": (area, area)})
    opened = visit(map_page(closing, language="en"))
    assert opened.complaints == []
    assert opened.page.evaluate("closed.getLatLngs().length") == 2
    assert "Area closed" in opened.page.inner_text(".rc-legend")
    opened.page.get_by_label("Closed roads", exact=True).uncheck()
    assert not opened.page.evaluate("map_plan.hasLayer(closed)")
    assert "Area closed" not in map_page(plan, language="en")


def test_the_script_takes_new_verdicts_without_new_data(visit: Open, plan: Any) -> None:
    """One digit per estate is all that a change needs."""
    page = visit(map_page(plan, language="zh")).page
    marks = (
        "(() => { estates.show('12222222222');"
        " return new Set(estates.layer.getLayers().map((one) => one.options.mark)).size; })()"
    )
    assert (
        page.evaluate("new Set(estates.layer.getLayers().map((one) => one.options.mark)).size") == 3
    )
    assert page.evaluate(marks) == 2


def test_the_report_prints_on_a4_with_its_run_on_every_page(
    visit: Open, plan: Any, tmp_path: Path
) -> None:
    """The first page holds the map; no request is made."""
    opened = visit(report_page(plan, language="zh"))
    assert opened.requests == [opened.page.url]
    assert opened.complaints == []
    pdf = opened.page.pdf(prefer_css_page_size=True, print_background=True)
    assert pdf.startswith(b"%PDF")
    assert opened.page.locator("figure svg").count() == 2
    assert opened.page.evaluate("document.scripts.length") == 0


def test_endless_names_stay_on_the_paper(visit: Open, make_plan: Any) -> None:
    """Names without a place to break do not push columns off an A4 page."""
    names = ["汉" * 300, "W" * 300, *(f"龙灯里{i}" for i in range(10))][::-1]
    page = visit(report_page(make_plan(names=names), language="zh")).page
    page.set_viewport_size({"width": 680, "height": 900})
    page.emulate_media(media="print")
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
