"""Receipts: stored raw first, applied after, as a join over a set of facts."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Text, Update, Uuid, case, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from tcma.audiences.actions import lock_addresses
from tcma.audiences.rules import addr_key
from tcma.base import facts
from tcma.base.db import new_id
from tcma.base.errors import Refusal
from tcma.base.keyed import PSEUDONYM
from tcma.base.sets import given, types, uuids
from tcma.delivery.actions.again import heals
from tcma.delivery.actions.complaints import OBJECTIONS, STOPPING, suppress_after
from tcma.delivery.actions.guarding import READERS_OBJECTED
from tcma.delivery.actions.locks import locked
from tcma.delivery.models import Attempt, DeliveryEvent, Message, Receipt
from tcma.delivery.rules import OPEN, MessageState, Outcome
from tcma.delivery.rules.events import HEADLINES, SesEvent, read_event


def store_receipt(session: Session, *, sns_message_id: str, body: dict[str, object]) -> UUID | None:
    """Keep an event as it came. None when SNS brought it before."""
    statement = (
        insert(Receipt).values(id=new_id(), sns_message_id=sns_message_id, body=body)
        .on_conflict_do_nothing().returning(Receipt.id)
    )
    return session.scalar(statement)


class Known(NamedTuple):
    """An attempt that an event is about, as it stands under our lock."""

    attempt_id: UUID
    message_id: UUID
    partner_id: UUID | None
    addr_key: str
    outcome: Outcome | None

    @property
    def erased(self) -> bool:
        return self.addr_key.startswith(PSEUDONYM)


class Told(NamedTuple):
    """An event of a receipt that is about a message of ours. `addr_key` is its reader's."""

    event: SesEvent
    known: Known
    addr_key: str


def apply_receipts(session: Session, receipt_ids: Sequence[UUID], *, now: datetime) -> None:
    """Add what receipts say to what is known of their attempts, all at once. Safe to run twice, in any order."""
    receipts = session.execute(
        select(Receipt.id, Receipt.body).where(Receipt.id == func.any(uuids(receipt_ids)), Receipt.applied_at.is_(None))
        .order_by(Receipt.id).with_for_update(skip_locked=True)
    ).all()
    notes: dict[UUID, str] = {}
    events = {row.id: event for row in receipts if (event := _read(row.id, row.body, notes)) is not None}
    known = _lock(session, list(events.values()))
    told = {receipt_id: found for receipt_id, event in events.items()
            if (found := _about(receipt_id, event, known, notes)) is not None}  # fmt: skip
    if told:
        _keep(session, list(told.values()), now)
    partners = {one.known.partner_id for one in told.values() if one.event.kind in OBJECTIONS}
    for partner_id in sorted(found for found in partners if found is not None):
        facts.record(session, READERS_OBJECTED, partner_id)
    forgotten = {receipt_id for receipt_id, event in events.items()
                 if event.attempt_id in known and known[event.attempt_id].erased}  # fmt: skip
    _applied(session, {row.id: notes.get(row.id, "") for row in receipts}, forgotten)


def _read(receipt_id: UUID, body: dict[str, Any], notes: dict[UUID, str]) -> SesEvent | None:
    """The event of a receipt, or None with a note of why there is none for us."""
    try:
        event = read_event(body)
    except ValueError as error:
        notes[receipt_id] = str(error)[:200]
        return None
    if event is None:
        notes[receipt_id] = "not about an attempt of ours"
    return event


def _lock(session: Session, events: Sequence[SesEvent]) -> Mapping[UUID, Known]:
    """The attempts these events are about; they, their messages and addresses are locked, in the one order."""
    found = session.execute(
        select(Attempt.id, Message.id, Message.addr_key).join(Message, Message.id == Attempt.message_id)
        .where(Attempt.id == func.any(uuids({event.attempt_id for event in events})))
    ).all()
    if not found:
        return {}
    stopping = {event.attempt_id for event in events if event.kind in STOPPING}
    if stopping:
        lock_addresses(session, {key for attempt_id, _, key in found if attempt_id in stopping})
    rows = locked(session, {attempt_id: message_id for attempt_id, message_id, _ in found})
    return {row[0]: Known(*row) for row in rows}


