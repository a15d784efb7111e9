"""Verbs of leads."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from tcma.base import facts
from tcma.base.db import new_id
from tcma.base.errors import Invalid, NotFound, Refusal
from tcma.base.roles import Actor
from tcma.base.words import N_
from tcma.leads import queries, rules
from tcma.leads.actions.traits import keep_lead
from tcma.leads.models import Lead, LeadEvent
from tcma.leads.rules import LeadState
from tcma.tracking.actions import record_response
from tcma.tracking.models import Response, Touch
from tcma.tracking.queries import clicker, reached
from tcma.tracking.rules import Channel, ResponseKind

LEAD_CREATED = "lead created"
"""Subject: the lead."""


def take_response(session: Session, *, response_id: UUID, now: datetime) -> Lead | None:
    """The lead of a response, owned by whoever owns the response. Safe to run twice, and in any order.

    A later response of the same person joins the lead there is. None for a response of the partner's or
    the vendor's own people, trying out their page.
    """
    response = session.get_one(Response, response_id)
    touch = session.get_one(Touch, response.touch_id)
    if not touch.counts and response.kind is not ResponseKind.ANSWERED:
        return None
    created = session.scalar(
        insert(Lead)
        .values(
            id=new_id(), partner_id=response.partner_id, contact_id=response.contact_id,
            first_response_id=response.id, last_response_id=response.id, kit_id=response.kit_id,
            asset_id=response.asset_id, launch_id=response.launch_id, state=LeadState.ACCEPTED, note="",
            created_at=now, updated_at=now,
        )
        .on_conflict_do_nothing(index_elements=["partner_id", "contact_id"])
        .returning(Lead.id)
    )  # fmt: skip
    lead = session.scalars(
        select(Lead)
        .where(Lead.partner_id == response.partner_id, Lead.contact_id == response.contact_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    if _joined(session, lead, response, "created" if created else "responded", now):
        _join(session, lead, response, now)
    if created:
        facts.record(session, LEAD_CREATED, lead.id)
    keep_lead(session, [lead.contact_id])
    return lead


def _joined(session: Session, lead: Lead, response: Response, kind: str, now: datetime) -> bool:
    """Append to the history; False if this response is in it already."""
    row = {
        "id": new_id(), "lead_id": lead.id, "partner_id": lead.partner_id, "response_id": response.id,
        "at": response.at, "kind": kind, "detail": "",
    }  # fmt: skip
    return session.scalar(insert(LeadEvent).values(row).on_conflict_do_nothing().returning(LeadEvent.id)) is not None


def _join(session: Session, lead: Lead, response: Response, now: datetime) -> None:
    last = session.get_one(Response, lead.last_response_id)
    first = session.get_one(Response, lead.first_response_id)
    if (response.at, response.id) > (last.at, last.id):
        lead.last_response_id = response.id
        state = rules.after_response(lead.state)
        if state is not lead.state:
            _set_state(session, lead, state, person_id=None, detail="", now=now)
    if (response.at, response.id) < (first.at, first.id):
        lead.first_response_id = response.id
    lead.updated_at = now


def _set_state(
    session: Session, lead: Lead, state: LeadState, *, person_id: UUID | None, detail: str, now: datetime
) -> None:
    lead.state, lead.updated_at = state, now
    session.add(
        LeadEvent(
            lead_id=lead.id, partner_id=lead.partner_id, at=now, person_id=person_id, kind=state.value, detail=detail
        )
    )


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
    lead = _locked(session, partner_id, lead_id)
    if rules.move(lead.state, state) is not lead.state:
        _set_state(
            session, lead, state, person_id=actor.person_id if actor else None, detail=_short("reason", reason), now=now
        )
    keep_lead(session, [lead.contact_id])
    return lead


def note(session: Session, *, partner_id: UUID, lead_id: UUID, text: str, actor: Actor, now: datetime) -> Lead:
    """Write down the next step. The one before stays in the history."""
    lead = _locked(session, partner_id, lead_id)
    text = _short("note", text)
    if text != lead.note:
        lead.note, lead.updated_at = text, now
        event = LeadEvent(lead_id=lead.id, partner_id=partner_id, at=now, person_id=actor.person_id, kind="noted")
        event.detail = text
        session.add(event)
    session.flush()
    return lead


def answered(session: Session, *, partner_id: UUID, contact_id: UUID, now: datetime) -> Lead:
    """Somebody who clicked or got a mail wants to talk, says the partner: a lead from now on, and no credit for it.

    Noting it twice is noting it once.
    """
    known = session.scalars(
        select(Lead).where(Lead.partner_id == partner_id, Lead.contact_id == contact_id)
    ).one_or_none()
    if known is not None:
        return known
    clicked = clicker(session, partner_id, contact_id) or reached(session, partner_id, contact_id)
    if clicked is None:
        raise NotFound
    response = record_response(
        session, partner_id=partner_id, contact_id=contact_id, kind=ResponseKind.ANSWERED, asset_id=clicked.asset_id,
        launch_id=clicked.launch_id, language=clicked.language, channel=Channel.PARTNER,
        key=f"answered:{partner_id}:{contact_id}", now=now,
    )  # fmt: skip
    lead = take_response(session, response_id=response.id, now=now)
    assert lead is not None  # what a partner notes makes a lead, whoever it is
    return lead


def _locked(session: Session, partner_id: UUID, lead_id: UUID) -> Lead:
    queries.lead(session, partner_id, lead_id)
    return session.scalars(
        select(Lead).where(Lead.id == lead_id).with_for_update().execution_options(populate_existing=True)
    ).one()


def _short(field: str, text: str) -> str:
    text = " ".join(text.split())
    if len(text) > rules.NOTE_MAX:
        raise Invalid({field: Refusal(N_("Shorten it to %(limit)s characters."), limit=rules.NOTE_MAX)})
    return text
