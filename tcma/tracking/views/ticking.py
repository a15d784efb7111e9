"""Product time and the database's time without asking for each click."""

import time
from datetime import UTC, datetime, timedelta
from threading import Lock

import structlog
from sqlalchemy.exc import SQLAlchemyError

from tcma.base import clock
from tcma.base.db import transaction

log = structlog.get_logger(__name__)

EVERY = 1.0  # seconds


class Ticking:
    """The difference to this machine's clock is asked for once a second, by one click; the others don't wait for it.

    Where the clock jumps, as in a trial, they do: what they know may be of months ago. A click just after the trial
    skipped days may be dated up to a second before the skip, and no more.
    """

    def __init__(self) -> None:
        self.jumps = False
        self._lock = Lock()
        self._asked = float("-inf")
        self._skew = self._offset = timedelta(0)

    def read(self) -> tuple[datetime, datetime]:
        """(product time, the database's time), in UTC."""
        if self.due():
            first = self._asked == float("-inf")
            if self._lock.acquire(blocking=first or self.jumps):
                try:
                    if self.due():
                        self._ask()
                        self._asked = time.monotonic()
                finally:
                    self._lock.release()
        received_at = datetime.fromtimestamp(time.time(), UTC) + self._skew
        return received_at + self._offset, received_at

    def due(self) -> bool:
        """Whether the next reading asks the database."""
        return time.monotonic() - self._asked > EVERY

    def _ask(self) -> None:
        try:
            with transaction() as session:
                self._offset = clock.offset(session)
                self._skew = clock.now(session) - self._offset - datetime.fromtimestamp(time.time(), UTC)
        except SQLAlchemyError as error:
            log.warning("clock not read", error=repr(error))


ticking = Ticking()
