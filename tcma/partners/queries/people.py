"""People, their sessions, and the invitations that are still open."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.base import clock
from tcma.partners.models import Invitation, Partner, Person, Programme, WebSession
from tcma.partners.rules import InvitationMail


def people_of(session: Session, partner_id: UUID | None) -> Sequence[Person]:
    """Everyone of a partner, or of the vendor (None), by name; those who left come last."""
    mine = Person.partner_id == partner_id if partner_id else Person.partner_id.is_(None)
    return session.scalars(select(Person).where(mine).order_by(Person.deactivated_at.is_not(None), Person.name)).all()


def pending_invitations(session: Session, partner_id: UUID | None, *, now: datetime) -> Sequence[Invitation]:
    """Invitations that can still be accepted, the newest first."""
    mine = Invitation.partner_id == partner_id if partner_id else Invitation.partner_id.is_(None)
    open_ones = select(Invitation).where(mine, Invitation.accepted_at.is_(None), Invitation.expires_at > now)
    return session.scalars(open_ones.order_by(Invitation.invited_at.desc())).all()


def open_invitation(session: Session, invitation_id: UUID, *, now: datetime) -> Invitation | None:
    """The invitation if it can be accepted now."""
    found = session.get(Invitation, invitation_id)
    if found is None or found.accepted_at is not None or found.expires_at <= now:
        return None
    return found


def invitation_mail(session: Session, invitation_id: UUID) -> InvitationMail | None:
    """What its mail says; None where it was accepted, withdrawn or has expired meanwhile."""
    found = open_invitation(session, invitation_id, now=clock.now(session))
    if found is None:
        return None
    vendor = session.get_one(Programme, 1).vendor_name
    return InvitationMail(
        to=found.email,
        name=found.name,
        language=found.language,
        inviter=name_of(session, found.invited_by) or vendor,
        organisation=session.get_one(Partner, found.partner_id).name if found.partner_id else vendor,
        vendor=vendor,
    )


def name_of(session: Session, person_id: UUID | None) -> str:
    """A person's name, or an empty string."""
    return session.scalar(select(Person.name).where(Person.id == person_id)) or ""


def theme_of(session: Session, person_id: UUID) -> str:
    """'light', 'dark', or an empty string for what the device says."""
    return session.scalar(select(Person.theme).where(Person.id == person_id)) or ""


def own_sessions(session: Session, person_id: UUID, *, now: datetime) -> Sequence[WebSession]:
    """Where this person is signed in, the last seen first."""
    real = now - clock.offset(session)
    mine = select(WebSession).where(WebSession.person_id == person_id, WebSession.expires_at > real)
    return session.scalars(mine.order_by(WebSession.seen_at.desc())).all()
