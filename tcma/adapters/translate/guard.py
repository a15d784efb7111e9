"""Keeps an engine from being overrun: a rate shared by all workers, and rest once it has failed again and again."""

import time
from collections.abc import Sequence

from redis import Redis
from redis.exceptions import RedisError

from tcma.localization.ports import Later, Never, Translator

FAILURES, REST, MEMORY = 5, 60, 600  # failures in a row, seconds of rest, seconds a failure is remembered
LONGEST_WAIT = 5.0
_PREFIX = "tcma:translate"

# The next free moment of the engine, by Redis' own clock. KEYS: moment. ARGV: seconds a text takes, longest wait.
_TURN = """
local t = redis.call('TIME'); local now = t[1] + t[2] / 1000000
local at = math.max(now, tonumber(redis.call('GET', KEYS[1]) or '0'))
if at - now > tonumber(ARGV[2]) then return tostring(now - at) end
redis.call('SET', KEYS[1], string.format('%.6f', at + ARGV[1]), 'EX', 3600)
return tostring(at - now)
"""


class Guarded:
    """A `Translator` that asks another one text by text. With Redis away it goes on, at its own pace."""

    def __init__(self, engine: Translator, redis: "Redis", *, per_second: float) -> None:
        self._engine, self._redis, self._each = engine, redis, 1 / per_second
        self._turn = redis.register_script(_TURN)
        self.name = engine.name

    def translate(self, texts: Sequence[str], source: str, target: str) -> list[str]:
        """See the port."""
        return [self._one(text, source, target) for text in texts]

    def _one(self, text: str, source: str, target: str) -> str:
        self._rested()
        time.sleep(self._wait())
        try:
            said = self._engine.translate([text], source, target)
        except Later:
            self._failed()
            raise
        except Never:
            self._answered()
            raise
        self._answered()
        if len(said) != 1:
            raise Never("another number of texts")
        return said[0]

    def _wait(self) -> float:
        try:
            wait = float(self._turn(keys=[f"{_PREFIX}:turn"], args=[self._each, LONGEST_WAIT]))
        except RedisError:
            return min(self._each, LONGEST_WAIT)
        if wait < 0:
            raise Later("others are before us", wait=-wait, resting=True)
        return wait

    def _rested(self) -> None:
        try:
            left = self._redis.ttl(f"{_PREFIX}:rest")
        except RedisError:
            return
        if isinstance(left, int) and left > 0:
            raise Later("the engine has a rest after many failures", wait=float(left), resting=True)

    def _failed(self) -> None:
        try:
            failures = self._redis.incr(f"{_PREFIX}:failures")
            self._redis.expire(f"{_PREFIX}:failures", MEMORY)
            if isinstance(failures, int) and failures >= FAILURES:
                self._redis.set(f"{_PREFIX}:rest", "1", ex=REST)
                self._redis.delete(f"{_PREFIX}:failures")
        except RedisError:
            return

    def _answered(self) -> None:
        try:
            self._redis.delete(f"{_PREFIX}:failures")
        except RedisError:
            return
