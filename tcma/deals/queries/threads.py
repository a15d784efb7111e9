"""What both sides wrote about a registration, and the files that prove it."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.base.errors import NotFound
from tcma.deals.models import DealFile, DealMessage
from tcma.deals.queries.registrations import get


def thread(session: Session, registration_id: UUID) -> Sequence[DealMessage]:
    """The oldest first. The caller has looked whose registration it is."""
    rows = select(DealMessage).where(DealMessage.registration_id == registration_id)
    return session.scalars(rows.order_by(DealMessage.at, DealMessage.id)).all()


def files(session: Session, registration_id: UUID) -> Sequence[DealFile]:
    """In the order they came. The caller has looked whose registration it is."""
    rows = select(DealFile).where(DealFile.registration_id == registration_id)
    return session.scalars(rows.order_by(DealFile.added_at, DealFile.id)).all()


def one_file(session: Session, registration_id: UUID, file_id: UUID, *, partner_id: UUID | None) -> DealFile:
    """NotFound for another partner's; and for the vendor, of what a partner has not sent."""
    registration = get(session, registration_id, partner_id=partner_id)
    found = session.get(DealFile, file_id)
    if found is None or found.registration_id != registration.id:
        raise NotFound
    return found
