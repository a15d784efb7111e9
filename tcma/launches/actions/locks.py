"""What a verb locks first: the partner's kit, so that two clicks are one after the other, or the launch itself."""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tcma.base.errors import NotFound
from tcma.launches.models import Launch


def lock_kit(session: Session, *, partner_id: UUID, kit_id: UUID) -> None:
    """Hold it until the transaction ends."""
    session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"launch {partner_id} {kit_id}", 0))))


def own(session: Session, launch_id: UUID, partner_id: UUID) -> Launch:
    """The partner's launch, its row locked; another's is not there."""
    launch = session.scalars(
        select(Launch).where(Launch.id == launch_id, Launch.partner_id == partner_id).with_for_update()
    ).one_or_none()
    if launch is None:
        raise NotFound
    return launch
