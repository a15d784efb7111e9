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
from tcma.tracking.actions.shared import add_shared_touches
from tcma.tracking.actions.traits import keep_engagement
from tcma.tracking.models import Hit, Touch
from tcma.tracking.rules import SHARED, HitKind
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
    # Those that have their touch keep it. Who a visitor was is forgotten with its day: they would seem new.
    touched = set(session.scalars(select(Touch.hit_id).where(Touch.hit_id.in_(before))))
    people = [hit for hit in hits if hit.kind is HitKind.HUMAN and hit.id not in touched]
    for launch_id in sorted(add_touches(session, people)):
        facts.record(session, TOUCHES_RECORDED, launch_id)
    add_shared_touches(session, people)
    return len(fresh)


def _verdicts(session: Session, hits: Sequence[Hit]) -> None:
    """Write each hit's class, judged among its neighbours, which may be younger or long classed."""
    kinds = dict(session.execute(select(Link.id, Link.kind).where(Link.id.in_({h.link_id for h in hits}))).all())
    circles: dict[Circle, list[Hit]] = defaultdict(list)
    for hit in hits:
        circles[_circle(hit.message_id, kinds[hit.link_id], hit.ip, hit.agent)].append(hit)
    delivered = delivered_at(session, [one for one in circles if isinstance(one, UUID)])
    neighbours = _neighbours(session, hits)
    for circle, ours in circles.items():
        around = Around(neighbours.get(circle, ()), delivered.get(circle) if isinstance(circle, UUID) else None)
        for hit in ours:
            verdict = classify(_as_seen(hit, kinds[hit.link_id]), around)
            hit.kind, hit.reason = verdict.kind, verdict.reason


Circle = UUID | tuple[str, str] | None
"""Whose hits are judged together: those of one message; of shared links, those of one client."""


def _circle(message_id: UUID | None, kind: str, ip: str, agent: str) -> Circle:
    """A hit whose message was erased stands alone: None."""
    return (ip, agent) if message_id is None and kind == SHARED else message_id


def _neighbours(session: Session, hits: Sequence[Hit]) -> dict[Circle, list[Seen]]:
    """Hits of the same messages, or of shared links, at about the same time."""
    found: dict[Circle, list[Seen]] = defaultdict(list)
    if not hits:
        return found
    message_ids = {hit.message_id for hit in hits if hit.message_id is not None}
    clients = {hit.ip for hit in hits if hit.message_id is None}
    first = min(hit.received_at for hit in hits) - REVIEW
    last = max(hit.received_at for hit in hits) + REVIEW
    columns = (Hit.id, Hit.link_id, Link.kind, Hit.received_at, Hit.method, Hit.ip, Hit.agent, Hit.prefetch, Hit.at)
    near: ColumnElement[bool] = Hit.message_id.in_(message_ids)
    if clients:
        near = or_(near, Hit.message_id.is_(None) & (Link.kind == SHARED) & Hit.ip.in_(clients))
    rows = session.execute(
        select(Hit.message_id, *columns)
        .join(Link, Link.id == Hit.link_id)
        .where(near, Hit.received_at.between(first, last))
    )
    for message_id, *columns_ in rows:
        seen = Seen(*columns_)
        circle = _circle(message_id, seen.link_kind, seen.ip, seen.agent)
        if circle is not None:
            found[circle].append(seen)
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
    people: set[UUID] = set()
    for hit_id in hit_ids:
        try:
            with session.begin_nested():
                gone = delete(Touch).where(Touch.hit_id == hit_id).returning(Touch.contact_id)
                people.update(one for one in session.scalars(gone) if one)
        except IntegrityError:
            log.warning("touch of a machine kept: a credit rests on it", hit=str(hit_id))
    keep_engagement(session, people)
