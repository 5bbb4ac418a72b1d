"""A bound on the cost of a roster from the sets of stations that are just enough at each hour.

Every hour is held by one of its least sets, those of which no station can be left out. Mixing them
is the tightest relaxation that looks at each hour whole [1]_. Its prices, a price for each station
and hour, prove a bound by plain arithmetic whatever made them [2]_: what the cheapest set of every
hour costs at these prices, and what shifts cost beyond the prices of their hours.

References
----------
.. [1] Dantzig, G. B., Wolfe, P. (1960). Decomposition principle for linear programs. Operations
   Research 8(1), 101-111.
.. [2] Geoffrion, A. M. (1974). Lagrangean relaxation for integer programming. Mathematical
   Programming Study 2, 82-114.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from geo.operations.rosters.problem import HourOfRoster, RosterProblem
from geo.operations.rosters.station_sets import StationSets
from geo.solver import GrowingProgram
from geo.stop import Stop

__all__ = ["hull_bound"]

Reals = NDArray[np.float64]
Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]

_MOST_ROUNDS: Final = 300
_SETS_PER_HOUR: Final = 4
_PRICED_OUT: Final = 1e-7


def hull_bound(
    problem: RosterProblem, sets: list[StationSets], known: Whole, enough: float, stop: Stop
) -> float:
    """Return a lower bound on the cost of every roster.

    Parameters
    ----------
    problem : RosterProblem
    sets : list of StationSets
        Those of every hour that needs somebody.
    known : ndarray of int64, shape (n_stations, n_patterns)
        A roster that keeps every hour: what the prices begin with.
    enough : float
        A bound at which the search for a better one ends.
    stop : Stop
        Ends the search; the bound so far holds.

    Returns
    -------
    float
    """
    master = _Master(problem, sets)
    master.add([[int(index)] for index in master.present(problem.on_duty(known) > 0)])
    best = -np.inf
    for _ in range(_MOST_ROUNDS):
        answer = master.program.solve(stop)
        if answer.row_duals is None:
            break
        prices = np.maximum(answer.row_duals[: master.n_links], 0.0).reshape(master.shape)
        values, cheapest = master.priced(prices)
        best = max(best, float(sum(values)) + _beyond(problem, master.hours, prices))
        if best >= enough or stop.must_stop:
            break
        worth = answer.row_duals[master.n_links : master.n_links + len(values)]
        new = [
            found if value < limit - _PRICED_OUT * max(1.0, abs(limit)) else []
            for found, value, limit in zip(cheapest, values, worth, strict=True)
        ]
        if not any(new):
            break
        master.add(new)
    return best


class _Master:
    """The mixture of least sets as a program: shifts, links, one set for every hour."""

    def __init__(self, problem: RosterProblem, sets: list[StationSets]) -> None:
        hours = problem.asking
        self.hours, self.sets = hours, sets
        self.shape = len(hours), problem.n_stations
        self.n_links = len(hours) * problem.n_stations
        self.program = GrowingProgram(
            np.concatenate([np.zeros(self.n_links), np.ones(len(hours)), problem.least]),
            np.concatenate([np.full(self.n_links, np.inf), np.ones(len(hours)), problem.most]),
        )
        self._add_shifts(problem)
        self._bits = 1 << np.arange(problem.n_stations, dtype=np.int64)

    def _add_shifts(self, problem: RosterProblem) -> None:
        useful, n_crews = problem.useful, problem.n_stations
        on = problem.patterns[useful][:, [hour.hours[0] for hour in self.hours]]
        pattern, hour = np.nonzero(on)
        blocks = [
            sparse.coo_array(
                (np.ones(pattern.size), (hour * n_crews + station, pattern)),
                shape=(self.n_links, len(useful)),
            )
            for station in range(n_crews)
        ]
        links = sparse.hstack(blocks)
        chosen = sparse.csr_array((len(self.hours), links.shape[1]))
        own = sparse.kron(sparse.eye_array(n_crews), np.ones((1, len(useful))))
        self.program.add_columns(
            np.tile(problem.cost[useful], n_crews),
            sparse.csc_array(sparse.vstack([links, chosen, own])),
            upper=np.repeat(np.maximum(problem.least, 1.0), len(useful)),
        )

    def present(self, on_duty: Flags) -> Whole:
        """Return the stations on duty at every hour, as the index of a set."""
        on = on_duty[:, [hour.hours[0] for hour in self.hours]]
        return np.asarray(on.T.astype(np.int64) @ self._bits, dtype=np.int64)

    def add(self, new: list[list[int]]) -> None:
        """Let hours choose further sets."""
        columns = [(hour, index) for hour, found in enumerate(new) for index in found]
        n_stations = self.shape[1]
        matrix = sparse.lil_array((self.program.n_rows, len(columns)))
        for column, (hour, index) in enumerate(columns):
            for station in range(n_stations):
                if index >> station & 1:
                    matrix[hour * n_stations + station, column] = -1.0
            matrix[self.n_links + hour, column] = 1.0
        self.program.add_columns(np.zeros(len(columns)), sparse.csc_array(matrix))

    def priced(self, prices: Reals) -> tuple[list[float], list[list[int]]]:
        """Return what the cheapest set of every hour costs, and the few cheapest ones."""
        values, cheapest = [], []
        for sets, own in zip(self.sets, prices, strict=True):
            cost = sets.cost_of_least(own)
            few = np.argsort(cost, kind="stable")[:_SETS_PER_HOUR]
            values.append(float(cost[few[0]]))
            cheapest.append(sets.least[few].tolist())
        return values, cheapest


def _beyond(problem: RosterProblem, hours: list[HourOfRoster], prices: Reals) -> float:
    """Return the least that shifts cost beyond the prices of their hours, below 0 or 0.

    Every station takes the shifts that cost less than the prices of their hours, within its least
    and most crews; a shift is worth taking once, or as often as the least crews say.
    """
    useful = problem.useful
    on = problem.patterns[useful][:, [hour.hours[0] for hour in hours]].astype(np.float64)
    left = np.sort(problem.cost[useful][None, :] - (on @ prices).T, axis=1)
    total = 0.0
    for own, least, most in zip(left, problem.least, problem.most, strict=True):
        times = max(least, 1.0)
        # So many crews at each shift, the cheapest first: as many as are asked for, then those
        # that cost less than nothing.
        before = np.minimum(np.arange(own.size + 1) * times, most)
        taken = np.where(own < 0, np.diff(before), np.diff(np.minimum(before, least)))
        total += float(own @ taken)
    return total
