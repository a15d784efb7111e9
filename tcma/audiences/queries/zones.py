"""Where a partner's people are."""

from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from tcma.audiences.models import Contact
from tcma.audiences.rules.zones import zone_of


def zones_among(session: Session, partner_id: UUID, zone: str, among: ColumnElement[bool] | None = None) -> set[str]:
    """The time zones of a partner's contacts, or of those of whom `among` holds; `zone` is the partner's own."""
    found = select(Contact.timezone, Contact.country).where(Contact.partner_id == partner_id).distinct()
    if among is not None:
        found = found.where(among)
    return {zone_of(own, country, zone)[0] for own, country in session.execute(found)}
