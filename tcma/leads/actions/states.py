"""A lead moves, and its history says so."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.base import facts
from tcma.base.errors import Invalid, Refusal
from tcma.base.roles import Actor
from tcma.base.words import N_
from tcma.leads import queries, rules
from tcma.leads.actions.service import stop_clock
from tcma.leads.actions.traits import keep_lead
from tcma.leads.models import Lead, LeadEvent
from tcma.leads.rules import LeadState

LEAD_RECYCLED = "lead recycled"
"""Subject: the lead, which came from the vendor; its deal ended without an order."""
_CALLED = (LeadState.WORKING, LeadState.CONVERTED, LeadState.DISQUALIFIED)
REASONS = ("no budget", "no need", "not now", "wrong person", "not reached", "competitor", "not real", "other")


def happened(
    session: Session, lead: Lead, kind: str, *, person_id: UUID | None, now: datetime, detail: str = ""
) -> None:
    """A line of the history."""
    lead.updated_at = now
    session.add(
        LeadEvent(lead_id=lead.id, partner_id=lead.partner_id, at=now, person_id=person_id, kind=kind, detail=detail)
    )


def change_state(
    session: Session, lead: Lead, state: LeadState, *, person_id: UUID | None, now: datetime, detail: str = ""
) -> None:
    """Wherever it was. Who took it in hand, closed it or registered a deal has been in touch."""
    lead.state = state
    if state in _CALLED:
        stop_clock(lead, now)
    happened(session, lead, state.value, person_id=person_id, now=now, detail=detail)


def set_state(
    session: Session,
    *,
    partner_id: UUID,
    lead_id: UUID,
    state: LeadState,
    actor: Actor | None,
    now: datetime,
    reason: str = "",
) -> Lead:
    """Move a lead; already there changes nothing. `actor` is None where the product itself moves it."""
    lead = hold_lead(session, partner_id, lead_id)
    if rules.move(lead.state, state) is not lead.state:
        change_state(
            session, lead, state, person_id=actor.person_id if actor else None, detail=short("reason", reason), now=now
        )
        if state is LeadState.RECYCLED and lead.vendor_lead_id is not None:
            facts.record(session, LEAD_RECYCLED, lead.id)
    keep_lead(session, [lead.contact_id])
    return lead


def hold_lead(session: Session, partner_id: UUID, lead_id: UUID) -> Lead:
    """A partner's lead, its row locked; NotFound for another's."""
    queries.lead(session, partner_id, lead_id)
    return session.scalars(
        select(Lead).where(Lead.id == lead_id).with_for_update().execution_options(populate_existing=True)
    ).one()


def short(field: str, text: str) -> str:
    """In one line; Invalid if it is longer than a note may be."""
    text = " ".join(text.split())
    if len(text) > rules.NOTE_MAX:
        raise Invalid({field: Refusal(N_("Shorten it to %(limit)s characters."), limit=rules.NOTE_MAX)})
    return text
