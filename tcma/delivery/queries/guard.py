"""How a partner's readers take its mails, and whether it is held for it."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, select, text, true
from sqlalchemy.orm import Session

from tcma.delivery.models import DeliveryEvent, GuardHold, Message, Step
from tcma.delivery.rules import EventKind, MessageState, Policy
from tcma.delivery.rules.guard import WINDOW, Figures
from tcma.partners.models import Partner, Person

TEST = "test"
"""The origin of a mail that somebody sends to themselves to see it."""


def figures(session: Session, partner_id: UUID) -> Figures:
    """Of the last 1,000 mails that were sent since the last hold was lifted."""
    return all_figures(session, Partner.id == partner_id).get(partner_id, Figures())


def all_figures(session: Session, *which: ColumnElement[bool]) -> dict[UUID, Figures]:
    """The same of every partner that sent anything; `which` are conditions on partners."""
    lifted = (
        select(func.max(GuardHold.lifted_at)).where(GuardHold.partner_id == Partner.id)
        .correlate(Partner).scalar_subquery()
    )
    last = (
        select(Message.id)
        .where(Message.partner_id == Partner.id, Message.state == MessageState.ACCEPTED,
               Message.changed_at > func.coalesce(lifted, text("'-infinity'::timestamptz")))
        .order_by(Message.changed_at.desc()).limit(WINDOW).correlate(Partner).lateral("last")
    )  # fmt: skip

    def told(kind: EventKind) -> ColumnElement[int]:
        of_it = exists().where(DeliveryEvent.message_id == last.c.id, DeliveryEvent.kind == kind)
        return func.count().filter(of_it)

    rows = session.execute(
        select(Partner.id, func.count(), told(EventKind.BOUNCED), told(EventKind.COMPLAINED))
        .select_from(Partner).join(last, true()).where(*which).group_by(Partner.id)
    )
    return {partner_id: Figures(*numbers) for partner_id, *numbers in rows}


def guardable() -> ColumnElement[bool]:
    """Whether the guard is for a step: a mail to many, no test of it, nothing that one person asked for."""
    return and_(Step.policy == Policy.AT_MOST_ONCE, Step.origin != TEST)


def guarded() -> ColumnElement[bool]:
    """Whether a step's partner is held."""
    held = exists().where(GuardHold.partner_id == Step.partner_id, GuardHold.lifted_at.is_(None))
    return and_(guardable(), held)


def open_hold(session: Session, partner_id: UUID) -> GuardHold | None:
    """Why this partner's mails to many are held now, if they are."""
    return session.scalar(
        select(GuardHold).where(GuardHold.partner_id == partner_id, GuardHold.lifted_at.is_(None))
    )


def open_holds(session: Session) -> dict[UUID, GuardHold]:
    """{partner: its hold} of all that are held now."""
    rows = session.scalars(select(GuardHold).where(GuardHold.lifted_at.is_(None)))
    return {row.partner_id: row for row in rows}


@dataclass(frozen=True)
class Lifted:
    """A hold that is over: whose it was, who ended it and why."""

    hold: GuardHold
    partner: str
    by: str


def lifted_holds(session: Session, *, partner_id: UUID | None = None, limit: int = 20) -> list[Lifted]:
    """Holds that were lifted, of one partner or of all, the latest first."""
    rows = (
        select(GuardHold, Partner.name, Person.name)
        .join(Partner, Partner.id == GuardHold.partner_id).join(Person, Person.id == GuardHold.lifted_by)
        .order_by(GuardHold.lifted_at.desc()).limit(limit)
    )
    if partner_id is not None:
        rows = rows.where(GuardHold.partner_id == partner_id)
    return [Lifted(*row) for row in session.execute(rows)]
