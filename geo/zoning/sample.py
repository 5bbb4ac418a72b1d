"""A seeded sample of legal zonings, and where one zoning stands among them.

A Markov chain walks over the zonings that keep every hard rule and have the same number of zones.
Each of its moves is as likely forth as back (or is accepted at the rate that makes it so), so that
in the long run every zoning it can reach comes as often as any other:

- *flip*: an estate joins a zone of one of its neighbours;
- *recombine*: two zones that touch are joined and parted again, by lot among all legal ways that
  keep two given neighbours apart;
- *transfer*: two zones become one while a third one is parted, which lets streets exchange zones.

Nobody knows how soon such a chain forgets where it began. So what is told is what is seen: how many
zonings were drawn, how many independent ones they are worth, and how far two halves agree.

References
----------
.. [1] DeFord, D., Duchin, M., Solomon, J. (2021). Recombination: a family of Markov chains for
   redistricting. Harvard Data Science Review 3(1).
.. [2] Metropolis, N. et al. (1953). Equation of state calculations by fast computing machines.
   Journal of Chemical Physics 21(6); Hastings, W. K. (1970), Biometrika 57(1).
.. [3] Geyer, C. J. (1992). Practical Markov chain Monte Carlo. Statistical Science 7(4): the
   initial positive sequence, from which the number of independent draws follows.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from geo.errors import ZoningError
from geo.stop import Progress, Stop
from geo.summary import Summarized
from geo.zoning.problem import ZoningProblem
from geo.zoning.score import score_zone
from geo.zoning.zoning import Zoning

if TYPE_CHECKING:
    from geo.random_kernels import RandomState

__all__ = ["ZoningSample", "sample_zonings"]

Ints = NDArray[np.int64]

_MOST_JOINED: Final = 16
"""Estates of two zones together whose partings are listed: 2 to the 14th at most."""

_MOVES: Final = 3
_FEWEST: Final = 10


@dataclass(frozen=True, eq=False, repr=False)
class ZoningSample(Summarized):
    """Legal zonings drawn by a chain. Arrays are read-only.

    Attributes
    ----------
    objective : ndarray, shape (n_draws,)
        Household-minutes of each zoning drawn.
    widest : ndarray, shape (n_draws,)
        Workload of its largest zone over that of an average one.
    start : Zoning
        Where the chain began.
    independent : float
        How many independent draws the objectives are worth, by their autocorrelation.
    accepted_share : float
        Moves that changed the zoning, of all that were tried.
    n_estates_fixed : int
        Estates that never changed their zone: the rules hold them, or the chain was too short.
    """

    objective: NDArray[np.float64]
    widest: NDArray[np.float64]
    start: Zoning
    independent: float
    accepted_share: float
    n_estates_fixed: int

    def __post_init__(self) -> None:
        self.objective.setflags(write=False)
        self.widest.setflags(write=False)

    def _facts(self) -> Iterator[tuple[str, str]]:
        yield "draws", f"{self.objective.size:,}"
        yield "independent", f"{self.independent:,.0f}"
        yield "objective", f"{np.median(self.objective):,.0f}"

    def share_below(self, objective: float) -> float:
        """Return the share of the drawn zonings that cost less than a given one."""
        return float((self.objective < objective - 1e-6).mean())

    @property
    def halves_apart(self) -> float:
        """How far the means of both halves lie apart, in standard deviations of a draw."""
        first, second = np.array_split(self.objective, 2)
        spread = float(self.objective.std())
        return abs(float(first.mean() - second.mean())) / spread if spread > 0 else 0.0


def sample_zonings(
    start: Zoning,
    *,
    draws: int = 1000,
    moves: int | None = None,
    seed: int = 0,
    stop: Stop | None = None,
) -> ZoningSample:
    """Draw legal zonings with as many zones as a given one.

    Parameters
    ----------
    start : Zoning
        A zoning that breaks no hard rule; the rules are its own.
    draws : int
        How many zonings.
    moves : int, optional
        Moves of the chain between two draws; as many as there are estates unless given. A tenth
        of all moves is made, and forgotten, before the first draw.
    seed : int
        The same seed gives the same sample.
    stop : Stop, optional
        The caller's cancel flag and listener; what was drawn until then is returned.

    Returns
    -------
    ZoningSample

    Raises
    ------
    ZoningError
        A start that breaks a rule, fewer than ten draws, or a seed below 0.
    """
    from geo.random_kernels import seeded

    if not start.n_zones or start.violations:
        raise ZoningError("zoning.sample_start", broken=len(start.violations))
    if draws < _FEWEST:
        raise ZoningError("zoning.sample_draws", found=draws, least=_FEWEST)
    if seed < 0:
        raise ZoningError("zoning.sample_seed", found=seed)
    stop = Stop.within(stop)
    between = start.problem.n_estates if moves is None else max(1, moves)
    walk = _Walk(start, seeded(seed))
    walk.go(max(draws * between // 10, 1))
    objective, widest = np.empty(draws), np.empty(draws)
    done = 0
    while done < draws and not (stop.must_stop and done >= _FEWEST):
        walk.go(between)
        objective[done], widest[done] = walk.objective, walk.widest
        done += 1
        stop.tell(Progress(done=done, of=draws, share=done / draws))
    return ZoningSample(
        objective=objective[:done].copy(),
        widest=widest[:done].copy(),
        start=start,
        independent=_independent(objective[:done]),
        accepted_share=walk.accepted / max(walk.tried, 1),
        n_estates_fixed=int((~walk.has_moved).sum()),
    )


class _Walk:
    """The chain: the zoning it stands at, and its moves.

    Parameters
    ----------
    start : Zoning
    state : RandomState
    """

    def __init__(self, start: Zoning, state: "RandomState") -> None:
        self.problem, self.rules = start.problem, start.rules
        self.target, self.state = start.target, state
        self.limits = self.rules.limits(self.target)
        self.zone_of = start.zone_of.copy()
        self.members = [set(map(int, members)) for members in start.members]
        self.pairs = _pairs(self.problem)
        self.near = [
            self.problem.adjacency.indices[a:b]
            for a, b in zip(
                self.problem.adjacency.indptr[:-1], self.problem.adjacency.indptr[1:], strict=True
            )
        ]
        self.cost = {zone: self._cost(one) for zone, one in enumerate(self.members)}
        self.tried = self.accepted = 0
        self.has_moved = np.zeros(self.problem.n_estates, dtype=bool)

    @property
    def objective(self) -> float:
        """Household-minutes of the zoning."""
        return float(sum(self.cost.values()))

    @property
    def widest(self) -> float:
        """Workload of the largest zone over that of an average one."""
        loads = [self.problem.workload[list(one)].sum() for one in self.members]
        return float(max(loads) / self.target) if self.target else 0.0

    def go(self, moves: int) -> None:
        """Try so many moves; one that breaks a rule leaves the zoning as it is."""
        if not len(self.pairs):
            return
        for _ in range(moves):
            self.tried += 1
            kind = self._below(_MOVES)
            move = (self._flip, self._recombine, self._transfer)[kind]
            self.accepted += move()

    def _flip(self) -> bool:
        """Let an estate join a neighbour's zone; its neighbours' zones are the same afterwards."""
        estate = self._below(self.problem.n_estates)
        zones = np.unique(self.zone_of[self.near[estate]])
        if not zones.size:
            return False
        there, here = int(zones[self._below(zones.size)]), int(self.zone_of[estate])
        if there == here or len(self.members[here]) == 1:
            return False
        return self._take(
            {here: self.members[here] - {estate}, there: self.members[there] | {estate}}
        )

    def _recombine(self) -> bool:
        """Part two zones that touch anew, by lot among all legal ways."""
        one, other = self._lot()
        here, there = int(self.zone_of[one]), int(self.zone_of[other])
        if here == there:
            return False
        joined = self.members[here] | self.members[there]
        if len(joined) > _MOST_JOINED:
            return False
        drawn, _ = self._split(joined, one, other)
        return drawn is not None and self._take({here: drawn, there: joined - drawn})

    def _transfer(self) -> bool:
        """Join two zones and part a third one, at the rate that makes it as likely as back."""
        one, other = self._lot()
        left, right = self._lot()
        here, there = int(self.zone_of[one]), int(self.zone_of[other])
        third = int(self.zone_of[left])
        if here == there or third != int(self.zone_of[right]) or third in (here, there):
            return False
        joined = self.members[here] | self.members[there]
        if len(joined) > _MOST_JOINED or len(self.members[third]) > _MOST_JOINED:
            return False
        drawn, ways = self._split(self.members[third], left, right)
        if drawn is None or not self._is_legal(joined):
            return False
        # Back again, the same two pairs change their parts.
        _, ways_back = self._split(joined, one, other)
        if self._below(1 << 30) * ways_back >= ways * (1 << 30):
            return False
        return self._take({here: joined, there: drawn, third: self.members[third] - drawn})

    def _lot(self) -> tuple[int, int]:
        """Return two neighbours, drawn by lot, in the order in which they are listed."""
        one, other = self.pairs[self._below(len(self.pairs))]
        return int(one), int(other)

    def _below(self, limit: int) -> int:
        """Return a whole number below a limit, each as likely."""
        from geo.random_kernels import below

        return int(below(self.state, limit))

    def _split(self, estates: set[int], first: int, second: int) -> tuple[set[int] | None, int]:
        """Return one legal way to keep two estates of a few apart, and how many there are."""
        from geo.zoning.kernels.split import draw_split

        order = np.array(sorted(estates), dtype=np.int64)
        place = {int(estate): number for number, estate in enumerate(order)}
        next_to, reaches = self._bits(order)
        zone, ways = draw_split(
            place[first],
            place[second],
            next_to,
            reaches,
            self.problem.workload[order],
            self.limits.cap,
            self.limits.max_estates,
            self.state,
        )
        if zone < 0:
            return None, 0
        return {int(estate) for estate in order if zone >> place[int(estate)] & 1}, ways

    def _bits(self, order: Ints) -> tuple[Ints, Ints]:
        """Return neighbours, and who is reached within the radius, as bits."""
        bit = 1 << np.arange(order.size, dtype=np.int64)
        near = self.problem.adjacency[order][:, order].toarray()
        reached = self.limits.reaches(self.problem.minutes_between(order))
        return near.astype(np.int64) @ bit, reached.astype(np.int64) @ bit

    def _is_legal(self, estates: set[int]) -> bool:
        from geo.zoning.kernels.split import is_legal_zone

        order = np.array(sorted(estates), dtype=np.int64)
        return bool(
            is_legal_zone(
                (1 << order.size) - 1,
                *self._bits(order),
                self.problem.workload[order],
                self.limits.cap,
                self.limits.max_estates,
            )
        )

    def _take(self, zones: dict[int, set[int]]) -> bool:
        """Go to a zoning whose changed zones keep the rules."""
        changed = {zone: one for zone, one in zones.items() if one != self.members[zone]}
        if not changed:
            return False
        costs = {zone: self._cost(one) for zone, one in changed.items()}
        if not np.isfinite(list(costs.values())).all():
            return False
        for zone, one in changed.items():
            rows = list(one)
            self.has_moved[rows] |= self.zone_of[rows] != zone
            self.members[zone] = one
            self.zone_of[rows] = zone
        self.cost.update(costs)
        return True

    def _cost(self, estates: set[int]) -> float:
        """Return what a zone costs, inf where it breaks a hard rule."""
        members = np.array(sorted(estates), dtype=np.int64)
        score = score_zone(self.problem, self.rules, self.target, members)
        return np.inf if score.broken else score.cost


def _pairs(problem: ZoningProblem) -> Ints:
    """Return every pair of neighbours within a street once."""
    matrix = problem.adjacency.tocoo()
    pairs = np.column_stack([matrix.row, matrix.col]).astype(np.int64)
    return pairs[pairs[:, 0] < pairs[:, 1]]


def _independent(values: NDArray[np.float64]) -> float:
    """Return how many independent draws a chain is worth: n over the sum of its correlations.

    Pairs of correlations are added as long as they are positive (initial positive sequence).
    """
    n, centred = values.size, values - values.mean()
    variance = float(centred @ centred) / n
    if variance <= 0:
        return 1.0
    spectrum = np.fft.rfft(centred, 2 * n)
    correlation = np.fft.irfft(spectrum * np.conj(spectrum))[:n] / (n * variance)
    total = 1.0
    for lag in range(1, n - 1, 2):
        pair = correlation[lag] + correlation[lag + 1]
        if pair <= 0:
            break
        total += 2.0 * pair
    return float(min(n, n / total))
