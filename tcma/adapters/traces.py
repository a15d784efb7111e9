"""What Valkey or Redis holds of a person: clicks that are not in the database yet, and the words of failed jobs."""

import json
from collections.abc import Collection
from contextlib import suppress
from typing import Any, cast
from uuid import UUID

from redis import Redis
from redis.exceptions import RedisError
from rq import Queue
from rq.exceptions import NoSuchJobError
from rq.job import Job
from rq.registry import FailedJobRegistry

from tcma.adapters.hits import STREAM, UNREADABLE
from tcma.rights.ports import TracesAway
from tcma.rights.rules import Needles


class ValkeyTraces:
    """`Traces` of the click buffer and of the queue."""

    def __init__(self, redis: "Redis", queue: Queue) -> None:
        self._redis, self._queue = redis, queue

    def forget(self, message_ids: Collection[UUID], needles: Needles) -> int:
        try:
            ids = {str(one) for one in message_ids}
            clicks = self._forget_clicks(STREAM, ids) + self._forget_clicks(UNREADABLE, ids)
            return clicks + self._forget_jobs(needles)
        except RedisError as error:
            raise TracesAway(str(error)) from error

    def _forget_clicks(self, stream: str, message_ids: set[str]) -> int:
        entries = cast(Any, self._redis.xrange(stream))
        theirs = [key for key, fields in entries if _message_of(fields) in message_ids]
        if theirs:
            self._redis.xdel(stream, *theirs)
        return len(theirs)

    def _forget_jobs(self, needles: Needles) -> int:
        """Jobs are ids; what one broke on may stand in the words it broke with."""
        forgotten = 0
        registry = FailedJobRegistry(queue=self._queue)
        for job_id in registry.get_job_ids():
            with suppress(NoSuchJobError):  # it went by itself since the list was read
                job = Job.fetch(job_id, connection=self._queue.connection, serializer=self._queue.serializer)
                result = job.latest_result()
                if needles.in_text(f"{job.args} {result.exc_string if result else ''}"):
                    registry.remove(job, delete_job=True)
                    forgotten += 1
        return forgotten


def _message_of(fields: dict[bytes, bytes]) -> str:
    try:
        return str(json.loads(fields[b"hit"])["message_id"])
    except (KeyError, TypeError, ValueError):
        return ""
