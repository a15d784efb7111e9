"""Partners that helped to sell a deal."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tcma.base.errors import Invalid, Refusal
from tcma.base.words import N_
from tcma.deals.models import Deal
from tcma.partners.models import Partner


def helpers_of(session: Session, registration_id: UUID) -> Sequence[Partner]:
    """In the order in which they were named; none of a registration without a deal."""
    deal = session.scalars(select(Deal).where(Deal.registration_id == registration_id)).one_or_none()
    if deal is None or not deal.helpers:
        return []
    found = {one.id: one for one in session.scalars(select(Partner).where(Partner.id.in_(deal.helpers)))}
    return [found[one] for one in deal.helpers if one in found]


def partner_called(session: Session, name: str) -> UUID:
    """By its name or its short name, however it is capitalised. Raises Invalid for nobody, and for several."""
    wanted = name.strip().casefold()
    rows = select(Partner.id).where((func.lower(Partner.name) == wanted) | (Partner.slug == wanted)).limit(2)
    found = session.scalars(rows).all()
    if len(found) != 1:
        raise Invalid({"partner": Refusal(N_("Pick a partner."))})
    return found[0]
