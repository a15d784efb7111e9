"""One lead, its history, and how many there are."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tcma.audiences.models import Contact
from tcma.base.errors import NotFound
from tcma.leads.models import Lead, LeadEvent
from tcma.leads.rules import OPEN, LeadState
from tcma.partners.models import Person


def lead(session: Session, partner_id: UUID, lead_id: UUID) -> Lead:
    """A partner's own lead; anybody else's is NotFound."""
    found = session.scalars(select(Lead).where(Lead.id == lead_id, Lead.partner_id == partner_id)).one_or_none()
    if found is None:
        raise NotFound
    return found


def lead_of(session: Session, partner_id: UUID, contact_id: UUID) -> Lead | None:
    """The lead of a person, if they are one."""
    of_person = (Lead.partner_id == partner_id, Lead.contact_id == contact_id)
    return session.scalars(select(Lead).where(*of_person)).one_or_none()


def others_like(session: Session, found: Lead, *, limit: int = 20) -> list[tuple[UUID, str]]:
    """(id, name and address) of the partner's other leads of the same firm: one of them may be the same person."""
    contact = session.get_one(Contact, found.contact_id)
    same = (Contact.company == contact.company) & (Contact.company != "")
    if contact.account_domain:
        same = same | (Contact.account_domain == contact.account_domain)
    rows = session.execute(
        select(Lead.id, Contact.first_name, Contact.last_name, Contact.email)
        .join(Contact, Contact.id == Lead.contact_id)
        .where(Lead.partner_id == found.partner_id, Lead.id != found.id, same).order_by(Lead.id.desc()).limit(limit)
    )  # fmt: skip
    return [(lead_id, f"{first} {last} ({email})".strip()) for lead_id, first, last, email in rows]


@dataclass(frozen=True)
class Happening:
    """A line of a lead's history. `person` is empty where nobody did it."""

    at: datetime
    kind: str
    detail: str
    person: str


def happenings(session: Session, partner_id: UUID, lead_id: UUID) -> list[Happening]:
    """What was done with a lead, oldest first; its responses are in the person's story."""
    rows = session.execute(
        select(LeadEvent.at, LeadEvent.kind, LeadEvent.detail, func.coalesce(Person.name, ""))
        .outerjoin(Person, Person.id == LeadEvent.person_id)
        .where(LeadEvent.lead_id == lead_id, LeadEvent.partner_id == partner_id, LeadEvent.response_id.is_(None))
        .order_by(LeadEvent.at, LeadEvent.id)
    )
    return [Happening(*row) for row in rows]


@dataclass(frozen=True)
class LeadCounts:
    """How many leads stand in each state."""

    by_state: dict[LeadState, int]

    @property
    def total(self) -> int:
        return sum(self.by_state.values())

    @property
    def open(self) -> int:
        return sum(self.by_state.get(state, 0) for state in OPEN)


def counts(session: Session, partner_id: UUID) -> LeadCounts:
    """Of one partner."""
    rows = session.execute(select(Lead.state, func.count()).where(Lead.partner_id == partner_id).group_by(Lead.state))
    return LeadCounts(dict(rows.all()))


def counts_by_partner(session: Session) -> dict[UUID, LeadCounts]:
    """For the vendor, who sees numbers and no people."""
    rows = session.execute(select(Lead.partner_id, Lead.state, func.count()).group_by(Lead.partner_id, Lead.state))
    found: dict[UUID, dict[LeadState, int]] = defaultdict(dict)
    for partner_id, state, number in rows:
        found[partner_id][state] = number
    return {partner_id: LeadCounts(by_state) for partner_id, by_state in found.items()}
