"""Other offices and brands of a partner."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from tcma.base.db import new_id
from tcma.base.errors import NotFound
from tcma.branding.actions.brands import KeptLogo
from tcma.branding.models import Office
from tcma.branding.rules import OfficeFacts


def set_office(
    session: Session, *, partner_id: UUID, office_id: UUID | None, facts: OfficeFacts, logo: KeptLogo | None,
    drop_logo: bool = False, now: datetime,
) -> Office:  # fmt: skip
    """A new office, or one as it is from now on; without `logo` the one it has stays. NotFound: not this partner's."""
    office = Office(id=new_id(), partner_id=partner_id) if office_id is None else own_office(
        session, partner_id, office_id)  # fmt: skip
    office.name, office.company_name, office.colour = facts.name, facts.company_name, facts.colour
    contact = facts.contact
    office.contact_name, office.contact_email, office.contact_phone = contact.name, contact.email, contact.phone
    office.website, office.postal_address = facts.website, facts.postal_address
    office.legal_footer, office.updated_at = facts.legal_footer, now
    if logo is not None:
        office.logo_key, office.dark_logo_key, office.mark_key = logo.key, logo.dark_key, logo.mark_key
        office.logo_width, office.logo_height = logo.width, logo.height
    elif drop_logo:
        office.logo_key = office.dark_logo_key = office.mark_key = None
        office.logo_width = office.logo_height = 0
    session.add(office)
    session.flush()
    return office


def close_office(session: Session, *, partner_id: UUID, office_id: UUID, now: datetime) -> None:
    """It can't be chosen any more; what runs in its brand goes on."""
    own_office(session, partner_id, office_id).closed_at = now
    session.flush()


def own_office(session: Session, partner_id: UUID, office_id: UUID) -> Office:
    office = session.get(Office, office_id)
    if office is None or office.partner_id != partner_id or office.closed_at is not None:
        raise NotFound
    return office
