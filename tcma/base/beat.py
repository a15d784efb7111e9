"""The beat: timers of the product, each a look in the database for what is due.

Every worker process has one; a lease in Redis lets one of them beat. Losing the lease, the
process or all of Redis loses no timer: what is due stays due in PostgreSQL. (`rq cron` pickles
its jobs and has no leader.)
"""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from threading import Event, Thread

import structlog
from redis import Redis
from rq import Queue
from sqlalchemy.orm import Session

from tcma.base import clock
from tcma.base.db import new_id, transaction

log = structlog.get_logger(__name__)

_LEASE = 5  # seconds
_KEY = "tcma:beat"
_AT, _HERE = "tcma:beat:at", "tcma:here:"  # when it beat last, by Redis' clock; one key a process that would beat
_PRESENT = 15  # seconds that a process counts as alive after it was last heard of
# Renew only what is still ours. KEYS: lease, time of the last beat, own presence. ARGV: own name, seconds, presence.
_RENEW = """
redis.call('SET', KEYS[3], 1, 'EX', ARGV[3])
local function beats() redis.call('SET', KEYS[2], redis.call('TIME')[1]) return 1 end
if redis.call('SET', KEYS[1], ARGV[1], 'NX', 'EX', ARGV[2]) then return beats() end
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('EXPIRE', KEYS[1], ARGV[2]); return beats() end
return 0
"""


@dataclass(frozen=True)
class Pulse:
    """What Redis knows of the processes: workers alive, seconds since the last beat, jobs that wait, jobs that failed.

    `beat` is None where nothing has ever beaten, or Redis lost it.
    """

    workers: int
    beat: float | None
    jobs: int
    failed: int


def pulse(redis: "Redis", queue: Queue) -> Pulse:
    """How the processes are now. Raises RedisError."""
    workers = sum(1 for _ in redis.scan_iter(f"{_HERE}*", count=1_000))
    at, now = redis.get(_AT), redis.time()[0]
    beat = max(0.0, float(now) - float(at)) if at is not None else None
    return Pulse(workers, beat, queue.count, queue.failed_job_registry.count)


@dataclass(frozen=True)
class Timer:
    """Every so many seconds: for each argument that `due` finds, put `job` on the queue.

    `due` reads only, and quickly; None stands for "always, without argument".
    """

    every: float
    job: Callable[..., None]
    due: Callable[[Session], Iterable[str]] | None = None

    @property
    def name(self) -> str:
        return f"{self.job.__module__.split('.')[-2]}-{self.job.__name__}".replace("_", "-")


class Beat(Thread):
    """The thread. Set `stop` to end it."""

    def __init__(self, redis: "Redis", queue: Queue, stop: Event, timers: Sequence[Timer]) -> None:
        super().__init__(name="beat", daemon=True)
        self._queue, self._stop_event, self._timers = queue, stop, timers
        self._renew = redis.register_script(_RENEW)
        self._me = str(new_id())
        self._last: dict[str, float] = {}

    def run(self) -> None:
        while not self._stop_event.wait(0.25):
            try:
                if self.leads():
                    self.turn(time.monotonic())
            except Exception as error:  # Redis or the database is away, or whatever it is: the beat goes on
                log.warning("the beat missed a turn", error=repr(error))

    def leads(self) -> bool:
        """Take the lease or keep it; False while it is another's."""
        return bool(self._renew(keys=[_KEY, _AT, _HERE + self._me], args=[self._me, _LEASE, _PRESENT]))

    def turn(self, moment: float) -> int:
        """One look at all timers whose time has come. Returns how many jobs were queued."""
        ready = [t for t in self._timers if moment - self._last.get(t.name, float("-inf")) >= t.every]
        if not ready:
            return 0
        self._last |= {timer.name: moment for timer in ready}
        found = list(_due(ready))  # at once: no transaction is open while Redis is asked
        waiting, queued = self._waiting(), 0
        for timer, arguments in found:
            try:
                queued += self._enqueue(timer, arguments, waiting)
            except Exception as error:  # the timers after it are not to suffer
                log.error("a timer failed", timer=timer.name, error=repr(error))
        return queued

    def _waiting(self) -> set[str]:
        """What is on the queue and has not begun, by name: the same job twice would only lengthen the queue."""
        return {job_id.rpartition("-")[0] for job_id in self._queue.get_job_ids()}

    def _enqueue(self, timer: Timer, arguments: list[str], waiting: set[str]) -> int:
        slot, queued = int(time.time() / timer.every), 0
        for argument in arguments:
            name = f"{timer.name}-{argument or 'all'}"
            if name in waiting:
                continue
            given = [argument] if argument else []
            self._queue.enqueue(timer.job, *given, job_timeout=120, result_ttl=0, job_id=f"{name}-{slot}")
            queued += 1
        return queued


def _due(timers: Sequence[Timer]) -> Iterator[tuple[Timer, list[str]]]:
    """What is due of which timer: asked in one transaction, at one moment; after one that fails, in another."""
    rest = iter(timers)
    for timer in rest:
        asked = timer
        try:
            with transaction() as session, clock.standing(session):
                for asked in chain((timer,), rest):
                    yield asked, [""] if asked.due is None else list(asked.due(session))
        except Exception as error:  # the timers after it are not to suffer
            log.error("a timer failed", timer=asked.name, error=repr(error))
