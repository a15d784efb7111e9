"""Leads that somebody is to be reminded of, and what the mail says."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.audiences.models import Contact
from tcma.base.roles import Role
from tcma.leads.models import Lead
from tcma.leads.queries.people import callers
from tcma.partners.models import Partner, Person


@dataclass(frozen=True)
class Reminder:
    """`assigned` is the colleague's name, or empty. Nobody is told of a person who was erased."""

    lead_id: UUID
    who: str
    assigned: str
    timezone: str
    to: tuple[Person, ...]


def due_reminders(session: Session, now: datetime, *, limit: int = 200) -> Sequence[UUID]:
    """Leads whose next reminder is due."""
    return session.scalars(
        select(Lead.id).where(Lead.remind_at <= now).order_by(Lead.remind_at).limit(limit)
    ).all()


def reminder(session: Session, lead: Lead, *, escalated: bool) -> Reminder:
    """To the colleague who has the lead, else to all who work on leads; `escalated`: and to the admins."""
    contact = session.get_one(Contact, lead.contact_id)
    has = session.get(Person, lead.assigned_to) if lead.assigned_to else None
    if has is not None and has.deactivated_at is not None:
        has = None
    to = [has] if has else list(callers(session, lead.partner_id))
    if escalated:
        to += [one for one in callers(session, lead.partner_id, Role.PARTNER_ADMIN) if one not in to]
    name = f"{contact.first_name} {contact.last_name}".strip() or contact.email
    return Reminder(
        lead.id, ", ".join(filter(None, (name, contact.company))), has.name if has else "",
        session.get_one(Partner, lead.partner_id).timezone, tuple(to) if contact.partner_id else (),
    )  # fmt: skip
