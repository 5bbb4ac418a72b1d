"""Busy crews: published answers, the balance equations, Erlang, and play call by call."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import t as student

from geo.coverage import (
    BusyCrews,
    erlang_b,
    erlang_c,
    hypercube,
    hypercube_approximation,
    preferences_by_minutes,
)
from geo.errors import CoverageError

from .simulation import play

LARSON_ODONI = {
    "rates": [0.5, 0.25, 0.35, 0.4],
    "preferences": [[0, 1, 2], [0, 2, 1], [1, 0, 2], [2, 0, 1]],
}


def random_system(seed: int, n_crews: int, n_places: int) -> tuple[np.ndarray, np.ndarray, float]:
    """Rates, preferences and a utilisation between 0.2 and 0.8, at one call an hour per crew."""
    rng = np.random.default_rng(seed)
    utilisation = rng.uniform(0.2, 0.8)
    rates = rng.exponential(1.0, n_places)
    rates *= utilisation * n_crews / rates.sum()
    preferences = np.array([rng.permutation(n_crews) for _ in range(n_places)])
    return rates, preferences, utilisation


def by_balance_equations(
    rates: np.ndarray, preferences: np.ndarray, speeds: np.ndarray
) -> np.ndarray:
    """Probability of every set of busy crews when calls are lost, by one dense linear system."""
    n_crews = len(speeds)
    flow = np.zeros((2**n_crews, 2**n_crews))
    for busy in range(2**n_crews):
        for rate, preference in zip(rates, preferences, strict=True):
            crew = next((crew for crew in preference if not busy >> crew & 1), None)
            if crew is not None:
                flow[busy, busy | 1 << crew] += rate
        for crew in range(n_crews):
            if busy >> crew & 1:
                flow[busy, busy ^ 1 << crew] += speeds[crew]
    balance = (flow - np.diag(flow.sum(axis=1))).T
    balance[0] = 1.0
    return np.linalg.solve(balance, np.eye(2**n_crews)[0])


def test_three_units_as_published() -> None:
    """Larson and Odoni's three units: workloads, delay and dispatches between districts."""
    exact = hypercube(**LARSON_ODONI, service_rate=1.0)
    assert exact.workload == pytest.approx([0.5574, 0.4734, 0.4693], abs=2e-4)
    assert exact.p_delay == pytest.approx(0.23684, abs=2e-5)
    assert exact.inter_response_share == pytest.approx(0.4353, abs=2e-4)
    approximation = hypercube_approximation(**LARSON_ODONI, service_rate=1.0)
    assert approximation.workload == pytest.approx([0.5627, 0.4716, 0.4657], abs=2e-4)


def test_two_units_with_loss_exactly() -> None:
    """Two sectors, two units, no queue: every figure is a round fraction."""
    for model in (hypercube, hypercube_approximation):
        crews = model([1, 1], [[0, 1], [1, 0]], service_rate=2, when_busy="lost")
        assert crews.workload == pytest.approx([0.4, 0.4], abs=1e-12)
        assert crews.p_loss == pytest.approx(0.2, abs=1e-12)
        assert crews.dispatch_share == pytest.approx(
            np.array([[0.375, 0.125], [0.125, 0.375]]), abs=1e-12
        )
        assert (crews.p_delay, crews.mean_wait_h) == (0.0, 0.0)


@settings(max_examples=15)
@given(seed=st.integers(0, 10_000))
def test_equals_the_balance_equations(seed: int) -> None:
    """Crews of different speed, solved densely and independently, give the same workloads."""
    rng = np.random.default_rng(seed)
    rates, preferences, _ = random_system(seed, 4, 5)
    speeds = rng.uniform(0.5, 2.0, 4)
    p = by_balance_equations(rates, preferences, speeds)
    busy = np.arange(16)[:, None] >> np.arange(4) & 1
    crews = hypercube(rates, preferences, service_rate=speeds, when_busy="lost")
    assert crews.workload == pytest.approx(p @ busy, abs=1e-10)
    assert crews.p_loss == pytest.approx(p[-1], abs=1e-10)


