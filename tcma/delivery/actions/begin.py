"""Beginning: the transaction before the call.

It commits the attempts before any byte leaves, so that whatever happens after it, the
database knows that these mails may be out. The order of its locks stands in locks.py.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Float, Select, Text, Uuid, bindparam, func, insert, literal, select, update
from sqlalchemy.orm import Session

from tcma.audiences.actions import lock_addresses
from tcma.audiences.queries import suppressed, topic_refused
from tcma.audiences.rules import held_under
from tcma.base import sets
from tcma.base.db import new_id
from tcma.delivery.actions.again import supersede, unless_out
from tcma.delivery.actions.capping import capped, is_capped
from tcma.delivery.actions.claim import give_back, in_seconds
from tcma.delivery.actions.content import Letter, approved
from tcma.delivery.actions.lapsed import lapsed
from tcma.delivery.actions.timing import put_off, put_off_a_day, quiet_now
from tcma.delivery.actions.warming import warm_room
from tcma.delivery.models import Attempt, Message, MessageAttachment, Step
from tcma.delivery.rules import Attachment, MessageState, Outcome, Policy, attachments_hash
from tcma.delivery.rules.waiting import Wait
from tcma.senders.actions.warming import take as take_room


class ContentChanged(Exception):
    """What the step would send is not what was approved, or the files of a message are not those it was planned with.

    The job holds the step, in a transaction of its own.
    """


class Going(NamedTuple):
    """A message whose attempt has begun, as it was planned."""

    id: UUID
    partner_id: UUID | None
    contact_id: UUID | None
    addr_key: str
    email: str
    language: str
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Begun:
    """What may now be handed over: one letter, and a committed attempt for each message."""

    step: Step
    language: str
    letter: Letter
    messages: Mapping[UUID, Going]  # attempt id -> message, in the order of the claim
    files: Mapping[UUID, Sequence[Attachment]]  # message id -> what goes with it, if anything does


def begin(session: Session, *, claim_id: UUID, lease: float, now: datetime) -> Begun | None:
    """Insert the attempts of a claim. None when nothing of it may go: held, cancelled, suppressed, put off, or lost.

    Raises ContentChanged.
    """
    claimed = session.execute(
        select(Message.id, Message.step_id, Message.language, Message.addr_key, Message.attachments_hash,
               Message.tries, Message.timezone)
        .where(Message.claim_id == claim_id, Message.state == MessageState.CLAIMED).order_by(Message.id)
    ).all()
    if not claimed:
        return None
    step = session.scalars(
        select(Step).where(Step.id == claimed[0].step_id).with_for_update(read=True).execution_options(
            populate_existing=True)
    ).one()
    if step.held_at is not None or step.cancelled_at is not None:
        give_back(session, claim_id)
        return None
    letter = approved(session, step, claimed[0].language)
    files = _files(session, {row.id: row.attachments_hash for row in claimed if row.attachments_hash})
    if letter is None or files is None:
        raise ContentChanged(step.id)

    quiet = quiet_now(session, step, {row.id: row.timezone for row in claimed}, now=now)
    awake = [row for row in claimed if row.timezone not in quiet]
    room = warm_room(session, step, now=now) if awake else None
    kept_back = _kept_back(session, step, {row.addr_key for row in awake})
    kept_back = capped(session, step, claim_id, now=now) | lapsed(session, step, claim_id, now=now) | kept_back
    kept_back = {row.addr_key: kept_back[row.addr_key] for row in awake if row.addr_key in kept_back}
    going = {row.id: row.addr_key for row in awake if row.addr_key not in kept_back}
    over = len(going) - room.left if room is not None else 0
    if over > 0:
        going = dict(list(going.items())[:-over])
    supersede(session, claim_id, {row.id for row in awake if row.tries and row.id in going})
    messages = _attempted(session, claim_id, going, lease=lease, now=now)
    _skip(session, claim_id, kept_back, now)
    if room is not None:
        take_room(session, room, len(messages))
        if over > 0:
            put_off_a_day(session, step, claim_id, {row.timezone for row in awake}, until=room.opens_at, now=now)
    for zone, opens_at in quiet.items():
        put_off(session, step, claim_id, until=opens_at, why=Wait.QUIET, now=now, zone=zone)
    return Begun(step, claimed[0].language, letter, messages, files) if messages else None


def _attempted(
    session: Session, claim_id: UUID, keys: Mapping[UUID, str], *, lease: float, now: datetime
) -> dict[UUID, Going]:
    """{attempt id: message} of those ({id: address key}) that still are ours: moved on, and given an attempt, in one
    statement."""
    if not keys:
        return {}
    rows = sets.document(
        {"message_id": message_id, "addr_key": key, "attempt_id": new_id()} for message_id, key in keys.items()
    )
    found = session.execute(_begun(), {"rows": rows, "claim": claim_id, "lease": lease, "now": now}).all()
    return {row[0]: Going(*row[1:]) for row in found}


@cache
def _begun() -> Select[Any]:
    """Moves the messages of `rows` on, gives each an attempt, and returns that with what Going has."""
    given = sets.given_as("rows", {"message_id": Uuid(), "addr_key": Text(), "attempt_id": Uuid()})
    ours = (
        update(Message)
        .where(Message.claim_id == bindparam("claim"), Message.state == MessageState.CLAIMED,
               Message.lease_until > func.clock_timestamp(),
               Message.id == given.c.message_id, Message.addr_key == given.c.addr_key)
        .values(state=MessageState.SENDING, lease_until=in_seconds(bindparam("lease", type_=Float)),
                changed_at=bindparam("now"), tries=Message.tries + 1)
        .returning(given.c.attempt_id, *(getattr(Message, name) for name in Going._fields))
        .cte("ours")
    )
    made = insert(Attempt).from_select(
        ["id", "message_id", "partner_id", "claim_id", "ses_message_id", "detail"],
        select(ours.c.attempt_id, ours.c.id, ours.c.partner_id, bindparam("claim", type_=Uuid), literal(""),
               literal("")),
        include_defaults=False,
    ).cte("made")
    return select(ours).add_cte(made).order_by(ours.c.attempt_id)


def _kept_back(session: Session, step: Step, keys: set[str]) -> dict[str, str]:
    """{address key: reason} of those that this step may not go to, under the locks of what could hold them back."""
    wanted = {under for key in keys for under in held_under(key)}
    lock_addresses(session, wanted, shared=wanted - keys if is_capped(step) else wanted)
    marketing = step.policy is Policy.AT_MOST_ONCE and not step.service
    refused = topic_refused(session, step.partner_id, keys, step.topic if marketing else "")
    return refused | suppressed(session, step.partner_id, keys, opt_outs=marketing)


def abort(session: Session, claim_id: UUID) -> int:
    """Too late to call: end the attempts unmade, and queue their messages again. Returns how many."""
    rows = select(Message.id).where(Message.claim_id == claim_id, Message.state == MessageState.SENDING)
    ours = session.scalars(rows.order_by(Message.id).with_for_update()).all()
    ended = session.scalars(
        update(Attempt)
        .where(Attempt.claim_id == claim_id, Attempt.message_id.in_(ours), Attempt.outcome.is_(None))
        .values(outcome=Outcome.ABORTED, ended_at=func.clock_timestamp(), detail="too late to call")
        .returning(Attempt.message_id)
    ).all()
    session.execute(
        update(Message).where(Message.id.in_(ended))
        .values(state=MessageState.QUEUED, claim_id=None, lease_until=None)
    )
    return len(ended)


def _files(session: Session, planned: Mapping[UUID, str]) -> dict[UUID, list[Attachment]] | None:
    """The files of those messages that have some ({message id: their hash}), if they still are what was planned."""
    found: dict[UUID, list[Attachment]] = {message_id: [] for message_id in planned}
    if not found:
        return found
    rows = select(MessageAttachment).where(MessageAttachment.message_id.in_(found))
    for row in session.scalars(rows.order_by(MessageAttachment.message_id, MessageAttachment.position)):
        found[row.message_id].append(Attachment(row.name, row.content_type, row.data))
    if any(attachments_hash(files) != planned[message_id] for message_id, files in found.items()):
        return None
    return found


def _skip(session: Session, claim_id: UUID, reasons: Mapping[str, str], now: datetime) -> None:
    for reason in set(reasons.values()):
        keys = [key for key, why in reasons.items() if why == reason]
        session.execute(
            update(Message)
            .where(Message.claim_id == claim_id, Message.state == MessageState.CLAIMED, Message.addr_key.in_(keys))
            .values(state=unless_out(MessageState.SKIPPED), reason=reason, claim_id=None, lease_until=None,
                    changed_at=now)
        )
