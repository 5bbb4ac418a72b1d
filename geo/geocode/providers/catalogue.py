"""The providers there are, and those that this machine has keys for."""

from collections.abc import Mapping, Sequence
from typing import Final

from pydantic import SecretStr

from geo.errors import GeocodeError
from geo.geocode.providers.amap import AMAP
from geo.geocode.providers.baidu import BAIDU
from geo.geocode.providers.cache import AnswerCache
from geo.geocode.providers.client import Client
from geo.geocode.providers.nominatim import NOMINATIM
from geo.geocode.providers.provider import Provider
from geo.geocode.providers.tencent import TENCENT
from geo.geocode.providers.tianditu import TIANDITU
from geo.geocode.providers.transport import Transport, http_get

__all__ = ["PROVIDERS", "clients_from_environment"]

PROVIDERS: Final[Mapping[str, Provider]] = {
    provider.name: provider for provider in (AMAP, BAIDU, TIANDITU, TENCENT, NOMINATIM)
}


def clients_from_environment(
    names: Sequence[str],
    environment: Mapping[str, str],
    *,
    transport: Transport = http_get,
    cache: AnswerCache | None = None,
) -> tuple[Client, ...]:
    """Return clients of the named providers with their keys from the environment.

    Parameters
    ----------
    names : sequence of str
        Of :data:`PROVIDERS`, in the order in which they are asked.
    environment : mapping of str to str
        Such as ``os.environ``.
    transport : callable
    cache : AnswerCache, optional
        Shared by all of them.

    Raises
    ------
    GeocodeError
        When there is no such provider or its key is not set; the message names the variable.
    """
    cache = AnswerCache() if cache is None else cache
    clients = []
    for name in dict.fromkeys(names):
        provider = PROVIDERS.get(name)
        if provider is None:
            raise GeocodeError("geocode.provider_unknown", found=name, valid=", ".join(PROVIDERS))
        clients.append(
            Client(provider, key=_key(provider, environment), transport=transport, cache=cache)
        )
    return tuple(clients)


def _key(provider: Provider, environment: Mapping[str, str]) -> SecretStr | None:
    if provider.key_variable is None:
        return None
    key = environment.get(provider.key_variable, "").strip()
    if not key:
        raise GeocodeError(
            "geocode.key_missing", provider=provider.name, variable=provider.key_variable
        )
    return SecretStr(key)
