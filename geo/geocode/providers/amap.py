"""Amap 高德: places by text with their entrance, and its geocoder."""

from collections.abc import Mapping
from typing import Any, Final

from geo.geocode.providers.fields import code_of, pair, records, text, value_at
from geo.geocode.providers.provider import Endpoint, Outcome, Provider, Question, RawPlace

__all__ = ["AMAP"]

_OK: Final = "10000"
_BUSY: Final = frozenset({"10004", "10014", "10015", "10019", "10020", "10021"})
# Key, signature, permission and daily quota.
_REFUSED: Final = frozenset(
    {*(str(code) for code in range(10001, 10014)), "10044", "10045", "40000", "40002"}
) - {"10004"}
_ADDRESS_LEVELS: Final = frozenset({"门牌号", "门址", "单元号", "楼号"})
_ESTATE_LEVELS: Final = frozenset({"兴趣点", "住宅区", "小区"})
_STREET_LEVELS: Final = frozenset({"道路", "道路交叉路口", "热点商圈"})


def _search(question: Question, key: str) -> Mapping[str, str]:
    return {
        "keywords": question.text,
        "city": question.city,
        "citylimit": "true" if question.city else "false",
        "offset": "10",
        "extensions": "all",
        "key": key,
    }


def _geocode(question: Question, key: str) -> Mapping[str, str]:
    return {"address": question.text, "city": question.city, "key": key}


def _pois(answer: Any) -> list[RawPlace]:
    return [
        RawPlace(
            name=text(poi, "name"),
            position=_point(text(poi, "location")),
            district=text(poi, "adname"),
            aliases=tuple(one for one in text(poi, "alias").split("|") if one),
            gate=_point(text(poi, "entr_location")),
        )
        for poi in records(value_at(answer, "pois"))
    ]


def _geocodes(answer: Any) -> list[RawPlace]:
    return [
        RawPlace(
            name=text(one, "formatted_address"),
            position=_point(text(one, "location")),
            district=text(one, "district"),
            precision=_precision(text(one, "level")),
        )
        for one in records(value_at(answer, "geocodes"))
    ]


def _point(written: str) -> tuple[float, float] | None:
    lon, _, lat = written.partition(",")
    return pair(lon, lat)


def _precision(level: str) -> str:
    if level in _ESTATE_LEVELS:
        return "estate"
    if level in _ADDRESS_LEVELS:
        return "address"
    return "street" if level in _STREET_LEVELS else "area"


def _outcome(answer: Any) -> tuple[Outcome, str]:
    code = code_of(value_at(answer, "infocode"))
    if value_at(answer, "status") == "1" and code in {_OK, "?"}:
        return Outcome.ANSWERED, _OK
    if code in _BUSY:
        return Outcome.BUSY, code
    return (Outcome.REFUSED if code in _REFUSED else Outcome.FAILED), code


AMAP: Final = Provider(
    name="amap",
    base_url="https://restapi.amap.com",
    key_variable="REPAIR_CIRCLE_AMAP_KEY",
    datum="gcj02",
    store_allowed=False,
    questions_per_s=3.0,
    outcome=_outcome,
    search=Endpoint("place_text", "/v3/place/text", _search, _pois),
    geocode=Endpoint("geocode", "/v3/geocode/geo", _geocode, _geocodes),
)
