"""What the mail says that tells a partner of a new lead."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.audiences.models import Contact
from tcma.base.roles import Role
from tcma.branding.models import BrandKit
from tcma.catalogue.models import AssetRow
from tcma.leads.models import Lead
from tcma.partners.models import Partner, Person
from tcma.tracking.models import Response


@dataclass(frozen=True)
class Recipient:
    """Who is told, and in which language."""

    name: str
    email: str
    language: str


@dataclass(frozen=True)
class Alert:
    """`path` needs a sign-in: the mail only leads there. `kind` is a ResponseKind."""

    lead_id: UUID
    partner_id: UUID
    to: tuple[Recipient, ...]
    timezone: str
    name: str
    company: str
    email: str
    phone: str
    kind: str
    asset: str
    at: datetime
    answers: Mapping[str, Any]
    path: str


def alert(session: Session, lead_id: UUID) -> Alert:
    """For the partner's admins and marketers; a partner without any is told at its brand's contact address."""
    lead = session.get_one(Lead, lead_id)
    partner = session.get_one(Partner, lead.partner_id)
    contact = session.get_one(Contact, lead.contact_id)
    response = session.get_one(Response, lead.first_response_id)
    return Alert(
        lead_id=lead.id,
        partner_id=lead.partner_id,
        to=_recipients(session, partner) if contact.partner_id else (),  # nobody, of one who was erased
        timezone=partner.timezone,
        name=f"{contact.first_name} {contact.last_name}".strip() or contact.email,
        company=contact.company,
        email=contact.email,
        phone=contact.phone,
        kind=response.kind.value,
        asset=session.get_one(AssetRow, response.asset_id).title,
        at=response.at,
        answers=dict(response.answers),
        path=f"/leads/{lead.id}",
    )


def _recipients(session: Session, partner: Partner) -> tuple[Recipient, ...]:
    people = session.scalars(
        select(Person)
        .where(
            Person.partner_id == partner.id,
            Person.role.in_((Role.PARTNER_ADMIN, Role.PARTNER_MARKETER)),
            Person.deactivated_at.is_(None),
        )
        .order_by(Person.created_at, Person.id)
    ).all()
    if people:
        return tuple(Recipient(one.name, one.email, one.language) for one in people)
    brand = session.get(BrandKit, partner.id)
    if brand is None or not brand.contact_email:
        return ()
    return (Recipient(brand.contact_name or partner.name, brand.contact_email, partner.language),)
