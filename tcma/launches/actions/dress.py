"""The partner's colour, changed while it looks at its mail."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from tcma.branding import actions as branding
from tcma.branding.queries import brand_of
from tcma.branding.rules import Contact


def set_colour(session: Session, *, partner_id: UUID, colour: str, now: datetime) -> None:
    """The brand's colour from now on, everywhere; a partner without a brand kit makes one on the brand page."""
    brand = brand_of(session, partner_id)
    if brand.updated_at is None or colour == brand.colour:
        return
    branding.set_brand(
        session, partner_id=partner_id, colour=colour,
        contact=Contact(brand.contact_name, brand.contact_email, brand.contact_phone),
        postal_address=brand.postal_address, legal_footer=brand.legal_footer, logo=None, now=now,
    )  # fmt: skip
