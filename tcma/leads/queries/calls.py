"""The call list: who raised a hand, then who clicked."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.audiences.models import Contact
from tcma.catalogue.models import AssetRow
from tcma.leads.models import Lead
from tcma.leads.rules import OPEN
from tcma.tracking.models import Response
from tcma.tracking.queries import clickers


@dataclass(frozen=True)
class Call:
    """A person to call. `did` is a ResponseKind, or `click`; no `lead` for one who only clicked."""

    contact: Contact
    did: str
    asset: str
    at: datetime
    clicks: int
    lead: Lead | None

    @property
    def name(self) -> str:
        return f"{self.contact.first_name} {self.contact.last_name}".strip() or self.contact.email


def calls(session: Session, partner_id: UUID, *, launch_id: UUID | None = None, limit: int = 200) -> list[Call]:
    """Open leads by their latest response, then people who clicked and are no leads by their latest click."""
    clicked = {one.contact.id: one for one in clickers(session, partner_id, launch_id, limit=limit)}
    statement = (
        select(Lead, Contact, Response, AssetRow.title)
        .join(Contact, Contact.id == Lead.contact_id)
        .join(Response, Response.id == Lead.last_response_id)
        .join(AssetRow, AssetRow.id == Response.asset_id)
        .where(Lead.partner_id == partner_id, Contact.partner_id == partner_id, Lead.state.in_(OPEN))
        .order_by(Response.at.desc(), Lead.id)
        .limit(limit)
    )
    if launch_id is not None:
        statement = statement.where(Lead.launch_id == launch_id)
    raised = [
        Call(
            contact,
            response.kind.value,
            title,
            response.at,
            clicked[contact.id].clicks if contact.id in clicked else 0,
            lead,
        )
        for lead, contact, response, title in session.execute(statement)
    ]
    known = set(session.scalars(select(Lead.contact_id).where(Lead.partner_id == partner_id)))
    others = [
        Call(one.contact, "click", one.asset, one.last_at, one.clicks, None)
        for one in clicked.values()
        if one.contact.id not in known
    ]
    return (raised + others)[:limit]
