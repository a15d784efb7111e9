"""A second brand of a partner: another name, colour, person and place."""

from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from tcma.branding.actions import set_office
from tcma.branding.models import Office
from tcma.branding.rules import Contact, OfficeFacts

NOW = datetime(2026, 5, 11, 8, tzinfo=UTC)
FACTS = OfficeFacts(
    "Munich", company_name="Kestrel South", colour="#B45309",
    contact=Contact("Bea Sample", "bea@south.example", "+49 89 555 0100"), postal_address="Platz 1, Munich",
)  # fmt: skip


def south(session: Session, partner_id: UUID) -> Office:
    return set_office(session, partner_id=partner_id, office_id=None, facts=FACTS, logo=None, now=NOW)
