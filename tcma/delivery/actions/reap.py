"""Reaping: what a dead worker left behind is moved on. Leases run by the database's clock."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, or_, select, update
from sqlalchemy.orm import Session

from tcma.delivery.actions.again import once_more, unless_out
from tcma.delivery.models import Attempt, Message, Step
from tcma.delivery.rules import OPEN, MessageState, Outcome

_EXPIRED = Message.lease_until < func.clock_timestamp()
_NOBODYS = {"claim_id": None, "lease_until": None}


def reap(session: Session, *, now: datetime) -> dict[str, int]:
    """Return expired claims, give up on answers that never came, finish steps. Returns how many of each.

    What another transaction works on is left to it: the next turn sees how it ended.
    """
    claims = _locked(session, Message.state == MessageState.CLAIMED, _EXPIRED)
    _set(session, claims, state=MessageState.QUEUED, **_NOBODYS)
    silent = _locked(session, Message.state == MessageState.SENDING, _EXPIRED)
    session.execute(
        update(Attempt).where(Attempt.message_id.in_(silent), Attempt.outcome.is_(None))
        .values(outcome=Outcome.UNKNOWN, ended_at=func.clock_timestamp(), detail="the worker was gone")
    )
    _set(session, silent, state=MessageState.UNCONFIRMED, reason="the worker was gone", changed_at=now, **_NOBODYS)
    again, stopped = once_more(session, now=now), _stop(session, now)
    finished = _finish(session, now)
    return {"claims": len(claims), "silent": len(silent), "again": again, "stopped": stopped, "finished": finished}


def _locked(session: Session, *which: ColumnElement[bool]) -> Sequence[UUID]:
    rows = select(Message.id).where(*which).order_by(Message.id).with_for_update(skip_locked=True, of=Message)
    return session.scalars(rows).all()


def _set(session: Session, ids: Sequence[UUID], **values: object) -> None:
    session.execute(update(Message).where(Message.id.in_(ids)).values(values))


def _stop(session: Session, now: datetime) -> int:
    """What came back to the queue of a step that was cancelled meanwhile."""
    cancelled = select(Step.id).where(Step.cancelled_at.is_not(None), Step.finished_at.is_(None))
    back = _locked(session, Message.state == MessageState.QUEUED, Message.step_id.in_(cancelled))
    _set(session, back, state=unless_out(MessageState.CANCELLED), reason="stopped", changed_at=now)
    return len(back)


def _finish(session: Session, now: datetime) -> int:
    """Steps whose every mail has ended. Under their locks it is looked at anew: one may be sent again just now."""
    over = (
        Step.finished_at.is_(None), ~exists().where(Message.step_id == Step.id, Message.state.in_(OPEN)),
        (Step.planned_at.is_not(None)) | (Step.cancelled_at.is_not(None)),
        or_(Step.open_until.is_(None), Step.open_until <= now, Step.cancelled_at.is_not(None)),
    )  # fmt: skip
    ids = session.scalars(select(Step.id).where(*over).order_by(Step.id).with_for_update(skip_locked=True)).all()
    if not ids:
        return 0
    done = update(Step).where(Step.id.in_(ids), *over).values(finished_at=now).returning(Step.id)
    return len(session.scalars(done).all())
