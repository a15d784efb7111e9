"""Claiming: rows are taken under a lease by the database's clock, never by trust in the queue."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, text, update
from sqlalchemy.orm import Session

from tcma.base.db import new_id
from tcma.delivery.models import Message, Step
from tcma.delivery.queries import on_hold
from tcma.delivery.rules import MessageState


def in_seconds(seconds: float | ColumnElement[float]) -> ColumnElement[datetime]:
    """The database's clock, so many seconds ahead."""
    return func.clock_timestamp() + func.make_interval(0, 0, 0, 0, 0, 0, seconds)


# As the index has it: without a sort over all that waits.
_TURN = (Message.language, Message.attachments_hash, Message.not_before)


class Claim(NamedTuple):
    """So many rows, taken together under this id."""

    id: UUID
    size: int


def claim(session: Session, *, step_id: UUID, size: int, lease: float) -> Claim | None:
    """Take up to `size` rows of one language of a running step for `lease` seconds. None when nothing is due.

    A row with files of its own is taken alone: it goes out in a request of its own.
    """
    # A claim that a crash of the database forgets has done nothing: its rows are queued. What follows it is flushed
    # with it, since the log is one sequence.
    session.execute(text("SET LOCAL synchronous_commit TO off"))
    due = (
        (Message.step_id == step_id) & (Message.state == MessageState.QUEUED)
        & (Message.not_before <= func.clock_timestamp())
    )
    running = select(Step.id).where(
        Step.id == step_id, Step.held_at.is_(None), Step.cancelled_at.is_(None), ~on_hold(Step.partner_id)
    )
    first = (
        select(Message.language, Message.attachments_hash).where(due, running.exists())
        .order_by(*_TURN).with_for_update(skip_locked=True).limit(1)
    )
    found = session.execute(first).one_or_none()
    if found is None:
        return None
    language, files = found
    claim_id = new_id()
    # In a CTE it is run once; a subquery may be run again, and take more than its limit.
    rows = (
        select(Message.id)
        .where(due, Message.language == language, Message.attachments_hash == files).order_by(Message.not_before)
        .with_for_update(skip_locked=True).limit(1 if files else size).cte("rows")
    )
    taken = session.scalars(
        update(Message).where(Message.id.in_(select(rows.c.id)))
        .values(state=MessageState.CLAIMED, claim_id=claim_id, lease_until=in_seconds(lease))
        .returning(Message.id)
    ).all()
    return Claim(claim_id, len(taken)) if taken else None


def give_back(session: Session, claim_id: UUID) -> int:
    """Return what this claim has not begun. Returns how many rows."""
    statement = (
        update(Message).where(Message.claim_id == claim_id, Message.state == MessageState.CLAIMED)
        .values(state=MessageState.QUEUED, claim_id=None, lease_until=None).returning(Message.id)
    )
    return len(session.scalars(statement).all())


def due_steps(session: Session) -> list[UUID]:
    """Running steps with mails that may leave now, oldest first."""
    waiting = (
        select(Message.id)
        .where(Message.step_id == Step.id, Message.state == MessageState.QUEUED,
               Message.not_before <= func.clock_timestamp())
        .limit(1)
    )
    steps = (
        select(Step.id)
        .where(Step.held_at.is_(None), Step.cancelled_at.is_(None), Step.finished_at.is_(None), waiting.exists(),
               ~on_hold(Step.partner_id))
        .order_by(Step.due_at, Step.id)
    )
    return list(session.scalars(steps))
