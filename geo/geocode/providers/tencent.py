"""Tencent 腾讯: places by text and its geocoder."""

from collections.abc import Mapping
from typing import Any, Final

from geo.geocode.providers.fields import code_of, pair, records, text, value_at
from geo.geocode.providers.provider import Endpoint, Outcome, Provider, Question, RawPlace

__all__ = ["TENCENT"]

_OK: Final = "0"
_NOTHING: Final = "347"
_BUSY: Final = "120"
_REFUSED: Final = frozenset({"110", "111", "112", "113", "121", "122", "123", "190", "199", "311"})
# Levels of the geocoder: 7 is a road, 8 and 9 a crossing or a named place, 10 and 11 a door.
_LEAST_ESTATE: Final = 9
_LEAST_ADDRESS: Final = 10
_LEAST_STREET: Final = 6
_LEAST_RELIABLE: Final = 7


def _search(question: Question, key: str) -> Mapping[str, str]:
    return {
        "keyword": question.text,
        "boundary": f"region({question.city or '全国'},0)",
        "page_size": "10",
        "key": key,
    }


def _geocode(question: Question, key: str) -> Mapping[str, str]:
    return {"address": f"{question.city}{question.text}", "key": key}


def _data(answer: Any) -> list[RawPlace]:
    return [
        RawPlace(
            name=text(one, "title"),
            position=pair(value_at(one, "location", "lng"), value_at(one, "location", "lat")),
            district=text(one, "ad_info", "district"),
        )
        for one in records(value_at(answer, "data"))
    ]


def _result(answer: Any) -> list[RawPlace]:
    return [
        RawPlace(
            name=text(one, "title"),
            position=pair(value_at(one, "location", "lng"), value_at(one, "location", "lat")),
            district=text(one, "address_components", "district"),
            precision=_precision(value_at(one, "level"), value_at(one, "reliability")),
        )
        for one in records(value_at(answer, "result"))
    ]


def _precision(level: Any, reliability: Any) -> str:
    if not isinstance(level, int) or level < _LEAST_STREET:
        return "area"
    if not isinstance(reliability, int) or reliability < _LEAST_RELIABLE or level < _LEAST_ESTATE:
        return "street"
    return "address" if level >= _LEAST_ADDRESS else "estate"


def _outcome(answer: Any) -> tuple[Outcome, str]:
    code = code_of(value_at(answer, "status"))
    if code in {_OK, _NOTHING}:
        return Outcome.ANSWERED, code
    if code == _BUSY:
        return Outcome.BUSY, code
    return (Outcome.REFUSED if code in _REFUSED else Outcome.FAILED), code


TENCENT: Final = Provider(
    name="tencent",
    base_url="https://apis.map.qq.com",
    key_variable="REPAIR_CIRCLE_TENCENT_KEY",
    datum="gcj02",
    store_allowed=False,
    questions_per_s=5.0,
    outcome=_outcome,
    search=Endpoint("place", "/ws/place/v1/search", _search, _data),
    geocode=Endpoint("geocode", "/ws/geocoder/v1/", _geocode, _result),
)
