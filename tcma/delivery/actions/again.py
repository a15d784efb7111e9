"""Mails that may be out already and are to be sent again: what becomes of their earlier attempts.

Between the decision and the new attempt the earlier one stays *unknown*: an answer or an event of SES may still
prove that it was accepted, and then nothing is sent again. Only the transaction that inserts the new attempt
supersedes it. What is not sent again after all, or refused then, is *unconfirmed* as before, never left out, stopped
or failed.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, case, exists, func, insert, select, update
from sqlalchemy.orm import Session, aliased

from tcma.base.db import new_id
from tcma.base.keyed import PSEUDONYM
from tcma.delivery.actions.claim import in_seconds
from tcma.delivery.models import Attempt, Decision, Message, Step
from tcma.delivery.rules import MAY_BE_OUT, DecisionKind, MessageState, Outcome, Policy

_ALIVE = (Outcome.ACCEPTED, Outcome.UNKNOWN)


def unless_out(
    state: MessageState, *, but: ColumnElement[UUID] | None = None
) -> ColumnElement[MessageState]:
    """`state`, or unconfirmed where an earlier attempt may have been accepted: for an UPDATE of messages.

    `but`: an attempt that does not count, since the same statement says how it ended.
    """
    earlier = aliased(Attempt)
    may_be_out = exists().where(earlier.message_id == Message.id, earlier.outcome.in_(MAY_BE_OUT))
    if but is not None:
        may_be_out = may_be_out.where(earlier.id != but)
    return case((may_be_out, MessageState.UNCONFIRMED), else_=state)


def supersede(session: Session, claim_id: UUID, message_ids: Collection[UUID]) -> None:
    """New attempts of these are about to be inserted in this transaction: what is unknown of earlier ones is over.

    Only of those that still are in this claim, which are locked for it.
    """
    if not message_ids:
        return
    ours = session.scalars(
        select(Message.id)
        .where(Message.id.in_(message_ids), Message.claim_id == claim_id, Message.state == MessageState.CLAIMED,
               Message.lease_until > func.clock_timestamp())
        .order_by(Message.id).with_for_update()
    ).all()
    session.execute(
        update(Attempt).where(Attempt.message_id.in_(ours), Attempt.outcome == Outcome.UNKNOWN)
        .values(outcome=Outcome.SUPERSEDED)
    )


def heals(session: Session, message_id: UUID) -> bool:
    """Whether an event about a superseded attempt proves that its message, which is locked, was accepted.

    Only where nothing has taken its place: the new one was never made, or was refused.
    """
    alive = exists().where(
        Attempt.message_id == Message.id, Attempt.outcome.is_(None) | Attempt.outcome.in_(_ALIVE)
    )
    waiting = select(Message.id).where(Message.id == message_id, Message.state != MessageState.ACCEPTED, ~alive)
    return session.scalar(waiting) is not None


def once_more(session: Session, *, now: datetime) -> int:
    """Mails a person asked for are queued once more, and only once, when two minutes brought no answer.

    Not to who was erased meanwhile: there is no address any more.
    """
    earlier = aliased(Attempt)
    again = exists().where(earlier.message_id == Message.id, earlier.outcome == Outcome.SUPERSEDED)
    decided = exists().where(Decision.message_id == Message.id)
    late = session.execute(
        select(Attempt.id, Message.id, Message.partner_id, Step.id)
        .join(Message, Message.id == Attempt.message_id).join(Step, Step.id == Message.step_id)
        .where(Step.policy == Policy.AT_LEAST_ONCE, Step.cancelled_at.is_(None),
               Message.state == MessageState.UNCONFIRMED, Attempt.outcome == Outcome.UNKNOWN, ~again, ~decided,
               Message.addr_key.not_like(f"{PSEUDONYM}%"), Attempt.begun_at < in_seconds(-120))
        .order_by(Message.id).with_for_update(skip_locked=True, of=[Step, Message, Attempt])
    ).all()  # fmt: skip
    queue_again(session, [row[1] for row in late], step_ids={row[3] for row in late})
    if late:
        session.execute(insert(Decision), [
            {"id": new_id(), "attempt_id": attempt, "message_id": message, "partner_id": partner,
             "kind": DecisionKind.ONCE_MORE, "person_id": None, "reason": "", "at": now}
            for attempt, message, partner, _ in late
        ])  # fmt: skip
    return len(late)


def queue_again(session: Session, message_ids: Iterable[UUID], *, step_ids: Iterable[UUID]) -> None:
    """Unconfirmed mails, locked by the caller, go back to the queue; their steps, locked too, are open again."""
    session.execute(
        update(Message).where(Message.id.in_(message_ids), Message.state == MessageState.UNCONFIRMED)
        .values(state=MessageState.QUEUED, reason="", not_before=in_seconds(0))
    )
    session.execute(update(Step).where(Step.id.in_(step_ids)).values(finished_at=None))
