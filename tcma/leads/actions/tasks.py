"""Things to do for a lead."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.base.errors import Invalid, NotFound, Refusal
from tcma.base.roles import Actor
from tcma.base.words import N_
from tcma.leads.actions.states import happened, hold_lead, short
from tcma.leads.actions.working import colleague
from tcma.leads.models import LeadTask


def add_task(
    session: Session, *, partner_id: UUID, lead_id: UUID, text: str, on: date | None, person_id: UUID | None,
    actor: Actor, now: datetime,
) -> LeadTask:  # fmt: skip
    """For a colleague, or for whoever has the lead. Raises Invalid for nothing to do, NotFound for a stranger."""
    lead = hold_lead(session, partner_id, lead_id)
    text = short("task", text)
    if not text:
        raise Invalid({"task": Refusal(N_("Write what is to be done."))})
    who = colleague(session, partner_id, person_id).id if person_id else None
    task = LeadTask(lead_id=lead.id, partner_id=partner_id, text=text, due_on=on, assigned_to=who,
                    created_by=actor.person_id, created_at=now)  # fmt: skip
    session.add(task)
    session.flush()
    return task


def finish_task(session: Session, *, partner_id: UUID, task_id: UUID, actor: Actor, now: datetime) -> LeadTask:
    """Done, once; the history says so."""
    of_partner = (LeadTask.id == task_id, LeadTask.partner_id == partner_id)
    task = session.scalars(select(LeadTask).where(*of_partner).with_for_update()).one_or_none()
    if task is None:
        raise NotFound
    if task.done_at is None:
        task.done_at = now
        lead = hold_lead(session, partner_id, task.lead_id)
        happened(session, lead, "did", person_id=actor.person_id, now=now, detail=task.text)
    session.flush()
    return task
