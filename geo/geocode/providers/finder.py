"""A place looked for with one or several providers, and how far their answers are believed."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from geo.coords import distance_m
from geo.errors import Notice, SourceError
from geo.geocode.acceptance import rule_between
from geo.geocode.gazetteer import place_word
from geo.geocode.likeness import likeness
from geo.geocode.names import NameParts, parse_name
from geo.geocode.providers.agreement import AGREE_M, Agreement, agreement
from geo.geocode.providers.client import Client, ProviderStoppedError
from geo.geocode.providers.provider import ProviderPlace, Question

__all__ = ["Finder", "Found", "Sought"]

_PRECISE: Final = frozenset({"estate", "address"})
_FAILURES_IN_A_ROW: Final = 3
_SHOWN: Final = 5


@dataclass(frozen=True)
class Sought:
    """What a row of a list says of a place."""

    name: str
    address: str = ""
    district: str = ""


@dataclass(frozen=True)
class Found:
    """What the providers say of it.

    Attributes
    ----------
    verdict : {"accepted", "review", "not_found"}
    rule : str
        Why: ``providers_agree``, or the naming rule by which a single provider is believed;
        else why not: ``providers_apart``, ``providers_disagree``, ``other_district``,
        ``other_name``, ``coarse``, ``ambiguous``, ``district_unknown``.
    score, margin : float
        Likeness of the names, and how far ahead of the next place of the same provider.
    place : ProviderPlace or None
        The place that is meant; None where nothing is believed.
    sources : tuple of str
        Providers behind it.
    candidates : tuple of ProviderPlace
        Up to five, the likeliest first.
    apart_m : float
        How far the places of two providers lie apart, the farthest pair of more; NaN for one.
    """

    verdict: str
    rule: str = ""
    score: float = 0.0
    margin: float = 0.0
    place: ProviderPlace | None = None
    sources: tuple[str, ...] = ()
    candidates: tuple[ProviderPlace, ...] = ()
    apart_m: float = math.nan


@dataclass(frozen=True)
class _Option:
    """A place that one provider offers, compared with what is looked for."""

    place: ProviderPlace
    score: float
    rule: str | None
    by_address: bool

    @property
    def verified(self) -> bool:
        """Whether its name is the one looked for, or it is the address looked for."""
        return self.rule is not None or (self.by_address and self.place.precision in _PRECISE)


class Finder:
    """Asks providers, drops those that stop or keep failing, and weighs their answers.

    Parameters
    ----------
    clients : sequence of Client
        In the order in which they are believed.
    city : str
        City to look in.
    """

    def __init__(self, clients: Sequence[Client], *, city: str = "") -> None:
        self._clients = list(clients)
        self._city = city
        self._failures = {client.provider.name: 0 for client in clients}
        self._told: dict[str, Notice] = {}

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What went wrong with providers, each once."""
        return tuple(self._told.values())

    def find(self, sought: Sought) -> Found:
        """Look for a place with all providers that still answer.

        Parameters
        ----------
        sought : Sought

        Returns
        -------
        Found
            Never raises because of a provider: a row that no one answers for is not found.
        """
        offers = [self._options(client, sought) for client in tuple(self._clients)]
        return _weighed([options for options in offers if options], sought)

    def _options(self, client: Client, sought: Sought) -> list[_Option]:
        """Return what one provider offers, the likeliest first."""
        asked = parse_name(sought.name, {place_word(sought.district)} - {""})
        options: list[_Option] = []
        try:
            if not asked.meaningless:
                found = client.search(Question(sought.name, self._city))
                options = [_option(asked, place, by_address=False) for place in found]
            if sought.address.strip() and not any(option.rule for option in options):
                found = client.geocode(Question(_address(sought), self._city))
                options += [_option(asked, place, by_address=True) for place in found]
        except ProviderStoppedError as stopped:
            self._drop(client, stopped)
        except SourceError as failed:
            self._count(client, failed)
        else:
            self._failures[client.provider.name] = 0
        return sorted(options, key=lambda one: (not one.verified, one.rule is None, -one.score))

    def _count(self, client: Client, failed: SourceError) -> None:
        name = client.provider.name
        self._failures[name] += 1
        self._tell(failed)
        if self._failures[name] >= _FAILURES_IN_A_ROW:
            self._drop(client, SourceError("geocode.provider_given_up", provider=name))

    def _drop(self, client: Client, reason: SourceError) -> None:
        self._tell(reason)
        self._clients.remove(client)

    def _tell(self, reason: SourceError) -> None:
        notice = Notice(reason.key, **reason.params)
        self._told.setdefault(notice.sentence(), notice)


