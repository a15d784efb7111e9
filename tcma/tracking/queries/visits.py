"""Links, and who stands behind a visit's token."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from tcma.audiences.models import Contact
from tcma.composing.models import Link
from tcma.delivery.models import Message
from tcma.partners.models import Partner
from tcma.tracking.rules import SHARED


def link_address(session: Session, link_id: UUID) -> tuple[str, str] | None:
    """Where a link leads, and its partner's country; None for one that is not there."""
    found = select(Link.url, Partner.country).join(Partner, Partner.id == Link.partner_id).where(Link.id == link_id)
    row = session.execute(found).one_or_none()
    return (row[0], row[1]) if row else None


def link_by_code(session: Session, code: str) -> UUID | None:
    """The shared link with this code; None where there is none."""
    return session.scalar(select(Link.id).where(Link.code == code))


@dataclass(frozen=True)
class Visitor:
    """A visit that a mail of ours, or a shared link, led to.

    No contact: a test mail, a person who was erased, or anybody who followed a shared link (then `code` is its).
    """

    message_id: UUID | None
    link_id: UUID
    contact: Contact | None
    code: str | None = None


def visitor(
    session: Session, *, partner_id: UUID, launch_id: UUID | None, message_id: UUID | None, link_id: UUID
) -> Visitor | None:
    """Who came through a link of this launch, or a shared link; None for another partner's or launch's token."""
    if message_id is None:
        shared = select(Link.code).where(Link.id == link_id, Link.partner_id == partner_id, Link.kind == SHARED)
        code = session.scalar(shared)
        return Visitor(None, link_id, None, code) if code else None
    row = session.execute(
        select(Message.id, Contact)
        .outerjoin(Contact, (Contact.id == Message.contact_id) & (Contact.partner_id == partner_id))
        .where(Message.id == message_id, Message.partner_id == partner_id)
    ).one_or_none()
    ours = (Link.partner_id == partner_id) & or_(Link.origin_id.is_(None), Link.origin_id == launch_id)
    if row is None or session.scalar(select(Link.id).where(Link.id == link_id, ours)) is None:
        return None
    return Visitor(message_id, link_id, row[1])
