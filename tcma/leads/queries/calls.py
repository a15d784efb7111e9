"""The call list: who raised a hand, then who clicked."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from tcma.audiences.models import Contact
from tcma.catalogue.models import AssetRow
from tcma.leads.models import Lead, VendorLead
from tcma.leads.rules import OPEN
from tcma.partners.models import Person
from tcma.tracking.models import Response
from tcma.tracking.queries import clickers

MINE, UNASSIGNED, OVERDUE = "mine", "unassigned", "overdue"


@dataclass(frozen=True)
class Call:
    """A person to call. `did` is a ResponseKind, `vendor`, or `click`; no `lead` for one who only clicked.

    `asset` is what they answered or clicked in; of a vendor lead the product, or empty. `colleague`: who has it.
    """

    contact: Contact
    did: str
    asset: str
    at: datetime
    clicks: int
    lead: Lead | None
    colleague: str = ""

    @property
    def name(self) -> str:
        return f"{self.contact.first_name} {self.contact.last_name}".strip() or self.contact.email


def calls(
    session: Session, partner_id: UUID, *, launch_id: UUID | None = None, limit: int = 200, show: str = "",
    person_id: UUID | None = None, now: datetime | None = None, today: date | None = None,
) -> list[Call]:  # fmt: skip
    """Open leads by their latest response, then people who clicked and are no leads by their latest click: of each the
    latest `limit`.

    `show`: only leads of `person_id` (MINE), of nobody (UNASSIGNED), or that nobody called in time, or whose next
    step was due before today (OVERDUE, with `now`, and `today` where the person is).
    """
    clicked = {one.contact.id: one for one in clickers(session, partner_id, launch_id, limit=limit)}
    at = func.coalesce(Response.at, VendorLead.assigned_at, Lead.created_at)
    statement = (
        select(Lead, Contact, Response.kind, func.coalesce(AssetRow.title, VendorLead.product, ""), at, Person.name)
        .join(Contact, Contact.id == Lead.contact_id)
        .outerjoin(Response, Response.id == Lead.last_response_id)
        .outerjoin(AssetRow, AssetRow.id == Response.asset_id)
        .outerjoin(VendorLead, VendorLead.id == Lead.vendor_lead_id)
        .outerjoin(Person, Person.id == Lead.assigned_to)
        .where(Lead.partner_id == partner_id, Contact.partner_id == partner_id, Lead.state.in_(OPEN))
        .where(*_shown(show, person_id, now, today))
        .order_by(at.desc(), Lead.id)
        .limit(limit)
    )
    if launch_id is not None:
        statement = statement.where(Lead.launch_id == launch_id)
    raised = [
        Call(
            contact, kind.value if kind else "vendor", title, when,
            clicked[contact.id].clicks if contact.id in clicked else 0, lead, colleague or "",
        )
        for lead, contact, kind, title, when, colleague in session.execute(statement)
    ]  # fmt: skip
    if show:
        return raised
    known = set(session.scalars(select(Lead.contact_id).where(Lead.partner_id == partner_id)))
    others = [
        Call(one.contact, "click", one.asset, one.last_at, one.clicks, None)
        for one in clicked.values()
        if one.contact.id not in known
    ]
    return raised + others


def _shown(
    show: str, person_id: UUID | None, now: datetime | None, today: date | None
) -> list[ColumnElement[bool]]:
    if show == MINE:
        return [Lead.assigned_to == person_id]
    if show == UNASSIGNED:
        return [Lead.assigned_to.is_(None)]
    if show == OVERDUE and now is not None:
        uncalled = (Lead.due_at <= now) & Lead.contacted_at.is_(None)
        return [uncalled | (Lead.next_on < (today or now.date()))]
    return []
