"""Answers of online providers, and the file in which they are kept."""

import json
import time
from collections.abc import Callable
from pathlib import Path

from pydantic import SecretStr

from geo.geocode.providers import (
    PROVIDERS,
    Answer,
    AnswerCache,
    Client,
    Finder,
    Provider,
    ProviderPlace,
    Question,
    Sought,
    TokenBucket,
)
from tests.fuzzing.target import Target
from tests.geocode.providers.test_formats import GEOCODES, SEARCHES

__all__ = ["online"]


def online(folder: Path) -> list[Target]:
    """Return the kinds of answers, their sound files written into a folder."""
    made = []
    for kind, answers in (("search", SEARCHES), ("address", GEOCODES)):
        for name, (_, payload) in answers.items():
            path = folder / f"{name}_{kind}.json"
            path.write_text(json.dumps(payload, ensure_ascii=False), encoding="utf-8")
            made.append(Target(f"answer {name} {kind}", path, _asked(PROVIDERS[name]), False))
    kept = folder / "answers.jsonl"
    cache = AnswerCache(kept)
    for text in ("钟家村小区", "柳巷小区"):
        place = ProviderPlace(
            *("nominatim", "search", text, ("旧院",), "汉阳区", 114.2, 30.5),
            gate=(114.2, 30.5),
            datum="wgs84",
            precision="estate",
        )
        cache.put(PROVIDERS["nominatim"], "search", Question(text, "武汉"), (place,))
    return [*made, Target("kept answers", kept, _read_kept, says_file=False)]


def _asked(provider: Provider) -> Callable[[Path], object]:
    """Return the reader that gets the content of a file as the answer to every question."""

    def read(path: Path) -> object:
        content = path.read_bytes()
        client = _client(provider, AnswerCache(path.with_suffix(".jsonl")), content)
        finder = Finder([client], city="武汉")
        found = finder.find(Sought("钟家村小区", "鹦鹉大道11号", "汉阳区"))
        for place in found.candidates:
            assert abs(place.lon) <= 180, "off the globe"
            assert abs(place.lat) <= 90, "off the globe"
        return found, [notice.sentence("zh") for notice in finder.notices]

    return read


def _client(provider: Provider, cache: AnswerCache, content: bytes) -> Client:
    pace = TokenBucket(1e6, sleep=lambda _seconds: None, clock=time.monotonic)
    key = SecretStr("k" * 20)
    transport = lambda _url, _params, _timeout_s: Answer(200, content)  # noqa: E731
    return Client(provider, key=key, transport=transport, cache=cache, pace=pace)


def _read_kept(path: Path) -> object:
    nominatim = PROVIDERS["nominatim"]
    finder = Finder([_client(nominatim, AnswerCache(path), b"[]")], city="武汉")
    found = [finder.find(Sought(name, "", "汉阳区")) for name in ("钟家村小区", "柳巷小区")]
    for place in (place for one in found for place in one.candidates):
        assert abs(place.lon) <= 180, "off the globe"
        assert abs(place.lat) <= 90, "off the globe"
    return found
