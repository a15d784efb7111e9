"""Receipts: stored raw first, applied after, as a join over a set of facts."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from tcma.audiences.actions import lock_addresses
from tcma.audiences.rules import addr_key
from tcma.base import facts
from tcma.base.db import new_id
from tcma.base.errors import Refusal
from tcma.base.keyed import PSEUDONYM
from tcma.delivery.actions.again import heals
from tcma.delivery.actions.complaints import OBJECTIONS, STOPPING, suppress_after
from tcma.delivery.actions.guarding import READERS_OBJECTED
from tcma.delivery.actions.locks import locked
from tcma.delivery.models import Attempt, DeliveryEvent, Message, Receipt
from tcma.delivery.rules import OPEN, MessageState, Outcome
from tcma.delivery.rules.events import SesEvent, headline, read_event


def store_receipt(session: Session, *, sns_message_id: str, body: dict[str, object]) -> UUID | None:
    """Keep an event as it came. None when SNS brought it before."""
    statement = (
        insert(Receipt).values(id=new_id(), sns_message_id=sns_message_id, body=body)
        .on_conflict_do_nothing().returning(Receipt.id)
    )
    return session.scalar(statement)


def apply_receipts(session: Session, receipt_ids: Sequence[UUID], *, now: datetime) -> None:
    """Add what receipts say to what is known of their attempts. Safe to run twice, in any order."""
    receipts = session.scalars(
        select(Receipt).where(Receipt.id.in_(receipt_ids), Receipt.applied_at.is_(None)).order_by(Receipt.id)
        .with_for_update(skip_locked=True)
    ).all()
    events = [(receipt, event) for receipt in receipts if (event := _read(receipt)) is not None]
    known = _lock(session, [event for _, event in events])
    for receipt, event in events:
        receipt.note = _apply(session, event, known, now)
        if event.attempt_id in known and _erased(known[event.attempt_id][1]):
            receipt.body = {}
    objected = [known[e.attempt_id][1] for _, e in events if e.kind in OBJECTIONS and e.attempt_id in known]
    for partner_id in sorted({message.partner_id for message in objected if message.partner_id is not None}):
        facts.record(session, READERS_OBJECTED, partner_id)
    for receipt in receipts:
        receipt.applied_at = func.clock_timestamp()
    session.flush()


def _read(receipt: Receipt) -> SesEvent | None:
    """The event of a receipt, or None with a note of why there is none for us."""
    try:
        event = read_event(receipt.body)
    except ValueError as error:
        receipt.note = str(error)[:200]
        return None
    if event is None:
        receipt.note = "not about an attempt of ours"
    return event


def _lock(session: Session, events: Sequence[SesEvent]) -> Mapping[UUID, tuple[Attempt, Message]]:
    """The attempts these events are about, with their messages; everything locked at once, in the one order."""
    found = session.execute(
        select(Attempt.id, Message.id, Message.addr_key).join(Message, Message.id == Attempt.message_id)
        .where(Attempt.id.in_({event.attempt_id for event in events}))
    ).all()
    stopping = {event.attempt_id for event in events if event.kind in STOPPING}
    lock_addresses(session, {key for attempt_id, _, key in found if attempt_id in stopping})
    messages, attempts = locked(session, {attempt_id: message_id for attempt_id, message_id, _ in found})
    return {attempt.id: (attempt, messages[attempt.message_id]) for attempt in attempts.values()}


def _apply(session: Session, event: SesEvent, known: Mapping[UUID, tuple[Attempt, Message]], now: datetime) -> str:
    """Returns why nothing was changed, '' if something may have been."""
    if event.attempt_id not in known:
        return "no such attempt"
    attempt, message = known[event.attempt_id]
    keys = [_key(address) for address in event.recipients]
    # Of a mail to one who was erased since, only SES still knows the address.
    addr_key = (keys or [""])[0] if _erased(message) else message.addr_key
    if addr_key not in keys:
        return "another recipient"
    session.execute(
        insert(DeliveryEvent)
        .values(id=new_id(), attempt_id=attempt.id, message_id=message.id, partner_id=message.partner_id,
                kind=event.kind, at=event.at, detail="" if _erased(message) else event.detail)
        .on_conflict_do_nothing()
    )
    if heals(session, attempt, message):
        _heal(attempt, message, event, now)
    kinds = session.scalars(select(DeliveryEvent.kind).where(DeliveryEvent.message_id == message.id)).all()
    message.headline = headline(kinds)
    session.flush()
    suppress_after(session, message, event.kind, addr_key=addr_key, now=now)
    return ""


def _erased(message: Message) -> bool:
    return message.addr_key.startswith(PSEUDONYM)


def _heal(attempt: Attempt, message: Message, event: SesEvent, now: datetime) -> None:
    """Whatever SES tells of an attempt, it has taken it."""
    attempt.outcome, attempt.ses_message_id = Outcome.ACCEPTED, event.ses_message_id
    attempt.healed_at, attempt.ended_at = now, func.clock_timestamp()
    if message.state in (*OPEN, MessageState.UNCONFIRMED, MessageState.FAILED):
        message.state, message.reason, message.changed_at = MessageState.ACCEPTED, "", now
        message.claim_id, message.lease_until = None, None


def _key(address: str) -> str:
    try:
        return addr_key(address)
    except Refusal:
        return ""


def waiting_receipts(session: Session, limit: int = 2_000) -> list[UUID]:
    """Receipts not applied yet, oldest first."""
    statement = select(Receipt.id).where(Receipt.applied_at.is_(None)).order_by(Receipt.received_at).limit(limit)
    return list(session.scalars(statement))


def forget_bodies(session: Session, *, before: datetime, limit: int) -> int:
    """Empty at most so many raw events that came before a time. Returns how many. Those not applied yet stay."""
    old = select(Receipt.id).where(
        Receipt.received_at < before, Receipt.body != {}, Receipt.applied_at.is_not(None)
    ).limit(limit)  # fmt: skip
    return len(session.scalars(update(Receipt).where(Receipt.id.in_(old)).values(body={}).returning(Receipt.id)).all())
