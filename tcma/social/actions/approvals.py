"""What came of a shared post in the end: a registration that was approved."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from tcma.social.models import ShareApproval, ShareLink
from tcma.tracking.models import Touch


def note_approved(
    session: Session, *, partner_id: UUID, contact_id: UUID | None, registration_id: UUID, now: datetime
) -> None:
    """An approved registration of this contact: it counts once for everyone whose post had brought the person."""
    if contact_id is None:
        return
    brought = session.scalars(
        select(ShareLink.sharer_id)
        .join(Touch, Touch.link_id == ShareLink.link_id)
        .where(Touch.contact_id == contact_id, Touch.partner_id == partner_id, Touch.counts, Touch.at <= now)
        .distinct()
    ).all()
    for sharer_id in brought:
        session.execute(
            insert(ShareApproval)
            .values(sharer_id=sharer_id, registration_id=registration_id, partner_id=partner_id, at=now)
            .on_conflict_do_nothing()
        )
