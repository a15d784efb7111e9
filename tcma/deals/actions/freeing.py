"""What an end of an approval frees: the account is in the pool again, and so is the lead behind it."""

from datetime import datetime

from sqlalchemy.orm import Session

from tcma.deals.actions.log import Why, close
from tcma.deals.models import Deal, Registration
from tcma.deals.queries import live_for_lead
from tcma.deals.rules import RegistrationState
from tcma.leads.actions import set_state
from tcma.leads.models import Lead
from tcma.leads.rules import LeadState


def end(session: Session, registration: Registration, deal: Deal, after: RegistrationState, why: Why) -> None:
    """Expired, withdrawn or revoked: the deal is closed, the account open again, and the lead free."""
    now: datetime = why.at
    close(session, registration, deal, after, why)
    lead = session.get(Lead, registration.lead_id) if registration.lead_id else None
    if lead and lead.state is LeadState.CONVERTED and live_for_lead(session, lead.id) is None:
        set_state(
            session, partner_id=lead.partner_id, lead_id=lead.id, state=LeadState.RECYCLED, actor=None, now=now,
            reason=str(registration.number),
        )  # fmt: skip
