"""Where a person's lead stands, told to their contact."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import Text, cast, func, select
from sqlalchemy.orm import Session

from tcma.audiences.actions import keep_traits
from tcma.audiences.models import Contact
from tcma.leads.models import Lead


def keep_lead(session: Session, contact_ids: Collection[UUID] | None = None) -> None:
    """The state of the lead of each of these (or of everyone who is one)."""
    session.flush()
    statement = (
        select(Contact.id, Contact.partner_id, func.coalesce(cast(Lead.state, Text), ""))
        .join(Lead, Lead.contact_id == Contact.id, isouter=contact_ids is not None)
        .order_by(Contact.id)
    )
    if contact_ids is not None:
        statement = statement.where(Contact.id.in_(contact_ids))
    keep_traits(session, statement, ("lead",))
