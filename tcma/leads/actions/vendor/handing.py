"""A partner gets a vendor lead: the person becomes a contact of its own, and a lead on its call list."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.audiences.actions import contact_from_form
from tcma.audiences.models import Contact
from tcma.base import facts
from tcma.base.db import new_id
from tcma.base.errors import Refusal
from tcma.base.roles import Actor
from tcma.base.words import N_
from tcma.leads.actions.service import start_clock, stop_clock
from tcma.leads.actions.states import change_state, happened
from tcma.leads.actions.traits import keep_lead
from tcma.leads.actions.vendor.log import note
from tcma.leads.actions.vendor.names import LEAD_RECEIVED
from tcma.leads.models import Lead, VendorLead
from tcma.leads.rules import LeadState, VendorState, after_response

_TOLD = ("first_name", "last_name", "company", "title", "phone", "country", "language")


def hand_over(
    session: Session, lead: VendorLead, *, partner_id: UUID, actor: Actor | None, kind: str, now: datetime,
    rule: str = "", detail: str = "",
) -> Lead:  # fmt: skip
    """From whoever has it to `partner_id`; the vendor lead stays the same record. The caller holds it.

    No consent comes along: the partner may call, and mails only who agrees to hear from it.
    """
    take_back(session, lead, now=now)
    # The lead before the contact, as everywhere: an answer of the same person may come at this moment.
    session.execute(
        select(Lead.id).join(Contact, Contact.id == Lead.contact_id)
        .where(Contact.partner_id == partner_id, Contact.addr_key == lead.addr_key).with_for_update(of=Lead)
    )  # fmt: skip
    contact = contact_from_form(
        session, partner_id=partner_id, email=lead.email, fields={name: getattr(lead, name) for name in _TOLD},
        consent=False, wording="", now=now,
    )  # fmt: skip
    theirs = session.scalars(
        select(Lead).where(Lead.partner_id == partner_id, Lead.contact_id == contact.id).with_for_update()
    ).one_or_none()
    person_id = actor.person_id if actor and actor.partner_id == partner_id else None
    if theirs is None:
        theirs = Lead(
            id=new_id(), partner_id=partner_id, contact_id=contact.id, state=LeadState.ACCEPTED, created_at=now,
            updated_at=now,
        )  # fmt: skip
        session.add(theirs)
        session.flush()
        start_clock(session, theirs, now)
    elif (state := after_response(theirs.state)) is not theirs.state:
        change_state(session, theirs, state, person_id=person_id, now=now)
        start_clock(session, theirs, now)
    theirs.vendor_lead_id, theirs.updated_at = lead.id, now
    happened(session, theirs, "received", person_id=person_id, detail=lead.product, now=now)
    lead.state, lead.partner_id, lead.assigned_at = VendorState.ACCEPTED, partner_id, now
    note(session, lead, kind, now=now, partner_id=partner_id, person_id=actor.person_id if actor else None, rule=rule,
         detail=detail)  # fmt: skip
    keep_lead(session, [contact.id])
    facts.record(session, LEAD_RECEIVED, theirs.id)
    return theirs


def take_back(session: Session, lead: VendorLead, *, now: datetime) -> None:
    """Whoever has it has it no more. A person's own answer to that partner's campaign stays that partner's lead.

    Refused once a deal is registered.
    """
    if lead.partner_id is None:
        return
    of_partner = (Lead.partner_id == lead.partner_id, Lead.vendor_lead_id == lead.id)
    for held in session.scalars(select(Lead).where(*of_partner).with_for_update()):
        if held.state is LeadState.CONVERTED:
            raise Refusal(N_("The partner has registered a deal for this lead. Go on there."))
        if held.first_response_id is None:
            change_state(session, held, LeadState.WITHDRAWN, person_id=None, now=now)
            stop_clock(held)
        else:
            held.vendor_lead_id = None
            happened(session, held, "request_withdrawn", person_id=None, now=now)
        keep_lead(session, [held.contact_id])
    lead.partner_id = None
