"""What blocks are shown by: of the partner whose copy it is."""

from uuid import UUID

from sqlalchemy.orm import Session

from tcma.catalogue.rules import Traits
from tcma.partners.models import Partner


def traits_of(session: Session, partner_id: UUID, language: str = "") -> Traits:
    """A partner's tier, industries and products; nobody's where there is no such partner."""
    partner = session.get(Partner, partner_id)
    if partner is None:
        return Traits(language)
    return Traits(language, partner.tier, tuple(partner.industries), tuple(partner.products))
