"""Busy crews: the hypercube queueing model, exact and approximate.

Every place has a list of crews in order of preference; a call goes to the first of them that is
free. The exact model solves for the probability of every set of busy crews (2 to the number of
crews). The approximation treats crews as busy independently, corrected for their interplay, and
takes time linear in the number of places.

References
----------
.. [1] Larson, R. C. (1974). A hypercube queuing model for facility location and redistricting in
   urban emergency services. Computers & Operations Research 1(1), 67-95.
.. [2] Larson, R. C. (1975). Approximating the performance of urban emergency service systems.
   Operations Research 23(5), 845-868: the correction factors Q.
.. [3] Larson, R. C., Odoni, A. R. (1981). Urban Operations Research, sections 5.3-5.5.
"""

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array

from geo.coverage.erlang import erlang_b, erlang_c
from geo.errors import CoverageError
from geo.summary import Summarized

__all__ = ["MAX_EXACT_CREWS", "BusyCrews", "hypercube", "hypercube_approximation"]

MAX_EXACT_CREWS: Final = 12

WhenBusy = Literal["wait", "lost"]
Reals = NDArray[np.float64]

_TOLERANCE: Final = 1e-13
_MOST_SWEEPS: Final = 20_000
_MOST_ROUNDS: Final = 1_000


@dataclass(frozen=True, eq=False, repr=False)
class BusyCrews(Summarized):
    """How busy every crew is and who goes where. Arrays are read-only.

    Attributes
    ----------
    workload : ndarray, shape (n_crews,)
        Share of time that a crew is busy.
    p_delay : float
        Share of calls that wait for a crew; 0 when calls are lost.
    p_loss : float
        Share of calls that are lost; 0 when calls wait.
    dispatch_share : ndarray, shape (n_places, n_crews)
        Share of all dispatches that send a crew to a place; the shares sum to 1.
    p_at_once : ndarray, shape (n_places, n_crews)
        Probability that a call of the place is answered by the crew without waiting; what lacks
        to 1 waits or is lost.
    inter_response_share : float
        Share of dispatches that send another crew than the place's first preference.
    mean_wait_h : float
        Mean hours that a call waits for a crew, those that do not wait included.
    """

    workload: Reals
    p_delay: float
    p_loss: float
    dispatch_share: Reals
    p_at_once: Reals
    inter_response_share: float
    mean_wait_h: float

    def __post_init__(self) -> None:
        for array in (self.workload, self.dispatch_share, self.p_at_once):
            array.setflags(write=False)

    def mean_minutes(self, minutes: ArrayLike) -> Reals:
        """Return the mean minutes to every place over the crews that go there.

        Parameters
        ----------
        minutes : array_like, shape (n_places, n_crews)
            Minutes from every crew's post to every place, without waiting for a free crew
            (``mean_wait_h``). A crew sent from a queue is counted from its post too.

        Returns
        -------
        ndarray, shape (n_places,)
            nan for a place without calls.

        Raises
        ------
        CoverageError
            For another shape, or minutes that are negative or not numbers.
        """
        matrix = self._by_place_and_crew(minutes)
        sent = self.dispatch_share.sum(axis=1)
        where_sent = np.where(self.dispatch_share > 0, matrix, 0.0)
        spent = (self.dispatch_share * where_sent).sum(axis=1)
        return np.where(sent > 0, spent / np.maximum(sent, np.finfo(float).tiny), np.nan)

    def p_on_time(self, p_when_free: ArrayLike) -> Reals:
        """Return the probability of every place to be reached in time, busy crews calculated with.

        Parameters
        ----------
        p_when_free : array_like, shape (n_places, n_crews)
            Probability to be on time for a crew that leaves at once. Calls that wait or are lost
            count as late.

        Returns
        -------
        ndarray, shape (n_places,)

        Raises
        ------
        CoverageError
            For another shape, or values that are negative or not numbers.
        """
        on_time = self.p_at_once * self._by_place_and_crew(p_when_free)
        return np.asarray(on_time.sum(axis=1), dtype=np.float64)

    def _by_place_and_crew(self, values: ArrayLike) -> Reals:
        matrix = np.asarray(values, dtype=np.float64)
        if matrix.shape != self.dispatch_share.shape or not (matrix >= 0).all():
            raise CoverageError(
                "coverage.crew_minutes", found=matrix.shape, wanted=self.dispatch_share.shape
            )
        return matrix


