"""Every provider's own format: what is asked, what is read, what empty and broken answers mean."""

import json

import numpy as np
import pytest

from geo.coords import distance_m, from_wgs84
from geo.errors import GeoError
from geo.geocode.providers import PROVIDERS, Question
from tests.geocode.providers.conftest import KEY, Stub

LON, LAT = 114.2564, 30.5476
GCJ_LON, GCJ_LAT = (round(one.item(), 6) for one in from_wgs84(LON, LAT, "gcj02"))
LOCATION = {"lng": GCJ_LON, "lat": GCJ_LAT}

AMAP_POI = {
    "id": "B001B0I0K7",
    "name": "钟家村小区",
    "location": f"{GCJ_LON},{GCJ_LAT}",
    "entr_location": f"{GCJ_LON + 0.001:.6f},{GCJ_LAT:.6f}",
    "adname": "汉阳区",
    "alias": "钟家村旧院|钟家村宿舍",
    "address": [],
    "tel": [],
}
SEARCHES = {
    "amap": (
        "/v3/place/text",
        {"status": "1", "info": "OK", "infocode": "10000", "count": "1", "pois": [AMAP_POI]},
    ),
    "baidu": (
        "/place/v3/region",
        {
            "status": 0,
            "message": "ok",
            "results": [{"name": "钟家村小区", "location": LOCATION, "area": "汉阳区", "uid": "7"}],
        },
    ),
    "tencent": (
        "/ws/place/v1/search",
        {
            "status": 0,
            "message": "query ok",
            "count": 1,
            "data": [
                {"title": "钟家村小区", "location": LOCATION, "ad_info": {"district": "汉阳区"}}
            ],
        },
    ),
    "nominatim": (
        "/search",
        [
            {
                "place_id": 1,
                "lat": str(LAT),
                "lon": str(LON),
                "category": "landuse",
                "type": "residential",
                "name": "钟家村小区",
                "address": {"suburb": "建桥街道", "city_district": "汉阳区"},
                "namedetails": {"old_name": "钟家村旧院"},
            }
        ],
    ),
}
GEOCODES = {
    "amap": (
        "/v3/geocode/geo",
        {
            "status": "1",
            "infocode": "10000",
            "geocodes": [
                {
                    "formatted_address": "湖北省武汉市汉阳区鹦鹉大道11号",
                    "district": "汉阳区",
                    "location": f"{GCJ_LON},{GCJ_LAT}",
                    "level": "门牌号",
                    "building": {"name": [], "type": []},
                }
            ],
        },
    ),
    "baidu": (
        "/geocoding/v3/",
        {
            "status": 0,
            "result": {"location": LOCATION, "precise": 1, "confidence": 80, "level": "门址"},
        },
    ),
    "tianditu": (
        "/geocoder",
        {
            "msg": "ok",
            "status": "0",
            "location": {"score": 100, "level": "门址", "lon": str(LON), "lat": str(LAT)},
        },
    ),
    "tencent": (
        "/ws/geocoder/v1/",
        {
            "status": 0,
            "result": {
                "title": "鹦鹉大道11号",
                "location": LOCATION,
                "address_components": {"district": "汉阳区"},
                "reliability": 7,
                "level": 11,
            },
        },
    ),
}
NOTHING = {
    "amap": {"status": "1", "infocode": "10000", "count": "0", "pois": [], "geocodes": []},
    "baidu": {"status": 1, "msg": "Internal Service Error:无相关结果", "results": []},
    "tianditu": {"status": "101", "msg": "结果为空"},
    "tencent": {"status": 347, "message": "查询无结果"},
    "nominatim": [],
}
PATHS = {name: path for name, (path, _) in (GEOCODES | SEARCHES).items()}


def _ask(stub: Stub, name: str, text: str = "钟家村小区", city: str = "武汉") -> list[object]:
    client = stub.client(PROVIDERS[name])
    ask = client.search if name in SEARCHES else client.geocode
    return list(ask(Question(text, city)))


