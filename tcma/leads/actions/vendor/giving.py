"""A person at the vendor decides: gives a lead to a partner, has it offered again, or takes it off the list."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.base.errors import Invalid, Refusal
from tcma.base.roles import Actor
from tcma.base.words import N_
from tcma.leads.actions.vendor.distributing import offer_next
from tcma.leads.actions.vendor.handing import hand_over, take_back
from tcma.leads.actions.vendor.log import hold, note
from tcma.leads.models import Lead, Offer, VendorLead
from tcma.leads.rules import OfferState, VendorState
from tcma.partners.models import Partner


def give(
    session: Session, *, vendor_lead_id: UUID, partner_id: UUID, reason: str, actor: Actor, now: datetime
) -> Lead:
    """To this partner, without asking it: from the queue, from an open offer, or from another partner.

    Refused once a deal is registered, and for the partner that has it.
    """
    lead = hold(session, vendor_lead_id)
    partner = session.get(Partner, partner_id)
    if partner is None or partner.deactivated_at is not None:
        raise Invalid({"partner": Refusal(N_("Pick a partner."))})
    if lead.partner_id == partner_id:
        raise Invalid({"partner": Refusal(N_("%(partner)s has this lead already."), partner=partner.name)})
    _call_off(session, lead, now)
    return hand_over(
        session, lead, partner_id=partner_id, actor=actor, kind="given", now=now, detail=" ".join(reason.split())[:500]
    )  # fmt: skip


def offer_again(session: Session, *, vendor_lead_id: UUID, actor: Actor, now: datetime) -> Offer | None:
    """By the rules as they are now; who was asked before is not asked again. Only for one that waits for a person."""
    lead = hold(session, vendor_lead_id)
    if lead.state is not VendorState.UNASSIGNED:
        raise Refusal(N_("This lead is on its way already."))
    note(session, lead, "again", now=now, person_id=actor.person_id)
    return offer_next(session, lead, now=now)


def discard(session: Session, *, vendor_lead_id: UUID, reason: str, actor: Actor, now: datetime) -> VendorLead:
    """Nobody is to call. Refused once a deal is registered."""
    reason = " ".join(reason.split())[:500]
    if not reason:
        raise Invalid({"reason": Refusal(N_("Say why nobody should call."))})
    lead = hold(session, vendor_lead_id)
    _call_off(session, lead, now)
    take_back(session, lead, now=now)
    lead.state = VendorState.DISCARDED
    note(session, lead, "discarded", now=now, person_id=actor.person_id, detail=reason)
    return lead


def _call_off(session: Session, lead: VendorLead, now: datetime) -> None:
    """Whoever is being asked is asked no more."""
    asked = select(Offer).where(Offer.vendor_lead_id == lead.id, Offer.state == OfferState.OPEN)
    for offer in session.scalars(asked.execution_options(populate_existing=True)):
        offer.state, offer.answered_at = OfferState.WITHDRAWN, now
        note(session, lead, "called_off", now=now, partner_id=offer.partner_id)
