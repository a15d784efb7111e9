"""A lead comes to the vendor: by its web form or another program, from a file, or typed by somebody."""

from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from tcma.base import facts
from tcma.base.db import new_id
from tcma.base.errors import Invalid, Refusal
from tcma.base.words import N_
from tcma.leads.actions.vendor.log import note
from tcma.leads.actions.vendor.names import VENDOR_LEAD_ARRIVED
from tcma.leads.models import VendorLead
from tcma.leads.rules import VendorState
from tcma.leads.rules.enquiry import Enquiry


def bring_lead(
    session: Session, enquiry: Enquiry, *, key: str, source: str, source_name: str, person_id: UUID | None,
    now: datetime,
) -> tuple[VendorLead, bool]:  # fmt: skip
    """The vendor lead, and whether it is new: the same `key` again is the same lead.

    Raises Invalid where the key came before with another person or firm.
    """
    values = asdict(enquiry)
    row = insert(VendorLead).values(
        id=new_id(), key=key, source=source, source_name=source_name, brought_by=person_id, state=VendorState.NEW,
        created_at=now, updated_at=now, **values,
    )  # fmt: skip
    made = session.scalar(row.on_conflict_do_nothing(index_elements=["key"]).returning(VendorLead.id))
    lead = session.scalars(select(VendorLead).where(VendorLead.key == key)).one()
    if made is None:
        if (lead.addr_key, lead.company) != (enquiry.addr_key, enquiry.company):
            raise Invalid({"key": Refusal(N_("This key came before, with another lead. Give each lead its own."))})
        return lead, False
    note(session, lead, "arrived", now=now, person_id=person_id, detail=source_name)
    facts.record(session, VENDOR_LEAD_ARRIVED, lead.id)
    return lead, True
