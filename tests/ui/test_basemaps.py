"""Maps of others beneath ours: none unless allowed, and in the right place when they are."""

import base64
import json
import math
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pytest

from geo import coords
from geo.errors import InputError
from geo.i18n import translator
from geo.ui.components.map import basemaps
from geo.ui.components.map.basemaps import Basemap, allowed_basemaps, basemap_choice
from tests.ui.conftest import LOCAL, Server

PICTURE = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
BOUNDS = [[30.46, 114.08], [30.62, 114.30]]


def test_nothing_is_offered_by_default() -> None:
    """Without the variable there is no choice, so nothing that could be asked for."""
    assert allowed_basemaps({}) == ()
    assert allowed_basemaps({basemaps.BASEMAPS_VARIABLE: " , "}) == ()
    assert basemap_choice((), BOUNDS, translator("zh")) is None


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({basemaps.BASEMAPS_VARIABLE: "osm,bing"}, '"bing".*osm, tianditu, amap, intranet'),
        ({basemaps.BASEMAPS_VARIABLE: "tianditu"}, basemaps.TIANDITU_KEY_VARIABLE),
        ({basemaps.BASEMAPS_VARIABLE: "intranet"}, r"\{z\}, \{x\} and \{y\}"),
        (
            {
                basemaps.BASEMAPS_VARIABLE: "intranet",
                basemaps.TILE_URL_VARIABLE: "http://tiles.lan/{z}/{x}/{y}",
                basemaps.TILE_DATUM_VARIABLE: "beijing54",
            },
            '"beijing54".*gcj02',
        ),
    ],
    ids=["unknown", "no_key", "no_address", "no_datum"],
)
def test_what_is_missing_is_said(environment: dict[str, str], said: str) -> None:
    """A wrong list is refused at the start, with the variable and what may stand there."""
    with pytest.raises(InputError, match=said):
        allowed_basemaps(environment)


def test_a_key_cannot_leave_its_place() -> None:
    """What stands in the key's variable is one value of the address, whatever it is."""
    (tianditu,) = allowed_basemaps(
        {basemaps.BASEMAPS_VARIABLE: "tianditu", basemaps.TIANDITU_KEY_VARIABLE: "a&b={x}"}
    )
    assert [url.rsplit("&", 1)[1] for url in tianditu.urls] == ["tk=a%26b%3D%7Bx%7D"] * 2


def test_the_grid_holds_the_exact_shift() -> None:
    """Between its nodes the grid is within 0.1 m of the shift itself, over the whole district."""
    script = basemap_choice((Basemap("amap", ("",), datum="gcj02"),), BOUNDS, translator("en"))
    assert script is not None
    grid = json.loads(script.arguments[0])[0]["shift"]
    rng = np.random.default_rng(7)
    lon, lat = rng.uniform(114.0, 114.38, 2000), rng.uniform(30.4, 30.68, 2000)
    x = (lon - grid["west"]) / grid["step"][0]
    y = (lat - grid["south"]) / grid["step"][1]
    column, row = x.astype(int), y.astype(int)
    right, up = x - column, y - row
    read = []
    for name in ("lon", "lat"):
        node = np.array(grid[name]).reshape(grid["rows"], grid["columns"]) * grid["unit"]
        lower = (1 - right) * node[row, column] + right * node[row, column + 1]
        upper = (1 - right) * node[row + 1, column] + right * node[row + 1, column + 1]
        read.append((1 - up) * lower + up * upper)
    true_lon, true_lat = coords.to_wgs84(lon, lat, "gcj02")
    off_m = coords.distance_m(lon + read[0], lat + read[1], true_lon, true_lat)
    assert off_m.max() < 0.1


