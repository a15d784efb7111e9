"""The account's rate, kept by all workers together in Valkey, and by each alone without it."""

import heapq
import random
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from tcma.adapters.bucket import Bucket
from tcma.adapters.pace import RedisPace
from tcma.base.tools import use
from tcma.delivery.ports import Later


@pytest.fixture
def redis(wired: object) -> Redis:
    return use(Redis)


def steady(rate: float) -> Callable[[], float]:
    return lambda: rate


@dataclass
class Clock:
    """Time that stands still until somebody moves it."""

    now: float = 1_000_000.0

    def __call__(self) -> float:
        return self.now


Take = Callable[[int], float | None]


def handed_over(take: Take, clock: Clock, *, workers: int, seconds: float, calls: Callable[[], float],
                batch: Callable[[], int]) -> list[tuple[float, int]]:
    """(second, recipients) of each call that so many busy workers make: take, wait, call, and again."""
    began, done = clock.now, []
    ready = [(0.0, worker) for worker in range(workers)]
    while ready[0][0] < seconds:
        at, worker = heapq.heappop(ready)
        clock.now, size = began + at, batch()
        wait = take(size)
        if wait is None:
            heapq.heappush(ready, (at + 5, worker))
            continue
        done.append((at + wait, size))
        heapq.heappush(ready, (at + wait + calls(), worker))
    return [(at, size) for at, size in done if at < seconds]


def share_of(take: Take, clock: Clock, *, rate: float, workers: int, number: int, largest: int) -> float:
    """How much of the rate busy workers use in a hundred batches' time, their calls of any length."""
    chance = random.Random(number)
    seconds = 120 * max(1.0, largest / rate)
    sent = handed_over(
        take, clock, workers=workers, seconds=seconds, calls=lambda: chance.uniform(0, 0.9 * workers / (rate + 1)),
        batch=lambda: chance.randint(1, largest),
    )  # fmt: skip
    return sum(size for _, size in sent) / (rate * seconds)


@settings(max_examples=60)
@given(
    rate=st.sampled_from([1.0, 14.0, 90.0]), workers=st.integers(2, 8), number=st.integers(0, 1000),
    most=st.integers(1, 50),
)  # fmt: skip
def test_the_rate_of_all_workers_together_is_the_accounts_within_two_percent(
    rate: float, workers: int, number: int, most: int
) -> None:
    bucket, clock = Bucket(), Clock()
    share = share_of(
        lambda size: bucket.take(size, rate=rate, now=clock.now, longest=30), clock, rate=rate, workers=workers,
        number=number, largest=max(1, min(most, int(2 * rate))),
    )  # fmt: skip
    assert 0.98 <= share <= 1.02


@pytest.mark.parametrize(("rate", "largest"), [(14.0, 28), (300.0, 50)])
def test_so_it_is_over_redis(redis: Redis, rate: float, largest: int) -> None:
    clock = Clock()
    pace = RedisPace(redis, steady(rate), clock=clock)
    share = share_of(lambda size: pace.wait_for(size, longest=30), clock, rate=rate, workers=8, number=1,
                     largest=largest)  # fmt: skip
    assert 0.98 <= share <= 1.02


def test_no_moment_since_the_start_has_seen_more_than_the_rate_and_half_a_second_of_it(redis: Redis) -> None:
    clock = Clock()
    pace = RedisPace(redis, steady(100), clock=clock)
    total = 0
    sent = handed_over(
        lambda size: pace.wait_for(size, longest=30), clock, workers=4, seconds=60, calls=lambda: 0.01,
        batch=lambda: 50,
    )  # fmt: skip
    for at, size in sorted(sent):
        total += size
        assert total <= 100 * (at + 0.5) + 1e-3


STEPS = st.lists(st.tuples(st.floats(0, 40), st.one_of(st.none(), st.integers(1, 50))), min_size=1, max_size=25)


@settings(max_examples=40)
@example([(1.720678684576039, None), (1.0, None), (0.0, 3)])
@given(STEPS)
def test_redis_and_a_worker_alone_reckon_alike(redis: Redis, steps: list[tuple[float, int | None]]) -> None:
    """The script in Redis and the class for a worker without it are the same bucket, also on the edge of a second."""
    redis.flushdb()
    clock, bucket = Clock(), Bucket()
    pace = RedisPace(redis, steady(20), clock=clock)
    for later, recipients in steps:
        clock.now += later
        if recipients is None:
            pace.slow_down()
            bucket.slow_down(clock.now)
            continue
        alone = bucket.take(recipients, rate=20, now=clock.now, longest=10)
        assert pace.wait_for(recipients, longest=10) == (alone if alone is None else pytest.approx(alone, abs=1e-3))


