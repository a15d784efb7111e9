"""The account's send rate as a token bucket in Redis, shared by all workers.

RQ's own RateLimit is concurrency, not rate. With Redis away each process paces itself at its
share of the rate.
"""

import time
from collections.abc import Callable

from redis import Redis
from redis.exceptions import RedisError

from tcma.delivery.ports import Later

# Tokens may go negative: a batch is let through with the time it has to wait first, so that the order
# of workers is kept; one that would wait too long takes nothing, or those that never go would starve the others.
# KEYS: bucket. ARGV: rate, burst, wanted, longest wait. Redis' own clock, so that workers' clocks don't matter.
_TAKE = """
local t = redis.call('TIME'); local now = t[1] + t[2] / 1000000
local b = redis.call('HMGET', KEYS[1], 'tokens', 'at', 'slow')
local rate = tonumber(ARGV[1])
if b[3] and tonumber(b[3]) > now then rate = rate / 2 end
local burst = tonumber(ARGV[2])
local tokens = math.min(burst, (tonumber(b[1]) or burst) + (now - (tonumber(b[2]) or now)) * rate)
tokens = tokens - tonumber(ARGV[3])
local wait = math.max(0, -tokens / rate)
if wait > tonumber(ARGV[4]) then return false end
redis.call('HSET', KEYS[1], 'tokens', tokens, 'at', now); redis.call('EXPIRE', KEYS[1], 3600)
return tostring(wait)
"""
_BUCKET = "tcma:pace"
_ASK_AGAIN = 300.0


class RedisPace:
    """A `Pace`. `rate` asks SES for the account's rate; the answer is kept five minutes."""

    def __init__(self, redis: "Redis", rate: Callable[[], float], workers: int = 2) -> None:
        self._take = redis.register_script(_TAKE)
        self._redis, self._ask, self._workers = redis, rate, workers
        self._rate, self._asked = 1.0, float("-inf")

    def wait_for(self, recipients: int, *, longest: float) -> float | None:
        rate = self.rate()
        try:
            wait = self._take(keys=[_BUCKET], args=[rate, max(rate, 1), recipients, longest])
            return None if wait is None else float(wait)
        except RedisError:
            alone = recipients / (rate / self._workers)
            return alone if alone <= longest else None

    def slow_down(self) -> None:
        try:
            seconds, micro = self._redis.time()
            self._redis.hset(_BUCKET, "slow", str(seconds + micro / 1e6 + 30))
        except RedisError:
            self._rate = max(1.0, self._rate / 2)

    def rate(self) -> float:
        if time.monotonic() - self._asked > _ASK_AGAIN:
            try:
                self._rate = max(1.0, self._ask())
                self._asked = time.monotonic()
            except Later:
                self._asked = time.monotonic() - _ASK_AGAIN + 10
        return self._rate
