"""Who of a partner works on its leads."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.base.roles import PARTNER_MARKETING, Role
from tcma.partners.models import Person


def callers(session: Session, partner_id: UUID, *roles: Role) -> Sequence[Person]:
    """Its admins and marketers, or those of these roles; who has been there longest comes first."""
    return session.scalars(
        select(Person)
        .where(Person.partner_id == partner_id, Person.role.in_(roles or PARTNER_MARKETING),
               Person.deactivated_at.is_(None))
        .order_by(Person.created_at, Person.id)
    ).all()  # fmt: skip
