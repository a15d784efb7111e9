"""Mails follow a merged contact, and nobody gets one twice for having been two."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, update
from sqlalchemy.orm import Session, aliased

from tcma.delivery.actions.again import unless_out
from tcma.delivery.models import Message
from tcma.delivery.rules import MessageState

TWICE = "twice"
"""Why a mail was left out: the same person has it under another address."""

_OUT = (MessageState.CLAIMED, MessageState.SENDING, MessageState.ACCEPTED, MessageState.UNCONFIRMED)


def follow_merge(session: Session, *, kept_id: UUID, dropped_id: UUID, now: datetime) -> None:
    """Of two mails of one step, the one that waits is left out; if both wait, the dropped contact's."""
    _skip(session, kept_id, dropped_id, _OUT, now)
    _skip(session, dropped_id, kept_id, (MessageState.QUEUED, *_OUT), now)
    session.execute(update(Message).where(Message.contact_id == dropped_id).values(contact_id=kept_id))


def _skip(
    session: Session, contact_id: UUID, other_id: UUID, states: tuple[MessageState, ...], now: datetime
) -> None:
    other = aliased(Message)
    has_it = exists().where(
        other.step_id == Message.step_id, other.contact_id == other_id, other.state.in_(states)
    )
    session.execute(
        update(Message)
        .where(Message.contact_id == contact_id, Message.state == MessageState.QUEUED, has_it)
        .values(state=unless_out(MessageState.SKIPPED), reason=TWICE, changed_at=now),
        execution_options={"synchronize_session": False},
    )
