"""Classing: hits that have settled are told apart, and what people did becomes touches."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from uuid import UUID

import structlog
from sqlalchemy import ColumnElement, delete, func, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.orm.attributes import set_committed_value

from tcma.base import facts
from tcma.base.sets import given, types, uuids
from tcma.composing.models import Link
from tcma.delivery.models import DeliveryEvent, Message
from tcma.delivery.rules import EventKind, MessageState
from tcma.tracking.actions.clicks import add_touches
from tcma.tracking.actions.shared import add_shared_touches
from tcma.tracking.actions.traits import keep_engagement
from tcma.tracking.models import Hit, Touch
from tcma.tracking.rules import SHARED, HitKind
from tcma.tracking.rules.classing import OPEN_REASONS, REVIEW, SETTLE, SOON_AFTER, Around, Seen, classify

log = structlog.get_logger(__name__)

TOUCHES_RECORDED = "touches recorded"
"""Subject: a launch; one fact per launch and batch."""

BATCH = 2_000
_LOCK = 0x7472_6163  # any number of our own: two classings at once would do the same work twice


def _among(
    column: InstrumentedAttribute[UUID] | InstrumentedAttribute[UUID | None], ids: Iterable[UUID]
) -> ColumnElement[bool]:
    """One of many ids, as one value."""
    return column == func.any(uuids(ids))


def _clock_ago(seconds: float) -> ColumnElement[datetime]:
    return func.clock_timestamp() - func.make_interval(0, 0, 0, 0, 0, 0, seconds)


def class_hits(session: Session, *, known_in: Collection[str] = ()) -> int:
    """Class what has settled, look again at what that or a late receipt may change. Returns how many were new.

    The verdict is a function of what is known: a receipt or a trap hit that comes late turns a click that was counted
    into one that isn't, as long as it is under review. `known_in`: countries of people whose browser may be remembered.
    """
    if not session.scalar(select(func.pg_try_advisory_xact_lock(_LOCK))):
        return 0
    fresh = session.scalars(
        select(Hit)
        .where(Hit.kind == HitKind.NEW, Hit.received_at <= _clock_ago(SETTLE.total_seconds()))
        .order_by(Hit.received_at)
        .limit(BATCH)
    ).all()
    hits = [*_reviewed(session, fresh), *fresh]
    before = {hit.id: hit.kind for hit in hits}
    _verdicts(session, hits)
    fallen = [hit for hit in hits if before[hit.id] is HitKind.HUMAN and hit.kind is not HitKind.HUMAN]
    _withdraw(session, [hit.id for hit in fallen])
    people = [hit for hit in hits if hit.kind is HitKind.HUMAN] + _others(session, fallen, before)
    # Those that have their touch keep it. Who a visitor was is forgotten with its day: they would seem new.
    touched = set(session.scalars(select(Touch.hit_id).where(_among(Touch.hit_id, [hit.id for hit in people]))))
    people = [hit for hit in people if hit.id not in touched]
    for launch_id in sorted(add_touches(session, people, known_in)):
        facts.record(session, TOUCHES_RECORDED, launch_id)
    add_shared_touches(session, people)
    return len(fresh)


def _others(session: Session, fallen: Sequence[Hit], but: Collection[UUID]) -> list[Hit]:
    """Clicks of people on the same mails that were repetitions of one that has turned out a machine's."""
    messages = {hit.message_id for hit in fallen if hit.message_id}
    if not messages:
        return []
    theirs = select(Hit).where(_among(Hit.message_id, messages), Hit.kind == HitKind.HUMAN, ~_among(Hit.id, but))
    return list(session.scalars(theirs))


def _reviewed(session: Session, fresh: Sequence[Hit]) -> Sequence[Hit]:
    """Hits of the last minute that may turn out otherwise: a neighbour has come, or the mail was delivered later than
    it seemed. What is a machine's by more than its time stays that."""
    delivered_since = (
        select(DeliveryEvent.message_id)
        .where(DeliveryEvent.message_id == Hit.message_id, DeliveryEvent.kind == EventKind.DELIVERED,
               DeliveryEvent.at > Hit.at - SOON_AFTER)
        .exists()
    )  # fmt: skip
    stirred = or_(
        Hit.reason.in_(OPEN_REASONS),
        delivered_since,
        _among(Hit.message_id, {hit.message_id for hit in fresh if hit.message_id}),
        Hit.message_id.is_(None) & Hit.ip.in_({hit.ip for hit in fresh if hit.message_id is None}),
    )
    return session.scalars(
        select(Hit)
        .where(
            Hit.received_at > _clock_ago(REVIEW.total_seconds()),
            or_(Hit.kind == HitKind.HUMAN, Hit.reason.in_(OPEN_REASONS)),
            stirred,
        )
        .order_by(Hit.received_at.desc())
        .limit(BATCH)
    ).all()


def _verdicts(session: Session, hits: Sequence[Hit]) -> None:
    """Write each hit's class, judged among its neighbours, which may be younger or long classed."""
    kinds = dict(session.execute(select(Link.id, Link.kind).where(Link.id.in_({h.link_id for h in hits}))).all())
    circles: dict[Circle, list[Hit]] = defaultdict(list)
    for hit in hits:
        circles[_circle(hit.message_id, kinds[hit.link_id], hit.ip, hit.agent)].append(hit)
    delivered = delivered_at(session, [one for one in circles if isinstance(one, UUID)])
    neighbours = _neighbours(session, hits)
    changed: list[dict[str, object]] = []
    for circle, ours in circles.items():
        around = Around(neighbours.get(circle, ()), delivered.get(circle) if isinstance(circle, UUID) else None)
        for hit in ours:
            verdict = classify(_as_seen(hit, kinds[hit.link_id]), around)
            if (hit.kind, hit.reason) != (verdict.kind, verdict.reason):
                changed.append({"id": hit.id, "kind": verdict.kind, "reason": verdict.reason})
                set_committed_value(hit, "kind", verdict.kind)  # written below, all in one statement
                set_committed_value(hit, "reason", verdict.reason)
    new = given(changed, types(Hit, "id", "kind", "reason"))
    session.execute(
        update(Hit).where(Hit.id == new.c.id).values(kind=new.c.kind, reason=new.c.reason),
        execution_options={"synchronize_session": False},
    )


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
    columns = (
        Hit.id, Hit.link_id, Link.kind, Hit.received_at, Hit.method, Hit.ip, Hit.agent, Hit.prefetch, Hit.at, Hit.signs,
    )  # fmt: skip
    near = _among(Hit.message_id, message_ids)
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
    return Seen(
        hit.id, hit.link_id, kind, hit.received_at, hit.method, hit.ip, hit.agent, hit.prefetch, hit.at, hit.signs
    )  # fmt: skip


def delivered_at(session: Session, message_ids: Sequence[UUID]) -> dict[UUID, datetime]:
    """When each message reached its mail server, in product time; until SES says so, when SES took it."""
    taken = session.execute(
        select(Message.id, Message.changed_at)
        .where(_among(Message.id, message_ids), Message.state == MessageState.ACCEPTED)
    ).all()
    delivered = session.execute(
        select(DeliveryEvent.message_id, func.min(DeliveryEvent.at))
        .where(_among(DeliveryEvent.message_id, message_ids), DeliveryEvent.kind == EventKind.DELIVERED)
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
