"""A partner answers an offer, on its page or by the link in its mail."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from tcma.base.errors import Gone, NotFound
from tcma.base.roles import Actor
from tcma.base.words import N_
from tcma.leads.actions.vendor.distributing import offer_next
from tcma.leads.actions.vendor.handing import hand_over
from tcma.leads.actions.vendor.log import hold, note
from tcma.leads.models import Lead, Offer, VendorLead
from tcma.leads.rules import OfferState, VendorState

REASONS = ("no capacity", "not our market", "not our product", "known to us", "other")


class Over(Gone):
    """The time for an answer has passed, or it was given already."""


def accept(session: Session, *, partner_id: UUID, offer_id: UUID, actor: Actor, now: datetime) -> Lead:
    """The lead is the partner's. Raises NotFound for another's offer, Over for one that is answered or over."""
    lead, offer = _open(session, partner_id, offer_id, now)
    offer.state, offer.answered_at, offer.answered_by = OfferState.ACCEPTED, now, actor.person_id
    return hand_over(session, lead, partner_id=partner_id, actor=actor, kind="accepted", now=now, rule=offer.rule)


def decline(
    session: Session, *, partner_id: UUID, offer_id: UUID, reason: str, actor: Actor, now: datetime
) -> None:
    """It goes on to the next. `reason` is one of REASONS; anything else counts as 'other'."""
    lead, offer = _open(session, partner_id, offer_id, now)
    offer.state, offer.answered_at, offer.answered_by = OfferState.DECLINED, now, actor.person_id
    offer.reason = reason if reason in REASONS else "other"
    note(session, lead, "declined", now=now, partner_id=partner_id, person_id=actor.person_id, detail=offer.reason)
    offer_next(session, lead, now=now)


def _open(session: Session, partner_id: UUID, offer_id: UUID, now: datetime) -> tuple[VendorLead, Offer]:
    offer = session.get(Offer, offer_id)
    if offer is None or offer.partner_id != partner_id:
        raise NotFound
    lead = hold(session, offer.vendor_lead_id)
    session.refresh(offer)
    if offer.state is not OfferState.OPEN or offer.due_at <= now or lead.state is not VendorState.OFFERED:
        raise Over(N_("This lead is no longer open to you. The next one is offered to you here."))
    return lead, offer
