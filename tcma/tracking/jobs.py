"""Jobs of tracking, for the beat: `ingest` every two seconds, `forget` once a day."""

from datetime import timedelta
from uuid import UUID

import structlog

from tcma.audiences.queries import open_merge
from tcma.base import clock
from tcma.base.db import transaction
from tcma.base.keeping import forget_in_batches
from tcma.base.settings import Settings
from tcma.base.tools import use
from tcma.tracking.actions import class_hits, forget_hits, forget_salts, keep_hits, shorten_addresses
from tcma.tracking.actions import follow_merge as _follow_merge
from tcma.tracking.actions.classing import BATCH
from tcma.tracking.ports import BufferAway, HitBuffer

log = structlog.get_logger(__name__)

READ = 1_000
ROUNDS = 20  # of either half in one job; the next beat goes on


def ingest() -> None:
    """Move hits from the buffer to the database, then class those that have settled. Safe to run twice, or at once."""
    try:
        _drain(use(HitBuffer))
    except BufferAway as away:  # hits that came meanwhile are in the database already
        log.warning("hit buffer away", reason=str(away))
    for _ in range(ROUNDS):
        with transaction() as session:
            if class_hits(session) < BATCH:
                return


def _drain(buffer: HitBuffer) -> None:
    """Entries are taken off the buffer after the commit: a crash in between reads them again, and stores them once."""
    for _ in range(ROUNDS):
        entries = buffer.read(READ)
        if not entries:
            return
        with transaction() as session:
            keep_hits(session, [hit for _, hit in entries])
        buffer.done([entry_id for entry_id, _ in entries])


def forget() -> None:
    """Raw hits go after 90 days, whole addresses after 30, salts after two."""
    kept = timedelta(days=use(Settings).keep_raw_events_days)
    whole = timedelta(days=use(Settings).keep_click_addresses_days)
    with transaction() as session:
        forget_salts(session, now=clock.now(session))
    forget_in_batches("clicks", lambda session, now, size: forget_hits(session, before=now - kept, limit=size))
    forget_in_batches(
        "addresses of clicks", lambda session, now, size: shorten_addresses(session, before=now - whole, limit=size),
        size=500,
    )  # fmt: skip


def follow_merge(merge_id: str) -> None:
    """Two contacts became one: what they did follows. Safe to run twice."""
    with transaction() as session:
        merge = open_merge(session, UUID(merge_id))
        if merge is not None:
            _follow_merge(session, kept_id=merge.kept_id, dropped_id=merge.dropped_id)
