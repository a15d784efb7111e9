"""Who asked the vendor, and was never anybody's: forgotten after a year; that a firm asked is counted on."""

from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from tcma.leads.models import VendorLead
from tcma.leads.rules import VendorState

_PERSON = ("email", "addr_key", "first_name", "last_name", "title", "phone", "message")


def forget_unclaimed(session: Session, *, before: datetime, limit: int) -> int:
    """Of at most so many leads that came before a time and that no partner has, the person goes. Returns how many."""
    unclaimed = (
        select(VendorLead.id)
        .where(VendorLead.state.in_((VendorState.UNASSIGNED, VendorState.DISCARDED)), VendorLead.created_at < before,
               VendorLead.addr_key != "")
        .limit(limit).with_for_update(skip_locked=True)
    )  # fmt: skip
    ids = session.scalars(unclaimed).all()
    nobody = dict.fromkeys(_PERSON, "") | {"state": VendorState.DISCARDED, "key": func.concat("old-", VendorLead.id)}
    session.execute(update(VendorLead).where(VendorLead.id.in_(ids)).values(nobody))
    return len(ids)