@dataclass(frozen=True)
class _System:
    """Checked input: calls, preferences and speeds of service."""

    rates: Reals
    preferences: NDArray[np.int64]
    service_rates: Reals
    when_busy: WhenBusy

    @property
    def n_crews(self) -> int:
        return self.service_rates.size

    @property
    def utilisation(self) -> float:
        return float(self.rates.sum() / self.service_rates.sum())


def hypercube(
    rates: ArrayLike,
    preferences: ArrayLike,
    *,
    service_rate: ArrayLike,
    when_busy: WhenBusy = "wait",
) -> BusyCrews:
    """Return how busy crews are, exactly, for up to 12 crews.

    Parameters
    ----------
    rates : array_like, shape (n_places,)
        Calls per hour from every place (Poisson).
    preferences : array_like of int, shape (n_places, n_crews)
        Crews of every place, best first, 0-based.
    service_rate : float or array_like, shape (n_crews,)
        Calls per hour that a busy crew completes (exponential service).
    when_busy : {"wait", "lost"}
        What becomes of a call when all crews are busy: it waits in one queue, first come first
        served, or it goes elsewhere.

    Returns
    -------
    BusyCrews

    Raises
    ------
    CoverageError
        For no crews or more than 12, preferences that are not permutations, rates that cannot
        be, or, when calls wait, calls at least as many as crews can serve (the queue would grow
        without bound).
    """
    system = _checked(rates, preferences, service_rate, when_busy)
    if system.n_crews > MAX_EXACT_CREWS:
        raise CoverageError("coverage.too_many_crews", found=system.n_crews, most=MAX_EXACT_CREWS)
    busy = _busy_sets(system.n_crews)
    lists, list_of_place = np.unique(system.preferences, axis=0, return_inverse=True)
    list_of_place = list_of_place.ravel()
    first_free = np.array([_first_free(busy, preference) for preference in lists])
    calls = np.zeros(len(lists))
    np.add.at(calls, list_of_place, system.rates)

    p = _stationary(busy, first_free, calls, system.service_rates)
    queued = 0.0
    if system.when_busy == "wait":
        # Beyond "all busy, nobody waiting" the queue is geometric with the utilisation.
        behind = p[-1] * system.utilisation / (1 - system.utilisation)
        queued = behind / (1 + behind)
        p = p * (1 - queued)
    p_first_free = np.array(
        [np.bincount(crews, weights=p[:-1], minlength=system.n_crews) for crews in first_free]
    )
    return _result(
        system,
        workload=p @ busy + queued,
        p_all_busy=float(p[-1] + queued),
        p_at_once=p_first_free[list_of_place],
    )


