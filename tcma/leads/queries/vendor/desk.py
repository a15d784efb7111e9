"""The vendor's own leads: what waits for a person, all of them, and the history of one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from tcma.base.errors import NotFound
from tcma.leads.models import Lead, Offer, VendorLead, VendorLeadEvent
from tcma.leads.rules import OPEN, LeadState, OfferState, VendorState
from tcma.partners.models import Partner, Person

PAGE = 50


@dataclass(frozen=True)
class Entry:
    """A vendor lead with who has it, or is asked, and how it goes there."""

    lead: VendorLead
    partner: str
    state: LeadState | None
    due_at: datetime | None


def _entries() -> Select[*tuple[Any, ...]]:
    has = (Lead.vendor_lead_id == VendorLead.id) & (Lead.partner_id == VendorLead.partner_id)
    asked = (Offer.vendor_lead_id == VendorLead.id) & (Offer.state == OfferState.OPEN)
    return (
        select(VendorLead, Partner.name, Lead.state, func.coalesce(Offer.due_at, Lead.due_at))
        .outerjoin(Lead, has).outerjoin(Offer, asked)
        .outerjoin(Partner, Partner.id == func.coalesce(VendorLead.partner_id, Offer.partner_id))
    )  # fmt: skip


def waiting(session: Session) -> list[Entry]:
    """Those that wait for a person, the oldest first."""
    unassigned = _entries().where(VendorLead.state == VendorState.UNASSIGNED)
    return _read(session, unassigned.order_by(VendorLead.id).limit(200))


def vendor_leads(session: Session, *, show: str = "", words: str = "", page: int = 1) -> tuple[list[Entry], int]:
    """One page of all of them, the newest first, and how many there are. `show` is a VendorState or empty."""
    wanted: list[ColumnElement[bool]] = []
    if show in VendorState.__members__.values():
        wanted.append(VendorLead.state == VendorState(show))
    if words:
        wanted.append(or_(*(column.icontains(words, autoescape=True)
                            for column in (VendorLead.company, VendorLead.email, VendorLead.last_name))))  # fmt: skip
    found = _entries().where(*wanted).order_by(VendorLead.id.desc()).limit(PAGE).offset((page - 1) * PAGE)
    total = session.scalar(select(func.count()).select_from(VendorLead).where(*wanted)) or 0
    return _read(session, found), total


def _read(session: Session, query: Select[*tuple[Any, ...]]) -> list[Entry]:
    return [Entry(lead, name or "", state, due) for lead, name, state, due in session.execute(query)]


def vendor_lead(session: Session, vendor_lead_id: UUID) -> Entry:
    """One of them; NotFound otherwise."""
    found = _read(session, _entries().where(VendorLead.id == vendor_lead_id))
    if not found:
        raise NotFound
    return found[0]


@dataclass(frozen=True)
class Happened:
    """A line of the history, with names; `of_partner`: the partner's own doing, as far as the vendor sees it."""

    at: datetime
    kind: str
    partner: str
    person: str
    rule: str
    detail: str


def history(session: Session, vendor_lead_id: UUID) -> list[Happened]:
    """Oldest first. What a partner notes about its lead stays with the partner."""
    rows = session.execute(
        select(VendorLeadEvent.at, VendorLeadEvent.kind, func.coalesce(Partner.name, ""),
               func.coalesce(Person.name, ""), VendorLeadEvent.rule, VendorLeadEvent.detail)
        .outerjoin(Partner, Partner.id == VendorLeadEvent.partner_id)
        .outerjoin(Person, Person.id == VendorLeadEvent.person_id)
        .where(VendorLeadEvent.vendor_lead_id == vendor_lead_id).order_by(VendorLeadEvent.at, VendorLeadEvent.id)
    )  # fmt: skip
    return [Happened(*row) for row in rows]


def already_with(session: Session, lead: VendorLead) -> UUID | None:
    """The partner that works on an earlier request of the same person, if one does."""
    return session.scalars(
        select(VendorLead.partner_id)
        .join(Lead, (Lead.vendor_lead_id == VendorLead.id) & (Lead.partner_id == VendorLead.partner_id))
        .join(Partner, Partner.id == VendorLead.partner_id)
        .where(VendorLead.addr_key == lead.addr_key, VendorLead.id != lead.id, VendorLead.addr_key != "",
               Lead.state.in_(OPEN), Partner.deactivated_at.is_(None))
        .order_by(VendorLead.assigned_at.desc()).limit(1)
    ).one_or_none()  # fmt: skip


@dataclass(frozen=True)
class Overdue:
    """A partner in counts: open leads nobody has called in time, and all open ones. No people."""

    partner: str
    late: int
    open: int


def overdue(session: Session, now: datetime) -> Sequence[Overdue]:
    """Partners with late leads, the most first."""
    late = func.count().filter(Lead.due_at <= now, Lead.contacted_at.is_(None))
    rows = session.execute(
        select(Partner.name, late, func.count()).join(Lead, Lead.partner_id == Partner.id)
        .where(Lead.state.in_(OPEN)).group_by(Partner.id, Partner.name)
        .having(late > 0).order_by(late.desc(), Partner.name)
    )  # fmt: skip
    return [Overdue(*row) for row in rows]
