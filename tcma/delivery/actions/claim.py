"""Claiming: rows are taken under a lease by the database's clock, never by trust in the queue."""

from datetime import datetime
from functools import cache
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Float, Select, bindparam, func, select, text, update
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningUpdate

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
    found = session.execute(_first(), {"step": step_id}).one_or_none()
    if found is None:
        return None
    language, files = found
    claim_id = new_id()
    taken = session.scalars(_taken(), {
        "step": step_id, "tag": language, "files": files, "size": 1 if files else size, "claim": claim_id,
        "lease": lease,
    }).all()  # fmt: skip
    return Claim(claim_id, len(taken)) if taken else None


@cache
def _due() -> ColumnElement[bool]:
    """Of the `step`, and due."""
    return (
        (Message.step_id == bindparam("step")) & (Message.state == MessageState.QUEUED)
        & (Message.not_before <= func.clock_timestamp())
    )


@cache
def _first() -> Select[str, str]:
    """What comes first, if the `step` is running."""
    running = select(Step.id).where(
        Step.id == bindparam("step"), Step.held_at.is_(None), Step.cancelled_at.is_(None), ~on_hold(Step.partner_id)
    )
    return (
        select(Message.language, Message.attachments_hash).where(_due(), running.exists())
        .order_by(*_TURN).with_for_update(skip_locked=True).limit(1)
    )


@cache
def _taken() -> ReturningUpdate[UUID]:
    """Takes `size` of them."""
    # In a CTE it is run once; a subquery may be run again, and take more than its limit.
    rows = (
        select(Message.id)
        .where(_due(), Message.language == bindparam("tag"), Message.attachments_hash == bindparam("files"))
        .order_by(Message.not_before)
        .with_for_update(skip_locked=True).limit(bindparam("size")).cte("rows")
    )
    return (
        update(Message).where(Message.id.in_(select(rows.c.id)))
        .values(state=MessageState.CLAIMED, claim_id=bindparam("claim"),
                lease_until=in_seconds(bindparam("lease", type_=Float)))
        .returning(Message.id)
    )


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