def test_by_redis_own_clock_half_a_second_passes_and_then_everyone_waits_their_turn(redis: Redis) -> None:
    pace = RedisPace(redis, steady(100))
    waits = [pace.wait_for(50, longest=60) for _ in range(4)]
    assert waits == [pytest.approx(expected, abs=0.1) for expected in (0, 0.5, 1.0, 1.5)]


def test_what_would_wait_too_long_takes_nothing(redis: Redis) -> None:
    pace = RedisPace(redis, steady(10), clock=Clock())
    assert pace.wait_for(5, longest=1) == 0
    assert [pace.wait_for(50, longest=1) for _ in range(20)] == [None] * 20
    assert pace.wait_for(5, longest=1) == pytest.approx(0.5), "the twenty left no debt"


def test_an_error_halves_the_rate_for_half_a_minute_and_then_it_climbs(redis: Redis) -> None:
    clock = Clock()
    pace = RedisPace(redis, steady(100), clock=clock)

    def now() -> float:
        """The rate of this moment, from what a hundred more have to wait."""
        first, second = (pace.wait_for(100, longest=1e6) for _ in range(2))
        assert first is not None
        assert second is not None
        redis.hset("tcma:pace", "free", 0)
        return 100 / (second - first)

    seen = [now()]
    pace.slow_down()
    pace.slow_down()  # another worker, of the same hurry
    for later in (0, 29.9, 15.1, 15, 100):
        clock.now += later
        seen.append(now())
    assert seen == [pytest.approx(rate, abs=0.5) for rate in (100, 50, 50, 75, 100, 100)]


def test_errors_that_go_on_halve_it_again_but_never_to_nothing(redis: Redis) -> None:
    clock, shares = Clock(), []
    pace, bucket = RedisPace(redis, steady(100), clock=clock), Bucket()
    for _ in range(8):
        clock.now += 2
        pace.slow_down()
        bucket.slow_down(clock.now)
        shares.append(bucket.share(clock.now))
    assert shares == [1 / 2, 1 / 4, 1 / 8, *[1 / 16] * 5]
    assert pace.wait_for(100, longest=100) == pytest.approx(100 / (100 / 16) - 0.5)


def test_an_emptied_redis_begins_anew(redis: Redis) -> None:
    pace = RedisPace(redis, steady(100), clock=Clock())
    pace.wait_for(1_000, longest=60)
    redis.flushall()
    assert pace.wait_for(50, longest=60) == 0


AWAY = Redis(host="127.0.0.1", port=1, socket_connect_timeout=0.1, retry=Retry(NoBackoff(), 0))


def test_without_redis_each_keeps_its_share() -> None:
    pace = RedisPace(AWAY, steady(100), workers=4)
    waits = [pace.wait_for(25, longest=60) for _ in range(3)]
    assert waits == [pytest.approx(expected, abs=0.1) for expected in (0.5, 1.5, 2.5)]
    assert pace.wait_for(50, longest=1) is None
    pace.slow_down()
    assert pace.wait_for(25, longest=60) == pytest.approx(4.5, abs=0.1)


def test_the_share_is_that_of_the_workers_redis_last_knew(redis: Redis) -> None:
    redis.sadd("rq:workers", *"abcde")
    pace = RedisPace(redis, steady(100), workers=1)
    pace.rate()
    pace._script = AWAY.register_script("return 1")
    assert pace.wait_for(20, longest=60) == pytest.approx(0.5, abs=0.1), "20 at a fifth of 100, less the credit"


def test_the_rate_is_asked_once_and_guessed_low_while_nobody_answers(redis: Redis) -> None:
    asked = []

    def away() -> float:
        asked.append(1)
        raise Later("nobody there")

    pace = RedisPace(redis, away)
    assert (pace.rate(), pace.rate(), len(asked)) == (1.0, 1.0, 1)

    def there() -> float:
        asked.append(1)
        return 14.0

    pace = RedisPace(redis, there)
    assert (pace.rate(), pace.rate(), len(asked)) == (14.0, 14.0, 2)
