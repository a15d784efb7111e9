"""What a person asks of a partner becomes the partner's lead."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from tcma.base import facts
from tcma.base.db import new_id
from tcma.base.errors import NotFound
from tcma.leads import rules
from tcma.leads.actions.service import start_clock
from tcma.leads.actions.states import change_state
from tcma.leads.actions.traits import keep_lead
from tcma.leads.models import Lead, LeadEvent
from tcma.leads.queries.scoring import answers_to
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
    the vendor's own people, trying out their page, and for one that the kit does not take for a lead, as where a
    file was fetched or a newsletter subscribed to.
    """
    response = session.get_one(Response, response_id)
    touch = session.get_one(Touch, response.touch_id)
    if not touch.counts and response.kind not in rules.NOT_COUNTED:
        return None
    if not rules.makes_lead(response.kind, answers_to(session, response.version_id)):
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
        start_clock(session, lead, now)
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
    last = session.get_one(Response, lead.last_response_id) if lead.last_response_id else None
    first = session.get_one(Response, lead.first_response_id) if lead.first_response_id else None
    if last is None or (response.at, response.id) > (last.at, last.id):
        lead.last_response_id = response.id
        state = rules.after_response(lead.state)
        if state is not lead.state:
            change_state(session, lead, state, person_id=None, now=now)
            start_clock(session, lead, now)
    if first is None or (response.at, response.id) < (first.at, first.id):
        lead.first_response_id = response.id
        lead.kit_id, lead.asset_id, lead.launch_id = response.kit_id, response.asset_id, response.launch_id
    lead.updated_at = now


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