def hypercube_approximation(
    rates: ArrayLike,
    preferences: ArrayLike,
    *,
    service_rate: float,
    when_busy: WhenBusy = "wait",
) -> BusyCrews:
    """Return how busy crews are, approximately, for any number of crews.

    The arguments and the answer are those of :func:`hypercube`, but all crews serve at one rate.
    Workloads are usually within 2 % of the exact ones.

    Parameters
    ----------
    rates : array_like
        Calls per hour from each place.
    preferences : array_like
        Crews of each place, the nearest first.
    service_rate : float
        Calls that a busy crew finishes per hour.
    when_busy : WhenBusy
        What becomes of a call when all crews are busy.

    Returns
    -------
    BusyCrews

    Raises
    ------
    CoverageError
        As :func:`hypercube`, without the limit on crews; also when it does not settle, as
        happens where the lists put most of the work on a few of many crews.
    """
    system = _checked(rates, preferences, service_rate, when_busy)
    n_crews = system.n_crews
    p_busy = _p_number_busy(system)
    p_all_busy = float(p_busy[-1])
    mean_workload = system.utilisation
    queue_work = 0.0
    if when_busy == "wait":
        queue_work = system.utilisation * p_all_busy
    else:
        mean_workload *= 1 - p_all_busy
    correction = _corrections(p_busy, mean_workload)

    workload = np.full(n_crews, mean_workload)
    for _ in range(_MOST_ROUNDS):
        asked = _p_asked(system, correction, workload)
        per_crew = np.bincount(
            system.preferences.ravel(),
            weights=(system.rates[:, None] * asked).ravel(),
            minlength=n_crews,
        )
        work = per_crew / system.service_rates
        new = (work + queue_work) / (1 + work)
        new *= n_crews * mean_workload / new.sum()
        settled = np.abs(new - workload).max() < _TOLERANCE
        workload = new
        if settled:
            break
    else:
        raise CoverageError("coverage.not_settled", rounds=_MOST_ROUNDS)

    p_sent = np.zeros_like(asked)
    np.put_along_axis(
        p_sent,
        system.preferences,
        _p_asked(system, correction, workload) * (1 - workload[system.preferences]),
        axis=1,
    )
    p_sent *= (1 - p_all_busy) / p_sent.sum(axis=1, keepdims=True)
    return _result(system, workload=workload, p_all_busy=p_all_busy, p_at_once=p_sent)


def _checked(
    rates: ArrayLike, preferences: ArrayLike, service_rate: ArrayLike, when_busy: str
) -> _System:
    calls = np.asarray(rates, dtype=np.float64)
    lists = np.asarray(preferences)
    if calls.ndim != 1 or lists.ndim != 2 or len(lists) != calls.size:
        raise CoverageError("coverage.crew_shapes", rates=calls.shape, preferences=lists.shape)
    n_crews = lists.shape[1]
    if not n_crews:
        raise CoverageError("coverage.crews", found=0)
    if not (np.isfinite(calls) & (calls >= 0)).all() or not calls.sum() > 0:
        raise CoverageError("coverage.rates")
    permuted = (np.sort(lists, axis=1) == np.arange(n_crews)).all(axis=1)
    if not permuted.all():
        place = int(np.flatnonzero(~permuted)[0])
        raise CoverageError(
            "coverage.preferences",
            place=place,
            found=lists[place].tolist(),
            last=n_crews - 1,
        )
    speeds = np.asarray(service_rate, dtype=np.float64)
    if speeds.shape not in {(), (n_crews,)} or not (np.isfinite(speeds) & (speeds > 0)).all():
        raise CoverageError("coverage.service_rate", found=service_rate, crews=n_crews)
    if when_busy not in {"wait", "lost"}:
        raise CoverageError("coverage.when_busy", found=when_busy)
    system = _System(
        rates=calls,
        preferences=lists.astype(np.int64),
        service_rates=np.broadcast_to(speeds, n_crews),
        when_busy="wait" if when_busy == "wait" else "lost",
    )
    if when_busy == "wait" and system.utilisation >= 1:
        raise CoverageError("coverage.overload", utilisation=system.utilisation, crews=n_crews)
    return system


def _result(system: _System, *, workload: Reals, p_all_busy: float, p_at_once: Reals) -> BusyCrews:
    """Gather the answer from the probabilities to be sent at once, by place and crew."""
    waits = system.when_busy == "wait"
    speeds = system.service_rates
    # The head of the queue is served by whoever is free first.
    p_from_queue = p_all_busy * speeds / speeds.sum() if waits else np.zeros(system.n_crews)
    sent = system.rates[:, None] * (p_at_once + p_from_queue)
    share = sent / sent.sum()
    first = system.preferences[:, 0]
    return BusyCrews(
        workload=workload,
        p_delay=p_all_busy if waits else 0.0,
        p_loss=0.0 if waits else p_all_busy,
        dispatch_share=share,
        p_at_once=p_at_once,
        inter_response_share=float(1 - share[np.arange(first.size), first].sum()),
        mean_wait_h=p_all_busy / (speeds.sum() - system.rates.sum()) if waits else 0.0,
    )


