"""Nominatim, OpenStreetMap's own search: no key, one question a second, answers may be kept."""

from collections.abc import Mapping
from typing import Any, Final

from geo.geocode.providers.fields import pair, records, text, value_at
from geo.geocode.providers.provider import Endpoint, Outcome, Provider, Question, RawPlace

__all__ = ["NOMINATIM"]

_DISTRICT_FIELDS: Final = ("city_district", "district", "borough", "county", "suburb")
_ESTATE_KINDS: Final = frozenset({"residential", "apartments", "neighbourhood", "allotments"})


def _params(question: Question, _key: str) -> Mapping[str, str]:
    wanted = f"{question.text}, {question.city}" if question.city else question.text
    return {
        "q": wanted,
        "format": "jsonv2",
        "addressdetails": "1",
        "namedetails": "1",
        "accept-language": "zh",
        "limit": "10",
    }


def _places(answer: Any) -> list[RawPlace]:
    return [
        RawPlace(
            name=text(one, "name"),
            position=pair(value_at(one, "lon"), value_at(one, "lat")),
            district=next(filter(None, (text(one, "address", at) for at in _DISTRICT_FIELDS)), ""),
            aliases=tuple(
                alias
                for field in ("alt_name", "old_name")
                if (alias := text(one, "namedetails", field))
            ),
            precision=_precision(one),
        )
        for one in records(answer)
    ]


def _precision(place: Mapping[str, Any]) -> str:
    kind, group = text(place, "type"), text(place, "category")
    if kind in _ESTATE_KINDS or group in {"building", "amenity"}:
        return "estate"
    if kind == "house" or text(place, "address", "house_number"):
        return "address"
    return "street" if group == "highway" else "area"


def _outcome(answer: Any) -> tuple[Outcome, str]:
    return (Outcome.ANSWERED, "200") if isinstance(answer, list) else (Outcome.FAILED, "?")


_SEARCH: Final = Endpoint("search", "/search", _params, _places)

NOMINATIM: Final = Provider(
    name="nominatim",
    base_url="https://nominatim.openstreetmap.org",
    key_variable=None,
    datum="wgs84",
    store_allowed=True,
    questions_per_s=1.0,
    outcome=_outcome,
    search=_SEARCH,
    geocode=_SEARCH,
)
