"""What earlier imports of a partner tell about the next, and the keys of its programs."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import literal, or_, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from tcma.audiences.models import ApiKey, Import, ImportState
from tcma.audiences.rules import Reading


def mapping_before(session: Session, partner_id: UUID, reading: Reading) -> dict[str, int] | None:
    """The columns of the file with the same header that the partner stored last, or None."""
    found: dict[str, int] | None = session.scalar(
        select(Import.reading["mapping"])
        .where(Import.partner_id == partner_id, Import.stored_at.is_not(None))
        .where(Import.reading["header"] == literal(list(reading.header), JSONB))
        .order_by(Import.stored_at.desc())
        .limit(1)
    )
    return found


def brought_before(session: Session, partner_id: UUID, *, since: datetime) -> Import | None:
    """The last file that took a job to look at and that nobody has stored yet, or None."""
    waiting = (ImportState.LOOKING, ImportState.ASKING, ImportState.PREVIEWED)
    by_a_job = or_(Import.state == ImportState.LOOKING, Import.turn_at.is_not(None))
    rows = select(Import).where(Import.partner_id == partner_id, Import.state.in_(waiting), by_a_job)
    return session.scalars(rows.where(Import.created_at > since).order_by(Import.created_at.desc()).limit(1)).first()


def api_keys(session: Session, partner_id: UUID | None) -> list[ApiKey]:
    """The partner's keys, or without one the vendor's; those that count first, newest first."""
    rows = select(ApiKey).where(ApiKey.partner_id.is_not_distinct_from(partner_id))
    return list(session.scalars(rows.order_by(ApiKey.revoked_at.is_not(None), ApiKey.created_at.desc())))
