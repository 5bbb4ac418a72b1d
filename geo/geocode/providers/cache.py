"""Answers that were already paid for, kept as far as the provider's terms allow."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Final

from geo.geocode.folding import fold
from geo.geocode.providers.fields import pair
from geo.geocode.providers.provider import Provider, ProviderPlace, Question
from geo.parsing import parsed_json
from geo.presence import file_there

__all__ = ["AnswerCache"]

_Key = tuple[str, str, str, str]
_TEXTS: Final = ("provider", "endpoint", "name", "district", "datum", "precision")


class AnswerCache:
    """Answers by provider, endpoint, folded question and city.

    Parameters
    ----------
    path : Path or None
        File that outlives the run, one answer a line; it takes only answers of providers whose
        terms allow it. The others, and all without a path, are kept in memory.

    Notes
    -----
    No key and no address of a question is ever written. Lines that cannot be read, such as the
    last one of a run that was killed, are passed over.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._answers: dict[_Key, tuple[ProviderPlace, ...]] = {}
        if path is not None and file_there(path):
            for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
                self._remember(line)

    def get(
        self, provider: Provider, endpoint: str, question: Question
    ) -> tuple[ProviderPlace, ...] | None:
        """Return a former answer, or None."""
        return self._answers.get(_key(provider, endpoint, question))

    def put(
        self,
        provider: Provider,
        endpoint: str,
        question: Question,
        places: tuple[ProviderPlace, ...],
    ) -> None:
        """Keep an answer; on disk only where the provider allows it."""
        key = _key(provider, endpoint, question)
        self._answers[key] = places
        if self._path is None or not provider.store_allowed:
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        record = {"key": key, "places": [asdict(place) for place in places]}
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(record) + "\n")

    def _remember(self, line: str) -> None:
        try:
            record = parsed_json(line)
            provider, endpoint, text, city = map(str, record["key"])
            places = tuple(_place(one) for one in record["places"])
        except (ValueError, KeyError, TypeError):
            return
        self._answers[provider, endpoint, text, city] = places


def _key(provider: Provider, endpoint: str, question: Question) -> _Key:
    return provider.name, endpoint, fold(question.text), fold(question.city)


def _place(record: dict[str, object]) -> ProviderPlace:
    aliases, gate = record["aliases"], record["gate"]
    if not isinstance(aliases, list) or not isinstance(gate, list | None):
        raise TypeError
    texts = {name: str(record[name]) for name in _TEXTS}
    position = pair(record["lon"], record["lat"])
    entrance = None if gate is None else pair(*gate)
    if position is None or (gate is not None and entrance is None):
        raise ValueError
    lon, lat = position
    names = tuple(map(str, aliases))
    return ProviderPlace(**texts, aliases=names, lon=lon, lat=lat, gate=entrance)
