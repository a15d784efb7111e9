"""Links for forgotten passwords."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.partners.models import PasswordReset, Person


def open_reset(session: Session, reset_id: UUID, *, now: datetime) -> Person | None:
    """Whose password this link resets; None for one that was used, replaced or is over."""
    return session.scalar(
        select(Person)
        .join(PasswordReset, PasswordReset.person_id == Person.id)
        .where(
            PasswordReset.id == reset_id, PasswordReset.used_at.is_(None), PasswordReset.expires_at > now,
            Person.deactivated_at.is_(None),
        )
    )  # fmt: skip
