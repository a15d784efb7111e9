"""Things to do for leads."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tcma.audiences.models import Contact
from tcma.leads.models import Lead, LeadTask
from tcma.partners.models import Person


@dataclass(frozen=True)
class Task:
    """With the names of whom it is for and whom it is about; `person` is empty where it is nobody's in particular."""

    task: LeadTask
    person: str
    about: str


def tasks_of(session: Session, partner_id: UUID, lead_id: UUID) -> list[Task]:
    """What is still to be done for one lead, the most urgent first."""
    return _tasks(session, partner_id, lead_id=lead_id)


def open_tasks(session: Session, partner_id: UUID, person_id: UUID) -> list[Task]:
    """What somebody has to do: their own, and what is nobody's on their leads."""
    return _tasks(session, partner_id, person_id=person_id)


def _tasks(
    session: Session, partner_id: UUID, *, lead_id: UUID | None = None, person_id: UUID | None = None
) -> list[Task]:
    query = (
        select(LeadTask, func.coalesce(Person.name, ""), Contact)
        .join(Lead, Lead.id == LeadTask.lead_id).join(Contact, Contact.id == Lead.contact_id)
        .outerjoin(Person, Person.id == LeadTask.assigned_to)
        .where(LeadTask.partner_id == partner_id, LeadTask.done_at.is_(None))
        .order_by(LeadTask.due_on.asc().nulls_last(), LeadTask.id).limit(100)
    )  # fmt: skip
    if lead_id is not None:
        query = query.where(LeadTask.lead_id == lead_id)
    if person_id is not None:
        query = query.where(func.coalesce(LeadTask.assigned_to, Lead.assigned_to) == person_id)
    return [
        Task(task, person, f"{contact.first_name} {contact.last_name}".strip() or contact.email)
        for task, person, contact in session.execute(query)
    ]
