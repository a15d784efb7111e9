"""A lead whose registration was sent is a lead no more."""

from datetime import datetime

from sqlalchemy.orm import Session

from tcma.base.roles import Actor
from tcma.deals.models import Registration
from tcma.leads.actions import set_state
from tcma.leads.models import Lead
from tcma.leads.rules import LeadState


def convert_lead(session: Session, registration: Registration, actor: Actor, now: datetime) -> None:
    """Mark the lead behind the registration, once."""
    lead = session.get(Lead, registration.lead_id) if registration.lead_id else None
    if lead is None or lead.state is LeadState.CONVERTED:
        return
    # What was closed has to be taken up again before it can become a deal.
    way = [LeadState.WORKING] if lead.state is LeadState.DISQUALIFIED else []
    for state in (*way, LeadState.CONVERTED):
        set_state(
            session, partner_id=lead.partner_id, lead_id=lead.id, state=state, actor=actor, now=now,
            reason=str(registration.number),
        )  # fmt: skip
