"""What a worker of these tests does: the product's own jobs, as RQ would run them."""

import time
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

import structlog
from rq import Queue
from sqlalchemy import select

from tcma.base.db import transaction
from tcma.base.tools import use
from tcma.delivery.jobs import deliver, deliver_batch, reap
from tcma.delivery.models import Message
from tcma.delivery.rules import OPEN
from worker import Worker

log = structlog.get_logger(__name__)


def once(step_id: UUID) -> None:
    """One claim of the step, and a look for what the dead left."""
    deliver_batch(step_id)
    reap()


def once_as_rq(step_id: UUID) -> None:
    """The same, where a job may break."""
    _as_rq(deliver_batch, step_id)
    _as_rq(reap)


def work(steps: Sequence[UUID], seconds: float) -> None:
    """Job after job, until nothing of these steps is left to do, or the time is over."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for step_id in steps:
            _as_rq(deliver, str(step_id))
        _as_rq(reap)
        if _as_rq(_all_ended, steps):
            return
        time.sleep(0.01)  # held, or in the hands of others


def serve(steps: Sequence[UUID], seconds: float) -> None:
    """A worker of RQ: whatever is on the queue, until nothing of these steps is left, or the time is over."""
    end = time.monotonic() + seconds
    queue = use(Queue)
    options: dict[str, Any] = {"connection": queue.connection, "serializer": queue.serializer}
    while time.monotonic() < end and not _as_rq(_all_ended, steps):
        Worker([queue], **options).work(burst=True, with_scheduler=False, logging_level="WARNING")
        time.sleep(0.01)


def _all_ended(steps: Sequence[UUID]) -> bool:
    waiting = select(Message.id).where(Message.step_id.in_(steps), Message.state.in_(OPEN)).limit(1)
    with transaction() as session:
        return session.scalar(waiting) is None


def _as_rq(job: Callable[..., object], *arguments: object) -> object:
    """A job that breaks is one that failed: the worker goes on with the next."""
    try:
        return job(*arguments)
    except Exception as error:  # whatever the day brings
        log.warning("a job failed", job=job.__name__, error=repr(error))
        return None


PLAYS: dict[str, Callable[..., None]] = {"once": once, "once as rq": once_as_rq, "work": work, "serve": serve}
