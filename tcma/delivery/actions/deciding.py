"""People decide about mails that were handed over without an answer: send again, or leave."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, insert, select
from sqlalchemy.orm import Session

from tcma.base import facts
from tcma.base.db import new_id
from tcma.base.errors import Refusal
from tcma.base.keyed import PSEUDONYM
from tcma.base.roles import Actor
from tcma.base.words import N_
from tcma.delivery.actions.again import queue_again
from tcma.delivery.actions.claim import in_seconds
from tcma.delivery.models import Attempt, Decision, Message, Step
from tcma.delivery.rules import MAY_BE_OUT, DecisionKind, MessageState
from tcma.delivery.rules.deciding import WAIT, checked_reason

SENT_AGAIN = "sent again"
"""The fact that mails of a step (its subject) are on their way once more."""


class NothingToDecide(Refusal):
    """None of what was chosen can be decided about now."""


class _Open(NamedTuple):
    """A message without an answer, and its last attempt that may be out."""

    message: Message
    attempt_id: UUID


def send_again(
    session: Session, message_ids: Collection[UUID], *, actor: Actor, reason: str, now: datetime
) -> int:  # fmt: skip
    """Queue these of the actor's side again, knowing that some may arrive twice. Returns how many mails.

    Left out are those that have an answer by now, began less than 15 minutes ago, were stopped or erased. Raises
    NothingToDecide where none is left, and Invalid without a reason.
    """
    why = checked_reason(reason)
    found = _open(session, message_ids, actor.partner_id, running=True)
    if not found:
        raise NothingToDecide(
            N_("None of these can be sent again now: their launch was stopped, an answer came meanwhile, or the last "
               "try is less than 15 minutes old.")
        )  # fmt: skip
    steps = {one.message.step_id for one in found}
    queue_again(session, [one.message.id for one in found], step_ids=steps)
    _note(session, found, DecisionKind.SEND_AGAIN, actor, why, now)
    for step_id in sorted(steps):
        facts.record(session, SENT_AGAIN, step_id)
    return len(found)


def leave(
    session: Session, message_ids: Collection[UUID], *, actor: Actor, reason: str, now: datetime
) -> int:  # fmt: skip
    """Note that these stay as they are: not sent again, and no longer asked about. Returns how many mails.

    They stay unconfirmed, since nobody knows. Raises NothingToDecide and Invalid.
    """
    why = checked_reason(reason)
    found = _open(session, message_ids, actor.partner_id, running=False)
    if not found:
        raise NothingToDecide(
            N_("None of these waits for you: an answer came meanwhile, or the last try is less than 15 minutes old.")
        )
    _note(session, found, DecisionKind.LEAVE, actor, why, now)
    return len(found)


def _open(session: Session, message_ids: Collection[UUID], partner_id: UUID | None, *, running: bool) -> list[_Open]:
    """Those that may be decided about now, locked: steps first, then messages, as everywhere."""
    mine: tuple[ColumnElement[bool], ...] = (
        Message.id.in_(message_ids), Message.partner_id.is_not_distinct_from(partner_id),
        Message.state == MessageState.UNCONFIRMED,
    )  # fmt: skip
    steps = select(Step.id).where(Step.id.in_(select(Message.step_id).where(*mine)))
    if running:
        steps = steps.where(Step.cancelled_at.is_(None))
        mine = (*mine, Message.addr_key.not_like(f"{PSEUDONYM}%"))
    step_ids = session.scalars(steps.order_by(Step.id).with_for_update()).all()
    messages = session.scalars(
        select(Message).where(*mine, Message.step_id.in_(step_ids)).order_by(Message.id).with_for_update()
        .execution_options(populate_existing=True)
    ).all()  # fmt: skip
    last = dict(
        session.execute(
            select(Attempt.message_id, Attempt.id)
            .where(Attempt.message_id.in_([message.id for message in messages]), Attempt.outcome.in_(MAY_BE_OUT),
                   Attempt.begun_at < in_seconds(-WAIT.total_seconds()))
            .order_by(Attempt.begun_at)
        ).all()
    )  # fmt: skip
    return [_Open(message, last[message.id]) for message in messages if message.id in last]


def _note(
    session: Session, found: Collection[_Open], kind: DecisionKind, actor: Actor, reason: str, now: datetime
) -> None:  # fmt: skip
    session.execute(insert(Decision), [
        {"id": new_id(), "attempt_id": one.attempt_id, "message_id": one.message.id,
         "partner_id": one.message.partner_id, "kind": kind, "person_id": actor.person_id, "reason": reason, "at": now}
        for one in found
    ])  # fmt: skip
