"""The account's send rate as a token bucket in Redis, shared by all workers.

RQ's own RateLimit is concurrency, not rate. With Redis away each process paces itself at its
share of the rate.
"""

import time
from collections.abc import Callable
from pathlib import Path
from threading import Lock

from redis import Redis
from redis.exceptions import RedisError

from tcma.adapters.bucket import CLIMB, CREDIT, HALVED_FOR, LEAST, ONE_ERROR, Bucket
from tcma.delivery.ports import Later

_SCRIPT = Path(__file__).with_name("pace.lua").read_text()
_BUCKET = "tcma:pace"
_ASK_AGAIN = 300.0
_FAILURES, _REMEMBERED = "tcma:unanswered", 60  # seconds
_WORKERS = "rq:workers"  # the set in which every worker of RQ stands


class RedisPace:
    """A `Pace`. `rate` asks SES for the account's rate; the answer is kept five minutes.

    `workers` is how many share the rate while Redis is away, until Redis was there to say how many there are.
    `clock` replaces Redis' own clock, in seconds: workers' clocks never matter.
    """

    def __init__(
        self, redis: "Redis", rate: Callable[[], float], workers: int = 2, *, clock: Callable[[], float] | None = None
    ) -> None:
        self._script = redis.register_script(_SCRIPT)
        self._redis, self._ask, self._workers, self._clock = redis, rate, workers, clock
        self._rate, self._asked = 1.0, float("-inf")
        self._alone, self._one_at_a_time = Bucket(), Lock()
        self._failures = 0

    def wait_for(self, recipients: int, *, longest: float) -> float | None:
        rate = self.rate()
        try:
            wait = self._run("take", rate, recipients, longest)
            return None if wait is None else float(wait)
        except RedisError:
            share = rate / self._workers
            with self._one_at_a_time:  # the claims of this process share it
                return self._alone.take(recipients, rate=share, now=time.monotonic(), longest=longest)

    def slow_down(self) -> None:
        try:
            self._run("slow", 0, 0, 0)
        except RedisError:
            with self._one_at_a_time:
                self._alone.slow_down(time.monotonic())

    def answered(self) -> None:
        """Told to the others only after a failure of this process' own: what leaves well costs no round trip."""
        if self._failures:
            self._failures = 0
            try:
                self._redis.delete(_FAILURES)
            except RedisError:
                return

    def unanswered(self) -> int:
        self._failures += 1
        try:
            together = self._redis.incr(_FAILURES)
            self._redis.expire(_FAILURES, _REMEMBERED)
        except RedisError:
            return self._failures
        return max(int(together), self._failures)

    def rate(self) -> float:
        if time.monotonic() - self._asked > _ASK_AGAIN:
            try:
                self._rate = max(1.0, self._ask())
                self._asked = time.monotonic()
            except Later:
                self._asked = time.monotonic() - _ASK_AGAIN + 10
            self._count_workers()
        return self._rate

    def _count_workers(self) -> None:
        try:
            self._workers = self._redis.scard(_WORKERS) or self._workers
        except RedisError:
            return

    def _run(self, verb: str, rate: float, recipients: int, longest: float) -> bytes | None:
        now = "" if self._clock is None else repr(self._clock())
        constants = (HALVED_FOR, CLIMB, LEAST, ONE_ERROR, CREDIT)
        found: bytes | None = self._script(keys=[_BUCKET], args=[verb, rate, recipients, longest, now, *constants])
        return found
