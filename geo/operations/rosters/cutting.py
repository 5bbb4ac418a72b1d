"""The cheapest roster by inequalities that are found where they are broken.

Where a share of the households is enough, a program with a column per group of households has a
weak relaxation. Here columns say which stations are on duty at every hour, and the hours are held
by the inequalities of :mod:`geo.operations.rosters.station_sets`, added where a point breaks them:
first to the relaxation until none is broken, then to the whole program until its roster keeps every
hour. Every program on the way is a relaxation, so its bound holds; a roster that keeps all hours
comes from the programs or is repaired from theirs.
"""

from dataclasses import dataclass, field, replace
from itertools import count
from typing import Final

import numpy as np
from numpy.typing import NDArray

from geo.operations.rosters.hull import hull_bound
from geo.operations.rosters.problem import RosterProblem, cost_unit
from geo.operations.rosters.program import shift_columns
from geo.operations.rosters.repair import first_roster, repaired
from geo.operations.rosters.station_sets import FromOutside, StationSets, station_sets
from geo.solver import Certificate, LinearProgram, ProgramAnswer, ProgramBuilder, solve_program
from geo.stop import Stop

__all__ = ["CutAnswer", "roster_by_cuts"]

Reals = NDArray[np.float64]
Whole = NDArray[np.int64]

_FIRST_STEPS: Final = 20_000
_GROWTH: Final = 8
_STEPS_PER_SET: Final = 192
_LONGEST_ROUND: Final = 30_000_000
_MOST_ROUNDS: Final = 30
_CUTS_PER_HOUR: Final = 3
_CUTS_PER_BROKEN_HOUR: Final = 20
_TIGHT: Final = 1e-6
_NEARLY_ONE: Final = 1 - 1e-6


@dataclass(frozen=True, eq=False)
class CutAnswer:
    """What was found and proven.

    Attributes
    ----------
    shifts : ndarray of int64, shape (n_stations, n_patterns), or None
        The best roster, None where none was found.
    certificate : Certificate
        The bound and who proved it.
    is_infeasible : bool
        Whether it is proven that no roster exists.
    """

    shifts: Whole | None
    certificate: Certificate
    is_infeasible: bool = False


@dataclass(eq=False)
class _Kind:
    """Hours with the same cover: their station sets and the inequalities in use."""

    sets: StationSets
    cuts: set[FromOutside] = field(default_factory=set)
    pool: set[FromOutside] = field(default_factory=set)

    def add(self, found: list[FromOutside]) -> int:
        """Take inequalities into use and return how many of them are new there."""
        new = set(found) - self.cuts
        self.cuts |= new
        self.pool |= new
        return len(new)

    def recall(self, present: Reals) -> int:
        """Take back from the pool what a point breaks."""
        return self.add(
            [cut for cut in self.pool if present[list(cut.stations)].sum() < cut.least - _TIGHT]
        )


@dataclass(frozen=True, eq=False)
class _Master:
    """A relaxation of the roster: where crews and stations on duty stand in it."""

    program: LinearProgram
    crews: Whole
    present: list[Whole]


