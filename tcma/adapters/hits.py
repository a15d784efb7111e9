"""The click buffer as a stream in Valkey or Redis, read by one consumer group.

With AOF `everysec`, losing the server loses at most its last second of hits. Entries are taken off
only when they are in the database; hits have their ids from the redirect on, so reading one twice
stores it once.
"""

import threading
import time
from collections.abc import Sequence
from typing import Any, cast

import structlog
from redis import ConnectionPool, Redis
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as NoConnection
from redis.exceptions import RedisError, ResponseError
from redis.retry import Retry

from tcma.tracking.ports import BufferAway
from tcma.tracking.rules import RawHit

log = structlog.get_logger(__name__)

STREAM = "tcma:hits"
UNREADABLE = "tcma:hits:unreadable"
GROUP = "ingest"
READER = "ingest"  # one name for all: whoever comes next goes on with what another left unfinished

_PATIENCE = 0.25  # seconds: a redirect waits no longer
_PAUSE = 2.0  # seconds without asking again after a failure


class ValkeyHits:
    """A `HitBuffer`. `redis` says where; appending uses its own connections, which give up at once.

    Each thread that appends keeps one: taking one from the pool and going through the client's layers costs as much
    as all the rest of a click.
    """

    def __init__(self, redis: "Redis") -> None:
        pool = redis.connection_pool
        given = pool.connection_kwargs | {
            "socket_timeout": _PATIENCE,
            "socket_connect_timeout": _PATIENCE,
            "retry": Retry(NoBackoff(), 0),
        }
        self._quick = ConnectionPool(connection_class=pool.connection_class, **given)
        self._line = threading.local()
        self._redis = redis
        self._away_until = 0.0

    def append(self, hit: RawHit) -> None:
        if time.monotonic() < self._away_until:
            raise BufferAway("asked a moment ago")
        try:
            self._send("XADD", STREAM, "*", "hit", hit.to_json())
        except RedisError as error:
            self._away_until = time.monotonic() + _PAUSE
            raise BufferAway(str(error)) from error

    def _send(self, *command: str) -> None:
        """One command on this thread's connection; once more on a new one if the server has closed it meanwhile.

        A hit that was stored by the first try all the same has the same id: it is ingested once.
        """
        line = getattr(self._line, "connection", None)
        if line is None:
            line = self._line.connection = self._quick.make_connection()
        try:
            line.send_command(*command)
            line.read_response()
        except NoConnection:
            line.disconnect()
            line.send_command(*command)
            line.read_response()

    def read(self, count: int) -> Sequence[tuple[str, RawHit]]:
        try:
            try:
                entries = self._entries("0", count)
            except ResponseError as error:
                if "NOGROUP" not in str(error):
                    raise
                self._make_group()  # a new server, or one that was emptied
                entries = []
            return self._readable(entries or self._entries(">", count))
        except RedisError as error:
            raise BufferAway(str(error)) from error

    def done(self, entry_ids: Sequence[str]) -> None:
        if not entry_ids:
            return
        try:
            with self._redis.pipeline() as pipe:
                pipe.xack(STREAM, GROUP, *entry_ids)
                pipe.xdel(STREAM, *entry_ids)
                pipe.execute()
        except RedisError as error:
            raise BufferAway(str(error)) from error

    def _entries(self, start: str, count: int) -> list[tuple[str, dict[bytes, bytes] | None]]:
        """Entries given out but not done (`0`), or new ones (`>`)."""
        answer = cast(Any, self._redis.xreadgroup(GROUP, READER, {STREAM: start}, count=count))
        if not answer:
            return []
        streams = answer.values() if isinstance(answer, dict) else [entries for _, entries in answer]
        found = [entry for entries in streams for entry in entries]
        return [(key.decode() if isinstance(key, bytes) else str(key), fields) for key, fields in found]

    def _readable(self, entries: list[tuple[str, dict[bytes, bytes] | None]]) -> list[tuple[str, RawHit]]:
        hits = []
        for key, fields in entries:
            try:
                hits.append((key, RawHit.from_json((fields or {})[b"hit"])))
            except (KeyError, TypeError, ValueError) as error:
                # One that nobody can read must not hold up all that follow; it is kept for a person to look at.
                log.error("unreadable hit", entry=key, error=repr(error))
                if fields:
                    self._redis.xadd(UNREADABLE, cast(Any, fields), maxlen=10_000)
                self.done([key])
        return hits

    def _make_group(self) -> None:
        try:
            self._redis.xgroup_create(STREAM, GROUP, id="0", mkstream=True)
        except ResponseError as error:
            if "BUSYGROUP" not in str(error):
                raise
