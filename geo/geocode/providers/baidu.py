"""Baidu 百度: places by text and its geocoder, both asked for GCJ-02 instead of its own BD-09."""

from collections.abc import Mapping
from typing import Any, Final

from geo.geocode.providers.fields import code_of, pair, records, text, value_at
from geo.geocode.providers.provider import Endpoint, Outcome, Provider, Question, RawPlace

__all__ = ["BAIDU"]

_DATUM_WORD: Final = "gcj02ll"
_BUSY: Final = frozenset({"401", "402"})
# Permission and quota; every code from 200 on below 400 is about the key's application or quota.
_REFUSED: Final = frozenset({"3", "4", "5", "101", "102", *(str(code) for code in range(200, 400))})
# The geocoder says that it found nothing as an internal error with this remark.
_NOTHING: Final = "无相关结果"
_LEAST_CONFIDENCE: Final = 70
_ADDRESS_LEVELS: Final = frozenset({"门址", "道路门址"})
_AREA_LEVELS: Final = frozenset({"国家", "省", "城市", "区县", "乡镇", "村庄", "行政区划", "商圈"})


def _search(question: Question, key: str) -> Mapping[str, str]:
    return {
        "query": question.text,
        "region": question.city or "全国",
        "region_limit": "true" if question.city else "false",
        "scope": "2",
        "page_size": "10",
        "output": "json",
        "ret_coordtype": _DATUM_WORD,
        "ak": key,
    }


def _geocode(question: Question, key: str) -> Mapping[str, str]:
    return {
        "address": question.text,
        "city": question.city,
        "output": "json",
        "ret_coordtype": _DATUM_WORD,
        "ak": key,
    }


def _results(answer: Any) -> list[RawPlace]:
    return [
        RawPlace(
            name=text(one, "name"),
            position=pair(value_at(one, "location", "lng"), value_at(one, "location", "lat")),
            district=text(one, "area"),
            gate=pair(
                value_at(one, "detail_info", "navi_location", "lng"),
                value_at(one, "detail_info", "navi_location", "lat"),
            ),
        )
        for one in records(value_at(answer, "results"))
    ]


def _result(answer: Any) -> list[RawPlace]:
    return [
        RawPlace(
            name="",
            position=pair(value_at(one, "location", "lng"), value_at(one, "location", "lat")),
            precision=_precision(one),
        )
        for one in records(value_at(answer, "result"))
    ]


def _precision(result: Mapping[str, Any]) -> str:
    level, confidence = text(result, "level"), value_at(result, "confidence")
    if level in _AREA_LEVELS:
        return "area"
    sure = isinstance(confidence, int) and confidence >= _LEAST_CONFIDENCE
    if level == "道路" or not (sure or value_at(result, "precise") == 1):
        return "street"
    return "address" if level in _ADDRESS_LEVELS else "estate"


def _outcome(answer: Any) -> tuple[Outcome, str]:
    code = code_of(value_at(answer, "status"))
    remark = text(answer, "msg") + text(answer, "message")
    if code == "0" or (code == "1" and _NOTHING in remark):
        return Outcome.ANSWERED, code
    if code in _BUSY:
        return Outcome.BUSY, code
    return (Outcome.REFUSED if code in _REFUSED else Outcome.FAILED), code


BAIDU: Final = Provider(
    name="baidu",
    base_url="https://api.map.baidu.com",
    key_variable="REPAIR_CIRCLE_BAIDU_KEY",
    datum="gcj02",
    store_allowed=False,
    questions_per_s=3.0,
    outcome=_outcome,
    search=Endpoint("place", "/place/v3/region", _search, _results),
    geocode=Endpoint("geocode", "/geocoding/v3/", _geocode, _result),
)
