"""The history of a vendor lead."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.base.errors import NotFound
from tcma.leads.models import VendorLead, VendorLeadEvent


def note(
    session: Session, lead: VendorLead, kind: str, *, now: datetime, partner_id: UUID | None = None,
    person_id: UUID | None = None, rule: str = "", detail: str = "",
) -> None:  # fmt: skip
    """One line more."""
    lead.updated_at = now
    session.add(
        VendorLeadEvent(
            vendor_lead_id=lead.id, at=now, kind=kind, partner_id=partner_id, person_id=person_id, rule=rule,
            detail=detail,
        )
    )  # fmt: skip
    session.flush()


def hold(session: Session, vendor_lead_id: UUID) -> VendorLead:
    """The lead with its row locked: before its offers and the partners' rows, everywhere. NotFound for none."""
    query = select(VendorLead).where(VendorLead.id == vendor_lead_id).with_for_update()
    found = session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if found is None:
        raise NotFound
    return found
