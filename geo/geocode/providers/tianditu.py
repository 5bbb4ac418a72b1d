"""Tianditu 天地图, the national platform: its geocoder, in CGCS2000."""

import json
from collections.abc import Mapping
from typing import Any, Final

from geo.geocode.providers.fields import code_of, pair, records, text, value_at
from geo.geocode.providers.provider import Endpoint, Outcome, Provider, Question, RawPlace

__all__ = ["TIANDITU"]

_OK: Final = "0"
_NOTHING: Final = "101"
_ESTATE_LEVELS: Final = frozenset({"小区", "兴趣点", "地名地址", "POI"})
_LEAST_SCORE: Final = 80


def _params(question: Question, key: str) -> Mapping[str, str]:
    wanted = json.dumps({"keyWord": f"{question.city}{question.text}"}, ensure_ascii=False)
    return {"ds": wanted, "tk": key}


def _places(answer: Any) -> list[RawPlace]:
    return [
        RawPlace(
            name="",
            position=pair(value_at(one, "lon"), value_at(one, "lat")),
            precision=_precision(one),
        )
        for one in records(value_at(answer, "location"))
    ]


def _precision(location: Mapping[str, Any]) -> str:
    score = value_at(location, "score")
    if isinstance(score, bool) or not isinstance(score, int | float) or score < _LEAST_SCORE:
        return "street"
    level = text(location, "level")
    if level == "门址":
        return "address"
    return "estate" if level in _ESTATE_LEVELS else "area"


def _outcome(answer: Any) -> tuple[Outcome, str]:
    status = code_of(value_at(answer, "status"))
    if status in {_OK, _NOTHING}:
        return Outcome.ANSWERED, status
    # What concerns the key comes with a code of its own instead of a status.
    code = code_of(value_at(answer, "code"))
    return (Outcome.REFUSED, code) if code != "?" else (Outcome.FAILED, status)


TIANDITU: Final = Provider(
    name="tianditu",
    base_url="https://api.tianditu.gov.cn",
    key_variable="REPAIR_CIRCLE_TIANDITU_KEY",
    datum="cgcs2000",
    store_allowed=False,
    questions_per_s=5.0,
    outcome=_outcome,
    geocode=Endpoint("geocode", "/geocoder", _params, _places),
)
