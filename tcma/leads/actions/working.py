"""What a partner's people do with a lead: the next step, notes, whose it is."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from tcma.audiences.actions import merge
from tcma.base.errors import Invalid, NotFound, Refusal
from tcma.base.roles import PARTNER_MARKETING, Actor
from tcma.base.words import N_
from tcma.leads import queries
from tcma.leads.actions.alerting import tell_assigned
from tcma.leads.actions.states import happened, hold_lead, short
from tcma.leads.models import Lead
from tcma.partners.models import Person


def note(
    session: Session, *, partner_id: UUID, lead_id: UUID, text: str, actor: Actor, now: datetime,
    on: date | None = None,
) -> Lead:  # fmt: skip
    """Write down the next step and the day for it. The one before stays in the history."""
    lead = hold_lead(session, partner_id, lead_id)
    text = short("note", text)
    if (text, on) != (lead.note, lead.next_on):
        lead.note, lead.next_on = text, on
        happened(session, lead, "noted", person_id=actor.person_id, now=now, detail=text)
    session.flush()
    return lead


def remark(session: Session, *, partner_id: UUID, lead_id: UUID, text: str, actor: Actor, now: datetime) -> Lead:
    """Something to remember: a line of the history. Raises Invalid for nothing."""
    lead = hold_lead(session, partner_id, lead_id)
    text = short("remark", text)
    if not text:
        raise Invalid({"remark": Refusal(N_("Write what is to be remembered."))})
    happened(session, lead, "remarked", person_id=actor.person_id, now=now, detail=text)
    session.flush()
    return lead


def assign(
    session: Session, *, partner_id: UUID, lead_id: UUID, person_id: UUID | None, actor: Actor, public_url: str,
    now: datetime,
) -> Lead:  # fmt: skip
    """To a colleague who works on leads, who is told by mail, or to nobody. Raises NotFound for anybody else."""
    lead = hold_lead(session, partner_id, lead_id)
    who = colleague(session, partner_id, person_id) if person_id else None
    if lead.assigned_to != person_id:
        lead.assigned_to = person_id
        happened(session, lead, "assigned", person_id=actor.person_id, now=now, detail=who.name if who else "")
        tell_assigned(session, lead, actor=actor, public_url=public_url, now=now)
    session.flush()
    return lead


def join_leads(session: Session, *, actor: Actor, kept_id: UUID, dropped_id: UUID, now: datetime) -> Lead:
    """Two leads are one person: their contacts become one, and the leads follow. What one lacks, the other gives.

    Raises NotFound for another partner's.
    """
    kept, dropped = (queries.lead(session, actor.partner, one) for one in (kept_id, dropped_id))
    merge(session, actor=actor, kept_id=kept.contact_id, dropped_id=dropped.contact_id, wanted={}, now=now)
    return kept


def colleague(session: Session, partner_id: UUID, person_id: UUID) -> Person:
    """Someone of this partner who works on leads; NotFound for anybody else."""
    found = session.get(Person, person_id)
    if found is None or found.partner_id != partner_id or found.deactivated_at or found.role not in PARTNER_MARKETING:
        raise NotFound
    return found
