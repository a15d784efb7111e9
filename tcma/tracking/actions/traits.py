"""What people verifiably did, told to their contacts."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tcma.audiences.actions import keep_traits
from tcma.audiences.models import Contact
from tcma.tracking.models import Touch


def keep_engagement(session: Session, contact_ids: Collection[UUID] | None = None) -> None:
    """How often each of these (or everyone) did something that counts, and when last. Machines never do."""
    if contact_ids is not None and not contact_ids:
        return
    counted = (Touch.contact_id == Contact.id) & Touch.counts
    statement = (
        select(Contact.id, Contact.partner_id, func.count(Touch.id), func.max(Touch.at))
        .join(Touch, counted, isouter=contact_ids is not None)
        .group_by(Contact.id)
        .order_by(Contact.id)  # in one order, so that two of us don't wait for each other
    )
    if contact_ids is not None:
        statement = statement.where(Contact.id.in_(contact_ids))
    keep_traits(session, statement, ("touches", "touched_at"))
