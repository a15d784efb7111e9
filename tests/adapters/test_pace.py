"""The account's rate, kept by all workers together in Valkey, and by each alone without it."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from tcma.adapters.pace import RedisPace
from tcma.base.tools import use
from tcma.delivery.ports import Later


@pytest.fixture
def redis(wired: object) -> Redis:
    return use(Redis)


def steady(rate: float) -> Callable[[], float]:
    return lambda: rate


def test_a_burst_of_one_second_passes_and_then_everyone_waits_their_turn(redis: Redis) -> None:
    pace = RedisPace(redis, steady(100))
    waits = [pace.wait_for(50, longest=60) for _ in range(5)]
    assert waits[:2] == [0, pytest.approx(0, abs=0.02)]
    assert waits[2:] == [pytest.approx(expected, abs=0.1) for expected in (0.5, 1.0, 1.5)]


def test_workers_together_keep_the_rate(redis: Redis) -> None:
    """Eight of them hand over 600 at 200 a second: 200 at once, the other 400 in two seconds."""
    def work(_: int) -> None:
        pace = RedisPace(redis, steady(200))
        for _ in range(3):
            wait = pace.wait_for(25, longest=60)
            assert wait is not None
            time.sleep(wait)

    began = time.monotonic()
    with ThreadPoolExecutor(8) as workers:
        list(workers.map(work, range(8)))
    assert 1.85 <= time.monotonic() - began <= 3.0


def test_what_would_wait_too_long_takes_nothing(redis: Redis) -> None:
    pace = RedisPace(redis, steady(10))
    assert pace.wait_for(10, longest=1) == 0
    assert [pace.wait_for(50, longest=1) for _ in range(20)] == [None] * 20
    assert pace.wait_for(5, longest=1) == pytest.approx(0.5, abs=0.1), "the twenty left no debt"


def test_slowing_down_halves_the_rate(redis: Redis) -> None:
    pace = RedisPace(redis, steady(100))
    pace.wait_for(100, longest=60)
    pace.slow_down()
    assert pace.wait_for(100, longest=60) == pytest.approx(2.0, abs=0.15)


def test_an_emptied_redis_begins_anew(redis: Redis) -> None:
    pace = RedisPace(redis, steady(100))
    pace.wait_for(1_000, longest=60)
    redis.flushall()
    assert pace.wait_for(100, longest=60) == 0


def test_without_redis_each_keeps_its_share() -> None:
    away = Redis(host="127.0.0.1", port=1, socket_connect_timeout=0.1, retry=Retry(NoBackoff(), 0))
    pace = RedisPace(away, steady(100), workers=4)
    assert pace.wait_for(50, longest=60) == 2.0
    assert pace.wait_for(50, longest=1) is None
    pace.slow_down()
    assert pace.rate() == 50


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
