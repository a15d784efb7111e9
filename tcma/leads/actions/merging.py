"""The lead of a merged contact: it follows, or joins the one there is."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tcma.leads.actions.service import stop_clock
from tcma.leads.actions.traits import keep_lead
from tcma.leads.models import Lead, LeadEvent, LeadTask
from tcma.leads.rules import NOTE_MAX, further
from tcma.tracking.models import Response


def follow_merge(session: Session, *, kept_id: UUID, dropped_id: UUID, now: datetime) -> None:
    """One lead a person: of two the further state holds, and both histories. Deals must have followed before."""
    both = select(Lead).where(Lead.contact_id.in_((kept_id, dropped_id))).order_by(Lead.id).with_for_update()
    leads = {one.contact_id: one for one in session.scalars(both.execution_options(populate_existing=True))}
    moved, stays = leads.get(dropped_id), leads.get(kept_id)
    if moved is not None and stays is None:
        moved.contact_id, moved.updated_at = kept_id, now
    elif moved is not None and stays is not None:
        _join(session, moved, stays, now)
    keep_lead(session, [kept_id, dropped_id])


def _join(session: Session, moved: Lead, stays: Lead, now: datetime) -> None:
    ids = (moved.first_response_id, moved.last_response_id, stays.first_response_id, stays.last_response_id)
    responses = sorted(session.scalars(select(Response).where(Response.id.in_(ids))), key=lambda one: (one.at, one.id))
    if responses:
        stays.first_response_id, stays.last_response_id = responses[0].id, responses[-1].id
    for name in ("vendor_lead_id", "kit_id", "asset_id", "launch_id", "assigned_to", "next_on", "due_at", "remind_at",
                 "contacted_at"):  # fmt: skip
        if getattr(stays, name) is None:
            setattr(stays, name, getattr(moved, name))
    if stays.contacted_at is not None:
        stop_clock(stays)
    stays.state = further(stays.state, moved.state)
    stays.note = " / ".join(note for note in (stays.note, moved.note) if note)[:NOTE_MAX]
    stays.created_at, stays.updated_at = min(stays.created_at, moved.created_at), now
    for rows in (LeadEvent, LeadTask):
        session.execute(update(rows).where(rows.lead_id == moved.id).values(lead_id=stays.id))
    session.flush()
    session.delete(moved)
    session.flush()