def _busy_sets(n_crews: int) -> NDArray[np.bool_]:
    """Return every set of busy crews, shape (2**n_crews, n_crews); set 5 is crews 0 and 2."""
    return (np.arange(2**n_crews)[:, None] >> np.arange(n_crews) & 1).astype(bool)


def _first_free(busy: NDArray[np.bool_], preference: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the preferred free crew in every set of busy crews but the last, where none is."""
    return np.asarray(preference[(~busy[:-1, preference]).argmax(axis=1)])


def _stationary(
    busy: NDArray[np.bool_], first_free: NDArray[np.int64], calls: Reals, speeds: Reals
) -> Reals:
    """Return the stationary probability of every set of busy crews, with no queue behind it.

    A call or a completion changes the number of busy crews by one, so sets of even and odd number
    are solved for in turn (Gauss-Seidel); after each sweep the numbers of busy crews are put
    right as the birth-death chain they form, which is what makes it settle fast.
    """
    n_sets = len(busy)
    sets = np.arange(n_sets)
    taken = sets[:-1] | (1 << first_free)
    freed_of, freed_by = np.nonzero(busy)
    come_from = np.concatenate([np.tile(sets[:-1], len(calls)), freed_of])
    come_to = np.concatenate([taken.ravel(), freed_of ^ (1 << freed_by)])
    flow = np.concatenate([np.repeat(calls, n_sets - 1), speeds[freed_by]])
    inflow = csr_array((flow, (come_to, come_from)), shape=(n_sets, n_sets))
    completions = busy @ speeds
    outflow = completions + np.where(sets < n_sets - 1, calls.sum(), 0.0)

    number_busy = busy.sum(axis=1)
    parities = [np.flatnonzero(number_busy % 2 == parity) for parity in (0, 1)]
    blocks = [(rows, inflow[rows]) for rows in parities]
    p = np.full(n_sets, 1 / n_sets)
    for _ in range(_MOST_SWEEPS):
        before = p.copy()
        for rows, into in blocks:
            p[rows] = (into @ p) / outflow[rows]
        in_level = np.bincount(number_busy, weights=p)
        down = np.bincount(number_busy, weights=p * completions)[1:] / in_level[1:]
        level = np.cumprod(np.concatenate([[1.0], calls.sum() / down]))
        p *= (level / level.sum() / in_level)[number_busy]
        if np.abs(p - before).max() < _TOLERANCE:
            return p
    raise CoverageError("coverage.not_settled", rounds=_MOST_SWEEPS)


def _p_number_busy(system: _System) -> Reals:
    """Return the probability of 0, 1, …, all crews busy; the last one with any queue."""
    n_crews = system.n_crews
    load = system.utilisation * n_crews
    erlang = erlang_c if system.when_busy == "wait" else erlang_b
    p_all_busy = erlang(n_crews, load)
    steps = np.log(load) - np.log(np.arange(1, n_crews))
    weights = np.concatenate([[0.0], np.cumsum(steps)])
    below = np.exp(weights - weights.max())
    return np.append(below / below.sum() * (1 - p_all_busy), p_all_busy)


def _corrections(p_busy: Reals, mean_workload: float) -> Reals:
    """Return Larson's factors Q for 0, 1, … busy crews ahead on a list.

    Q is the probability that so many crews drawn at random are busy and the next is free, over
    what it would be if crews were independent.
    """
    n_crews = p_busy.size - 1
    number = np.arange(n_crews + 1)
    drawn_busy = p_busy.copy()
    factors = np.ones(n_crews)
    independent = 1 - mean_workload
    for ahead in range(n_crews):
        next_free = (drawn_busy * (n_crews - number)).sum() / (n_crews - ahead)
        factors[ahead] = next_free / independent if independent > 0 else 0.0
        drawn_busy = drawn_busy * (number - ahead) / (n_crews - ahead)
        independent *= mean_workload
    return factors


def _p_asked(system: _System, correction: Reals, workload: Reals) -> Reals:
    """Return the corrected probability that all crews ahead on the list are busy, by rank."""
    ahead = np.cumprod(workload[system.preferences], axis=1)
    return correction * np.hstack([np.ones((len(ahead), 1)), ahead[:, :-1]])