def test_waiting_with_crews_of_different_speed() -> None:
    """A chain with up to 150 calls in the queue, solved densely, gives the same workloads."""
    rates, preferences, _ = random_system(7, 3, 4)
    speeds = np.array([0.8, 1.5, 1.1])
    rates = rates * 0.6 * speeds.sum() / rates.sum()
    queue = 150
    flow = np.zeros((8 + queue, 8 + queue))
    for busy in range(7):
        for rate, preference in zip(rates, preferences, strict=True):
            crew = next(crew for crew in preference if not busy >> crew & 1)
            flow[busy, busy | 1 << crew] += rate
    for busy in range(8):
        for crew in range(3):
            if busy >> crew & 1:
                flow[busy, busy ^ 1 << crew] += speeds[crew]
    for state in range(7, 7 + queue):
        flow[state, state + 1] = rates.sum()
        flow[state + 1, state] = speeds.sum()
    balance = (flow - np.diag(flow.sum(axis=1))).T
    balance[0] = 1.0
    p = np.linalg.solve(balance, np.eye(8 + queue)[0])
    busy_sets = np.vstack([np.arange(8)[:, None] >> np.arange(3) & 1, np.ones((queue, 3))])
    crews = hypercube(rates, preferences, service_rate=speeds)
    assert crews.workload == pytest.approx(p @ busy_sets, abs=1e-10)
    assert crews.p_delay == pytest.approx(p[7:].sum(), abs=1e-10)
    waiting = p[8:] @ np.arange(1, queue + 1)
    assert crews.mean_wait_h == pytest.approx(waiting / rates.sum(), abs=1e-9)


@settings(max_examples=15)
@given(seed=st.integers(0, 10_000), n_crews=st.integers(1, 6))
def test_parts_sum_to_the_whole(seed: int, n_crews: int) -> None:
    """Delay and loss are Erlang's whatever the preferences; shares sum to 1; work is conserved."""
    rates, preferences, utilisation = random_system(seed, n_crews, 4)
    load = utilisation * n_crews
    for model in (hypercube, hypercube_approximation):
        waiting = model(rates, preferences, service_rate=1.0, when_busy="wait")
        assert waiting.p_delay == pytest.approx(erlang_c(n_crews, load), abs=1e-10)
        assert waiting.workload.mean() == pytest.approx(utilisation, abs=1e-10)
        losing = model(rates, preferences, service_rate=1.0, when_busy="lost")
        assert losing.p_loss == pytest.approx(erlang_b(n_crews, load), abs=1e-10)
        for crews in (waiting, losing):
            assert crews.dispatch_share.sum() == pytest.approx(1.0)
            assert crews.dispatch_share.sum(axis=1) == pytest.approx(rates / rates.sum())


def within_confidence(seen: np.ndarray, expected: np.ndarray) -> bool:
    """Whether all expected values lie in the joint 99.9 % interval of the batch means."""
    batches, figures = seen.shape
    quantile = student.ppf(1 - 0.0005 / figures, batches - 1)
    half = quantile * seen.std(axis=0, ddof=1) / np.sqrt(batches)
    return bool((np.abs(seen.mean(axis=0) - expected) <= half).all())


@pytest.mark.parametrize("seed", range(20))
def test_against_play_call_by_call(seed: int) -> None:
    """Twenty random systems, waiting and losing: workloads, delays, dispatches as played out."""
    n_crews = 2 + seed % 4
    rates, preferences, _ = random_system(seed, n_crews, 3)
    waits = seed % 2 == 0
    played = play(
        rates, preferences, 1.0, waits=waits, batches=20, batch_h=300 / rates.sum(), seed=seed
    )
    crews = hypercube(rates, preferences, service_rate=1.0, when_busy="wait" if waits else "lost")
    first = preferences[:, 0]
    from_first = played.dispatch_share[:, np.arange(3), first].sum(axis=1)
    seen = [played.workload, played.p_all_busy, played.dispatch_share.sum(axis=1), 1 - from_first]
    expected = [
        crews.workload,
        crews.p_delay + crews.p_loss,
        crews.dispatch_share.sum(axis=0),
        crews.inter_response_share,
    ]
    assert within_confidence(np.column_stack(seen), np.hstack(expected))


@settings(max_examples=20)
@given(seed=st.integers(0, 10_000))
def test_an_extra_crew_never_delays_more(seed: int) -> None:
    """One crew more, last on every list, lowers the share of calls that wait."""
    rates, preferences, _ = random_system(seed, 3, 4)
    more = np.column_stack([preferences, np.full(4, 3)])
    now = hypercube(rates, preferences, service_rate=1.0)
    then = hypercube(rates, more, service_rate=1.0)
    assert then.p_delay <= now.p_delay
    p = np.random.default_rng(seed).uniform(0, 1, (4, 4))
    p[:, 3] = p.max()
    assert (then.p_on_time(p) >= now.p_on_time(p[:, :3]) - 1e-12).all()
    assert then.mean_wait_h <= now.mean_wait_h


