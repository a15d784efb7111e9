"""Beginning: the transaction before the call.

It commits the attempts before any byte leaves, so that whatever happens after it, the
database knows that these mails may be out. The order of its locks stands in locks.py.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from tcma.audiences.actions import lock_addresses
from tcma.audiences.queries import suppressed, topic_refused
from tcma.audiences.rules import held_under
from tcma.base.db import new_id
from tcma.composing.models import Composition
from tcma.composing.rules import Mail
from tcma.delivery.actions.again import supersede, unless_out
from tcma.delivery.actions.claim import give_back, in_seconds
from tcma.delivery.actions.steps import step_hash
from tcma.delivery.models import Attempt, Message, MessageAttachment, Step, StepContent
from tcma.delivery.rules import Attachment, MessageState, Outcome, Policy, attachments_hash


class ContentChanged(Exception):
    """What the step would send is not what was approved, or the files of a message are not those it was planned with.

    The job holds the step, in a transaction of its own.
    """


@dataclass(frozen=True)
class Begun:
    """What may now be handed over: one composition, and a committed attempt for each message."""

    step: Step
    composition: Composition
    messages: Mapping[UUID, Message]  # attempt id -> message
    files: Mapping[UUID, Sequence[Attachment]]  # message id -> what goes with it, if anything does


def begin(session: Session, *, claim_id: UUID, lease: float, now: datetime) -> Begun | None:
    """Insert the attempts of a claim. None when nothing of it may go: held, cancelled, suppressed, or lost.

    Raises ContentChanged.
    """
    rows = select(Message).where(Message.claim_id == claim_id, Message.state == MessageState.CLAIMED)
    claimed = list(session.scalars(rows.order_by(Message.id)))
    if not claimed:
        return None
    step = session.scalars(
        select(Step).where(Step.id == claimed[0].step_id).with_for_update(read=True).execution_options(
            populate_existing=True)
    ).one()
    if step.held_at is not None or step.cancelled_at is not None:
        give_back(session, claim_id)
        return None
    composition = _approved(session, step, claimed[0].language)
    files = _files(session, claimed)
    if composition is None or files is None:
        raise ContentChanged(step.id)

    kept_back = _kept_back(session, step, {message.addr_key for message in claimed})
    ours = session.scalars(
        update(Message)
        .where(Message.claim_id == claim_id, Message.state == MessageState.CLAIMED,
               Message.lease_until > func.clock_timestamp(), Message.addr_key.not_in(list(kept_back)))
        .values(state=MessageState.SENDING, lease_until=in_seconds(lease), changed_at=now, tries=Message.tries + 1)
        .returning(Message), execution_options={"populate_existing": True},
    ).all()
    _skip(session, claim_id, kept_back, now)
    attempts = {new_id(): message for message in ours}
    if not attempts:
        return None
    supersede(session, ours)
    session.add_all(
        Attempt(id=attempt_id, message_id=message.id, partner_id=message.partner_id, claim_id=claim_id)
        for attempt_id, message in attempts.items()
    )
    session.flush()
    return Begun(step, composition, attempts, files)


def _kept_back(session: Session, step: Step, keys: set[str]) -> dict[str, str]:
    """{address key: reason} of those that this step may not go to, under the locks of what could hold them back."""
    lock_addresses(session, {under for key in keys for under in held_under(key)}, shared=True)
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


def _approved(session: Session, step: Step, language: str) -> Composition | None:
    """The composition in `language`, if all that the step sends still is what was approved."""
    contents = session.execute(
        select(StepContent.language, Composition).join(Composition, Composition.id == StepContent.composition_id)
        .where(StepContent.step_id == step.id)
    )
    found = dict(contents.all())
    hashes = {tag: Mail(c.subject, "", c.html, c.text, tag).content_hash for tag, c in found.items()}
    if language not in found or step_hash(step.sender, step.reply_to, hashes) != step.content_hash:
        return None
    return found[language]


def _files(session: Session, messages: Iterable[Message]) -> dict[UUID, list[Attachment]] | None:
    """The files of those messages that have some, if they still are what was planned."""
    found: dict[UUID, list[Attachment]] = {message.id: [] for message in messages if message.attachments_hash}
    if not found:
        return found
    rows = select(MessageAttachment).where(MessageAttachment.message_id.in_(found))
    for row in session.scalars(rows.order_by(MessageAttachment.message_id, MessageAttachment.position)):
        found[row.message_id].append(Attachment(row.name, row.content_type, row.data))
    planned = {message.id: message.attachments_hash for message in messages}
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