def _address(sought: Sought) -> str:
    address = sought.address.strip()
    return address if sought.district in address else f"{sought.district}{address}"


def _option(asked: NameParts, place: ProviderPlace, *, by_address: bool) -> _Option:
    known = [
        parse_name(name, {place_word(place.district)} - {""})
        for name in (place.name, *place.aliases)
        if name
    ]
    if by_address or not known:
        return _Option(
            place, max((likeness(asked, one) for one in known), default=0.0), None, by_address
        )
    rule, score = max(
        ((rule_between(asked, one), likeness(asked, one)) for one in known),
        key=lambda pair: (pair[0] is not None, pair[1]),
    )
    return _Option(place, score, rule, by_address)


def _weighed(offers: list[list[_Option]], sought: Sought) -> Found:
    if not offers:
        return Found("not_found")
    shown = tuple(option.place for options in offers for option in options)[:_SHOWN]
    offers = [inside for options in offers if (inside := _in_district(options, sought))]
    if not offers:
        return Found("review", "other_district", candidates=shown)
    firsts = [options[0] for options in offers]
    best = next((one for one in firsts if one.rule), firsts[0])
    margin = min(_margin(options) for options in offers)
    verdict, rule = _judged(offers, best, sought)
    believed = verdict != "not_found"
    return Found(
        verdict,
        rule,
        round(best.score, 4),
        round(margin, 4),
        best.place if believed else None,
        tuple(one.place.provider for one in firsts) if believed else (),
        shown,
        _apart_m([one.place for one in firsts]),
    )


def _apart_m(places: list[ProviderPlace]) -> float:
    """Return the distance of the two places that lie farthest apart, NaN for a single one."""
    apart = [
        distance_m(one.lon, one.lat, other.lon, other.lat).item()
        for one, other in combinations(places, 2)
    ]
    return round(max(apart), 1) if apart else math.nan


def _in_district(options: list[_Option], sought: Sought) -> list[_Option]:
    """Return the options that do not lie in a district other than the one asked for."""
    wanted = place_word(sought.district)
    return [
        option
        for option in options
        if not (wanted and option.place.district) or place_word(option.place.district) == wanted
    ]


def _judged(offers: list[list[_Option]], best: _Option, sought: Sought) -> tuple[str, str]:
    firsts = [options[0] for options in offers]
    if len(firsts) > 1:
        judgements = {agreement(one.place, other.place) for one, other in combinations(firsts, 2)}
        for against in (Agreement.OTHER_DISTRICT, Agreement.DISAGREE):
            if against in judgements:
                return "not_found", against.value
        if Agreement.APART in judgements:
            return "review", Agreement.APART.value
    if best.place.precision not in _PRECISE:
        return "review", "coarse"
    if len(firsts) > 1:
        sure = best.rule is not None or all(one.verified for one in firsts)
        return ("accepted", Agreement.AGREE.value) if sure else ("review", "other_name")
    if best.rule is None:
        return "review", "other_name"
    if not (sought.district and best.place.district):
        return "review", "district_unknown"
    if _has_rival(best, offers[0]):
        return "review", "ambiguous"
    return "accepted", best.rule


def _has_rival(best: _Option, options: list[_Option]) -> bool:
    """Tell whether the provider knows another place that the name may mean."""
    return any(
        other.rule is not None
        and distance_m(best.place.lon, best.place.lat, other.place.lon, other.place.lat) > AGREE_M
        for other in options
        if other is not best
    )


def _margin(options: list[_Option]) -> float:
    return max(0.0, options[0].score - options[1].score) if len(options) > 1 else options[0].score
