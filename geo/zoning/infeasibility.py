"""Why there is no plan: estates that need too many zones, rules that leave estates none."""

from collections.abc import Iterator
from itertools import combinations

import numpy as np

from geo.stop import Stop
from geo.zoning.city_search import CitySearch
from geo.zoning.fewest_zones import fewest_zones
from geo.zoning.piece_search import first_finite
from geo.zoning.problem import Piece, ZoningProblem
from geo.zoning.rules import CandidateZones, ZoneRule, ZoningRules, prices
from geo.zoning.score import score_zone
from geo.zoning.terms import FixedZone
from geo.zoning.violation import Violation
from geo.zoning.zone_pool import list_zones

__all__ = ["why_infeasible"]

MOST_CLASHES = 5


def why_infeasible(
    problem: ZoningProblem, rules: ZoningRules, city: CitySearch, stop: Stop
) -> tuple[Violation, ...]:
    """Return the reasons: the sum first, then fixed zones and rules, then the neediest estates.

    Parameters
    ----------
    problem : ZoningProblem
        The estates.
    rules : ZoningRules
        The rules that no plan can keep.
    city : CitySearch
        A search that has proven that no plan exists.
    stop : Stop
        Limits the search for a number of zones that works.
    """
    fewest = [first_finite(search.lower) for search in city.searches]
    needs = sum(count for count in fewest if count is not None)
    if None not in fewest and needs > city.zones:
        reasons = [too_few_zones(problem, rules, city.zones, needs, stop)]
    else:
        reasons = [_reason(problem, "zoning.no_such_number", (), city.zones, city.zones)]
    reasons += _broken_fixed_zones(problem, rules, city.zones)
    demands = []
    for search, count in zip(city.searches, fewest, strict=True):
        estates = tuple(int(estate) for estate in search.piece.estates)
        if count is not None:
            demands.append(_reason(problem, "zoning.needs_zones", estates, count, city.zones))
            continue
        reasons.append(_reason(problem, "zoning.no_legal_zones", estates, len(estates), 0))
        reasons += _forbidding_rules(problem, rules, city.zones, search.piece, stop)
    return (*reasons, *sorted(demands, key=lambda demand: -demand.found))


def too_few_zones(
    problem: ZoningProblem, rules: ZoningRules, zones: int, needs: int, stop: Stop
) -> Violation:
    """Return the reason with a number of zones that works, where one is found.

    Parameters
    ----------
    problem : ZoningProblem
        The estates.
    rules : ZoningRules
        The rules that so few zones cannot keep.
    zones : int
        What was asked for.
    needs : int
        Zones that the estates need when so many are asked for; more may be needed then.
    stop : Stop
        Limits the search.
    """
    works = fewest_zones(problem, rules, at_least=needs, stop=stop)
    if works is None:
        return _reason(problem, "zoning.too_few_zones", (), needs, zones)
    key = "zoning.fewest_zones" if works.is_least else "zoning.enough_zones"
    return _reason(problem, key, (), works.zones, zones)


def _broken_fixed_zones(
    problem: ZoningProblem, rules: ZoningRules, zones: int
) -> Iterator[Violation]:
    """Yield the hard rules that a fixed zone breaks as it stands."""
    plain = ZoningRules(
        max_estates=rules.max_estates,
        radius_min=rules.radius_min,
        cap=rules.cap,
        band=rules.band,
        outside_min=rules.outside_min,
    )
    target = float(problem.workload.sum() / zones)
    for rule in rules.further:
        if isinstance(rule, FixedZone):
            score = score_zone(problem, plain, target, np.sort(rule.estates))
            for broken in score.broken:
                yield Violation(
                    broken.rule,
                    broken.estates,
                    broken.found,
                    broken.wanted,
                    key="zoning.fixed_breaks",
                    names=problem.names,
                )


def _forbidding_rules(
    problem: ZoningProblem, rules: ZoningRules, zones: int, piece: Piece, stop: Stop
) -> Iterator[Violation]:
    """Yield for each rule the estates that it alone leaves without a zone, else those all leave."""
    limits = rules.limits(float(problem.workload.sum() / zones))
    pool = list_zones(piece, limits, stop)
    if pool is None or not rules.further:
        return
    candidates = CandidateZones(problem, piece.estates[pool.member], pool.start)

    def left_out(some: tuple[ZoneRule, ...]) -> tuple[int, ...]:
        legal = np.isfinite(prices(some, candidates))
        held = np.unique(candidates.member[legal[candidates.zone]])
        return tuple(np.setdiff1d(piece.estates, held).tolist())

    alone = [(rule, left_out((rule,))) for rule in rules.further]
    for rule, estates in alone:
        if estates:
            yield Violation(
                rule.name,
                estates,
                len(estates),
                0,
                key="zoning.forbidden_by_rule",
                names=problem.names,
            )
    if any(estates for _, estates in alone):
        return
    # Two rules that contradict each other say more than all of them together.
    clashes = [
        (pair, estates) for pair in combinations(rules.further, 2) if (estates := left_out(pair))
    ]
    everything = [(tuple(rules.further), left_out(tuple(rules.further)))]
    for some, estates in clashes[:MOST_CLASHES] or everything:
        if estates:
            yield Violation(
                ", ".join(sorted({rule.name for rule in some})),
                estates,
                len(estates),
                0,
                key="zoning.forbidden_together",
                names=problem.names,
            )


def _reason(
    problem: ZoningProblem, key: str, estates: tuple[int, ...], found: float, wanted: float
) -> Violation:
    return Violation("zones", estates, found, wanted, key=key, names=problem.names)
