"""Offers as the partner that is asked sees them: the firm that asks, and nothing of its person or of anybody else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.leads.models import Offer, VendorLead
from tcma.leads.rules import OfferState
from tcma.partners.models import Partner


@dataclass(frozen=True)
class Offered:
    """What one needs to know to say yes or no. `timezone` is the partner's."""

    id: UUID
    company: str
    country: str
    product: str
    vertical: str
    offered_at: datetime
    due_at: datetime
    timezone: str
    open: bool


def offered(session: Session, offer: Offer, *, now: datetime | None = None) -> Offered:
    """One offer. With `now`, one whose time has passed is not open, even before the sweep has seen it."""
    lead, partner = session.get_one(VendorLead, offer.vendor_lead_id), session.get_one(Partner, offer.partner_id)
    return Offered(
        offer.id, lead.company, lead.country, lead.product, lead.vertical, offer.offered_at, offer.due_at,
        partner.timezone, offer.state is OfferState.OPEN and (now is None or offer.due_at > now),
    )  # fmt: skip


def open_offers(session: Session, partner_id: UUID, now: datetime) -> list[Offered]:
    """What waits for this partner's answer, the most urgent first."""
    waiting = select(Offer).where(Offer.partner_id == partner_id, Offer.state == OfferState.OPEN, Offer.due_at > now)
    return [offered(session, one) for one in session.scalars(waiting.order_by(Offer.due_at, Offer.id))]


def due_offers(session: Session, now: datetime, *, limit: int = 200) -> Sequence[UUID]:
    """Whose time is over."""
    over = select(Offer.id).where(Offer.state == OfferState.OPEN, Offer.due_at <= now)
    return session.scalars(over.order_by(Offer.due_at).limit(limit)).all()
