"""Classing: hits that have settled are told apart, and what people did becomes touches."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import structlog
from sqlalchemy import ColumnElement, delete, func, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tcma.base import facts
from tcma.composing.models import Link
from tcma.delivery.models import DeliveryEvent, Message
from tcma.delivery.rules import EventKind, MessageState
from tcma.tracking.actions.clicks import add_touches
from tcma.tracking.models import Hit, Touch
from tcma.tracking.rules import HitKind
from tcma.tracking.rules.classing import REVIEW, SETTLE, TOO_SOON, Around, Seen, classify

log = structlog.get_logger(__name__)

TOUCHES_RECORDED = "touches recorded"
"""Subject: a launch; one fact per launch and batch."""

BATCH = 2_000
_LOCK = 0x7472_6163  # any number of our own: two classings at once would do the same work twice


def _clock_ago(seconds: float) -> ColumnElement[datetime]:
    return func.clock_timestamp() - func.make_interval(0, 0, 0, 0, 0, 0, seconds)


def class_hits(session: Session) -> int:
    """Class what has settled, look again at what was classed within the minute. Returns how many were new.

    The verdict is a function of what is known: a receipt or a trap hit that comes late turns a click
    that was counted into one that isn't, as long as it is under review.
    """
    if not session.scalar(select(func.pg_try_advisory_xact_lock(_LOCK))):
        return 0
    fresh = session.scalars(
        select(Hit)
        .where(Hit.kind == HitKind.NEW, Hit.received_at <= _clock_ago(SETTLE.total_seconds()))
        .order_by(Hit.received_at)
        .limit(BATCH)
    ).all()
    reviewed = session.scalars(
        select(Hit)
        .where(
            or_(Hit.kind == HitKind.HUMAN, Hit.reason == TOO_SOON),  # what nothing that comes later can change, stays
            Hit.received_at > _clock_ago(REVIEW.total_seconds()),
        )
        .order_by(Hit.received_at.desc())
        .limit(BATCH)
    ).all()
    hits = [*reviewed, *fresh]
    before = {hit.id: hit.kind for hit in hits}
    _verdicts(session, hits)
    session.flush()
    _withdraw(session, [hit.id for hit in hits if before[hit.id] is HitKind.HUMAN and hit.kind is not HitKind.HUMAN])
    people = [hit for hit in hits if hit.kind is HitKind.HUMAN]
    for launch_id in sorted(add_touches(session, people)):
        facts.record(session, TOUCHES_RECORDED, launch_id)
    return len(fresh)


def _verdicts(session: Session, hits: Sequence[Hit]) -> None:
    """Write each hit's class, judged among its neighbours, which may be younger or long classed."""
    by_message: dict[UUID | None, list[Hit]] = defaultdict(list)
    for hit in hits:
        by_message[hit.message_id].append(hit)
    message_ids = [message_id for message_id in by_message if message_id is not None]
    delivered = delivered_at(session, message_ids)
    neighbours = _neighbours(session, hits)
    kinds = dict(session.execute(select(Link.id, Link.kind).where(Link.id.in_({h.link_id for h in hits}))).all())
    for message_id, ours in by_message.items():
        around = Around(neighbours.get(message_id, ()), delivered.get(message_id) if message_id else None)
        for hit in ours:
            verdict = classify(_as_seen(hit, kinds[hit.link_id]), around)
            hit.kind, hit.reason = verdict.kind, verdict.reason


def _neighbours(session: Session, hits: Sequence[Hit]) -> dict[UUID | None, list[Seen]]:
    """Hits of the same messages at about the same time. One whose message was erased stands alone."""
    message_ids = {hit.message_id for hit in hits if hit.message_id is not None}
    found: dict[UUID | None, list[Seen]] = defaultdict(list)
    if not message_ids:
        return found
    first = min(hit.received_at for hit in hits) - REVIEW
    last = max(hit.received_at for hit in hits) + REVIEW
    columns = (Hit.id, Hit.link_id, Link.kind, Hit.received_at, Hit.method, Hit.ip, Hit.agent, Hit.prefetch, Hit.at)
    rows = session.execute(
        select(Hit.message_id, *columns)
        .join(Link, Link.id == Hit.link_id)
        .where(Hit.message_id.in_(message_ids), Hit.received_at.between(first, last))
    )
    for row in rows:
        message_id, *seen = row
        found[message_id].append(Seen(*seen))
    return found


def _as_seen(hit: Hit, kind: str) -> Seen:
    return Seen(hit.id, hit.link_id, kind, hit.received_at, hit.method, hit.ip, hit.agent, hit.prefetch, hit.at)


def delivered_at(session: Session, message_ids: Sequence[UUID]) -> dict[UUID, datetime]:
    """When each message reached its mail server, in product time; until SES says so, when SES took it."""
    taken = session.execute(
        select(Message.id, Message.changed_at)
        .where(Message.id.in_(message_ids), Message.state == MessageState.ACCEPTED)
    ).all()
    delivered = session.execute(
        select(DeliveryEvent.message_id, func.min(DeliveryEvent.at))
        .where(DeliveryEvent.message_id.in_(message_ids), DeliveryEvent.kind == EventKind.DELIVERED)
        .group_by(DeliveryEvent.message_id)
    ).all()
    return {key: at for key, at in [*taken, *delivered] if at is not None}


def _withdraw(session: Session, hit_ids: Sequence[UUID]) -> None:
    """A click that turned out to be a machine's is no touch; where a credit rests on it, the closed deal stands."""
    for hit_id in hit_ids:
        try:
            with session.begin_nested():
                session.execute(delete(Touch).where(Touch.hit_id == hit_id))
        except IntegrityError:
            log.warning("touch of a machine kept: a credit rests on it", hit=str(hit_id))