def _about(
    receipt_id: UUID, event: SesEvent, known: Mapping[UUID, Known], notes: dict[UUID, str]
) -> Told | None:
    """Whose event it is, or None with a note of why nothing follows from it."""
    about = known.get(event.attempt_id)
    if about is None:
        notes[receipt_id] = "no such attempt"
        return None
    keys = [_key(address) for address in event.recipients]
    # Of a mail to one who was erased since, only SES still knows the address.
    addr_key = (keys or [""])[0] if about.erased else about.addr_key
    if addr_key not in keys:
        notes[receipt_id] = "another recipient"
        return None
    return Told(event, about, addr_key)


def _keep(session: Session, told: Sequence[Told], now: datetime) -> None:
    """The facts, and what follows of them: healed attempts, headlines, addresses that are not written to any more."""
    columns = types(DeliveryEvent, "id", "attempt_id", "message_id", "partner_id", "kind", "at", "detail")
    rows = given(
        ({"id": new_id(), "attempt_id": known.attempt_id, "message_id": known.message_id,
          "partner_id": known.partner_id, "kind": event.kind, "at": event.at,
          "detail": "" if known.erased else event.detail} for event, known, _ in told),
        columns,
    )  # fmt: skip
    session.execute(insert(DeliveryEvent).from_select(list(columns), select(*rows.c)).on_conflict_do_nothing())
    _heal(session, told, now)
    session.execute(_headlines({one.known.message_id for one in told}))
    for one in told:
        if one.event.kind in STOPPING:
            message = session.get_one(Message, one.known.message_id, populate_existing=True)
            suppress_after(session, message, one.event.kind, addr_key=one.addr_key, now=now)


def _heal(session: Session, told: Sequence[Told], now: datetime) -> None:
    """Whatever SES tells of an attempt, it has taken it."""
    _accept(session, [one for one in told if one.known.outcome in (None, Outcome.UNKNOWN)], now)
    for one in told:
        if one.known.outcome is Outcome.SUPERSEDED and heals(session, one.known.message_id):
            _accept(session, [one], now)


def _accept(session: Session, told: Sequence[Told], now: datetime) -> None:
    if not told:
        return
    silent = {one.known.attempt_id: one.event.ses_message_id for one in told}
    evidence = given(
        ({"attempt_id": attempt_id, "ses_message_id": found} for attempt_id, found in silent.items()),
        {"attempt_id": Uuid(), "ses_message_id": Text()},
    )
    session.execute(
        update(Attempt).where(Attempt.id == evidence.c.attempt_id)
        .values(outcome=Outcome.ACCEPTED, ses_message_id=evidence.c.ses_message_id, healed_at=now,
                ended_at=func.clock_timestamp()),
        execution_options={"synchronize_session": False},
    )
    session.execute(
        update(Message)
        .where(Message.id == func.any(uuids({one.known.message_id for one in told})),
               Message.state.in_((*OPEN, MessageState.UNCONFIRMED)))
        .values(state=MessageState.ACCEPTED, reason="", changed_at=now, claim_id=None, lease_until=None),
        execution_options={"synchronize_session": False},
    )


def _headlines(message_ids: Collection[UUID]) -> Update:
    """The strongest of all the facts of each message."""
    rank = case({kind: place for place, kind in enumerate(HEADLINES)}, value=DeliveryEvent.kind)
    strongest = (
        select(DeliveryEvent.message_id, func.min(rank).label("rank"))
        .where(DeliveryEvent.message_id == func.any(uuids(message_ids))).group_by(DeliveryEvent.message_id)
        .subquery("strongest")
    )
    said = case({place: kind.value for place, kind in enumerate(HEADLINES)}, value=strongest.c.rank)
    return (
        update(Message).where(Message.id == strongest.c.message_id, Message.headline != said).values(headline=said)
        .execution_options(synchronize_session=False)
    )


def _applied(session: Session, notes: Mapping[UUID, str], forgotten: Collection[UUID]) -> None:
    """Receipts are done with: each with its note, those of erased people without what they said."""
    plain = [receipt_id for receipt_id, note in notes.items() if not note]
    done = {"applied_at": func.clock_timestamp()}
    session.execute(update(Receipt).where(Receipt.id == func.any(uuids(plain))).values(done),
                    execution_options={"synchronize_session": False})
    for receipt_id, note in notes.items():
        if note:
            session.execute(update(Receipt).where(Receipt.id == receipt_id).values(**done, note=note))
    if forgotten:
        session.execute(update(Receipt).where(Receipt.id == func.any(uuids(forgotten))).values(body={}))


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
