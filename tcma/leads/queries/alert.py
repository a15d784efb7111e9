"""What the mail says that tells a partner of a new lead."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from tcma.audiences.models import Contact
from tcma.branding.models import BrandKit
from tcma.catalogue.models import AssetRow
from tcma.leads.models import Lead, VendorLead
from tcma.leads.queries.people import callers
from tcma.partners.models import Partner
from tcma.tracking.models import Response


@dataclass(frozen=True)
class Recipient:
    """Who is told, and in which language."""

    name: str
    email: str
    language: str


@dataclass(frozen=True)
class Alert:
    """`path` needs a sign-in: the mail only leads there. `kind` is a ResponseKind, or 'vendor'."""

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
    """What the person asked for first, of this partner or of the vendor; told to whoever works on leads.

    A partner without such people is told at its brand's contact address.
    """
    lead = session.get_one(Lead, lead_id)
    partner = session.get_one(Partner, lead.partner_id)
    contact = session.get_one(Contact, lead.contact_id)
    asked = _asked(session, lead)
    return Alert(
        lead_id=lead.id,
        partner_id=lead.partner_id,
        to=_recipients(session, partner) if contact.partner_id else (),  # nobody, of one who was erased
        timezone=partner.timezone,
        name=f"{contact.first_name} {contact.last_name}".strip() or contact.email,
        company=contact.company,
        email=contact.email,
        phone=contact.phone,
        path=f"/leads/{lead.id}",
        **asked,
    )


def _asked(session: Session, lead: Lead) -> dict[str, Any]:
    """`kind`, `asset`, `at` and `answers` of an Alert."""
    if lead.first_response_id is not None:
        response = session.get_one(Response, lead.first_response_id)
        asset = session.get_one(AssetRow, response.asset_id)
        return {"kind": response.kind.value, "asset": asset.title, "at": response.at, "answers": dict(response.answers)}
    return {"kind": "vendor", "asset": "", "at": lead.created_at, "answers": {}, **of_vendor(session, lead)}


def of_vendor(session: Session, lead: Lead) -> dict[str, Any]:
    """`asset` (the product), `at` and `answers` of what was asked of the vendor; nothing if the lead has none."""
    found = session.get(VendorLead, lead.vendor_lead_id) if lead.vendor_lead_id else None
    if found is None:
        return {}
    return {"asset": found.product, "at": found.created_at, "answers": {"message": found.message}}


def _recipients(session: Session, partner: Partner) -> tuple[Recipient, ...]:
    people = callers(session, partner.id)
    if people:
        return tuple(Recipient(one.name, one.email, one.language) for one in people)
    brand = session.get(BrandKit, partner.id)
    if brand is None or not brand.contact_email:
        return ()
    return (Recipient(brand.contact_name or partner.name, brand.contact_email, partner.language),)
