"""Invitations: the way in. The link in the mail is a signed token over the invitation's id."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tcma.base.errors import Forbidden, Gone, Invalid, NotFound, Refusal
from tcma.base.facts import record
from tcma.base.roles import CHANNEL, Actor, Role
from tcma.base.words import N_
from tcma.partners.actions.people import add_person, check_password
from tcma.partners.models import Invitation, Partner, Person, Programme
from tcma.partners.queries import open_invitation
from tcma.partners.rules import INVITATION_DAYS, grantable

INVITED = "person invited"
OVER = N_("This invitation is used or over. Ask the person who invited you for a new one.")


def _may(actor: Actor | None, role: Role, partner_id: UUID | None) -> bool:
    """The programme itself may anything; channel people invite a partner's administrators; admins their colleagues."""
    if actor is None:
        return True
    if actor.partner_id == partner_id and role in grantable(actor.role):
        return True
    return actor.role in CHANNEL and partner_id is not None and role is Role.PARTNER_ADMIN


def invite(
    session: Session, *, email: str, name: str, role: Role, partner_id: UUID | None, language: str,
    actor: Actor | None, now: datetime,
) -> Invitation:  # fmt: skip
    """Invite a person; their earlier open invitation to the same organisation ends. The mail follows from the fact.

    Another organisation's stands: nobody can take away what somebody else has promised.
    """
    if not _may(actor, role, partner_id):
        raise Forbidden
    folded = email.strip().casefold()
    if session.scalar(select(Person.id).where(Person.email == folded)):
        raise Invalid({"email": Refusal(N_("This address already has an account."))})
    session.execute(
        update(Invitation)
        .where(
            Invitation.email == folded, Invitation.partner_id.is_not_distinct_from(partner_id),
            Invitation.accepted_at.is_(None), Invitation.expires_at > now,
        )
        .values(expires_at=now)
    )
    invited = Invitation(
        email=folded, name=name.strip(), role=role, partner_id=partner_id, language=language,
        invited_by=actor.person_id if actor else None, invited_at=now, expires_at=now + timedelta(days=INVITATION_DAYS),
    )  # fmt: skip
    session.add(invited)
    session.flush()
    record(session, INVITED, invited.id)
    return invited


def withdraw(session: Session, *, invitation_id: UUID, actor: Actor, now: datetime) -> Invitation:
    """End an open invitation of one's own organisation, or, for channel people, of a partner."""
    invited = open_invitation(session, invitation_id, now=now)
    if invited is None or (invited.partner_id != actor.partner_id and actor.role not in CHANNEL):
        raise NotFound
    if not _may(actor, invited.role, invited.partner_id):
        raise Forbidden
    invited.expires_at = now
    session.flush()
    return invited


def accept(session: Session, *, invitation_id: UUID, password: str, now: datetime) -> Person:
    """Make the invited person with this password. Once; a second try finds it gone."""
    invited = session.get(Invitation, invitation_id)
    if invited is None or open_invitation(session, invitation_id, now=now) is None:
        raise Gone(OVER)
    check_password(session, password, about=(invited.name, invited.email))
    taken = session.execute(
        update(Invitation)
        .where(Invitation.id == invitation_id, Invitation.accepted_at.is_(None), Invitation.expires_at > now)
        .values(accepted_at=now)
        .returning(Invitation.id)
    )
    if taken.first() is None or session.scalar(select(Person.id).where(Person.email == invited.email)):
        raise Gone(OVER)
    firm = session.get_one(Partner, invited.partner_id) if invited.partner_id else session.get_one(Programme, 1)
    return add_person(
        session, email=invited.email, name=invited.name, role=invited.role, partner_id=invited.partner_id,
        language=invited.language, timezone=firm.timezone, now=now, password=password,
    )  # fmt: skip