class _Search:
    def __init__(self, problem: RosterProblem, stop: Stop, seed: int) -> None:
        self.problem, self.stop, self.seed = problem, stop, seed
        self.useful = problem.useful
        self.hours = problem.asking
        kinds: dict[tuple[bytes, bytes], _Kind] = {}
        self.kind = []
        for hour in self.hours:
            key = hour.groups.tobytes(), hour.weight.tobytes()
            if key not in kinds:
                kinds[key] = _Kind(station_sets(hour))
                everyone = tuple(range(problem.n_stations))
                kinds[key].add([FromOutside(everyone, kinds[key].sets.fewest)])
            self.kind.append(kinds[key])
        self.kinds = list(kinds.values())
        self.unit = cost_unit(problem.cost)
        self.best: Whole | None = None
        self.certificate = Certificate.nothing()

    def master(self, *, whole: bool) -> _Master:
        problem, builder = self.problem, ProgramBuilder()
        crews = shift_columns(builder, problem, self.useful, cost=problem.cost)
        columns = []
        for hour, kind in zip(self.hours, self.kind, strict=True):
            present = builder.add_columns(problem.n_stations)
            on = crews[:, problem.patterns[self.useful, hour.hours[0]]]
            rows = np.arange(problem.n_stations)
            builder.add_rows(
                problem.n_stations,
                [(rows[:, None], on, 1.0), (rows, present, -1.0)],
                lower=0.0,
                upper=np.inf,
            )
            for cut in sorted(kind.cuts):
                chosen = present[list(cut.stations)]
                builder.add_rows(
                    1, [(np.zeros(chosen.size), chosen, 1.0)], lower=cut.least, upper=np.inf
                )
            columns.append(present)
        program = builder.build()
        if not whole:
            program = replace(program, whole=np.zeros_like(program.whole))
        return _Master(program, crews, columns)

    @property
    def hourly_sets(self) -> list[StationSets]:
        """The station sets of every hour that needs somebody."""
        return [kind.sets for kind in self.kind]

    def anneal(self) -> None:
        """Look for good rosters and for a bound in turns, until one proves the other.

        The rounds grow longer, each with chances of its own; in all there are few steps where there
        are few station sets.
        """
        if self.best is None or not (self.hours and self.useful.size):
            return
        steps, left = _FIRST_STEPS, _STEPS_PER_SET << self.problem.n_stations
        self.note_better(steps, stream=0)
        self.hull()
        for stream in count(1):
            if left <= 0 or self.is_proven or self.stop.must_stop:
                return
            steps = min(_GROWTH * steps, _LONGEST_ROUND, left)
            left -= steps
            self.note_better(steps, stream=stream)

    def note_better(self, steps: int, *, stream: int) -> None:
        """Anneal from the best roster that is known."""
        # The compiler loads when it is needed.
        from geo.operations.rosters.annealing import anneal

        assert self.best is not None, "a first roster was found"
        self.note_roster(
            anneal(
                self.problem,
                self.hourly_sets,
                self.best,
                steps=steps,
                seed=self.seed,
                stream=stream,
                good_enough=self.certificate.bound,
                stop=self.stop,
            )
        )

    def hull(self) -> None:
        """Prove a bound from the sets that are just enough at each hour."""
        assert self.best is not None, "a first roster was found"
        enough = self.cost_of(self.best) - self.unit * _NEARLY_ONE
        bound = hull_bound(self.problem, self.hourly_sets, self.best, enough, self.stop)
        self.raise_bound(Certificate.ours(bound))

    def relax(self) -> bool:
        """Cut until the relaxation breaks nothing; False where even it cannot be."""
        for _ in range(_MOST_ROUNDS):
            master = self.master(whole=False)
            answer = solve_program(master.program, self.stop)
            if answer.status == "infeasible":
                return False
            if answer.status != "optimal":
                return True
            self.note_bound(answer)
            points = [answer.point[columns] for columns in master.present]
            new = sum(
                kind.add(kind.sets.violated(point, _CUTS_PER_HOUR))
                for kind, point in zip(self.kind, points, strict=True)
            )
            if not new:
                self.keep_tight(points)
                return True
        return True

    def keep_tight(self, points: list[Reals]) -> None:
        """Leave out inequalities that no hour comes close to; they stay in the pool."""
        for kind in self.kinds:
            own = [p for k, p in zip(self.kind, points, strict=True) if k is kind]
            kind.cuts = {
                cut
                for cut in kind.cuts
                if any(point[list(cut.stations)].sum() < cut.least + _TIGHT for point in own)
            }

    def solve(self) -> bool:
        """Cut until a whole roster keeps every hour; False where none exists."""
        while not self.stop.must_stop:
            master = self.master(whole=True)
            answer = solve_program(
                master.program,
                self.stop,
                known=self.point_of_best(master),
                absolute_gap=self.unit * _NEARLY_ONE,
                random_seed=self.seed,
            )
            if answer.status == "infeasible":
                return False
            self.note_bound(answer)
            if answer.status == "unknown":
                return True
            shifts = np.zeros((self.problem.n_stations, len(self.problem.patterns)), np.int64)
            shifts[:, self.useful] = np.rint(answer.point[master.crews]).astype(np.int64)
            broken = self.cut_off(shifts)
            self.note_roster(repaired(self.problem, shifts) if broken else shifts)
            if self.is_proven or (answer.status == "optimal" and not broken):
                return True
        return True

    def point_of_best(self, master: _Master) -> Reals | None:
        """Return the best roster as a point of a program."""
        if self.best is None:
            return None
        point = np.zeros(master.program.cost.size)
        point[master.crews] = self.best[:, self.useful]
        on = self.problem.on_duty(self.best) > 0
        for hour, columns in zip(self.hours, master.present, strict=True):
            point[columns] = on[:, hour.hours[0]]
        return point

    def cut_off(self, shifts: Whole) -> bool:
        """Add what a roster breaks; whether it breaks anything."""
        on = self.problem.on_duty(shifts) > 0
        broken = False
        for hour, kind in zip(self.hours, self.kind, strict=True):
            present = on[:, hour.hours[0]]
            if not kind.sets.is_enough(present):
                broken = True
                kind.recall(present.astype(np.float64))
                kind.add(kind.sets.violated(present.astype(np.float64), _CUTS_PER_BROKEN_HOUR))
        return broken

    def note_bound(self, answer: ProgramAnswer) -> None:
        self.raise_bound(answer.certificate)

    def raise_bound(self, proof: Certificate) -> None:
        """Take a bound, rounded up to what costs can add up to, where it is the best so far."""
        bound = proof.bound
        if self.unit and np.isfinite(bound):
            bound = self.unit * np.ceil(bound / self.unit - 1e-6)
        if bound > self.certificate.bound:
            self.certificate = replace(proof, bound=float(bound))

    def note_roster(self, shifts: Whole | None) -> None:
        if shifts is None or not self.problem.is_kept(shifts):
            return
        if self.best is None or self.cost_of(shifts) < self.cost_of(self.best):
            self.best = shifts

    def cost_of(self, shifts: Whole) -> float:
        return float(shifts.sum(axis=0) @ self.problem.cost)

    @property
    def is_proven(self) -> bool:
        return self.best is not None and self.cost_of(self.best) <= self.certificate.bound + 1e-9


def roster_by_cuts(problem: RosterProblem, stop: Stop, *, seed: int) -> CutAnswer:
    """Solve a roster of at most twenty stations to proof, or until it is stopped.

    Parameters
    ----------
    problem : RosterProblem
    stop : Stop
    seed : int

    Returns
    -------
    CutAnswer
    """
    search = _Search(problem, stop, seed)
    search.note_roster(first_roster(problem))
    search.anneal()
    if search.is_proven:
        return CutAnswer(search.best, search.certificate)
    if not (search.relax() and search.solve()):
        return CutAnswer(None, search.certificate, is_infeasible=search.best is None)
    return CutAnswer(search.best, search.certificate)
