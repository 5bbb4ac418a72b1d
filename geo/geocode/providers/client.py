"""A provider with a key: questions out, places in WGS-84 back, and no key in any message."""

from typing import Any, Final

from pydantic import SecretStr

from geo.coords import to_wgs84
from geo.errors import SourceError
from geo.geocode.providers.cache import AnswerCache
from geo.geocode.providers.pace import TokenBucket
from geo.geocode.providers.provider import (
    Endpoint,
    Outcome,
    Provider,
    ProviderPlace,
    Question,
    RawPlace,
)
from geo.geocode.providers.transport import Answer, Transport, http_get
from geo.parsing import parsed_json

__all__ = ["Client", "ProviderStoppedError"]

_WAITS_S: Final = (1.0, 2.0, 4.0)
_TIMEOUT_S: Final = 8.0
_LONGEST_TEXT: Final = 80
_TOO_MANY: Final = 429
_NO_ENTRY: Final = frozenset({401, 403})
_SUCCESS: Final = 200


class ProviderStoppedError(SourceError):
    """A provider will answer no more: its key is bad or the day's questions are used up."""


class Client:
    """Asks one provider with one key.

    Parameters
    ----------
    provider : Provider
    key : SecretStr or None
        None where the provider wants none.
    transport : callable
        How questions go out; :func:`~geo.geocode.providers.transport.http_get` on its own.
    cache : AnswerCache, optional
    pace : TokenBucket, optional
        Shared by all who use the same key.
    timeout_s : float
        Seconds for one answer.
    """

    def __init__(
        self,
        provider: Provider,
        *,
        key: SecretStr | None,
        transport: Transport = http_get,
        cache: AnswerCache | None = None,
        pace: TokenBucket | None = None,
        timeout_s: float = _TIMEOUT_S,
    ) -> None:
        self.provider = provider
        self._key = key
        self._transport = transport
        self._cache = AnswerCache() if cache is None else cache
        self._pace = TokenBucket(provider.questions_per_s) if pace is None else pace
        self._timeout_s = timeout_s

    def search(self, question: Question) -> tuple[ProviderPlace, ...]:
        """Return the places of a name; none where the provider has no such question.

        Raises
        ------
        ProviderStoppedError
            When the key is bad or the day's questions are used up.
        SourceError
            When the provider cannot be reached, is too busy or answers wrongly.
        """
        return self._ask(self.provider.search, question)

    def geocode(self, question: Question) -> tuple[ProviderPlace, ...]:
        """Return the places of an address; as :meth:`search`."""
        return self._ask(self.provider.geocode, question)

    def _ask(self, endpoint: Endpoint | None, question: Question) -> tuple[ProviderPlace, ...]:
        if endpoint is None or not question.text.strip():
            return ()
        question = Question(question.text.strip()[:_LONGEST_TEXT], question.city)
        known = self._cache.get(self.provider, endpoint.name, question)
        if known is not None:
            return known
        payload = self._payload(endpoint, question)
        places = tuple(
            place
            for raw in endpoint.places(payload)
            if (place := self._place(raw, endpoint)) is not None
        )
        self._cache.put(self.provider, endpoint.name, question, places)
        return places

    def _payload(self, endpoint: Endpoint, question: Question) -> Any:
        code = "?"
        for wait_s in (0.0, *_WAITS_S):
            if wait_s:
                self._pace.pause(wait_s)
            self._pace.take()
            answer = self._answer(endpoint, question)
            outcome, code, payload = self._read(answer)
            if outcome is Outcome.ANSWERED:
                return payload
            if outcome is Outcome.REFUSED:
                raise ProviderStoppedError(
                    "geocode.provider_refused", provider=self.provider.name, code=code
                )
            if outcome is Outcome.FAILED:
                raise SourceError("geocode.provider_failed", provider=self.provider.name, code=code)
        raise SourceError("geocode.provider_busy", provider=self.provider.name, code=code)

    def _answer(self, endpoint: Endpoint, question: Question) -> Answer:
        url = self.provider.base_url + endpoint.path
        key = "" if self._key is None else self._key.get_secret_value()
        try:
            return self._transport(url, endpoint.params(question, key), self._timeout_s)
        except OSError:
            # What a transport says may quote the address, and with it the key.
            pass
        raise SourceError(
            "geocode.provider_unreachable", provider=self.provider.name, seconds=self._timeout_s
        )

    def _read(self, answer: Answer) -> tuple[Outcome, str, Any]:
        """Return what an answer means, its code, and its content."""
        if answer.status == _TOO_MANY:
            return Outcome.BUSY, str(answer.status), None
        if answer.status in _NO_ENTRY:
            return Outcome.REFUSED, str(answer.status), None
        if answer.status != _SUCCESS:
            return Outcome.FAILED, str(answer.status), None
        try:
            payload = parsed_json(self._without_key(answer.body))
        except ValueError:
            payload = None
        if not isinstance(payload, dict | list):
            raise SourceError("geocode.provider_garbage", provider=self.provider.name)
        outcome, code = self.provider.outcome(payload)
        return outcome, code, payload

    def _without_key(self, body: bytes) -> bytes:
        """Black out the key, should the provider say it back in a name or a remark."""
        key = b"" if self._key is None else self._key.get_secret_value().encode()
        return body.replace(key, b"***") if key else body

    def _place(self, raw: RawPlace, endpoint: Endpoint) -> ProviderPlace | None:
        if raw.position is None:
            return None
        lon, lat = _in_wgs84(raw.position, self.provider.datum)
        return ProviderPlace(
            provider=self.provider.name,
            endpoint=endpoint.name,
            name=raw.name,
            aliases=raw.aliases,
            district=raw.district,
            lon=lon,
            lat=lat,
            gate=None if raw.gate is None else _in_wgs84(raw.gate, self.provider.datum),
            datum=self.provider.datum,
            precision=raw.precision,
        )


def _in_wgs84(position: tuple[float, float], datum: str) -> tuple[float, float]:
    lon, lat = to_wgs84(*position, datum)
    return float(lon[0]), float(lat[0])
