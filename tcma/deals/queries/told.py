"""Who is told of a registration, and what they are told; and whose protection wants a look."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from tcma.base.roles import CHANNEL, PARTNER_MARKETING
from tcma.deals.models import Deal, DealLog, Registration
from tcma.deals.rules import RegistrationState
from tcma.partners.models import Partner, Person, Programme


@dataclass(frozen=True)
class Parties:
    """Both sides of a registration by name, and each one's clock."""

    partner: str
    partner_timezone: str
    vendor: str
    vendor_timezone: str


def parties(session: Session, registration: Registration) -> Parties:
    partner, programme = session.get_one(Partner, registration.partner_id), session.get_one(Programme, 1)
    return Parties(partner.name, partner.timezone, programme.vendor_name, programme.timezone)


def partners_people(session: Session, partner_id: UUID) -> Sequence[Person]:
    """Who works on a partner's deals."""
    return _people(session, Person.partner_id == partner_id, Person.role.in_(PARTNER_MARKETING))


def deciders(session: Session) -> Sequence[Person]:
    """Who decides registrations for the vendor."""
    return _people(session, Person.partner_id.is_(None), Person.role.in_(CHANNEL))


def _people(session: Session, *where: ColumnElement[bool]) -> Sequence[Person]:
    query = select(Person).where(Person.deactivated_at.is_(None), *where)
    return session.scalars(query.order_by(Person.created_at, Person.id)).all()


def came_to(session: Session, registration: Registration) -> int:
    """The place in the log of the step that led to the state that is there now."""
    return session.scalars(
        select(DealLog.position)
        .where(
            DealLog.registration_id == registration.id,
            DealLog.after == registration.state.value,
            DealLog.before != DealLog.after,
        )
        .order_by(DealLog.position.desc())
        .limit(1)
    ).one()


def due_protections(session: Session, now: datetime) -> Sequence[UUID]:
    """Registrations with a notice to send or a protection to end."""
    query = select(Registration.id).where(Registration.protection_due_at <= now)
    return session.scalars(query.order_by(Registration.protection_due_at).limit(500)).all()


def due_reminders(session: Session, now: datetime) -> Sequence[UUID]:
    """Registrations about whose waiting the vendor is to be reminded."""
    query = select(Registration.id).where(Registration.escalate_at <= now)
    return session.scalars(query.order_by(Registration.escalate_at).limit(500)).all()


def asked_for(session: Session, registration: Registration) -> str:
    """What else than a first decision the partner waits for: appeal, extension, amount; or nothing."""
    if registration.state is RegistrationState.UNDER_REVIEW and registration.appealed_at is not None:
        return "appeal"
    if registration.extension_asked_at is not None:
        return "extension"
    raised = select(Deal.id).where(Deal.registration_id == registration.id, Deal.review_since.is_not(None))
    return "amount" if session.scalar(raised) else ""