@pytest.mark.parametrize("name", SEARCHES)
def test_places_by_name_come_back_in_wgs84(stub: Stub, name: str) -> None:
    """Name and district are read; the position is within a metre of the true one."""
    path, answer = SEARCHES[name]
    stub.answers[path] = [answer]
    (place,) = _ask(stub, name)
    assert (place.name, place.district, place.precision) == ("钟家村小区", "汉阳区", "estate")
    assert distance_m(place.lon, place.lat, LON, LAT).item() < 1
    assert stub.asked[0][0] == path


@pytest.mark.parametrize("name", GEOCODES)
def test_addresses_come_back_in_wgs84_with_their_precision(stub: Stub, name: str) -> None:
    """A door number is an address; the datum of every provider is undone."""
    path, answer = GEOCODES[name]
    stub.answers[path] = [answer]
    (place,) = stub.client(PROVIDERS[name]).geocode(Question("汉阳区鹦鹉大道11号", "武汉"))
    assert place.precision == "address"
    assert distance_m(place.lon, place.lat, LON, LAT).item() < 1


def test_amap_keeps_entrance_and_aliases(stub: Stub) -> None:
    """The gate of ``entr_location`` stays beside the place; an empty one comes as a list."""
    path, answer = SEARCHES["amap"]
    no_gate = {**AMAP_POI, "entr_location": [], "alias": []}
    stub.answers[path] = [{**answer, "pois": [AMAP_POI, no_gate, {**AMAP_POI, "location": []}]}]
    first, second = _ask(stub, "amap")
    assert first.aliases == ("钟家村旧院", "钟家村宿舍")
    assert distance_m(*first.gate, LON + 0.001, LAT).item() < 2
    assert (second.gate, second.aliases) == (None, ())


def test_baidu_is_asked_for_its_datum(stub: Stub) -> None:
    """Both of Baidu's questions say which coordinates they want; its own would be 0.8 km off."""
    client = stub.client(PROVIDERS["baidu"])
    for path, answer in (SEARCHES["baidu"], GEOCODES["baidu"]):
        stub.answers[path] = [answer]
    client.search(Question("钟家村小区", "武汉"))
    client.geocode(Question("鹦鹉大道11号", "武汉"))
    assert [params["ret_coordtype"] for _, params in stub.asked] == ["gcj02ll"] * 2
    assert {params["ak"] for _, params in stub.asked} == {KEY}
    assert stub.asked[0][1]["region_limit"] == "true"


@pytest.mark.parametrize("name", PROVIDERS)
def test_nothing_found_is_an_empty_answer(stub: Stub, name: str) -> None:
    """What each provider says for no result is no error."""
    stub.answers[PATHS[name]] = [NOTHING[name]]
    assert _ask(stub, name) == []


@pytest.mark.parametrize("name", PROVIDERS)
@pytest.mark.parametrize("hole", [None, [], {}, "", "汉阳", 7, True, [[]], float("nan"), 114])
def test_any_field_may_be_empty_or_of_another_kind(stub: Stub, name: str, hole: object) -> None:
    """With any single field of an answer replaced, the place is read, left out, or an error told.

    A latitude of 114 in particular gives no place.
    """
    answers = {**GEOCODES, **SEARCHES}
    path, answer = answers[name]
    for broken in _with_holes(answer, hole):
        stub.answers[path] = [broken]
        try:
            places = _ask(stub, name)
        except GeoError:
            continue
        assert all(np.isfinite([place.lon, place.lat]).all() for place in places)
        assert all(abs(place.lat) <= 90 for place in places)


def _with_holes(answer: object, hole: object) -> list[object]:
    """Return the answer with each of its fields replaced in turn."""
    if isinstance(answer, dict):
        items = list(answer.items())
    elif isinstance(answer, list):
        items = list(enumerate(answer))
    else:
        return []
    holes = []
    for key, value in items:
        for filled in (hole, *_with_holes(value, hole)):
            copy = json.loads(json.dumps(answer))
            copy[key] = filled
            holes.append(copy)
    return holes
