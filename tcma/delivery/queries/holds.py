"""What keeps the account, or a partner, from sending: reasons outside of any mail."""

from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from tcma.delivery.models import Attempt, SendingHold


def account_holds(session: Session) -> list[SendingHold]:
    """What keeps the account, or a partner, from sending right now; the oldest first. Words: rules.holds."""
    return list(session.scalars(select(SendingHold).where(SendingHold.ended_at.is_(None)).order_by(SendingHold.id)))


def hold_of(session: Session, partner_id: UUID) -> SendingHold | None:
    """What keeps this partner from sending right now: its own trouble first, then everyone's."""
    whose = or_(SendingHold.partner_id.is_(None), SendingHold.partner_id == partner_id)
    open_ = select(SendingHold).where(SendingHold.ended_at.is_(None), whose)
    return session.scalar(open_.order_by(SendingHold.partner_id.nulls_last(), SendingHold.id).limit(1))


def holds_to_look_at(session: Session) -> list[SendingHold]:
    """Those of which it may be asked now whether they are over."""
    due = (SendingHold.ended_at.is_(None), SendingHold.look_at <= func.clock_timestamp())
    return list(session.scalars(select(SendingHold).where(*due).order_by(SendingHold.id)))


def on_hold(partner_id: InstrumentedAttribute[UUID | None]) -> ColumnElement[bool]:
    """Whether this partner, or everyone, may send nothing now."""
    whose = or_(SendingHold.partner_id.is_(None), SendingHold.partner_id == partner_id)
    return exists().where(SendingHold.ended_at.is_(None), whose)


def partner_of_attempt(session: Session, attempt_id: UUID) -> UUID | None:
    """Whose mail it was; None for the vendor's own."""
    return session.scalar(select(Attempt.partner_id).where(Attempt.id == attempt_id))
