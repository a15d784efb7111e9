"""A partner's deal ended without an order: the lead of the vendor behind it may be offered to others."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from tcma.leads.actions.vendor.distributing import offer_next
from tcma.leads.actions.vendor.handing import take_back
from tcma.leads.actions.vendor.log import hold, note
from tcma.leads.models import Lead, Offer
from tcma.leads.rules import LeadState, VendorState


def recycle(session: Session, *, lead_id: UUID, now: datetime) -> Offer | None:
    """Back to the rules, which ask whoever was not asked before; where nobody is left, a person decides.

    The partner that had it keeps it, to take up again, until somebody else is asked. What a person answered to the
    partner's own campaign stays the partner's in any case. Late or twice changes nothing.
    """
    found = session.get(Lead, lead_id)
    if found is None or found.vendor_lead_id is None:
        return None
    lead = hold(session, found.vendor_lead_id)
    theirs = session.get_one(Lead, lead_id, with_for_update=True, populate_existing=True)
    had = (lead.state, lead.partner_id, theirs.state)
    if had != (VendorState.ACCEPTED, theirs.partner_id, LeadState.RECYCLED):
        return None
    lead.assigned_at = None  # nobody is on their way to this account any more
    note(session, lead, "recycled", now=now, partner_id=theirs.partner_id)
    offer = offer_next(session, lead, now=now, but=theirs.partner_id)
    if offer is not None:
        take_back(session, lead, now=now)
    return offer
