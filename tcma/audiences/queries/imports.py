"""What earlier imports of a partner tell about the next, and the keys of its programs."""

from uuid import UUID

from sqlalchemy import literal, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from tcma.audiences.models import ApiKey, Import
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


def api_keys(session: Session, partner_id: UUID) -> list[ApiKey]:
    """The partner's keys, those that count first, newest first."""
    rows = select(ApiKey).where(ApiKey.partner_id == partner_id)
    return list(session.scalars(rows.order_by(ApiKey.revoked_at.is_not(None), ApiKey.created_at.desc())))
