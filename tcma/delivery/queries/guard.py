"""How a partner's readers take its mails, and whether it is held for it."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, select, text
from sqlalchemy.orm import Session

from tcma.delivery.models import DeliveryEvent, Message, SendingHold, Step
from tcma.delivery.rules import EventKind, MessageState, Policy
from tcma.delivery.rules.guard import WINDOW, Figures

TEST = "test"
"""The origin of a mail that somebody sends to themselves to see it."""


def figures(session: Session, partner_id: UUID) -> Figures:
    """Of the last 1,000 mails that were sent since the last hold was lifted."""
    lifted = select(func.max(SendingHold.lifted_at)).where(SendingHold.partner_id == partner_id).scalar_subquery()
    last = (
        select(Message.id)
        .where(Message.partner_id == partner_id, Message.state == MessageState.ACCEPTED,
               Message.changed_at > func.coalesce(lifted, text("'-infinity'::timestamptz")))
        .order_by(Message.changed_at.desc()).limit(WINDOW).cte("last")
    )  # fmt: skip

    def told(kind: EventKind) -> ColumnElement[int]:
        of_it = exists().where(DeliveryEvent.message_id == last.c.id, DeliveryEvent.kind == kind)
        return func.count().filter(of_it)

    row = session.execute(select(func.count(), told(EventKind.BOUNCED), told(EventKind.COMPLAINED)).select_from(last))
    return Figures(*row.one())


def guardable() -> ColumnElement[bool]:
    """Whether the guard is for a step: a mail to many, no test of it, nothing that one person asked for."""
    return and_(Step.policy == Policy.AT_MOST_ONCE, Step.origin != TEST)


def guarded() -> ColumnElement[bool]:
    """Whether a step's partner is held."""
    held = exists().where(SendingHold.partner_id == Step.partner_id, SendingHold.lifted_at.is_(None))
    return and_(guardable(), held)


def open_hold(session: Session, partner_id: UUID) -> SendingHold | None:
    """Why this partner's mails to many are held now, if they are."""
    return session.scalar(
        select(SendingHold).where(SendingHold.partner_id == partner_id, SendingHold.lifted_at.is_(None))
    )


def holds_of(session: Session, partner_id: UUID, limit: int = 10) -> Sequence[SendingHold]:
    """The holds of a partner, the newest first."""
    return session.scalars(
        select(SendingHold).where(SendingHold.partner_id == partner_id).order_by(SendingHold.at.desc()).limit(limit)
    ).all()
