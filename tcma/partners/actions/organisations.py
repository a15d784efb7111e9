"""The programme and its partners come into being."""

from datetime import datetime, time
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.base.errors import Invalid, Refusal
from tcma.base.roles import Actor, Role
from tcma.base.words import N_
from tcma.partners.actions.invitations import invite
from tcma.partners.models import Invitation, Partner, Programme
from tcma.partners.rules import slugify


def start_programme(
    session: Session, *, vendor_name: str, website: str, postal_address: str, sender_domain: str, timezone: str,
    currency: str, quiet: tuple[time, time] | None = None,
) -> Programme:  # fmt: skip
    """The one programme of this installation; a second one is refused. `quiet`: its quiet hours, from and until."""
    if session.get(Programme, 1) is not None:
        raise Refusal(N_("This installation already has its programme."))
    programme = Programme(
        vendor_name=vendor_name, website=website, postal_address=postal_address, sender_domain=sender_domain,
        timezone=timezone, currency=currency,
        quiet_from=quiet[0] if quiet else None, quiet_until=quiet[1] if quiet else None,
    )  # fmt: skip
    session.add(programme)
    session.flush()
    return programme


def add_partner(
    session: Session, *, name: str, country: str, region: str, language: str, timezone: str, website: str,
    admin_name: str, admin_email: str, actor: Actor | None, now: datetime,
) -> tuple[Partner, Invitation]:  # fmt: skip
    """A partner and the invitation of its first administrator."""
    if session.scalar(select(Partner.id).where(Partner.name == name.strip(), Partner.deactivated_at.is_(None))):
        raise Invalid({"name": Refusal(N_("There is already a partner of this name."))})
    partner = Partner(
        slug=slugify(name, session.scalars(select(Partner.slug))), name=name.strip(), country=country, region=region,
        language=language, timezone=timezone, website=website.strip(), joined_at=now,
    )  # fmt: skip
    session.add(partner)
    session.flush()
    try:
        invited = invite(
            session, email=admin_email, name=admin_name, role=Role.PARTNER_ADMIN, partner_id=partner.id,
            language=language, actor=actor, now=now,
        )  # fmt: skip
    except Invalid as invalid:
        raise Invalid({"admin_email": invalid.errors["email"]}) from invalid
    return partner, invited


MOST_A_WEEK = 20


def limit_mails(session: Session, *, partner_id: UUID, per_week: int | None) -> None:
    """How much marketing one person may get of this partner in seven days. Invalid unless it is 1 to 20."""
    if per_week is None or not 1 <= per_week <= MOST_A_WEEK:
        refusal = Refusal(N_("Enter a number from 1 to %(most)s."), most=MOST_A_WEEK)
        raise Invalid({"mails_per_week": refusal})
    session.get_one(Partner, partner_id).mails_per_week = per_week