def test_approximation_is_close_for_many_crews() -> None:
    """Ten crews: no workload of the approximation is more than 3 % off the exact one."""
    rates, preferences, _ = random_system(5, 10, 40)
    exact = hypercube(rates, preferences, service_rate=1.0)
    close = hypercube_approximation(rates, preferences, service_rate=1.0)
    assert close.workload == pytest.approx(exact.workload, rel=0.03)
    assert np.abs(close.dispatch_share - exact.dispatch_share).sum() < 0.03


def test_hundreds_of_crews_by_distance() -> None:
    """The approximation takes 200 crews on a map without a number running over or under."""
    rng = np.random.default_rng(1)
    posts, places = rng.uniform(0, 1, (200, 2)), rng.uniform(0, 1, (300, 2))
    distance = np.linalg.norm(places[:, None] - posts[None], axis=2)
    rates = rng.exponential(1.0, 300)
    rates *= 0.5 * 200 / rates.sum()
    preferences = preferences_by_minutes(distance.T)
    crews = hypercube_approximation(rates, preferences, service_rate=1.0)
    assert np.isfinite(crews.dispatch_share).all()
    assert crews.workload.mean() == pytest.approx(0.5)
    assert crews.workload.max() < 1


def test_lists_that_overload_a_few_of_many_crews_are_refused() -> None:
    """Three hundred crews, twenty busy places: the correction breaks down, and says so."""
    rates, preferences, _ = random_system(1, 300, 20)
    with pytest.raises(CoverageError, match="did not settle"):
        hypercube_approximation(rates, preferences, service_rate=1.0)


def test_mean_minutes_by_place() -> None:
    """Minutes are the mean over those who go there; being on time takes a free crew as well."""
    crews = BusyCrews(
        workload=np.array([0.4, 0.4]),
        p_delay=0.0,
        p_loss=0.2,
        dispatch_share=np.array([[0.75, 0.25], [0.0, 0.0]]),
        p_at_once=np.array([[0.6, 0.2], [0.6, 0.2]]),
        inter_response_share=0.25,
        mean_wait_h=0.0,
    )
    minutes = crews.mean_minutes([[4.0, 8.0], [1.0, np.inf]])
    assert minutes[0] == pytest.approx(5.0)
    assert np.isnan(minutes[1])
    assert crews.p_on_time([[1.0, 0.5], [0.9, 0.0]]) == pytest.approx([0.7, 0.54])
    with pytest.raises(CoverageError, match="per place and crew"):
        crews.mean_minutes([[1.0]])


@pytest.mark.parametrize("model", [hypercube, hypercube_approximation])
@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"rates": [1.0], "preferences": [[]]}, "coverage.crews"),
        ({"rates": [1.0, 2.0]}, "coverage.crew_shapes"),
        ({"rates": [-1.0]}, "coverage.rates"),
        ({"rates": [0.0]}, "coverage.rates"),
        ({"rates": [np.nan]}, "coverage.rates"),
        ({"preferences": [[0, 0]]}, "coverage.preferences"),
        ({"preferences": [[1, 2]]}, "coverage.preferences"),
        ({"service_rate": 0.0}, "coverage.service_rate"),
        ({"when_busy": "drop"}, "coverage.when_busy"),
        ({"rates": [2.0]}, "coverage.overload"),
    ],
)
def test_refuses_what_cannot_be(model: object, change: dict[str, object], key: str) -> None:
    """Zero crews, odd lists, odd rates and an endless queue are named."""
    given_ = {"rates": [1.0], "preferences": [[0, 1]], "service_rate": 1.0, "when_busy": "wait"}
    given_ |= change
    with pytest.raises(CoverageError) as refusal:
        model(given_.pop("rates"), given_.pop("preferences"), **given_)
    assert refusal.value.key == key


def test_overload_says_that_the_queue_grows_and_loss_has_no_such_limit() -> None:
    """At 150 % a queue never ends, while lost calls keep crews at most busy."""
    with pytest.raises(CoverageError, match="grows without bound"):
        hypercube([3.0], [[0, 1]], service_rate=1.0)
    crews = hypercube([3.0], [[0, 1]], service_rate=1.0, when_busy="lost")
    assert crews.p_loss == pytest.approx(erlang_b(2, 3.0))


def test_thirteen_crews_are_for_the_approximation() -> None:
    """The message names the way out."""
    with pytest.raises(CoverageError, match="use the approximation"):
        hypercube([1.0], [list(range(13))], service_rate=1.0)
