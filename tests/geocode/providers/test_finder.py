"""How far providers are believed: two that agree, one with the very name, never a coarse spot."""

from dataclasses import replace

import pytest

from geo.geocode.providers import (
    PROVIDERS,
    Agreement,
    Finder,
    Found,
    ProviderPlace,
    Sought,
    agreement,
)
from tests.geocode.providers.conftest import Stub

LON, LAT = 114.2564, 30.5476
DEGREES_PER_M = 1 / 111_320
HERE = ProviderPlace(
    "amap", "place_text", "钟家村小区", (), "汉阳区", LON, LAT, None, "gcj02", "estate"
)
SOUGHT = Sought("钟家村小区", district="汉阳区")


def _north(metres: float) -> ProviderPlace:
    return replace(HERE, provider="tencent", lat=LAT + metres * DEGREES_PER_M)


@pytest.mark.parametrize(
    ("metres", "wanted"),
    [
        (0, Agreement.AGREE),
        (149, Agreement.AGREE),
        (152, Agreement.APART),
        (498, Agreement.APART),
        (503, Agreement.DISAGREE),
    ],
)
def test_agreement_by_distance(metres: float, wanted: Agreement) -> None:
    """Up to 150 m they agree, up to 500 m a person looks, beyond neither is believed."""
    assert agreement(HERE, _north(metres)) is wanted
    assert agreement(_north(metres), HERE) is wanted


def test_agreement_by_district() -> None:
    """Another district is a contradiction at any distance; an unnamed one and 汉阳 are none."""
    assert agreement(HERE, replace(HERE, district="武昌区")) is Agreement.OTHER_DISTRICT
    assert agreement(HERE, replace(HERE, district="")) is Agreement.AGREE
    assert agreement(HERE, replace(HERE, district="汉阳")) is Agreement.AGREE


def _nominatim(
    name: str, metres: float = 0.0, district: str = "汉阳区", kind: str = "residential"
) -> dict[str, object]:
    return {
        "lat": str(LAT + metres * DEGREES_PER_M),
        "lon": str(LON),
        "category": "highway" if kind == "road" else "landuse",
        "type": kind,
        "name": name,
        "address": {"city_district": district} if district else {},
    }


def _find(stub: Stub, *answers: list[object], sought: Sought = SOUGHT) -> Found:
    """Ask as many providers as there are answers, all in the simplest format."""
    clients = []
    for number, answer in enumerate(answers):
        path = f"/{number}"
        stub.answers[path + "/search"] = [answer]
        provider = replace(PROVIDERS["nominatim"], name=f"p{number}")
        client = stub.client(provider)
        client.provider = replace(client.provider, base_url=stub.url + path)
        clients.append(client)
    return Finder(clients, city="武汉").find(sought)


@pytest.mark.parametrize(
    ("metres", "verdict", "rule"),
    [
        (100, "accepted", "providers_agree"),
        (300, "review", "providers_apart"),
        (600, "not_found", "providers_disagree"),
    ],
)
def test_two_providers(stub: Stub, metres: float, verdict: str, rule: str) -> None:
    """The verdict follows their distance; rejected rows get no position, all keep candidates."""
    found = _find(stub, [_nominatim("钟家村小区")], [_nominatim("钟家村", metres)])
    assert (found.verdict, found.rule) == (verdict, rule)
    assert (found.place is None) == (verdict == "not_found")
    assert len(found.candidates) == 2
    assert found.sources == (() if verdict == "not_found" else ("p0", "p1"))


def test_two_districts_are_rejected(stub: Stub) -> None:
    """Neighbouring spots in two districts contradict each other where the row names none."""
    answers = [_nominatim("钟家村小区")], [_nominatim("钟家村小区", 50, "武昌区")]
    found = _find(stub, *answers, sought=Sought("钟家村小区"))
    assert (found.verdict, found.rule) == ("not_found", "other_district")


@pytest.mark.parametrize(
    ("answer", "sought", "verdict", "rule"),
    [
        ([_nominatim("钟家村小区")], SOUGHT, "accepted", "same_name"),
        ([_nominatim("钟家村小区")], Sought("钟家村小区"), "review", "district_unknown"),
        ([_nominatim("钟家村小区", district="")], SOUGHT, "review", "district_unknown"),
        ([_nominatim("钟家村小区", district="武昌区")], SOUGHT, "review", "other_district"),
        ([_nominatim("龙灯里小区")], SOUGHT, "review", "other_name"),
        ([_nominatim("钟家村小区", kind="road")], SOUGHT, "review", "coarse"),
        (
            [_nominatim("钟家村小区"), _nominatim("钟家村小区", 900)],
            SOUGHT,
            "review",
            "ambiguous",
        ),
        ([], SOUGHT, "not_found", ""),
    ],
)
def test_one_provider(
    stub: Stub, answer: list[object], sought: Sought, verdict: str, rule: str
) -> None:
    """Alone it is believed for the very name in the very district, once, and not for a road."""
    found = _find(stub, answer, sought=sought)
    assert (found.verdict, found.rule) == (verdict, rule)


def test_agreeing_on_another_name_is_reviewed(stub: Stub) -> None:
    """Two providers that both offer the nearest known estate instead are not taken."""
    other = [_nominatim("龙灯里小区")]
    assert _find(stub, other, other).rule == "other_name"


def test_a_name_that_says_nothing_is_looked_for_by_address(stub: Stub) -> None:
    """职工宿舍 is never asked for; its address is, with the district before it."""
    stub.answers["/v3/geocode/geo"] = [
        {
            "status": "1",
            "infocode": "10000",
            "geocodes": [{"location": "114.26,30.54", "level": "门牌号", "district": "汉阳区"}],
        }
    ]
    finder = Finder([stub.client(PROVIDERS["amap"])], city="武汉")
    found = finder.find(Sought("职工宿舍", "鹦鹉大道11号", "汉阳区"))
    assert [params["address"] for _, params in stub.asked] == ["汉阳区鹦鹉大道11号"]
    assert found.verdict == "review"
    assert found.place is not None


def test_a_bad_key_is_asked_once_and_told_once(stub: Stub) -> None:
    """Twenty rows, one refusal: one question, one notice, no row lost."""
    stub.answers["/v3/place/text"] = [{"status": "0", "infocode": "10001", "info": "INVALID"}]
    finder = Finder([stub.client(PROVIDERS["amap"])])
    found = [finder.find(Sought(f"钟家村{number}区")) for number in range(20)]
    assert {one.verdict for one in found} == {"not_found"}
    assert len(stub.asked) == 1
    assert [notice.params["code"] for notice in finder.notices] == ["10001"]


def test_a_provider_that_keeps_failing_is_given_up(stub: Stub) -> None:
    """Three failures in a row end it; a success in between does not count against it."""
    good = {"status": "1", "infocode": "10000", "pois": []}
    stub.answers["/v3/place/text"] = [b"<html>", b"<html>", good, b"<html>"]
    finder = Finder([stub.client(PROVIDERS["amap"])])
    for number in range(20):
        finder.find(Sought(f"钟家村{number}区"))
    assert len(stub.asked) == 6
    assert len(finder.notices) == 2
