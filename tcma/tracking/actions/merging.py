"""Touches and responses follow a merged contact."""

from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from tcma.tracking.actions.traits import keep_engagement
from tcma.tracking.models import Response, Touch


def follow_merge(session: Session, *, kept_id: UUID, dropped_id: UUID) -> None:
    """What either did, the kept contact did."""
    for table in (Touch, Response):
        session.execute(update(table).where(table.contact_id == dropped_id).values(contact_id=kept_id))
    keep_engagement(session, [kept_id])
