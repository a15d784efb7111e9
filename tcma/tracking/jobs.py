"""Jobs of tracking, for the beat; safe to run twice."""

from collections import Counter
from datetime import timedelta
from uuid import UUID

import structlog
from sqlalchemy.orm import Session

from tcma.audiences.queries import open_merge
from tcma.base import clock
from tcma.base.db import transaction
from tcma.base.keeping import forget_in_batches
from tcma.base.settings import Settings
from tcma.base.tools import use
from tcma.delivery.ports import Later
from tcma.tracking.actions import (
    class_hits,
    forget_held,
    forget_hits,
    forget_salts,
    keep_hits,
    shorten_addresses,
    take_reply,
)
from tcma.tracking.actions import decide as _decide
from tcma.tracking.actions import follow_merge as _follow_merge
from tcma.tracking.actions.classing import BATCH
from tcma.tracking.ports import BufferAway, HitBuffer, ReplyMailbox

log = structlog.get_logger(__name__)

HELD = timedelta(days=30)
READ = 1_000
REPLIES = 20  # mails to a reading: each may have some megabytes
CLASSED = timedelta(minutes=5)  # nobody looks at a hit's address again after this
ROUNDS = 20  # of either half in one job; the next beat goes on


def ingest() -> None:
    """Move hits from the buffer to the database, then class those that have settled. Safe to run twice, or at once."""
    try:
        _drain(use(HitBuffer))
    except BufferAway as away:  # hits that came meanwhile are in the database already
        log.warning("hit buffer away", reason=str(away))
    for _ in range(ROUNDS):
        with transaction() as session:
            if class_hits(session, known_in=use(Settings).visitor_cookie_countries) < BATCH:
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


def read_replies(_always: str = "") -> None:
    """Take what people answered, mail by mail, and delete it from the mailbox. One that breaks stays there."""
    settings, found, broken = use(Settings), Counter[str](), list[Exception]()
    assert settings.reply_domain is not None
    try:
        for handle, raw in use(ReplyMailbox).read(REPLIES):
            try:
                found[_taken(raw, settings.reply_domain, settings.public_url)] += 1
            except Exception as error:  # raised together below, after the others had their turn
                broken.append(error)
            else:
                use(ReplyMailbox).delete([handle])
    except Later as later:
        log.warning("replies not read", reason=str(later))
    if found:
        log.info("replies read", passed_on=found.pop("", 0), of_no_use=dict(found))
    if broken:
        raise ExceptionGroup("replies that could not be taken", broken)


def _taken(raw: bytes, domain: str, public_url: str) -> str:
    with transaction() as session:
        return take_reply(session, raw, domain=domain, public_url=public_url, now=clock.now(session))


def any_replies(_session: Session) -> list[str]:
    """For the beat: one job where there is a mailbox."""
    return [""] if use(Settings).reply_mailbox else []


def forget() -> None:
    """Raw hits go after 90 days, whole addresses and answers held for a look after 30, salts after two.

    Of people who ask not to be followed, whole addresses go within the hour after their hit was classed.
    """
    kept = timedelta(days=use(Settings).keep_raw_events_days)
    whole = timedelta(days=use(Settings).keep_click_addresses_days)
    with transaction() as session:
        forget_salts(session, now=clock.now(session))
    forget_in_batches("held answers", lambda session, now, size: forget_held(session, before=now - HELD, limit=size))
    forget_in_batches("clicks", lambda session, now, size: forget_hits(session, before=now - kept, limit=size))
    forget_in_batches(
        "addresses of clicks", lambda session, now, size: shorten_addresses(session, before=now - whole, limit=size),
        size=500,
    )  # fmt: skip
    forget_in_batches(
        "addresses of who asks not to be followed",
        lambda session, now, size: shorten_addresses(session, before=now - CLASSED, limit=size, private=True), size=500,
    )  # fmt: skip


def decide(response_id: str) -> None:
    """After an answer: end the comparison of the page's variants where it is clear. Safe to run twice."""
    with transaction() as session:
        chosen = _decide(session, UUID(response_id), now=clock.now(session))
    if chosen:
        log.info("a variant was chosen", variant=chosen, response=response_id)


def follow_merge(merge_id: str) -> None:
    """Two contacts became one: what they did follows. Safe to run twice."""
    with transaction() as session:
        merge = open_merge(session, UUID(merge_id))
        if merge is not None:
            _follow_merge(session, kept_id=merge.kept_id, dropped_id=merge.dropped_id)
