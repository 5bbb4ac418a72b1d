"""What a provider is: where it is asked, how its answers are read, and what it allows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from geo.errors import InputError

__all__ = ["Endpoint", "Outcome", "Provider", "ProviderPlace", "Question", "RawPlace"]


class Outcome(Enum):
    """What an answer means for the questions after it."""

    ANSWERED = "answered"
    BUSY = "too many questions at once; ask again later"
    REFUSED = "bad key or the day's questions used up; ask no more"
    FAILED = "this question failed; others may not"


@dataclass(frozen=True)
class Question:
    """What is looked for.

    Attributes
    ----------
    text : str
        Name or address.
    city : str
        City to look in; empty for anywhere.
    """

    text: str
    city: str = ""


@dataclass(frozen=True)
class RawPlace:
    """A place as an answer holds it, in the provider's datum.

    Attributes
    ----------
    position : tuple of float, or None
        Longitude and latitude; None where the answer holds none that can be used.
    gate : tuple of float, or None
        The entrance, where the provider knows it.
    precision : {"estate", "address", "street", "area"}
    """

    name: str
    position: tuple[float, float] | None
    district: str = ""
    aliases: tuple[str, ...] = ()
    gate: tuple[float, float] | None = None
    precision: str = "estate"


@dataclass(frozen=True)
class ProviderPlace:
    """A place that a provider knows, in WGS-84.

    Attributes
    ----------
    provider, endpoint : str
        Who said so, and to which kind of question.
    name : str
    aliases : tuple of str
    district : str
        As the provider writes it; empty where it says none.
    lon, lat : float
        Degrees in WGS-84.
    gate : tuple of float, or None
        The entrance in WGS-84.
    datum : str
        What the provider's own numbers meant.
    precision : {"estate", "address", "street", "area"}
    """

    provider: str
    endpoint: str
    name: str
    aliases: tuple[str, ...]
    district: str
    lon: float
    lat: float
    gate: tuple[float, float] | None
    datum: str
    precision: str


@dataclass(frozen=True)
class Endpoint:
    """One kind of question to a provider.

    Attributes
    ----------
    name, path : str
    params : callable
        From the question and the key to the parameters of the address.
    places : callable
        From an answer to its places; never fails on an answer of another shape.
    """

    name: str
    path: str
    params: Callable[[Question, str], Mapping[str, str]]
    places: Callable[[Any], list[RawPlace]]


@dataclass(frozen=True)
class Provider:
    """An online service of places.

    Attributes
    ----------
    name, base_url : str
    key_variable : str or None
        Environment variable that holds the key; None where no key is wanted.
    datum : str
        Of its coordinates, as they are asked for.
    store_allowed : bool
        Whether its terms let answers be kept on disk.
    questions_per_s : float
        What the smallest plan allows.
    search, geocode : Endpoint or None
        By name, by address.
    outcome : callable
        From an answer to what it means and the provider's code for it.
    """

    name: str
    base_url: str
    key_variable: str | None
    datum: str
    store_allowed: bool
    questions_per_s: float
    outcome: Callable[[Any], tuple[Outcome, str]] = field(repr=False)
    search: Endpoint | None = None
    geocode: Endpoint | None = None

    def __post_init__(self) -> None:
        if self.search is None and self.geocode is None:
            raise InputError("geocode.provider_no_endpoint", provider=self.name)