class _Tiles(BaseHTTPRequestHandler):
    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_response(200)
        self.send_header("Content-Type", "image/gif")
        self.end_headers()
        self.wfile.write(PICTURE)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (the base class's name)
        """Say nothing."""


@pytest.fixture(scope="module")
def tile_server() -> Iterator[str]:
    """Return the address of an office's tile server."""
    served = ThreadingHTTPServer(("127.0.0.1", 0), _Tiles)
    threading.Thread(target=served.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{served.server_address[1]}"
    served.shutdown()
    served.server_close()


@pytest.fixture(scope="module")
def server(hanyang: Path, tmp_path_factory: Any, tile_server: str) -> Iterator[Server]:
    """Serve Hanyang with the office's tiles and Amap allowed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(basemaps.BASEMAPS_VARIABLE, "intranet, amap")
        patch.setenv(basemaps.TILE_URL_VARIABLE, f"{tile_server}/{{z}}/{{x}}/{{y}}.png")
        patch.setenv(basemaps.TILE_CREDIT_VARIABLE, "<b>Bureau</b>")
        running = Server(hanyang, tmp_path_factory.mktemp("home"))
    yield running
    assert running.stop() == 0


SPOTS = """() => {
    const planner = window.RepairCircleHub.mapView;
    return planner.handles.estates.layer.getLayers().slice(0, 40).map((mark) => {
        const at = planner.map.latLngToContainerPoint(mark.getLatLng());
        return [at.x, at.y];
    });
}"""
TILES = """() => {
    const map = window.RepairCircleHub.mapView.map;
    const box = map.getContainer().getBoundingClientRect();
    return Array.from(window.RepairCircleHub.mapView.box.querySelectorAll("img"), (tile) => {
        const at = tile.getBoundingClientRect();
        return [tile.src, at.x - box.x - map.getContainer().clientLeft,
            at.y - box.y - map.getContainer().clientTop];
    });
}"""
POINT = """([lon, lat]) => {
    const at = window.RepairCircleHub.mapView.map.latLngToContainerPoint([lat, lon]);
    return [at.x, at.y];
}"""


def corner(x: float, y: float, z: int) -> tuple[float, float]:
    """Return the degrees of a place in Web Mercator, in tiles from the north-west."""
    lat = math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * y / 2**z))))
    return 360 * x / 2**z - 180, lat


@pytest.mark.browser
def test_tiles_lie_where_they_belong_and_our_layers_stay(chromium: Any, server: Server) -> None:
    """Unshifted tiles by their corners, Amap's moved by the exact shift; estates do not move."""
    context = chromium.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN")
    page = context.new_page()
    strangers: list[str] = []

    def answer(route: Any) -> None:
        strangers.append(route.request.url)
        route.fulfill(body=PICTURE, content_type="image/gif")

    page.route(lambda url: not LOCAL.match(url), answer)
    page.goto(server.address + "?lang=en")
    page.wait_for_selector(".rc-map[data-drawn]", timeout=180_000)
    assert strangers == _Tiles.asked == []
    page.evaluate("void window.RepairCircleHub.mapView.map.setZoom(14, {animate: false})")
    before = page.evaluate(SPOTS)

    page.locator(".rc-basemaps summary").click()
    page.get_by_label("Office tile server").check()
    page.wait_for_function(
        "window.RepairCircleHub.mapView.box.querySelectorAll('.leaflet-tile-loaded').length >= 9"
    )
    assert strangers == []
    assert len(_Tiles.asked) >= 9
    assert page.locator(".rc-source").inner_text().endswith("· <b>Bureau</b>")
    assert page.evaluate(SPOTS) == before
    for src, left, top in page.evaluate(TILES):
        z, x, y = map(int, re.findall(r"/(\d+)", src)[-3:])
        assert page.evaluate(POINT, list(corner(x, y, z))) == pytest.approx([left, top], abs=1)

    asked = len(_Tiles.asked)
    page.get_by_label("Amap").check()
    page.wait_for_function(
        "window.RepairCircleHub.mapView.box"
        ".querySelectorAll('.leaflet-tile-loaded[src*=\"autonavi\"]').length >= 9"
    )
    assert len(_Tiles.asked) == asked
    assert all("autonavi.com/appmaptile" in url for url in strangers)
    assert page.evaluate(SPOTS) == before
    tiles = page.evaluate(TILES)
    for src, left, top in tiles:
        z, x, y = (int(re.findall(rf"\b{name}=(\d+)", src)[0]) for name in "zxy")
        drawn = corner(x, y, z)
        true_lon, true_lat = (part.item() for part in coords.to_wgs84(*drawn, "gcj02"))
        truly = page.evaluate(POINT, [true_lon, true_lat])
        assert truly == pytest.approx([left, top], abs=1.2)
        assert math.dist(page.evaluate(POINT, list(drawn)), (left, top)) > 40
    assert min(left for _, left, _ in tiles) <= 0
    assert (
        max(left for _, left, _ in tiles) + 256 >= page.locator(".rc-map").bounding_box()["width"]
    )

    page.get_by_label("Own drawing").check()
    assert page.locator(".leaflet-tile").count() == 0
    assert page.locator(".rc-source a").count() == 0
    context.close()
