"""The beat: timers of the product, each a look in the database for what is due.

Every worker process has one; a lease in Redis lets one of them beat. Losing the lease, the
process or all of Redis loses no timer: what is due stays due in PostgreSQL. (`rq cron` pickles
its jobs and has no leader.)
"""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from threading import Event, Thread

import structlog
from redis import Redis
from rq import Queue
from sqlalchemy.orm import Session

from tcma.base.db import new_id, transaction

log = structlog.get_logger(__name__)

_LEASE = 5  # seconds
_KEY = "tcma:beat"
# Renew only what is still ours. KEYS: lease. ARGV: own name, seconds.
_RENEW = """
if redis.call('SET', KEYS[1], ARGV[1], 'NX', 'EX', ARGV[2]) then return 1 end
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('EXPIRE', KEYS[1], ARGV[2]); return 1 end
return 0
"""


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
        return bool(self._renew(keys=[_KEY], args=[self._me, _LEASE]))

    def turn(self, moment: float) -> int:
        """One look at all timers whose time has come. Returns how many jobs were queued."""
        ready = [t for t in self._timers if moment - self._last.get(t.name, float("-inf")) >= t.every]
        waiting = self._waiting() if ready else set()
        queued = 0
        for timer in ready:
            self._last[timer.name] = moment
            try:
                queued += self._ask(timer, waiting)
            except Exception as error:  # the timers after it are not to suffer
                log.error("a timer failed", timer=timer.name, error=repr(error))
        return queued

    def _waiting(self) -> set[str]:
        """What is on the queue and has not begun, by name: the same job twice would only lengthen the queue."""
        return {job_id.rpartition("-")[0] for job_id in self._queue.get_job_ids()}

    def _ask(self, timer: Timer, waiting: set[str]) -> int:
        slot, queued = int(time.time() / timer.every), 0
        for argument in self._due(timer):
            name = f"{timer.name}-{argument or 'all'}"
            if name in waiting:
                continue
            arguments = [argument] if argument else []
            self._queue.enqueue(timer.job, *arguments, job_timeout=120, result_ttl=0, job_id=f"{name}-{slot}")
            queued += 1
        return queued

    def _due(self, timer: Timer) -> list[str]:
        if timer.due is None:
            return [""]
        with transaction() as session:
            return list(timer.due(session))
