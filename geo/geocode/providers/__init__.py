"""Online providers of places: asked only on request, held to their terms, never trusted alone."""

from geo.geocode.providers.agreement import AGREE_M, REJECT_M, Agreement, agreement
from geo.geocode.providers.cache import AnswerCache
from geo.geocode.providers.catalogue import PROVIDERS, clients_from_environment
from geo.geocode.providers.client import Client, ProviderStoppedError
from geo.geocode.providers.finder import Finder, Found, Sought
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

__all__ = [
    "AGREE_M",
    "PROVIDERS",
    "REJECT_M",
    "Agreement",
    "Answer",
    "AnswerCache",
    "Client",
    "Endpoint",
    "Finder",
    "Found",
    "Outcome",
    "Provider",
    "ProviderPlace",
    "ProviderStoppedError",
    "Question",
    "RawPlace",
    "Sought",
    "TokenBucket",
    "Transport",
    "agreement",
    "clients_from_environment",
    "http_get",
]
