"""Tags and notes as pages show them."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from tcma.audiences.models import Contact, ContactNote, ContactTag, Tag
from tcma.base.errors import NotFound


def tags(session: Session, partner_id: UUID) -> list[Tag]:
    """The partner's tags, by name."""
    return list(session.scalars(select(Tag).where(Tag.partner_id == partner_id).order_by(Tag.name)))


def tag(session: Session, partner_id: UUID, tag_id: UUID) -> Tag:
    """One tag; another partner's is not there."""
    found = session.get(Tag, tag_id)
    if found is None or found.partner_id != partner_id:
        raise NotFound
    return found


def tags_on(session: Session, contact_ids: Sequence[UUID]) -> dict[UUID, list[Tag]]:
    """The tags of each of these people, by name; nothing for those without."""
    rows = session.execute(
        select(ContactTag.contact_id, Tag)
        .join(Tag, Tag.id == ContactTag.tag_id)
        .where(ContactTag.contact_id.in_(contact_ids))
        .order_by(Tag.name)
    )
    found: dict[UUID, list[Tag]] = {}
    for contact_id, one in rows:
        found.setdefault(contact_id, []).append(one)
    return found


def tagged(tag_id: UUID) -> ColumnElement[bool]:
    """Whether a contact has the tag."""
    return Contact.id.in_(select(ContactTag.contact_id).where(ContactTag.tag_id == tag_id))


def notes(session: Session, contact_id: UUID) -> list[ContactNote]:
    """What was written down about a person, newest first."""
    mine = select(ContactNote).where(ContactNote.contact_id == contact_id)
    return list(session.scalars(mine.order_by(ContactNote.at.desc(), ContactNote.id.desc())))
