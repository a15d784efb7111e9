"""What programs are told of leads: a partner's of its own, the vendor's of its requests and never of a person."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from tcma.leads.models import Lead, Offer, VendorLead
from tcma.leads.queries import Alert, alert, offered
from tcma.partners.models import Partner
from tcma.webhooks.actions import announce

CREATED, OFFERED, RECEIVED = "lead.created", "lead.offered", "lead.received"
TAKEN, UNASSIGNED = "vendor_lead.taken", "vendor_lead.unassigned"


def announce_created(session: Session, lead_id: UUID, *, public_url: str, now: datetime) -> None:
    """To the partner's programs; nothing of one who was erased."""
    lead = session.get_one(Lead, lead_id)
    told = alert(session, lead_id)
    if told.email:
        announce(session, partner_id=lead.partner_id, kind=CREATED, subject_id=lead.id, data=_lead(told, public_url),
                 now=now)  # fmt: skip


def announce_received(session: Session, told: Alert, vendor_lead_id: UUID, *, public_url: str, now: datetime) -> None:
    """To the partner's programs who it is; to the vendor's which partner has it."""
    if told.email:
        announce(session, partner_id=told.partner_id, kind=RECEIVED, subject_id=vendor_lead_id,
                 data=_lead(told, public_url), now=now)  # fmt: skip
    lead = session.get_one(VendorLead, vendor_lead_id)
    partner = session.get_one(Partner, told.partner_id)
    data = {**_request(lead), "partner": partner.name, "url": f"{public_url}/hq/leads/{lead.id}"}
    announce(session, partner_id=None, kind=TAKEN, subject_id=told.lead_id, data=data, now=now)


def announce_offer(session: Session, offer: Offer, *, public_url: str, now: datetime) -> None:
    """To the partner's programs: the firm that asks, and nothing of its person."""
    shown = offered(session, offer)
    data = {"id": str(offer.id), "company": shown.company, "country": shown.country, "product": shown.product,
            "vertical": shown.vertical, "until": shown.due_at.isoformat(), "url": f"{public_url}/leads"}  # fmt: skip
    announce(session, partner_id=offer.partner_id, kind=OFFERED, subject_id=offer.id, data=data, now=now)


def announce_unassigned(session: Session, lead: VendorLead, *, public_url: str, now: datetime) -> None:
    """To the vendor's programs."""
    data = {**_request(lead), "url": f"{public_url}/hq/leads/{lead.id}"}
    announce(session, partner_id=None, kind=UNASSIGNED, subject_id=lead.id, data=data, now=now)


def _lead(told: Alert, public_url: str) -> dict[str, Any]:
    return {
        "id": str(told.lead_id), "asked": told.kind, "about": told.asset, "at": told.at.isoformat(),
        "name": told.name, "company": told.company, "email": told.email, "phone": told.phone,
        "message": str(told.answers.get("message", "")), "url": f"{public_url}{told.path}",
    }  # fmt: skip


def _request(lead: VendorLead) -> dict[str, Any]:
    return {"id": str(lead.id), "company": lead.company, "country": lead.country, "product": lead.product,
            "vertical": lead.vertical, "at": lead.created_at.isoformat()}  # fmt: skip
