"""What is kept only for a time goes by itself: in batches, so that nothing waits behind it."""

from collections.abc import Callable
from datetime import datetime
from time import monotonic

import structlog
from sqlalchemy.orm import Session

from tcma.base import clock
from tcma.base.db import transaction

log = structlog.get_logger(__name__)

BATCH = 5_000
SLICE = 20.0  # seconds; what is left goes with the next beat

Forget = Callable[[Session, datetime, int], int]
"""Forgets at most so many of what is too old at a time; returns how many."""


def forget_in_batches(what: str, forget: Forget, *, size: int = BATCH) -> int:
    """Each batch in a transaction of its own, by the product's clock; one line in the log says how many."""
    end, gone = monotonic() + SLICE, 0
    while True:
        with transaction() as session:
            some = forget(session, clock.now(session), size)
        gone += some
        if some < size or monotonic() > end:
            break
    log.info("kept long enough", what=what, gone=gone)
    return gone
