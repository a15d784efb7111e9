"""Tags on people, one by one and many at once; notes about them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, literal, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from tcma.audiences.models import Contact, ContactNote, ContactTag, Tag
from tcma.audiences.queries.people import contact
from tcma.audiences.rules.tags import TAGGED_AT_ONCE, note_body, tag_name
from tcma.base.db import new_id
from tcma.base.errors import Forbidden, NotFound, Refusal
from tcma.base.roles import Actor, Role
from tcma.base.words import N_


def tag_people(
    session: Session, *, partner_id: UUID, name: str, whom: ColumnElement[bool], now: datetime
) -> tuple[Tag, int]:
    """Put a tag, made if it is new, on all the partner's people of whom `whom` holds.

    Returns it and how many got it who had it not. Raises Invalid; refuses very many at once.
    """
    tag = _tag(session, partner_id, tag_name(name), now)
    mine = select(Contact.id).where(Contact.partner_id == partner_id, whom)
    many = select(func.count()).select_from(mine.limit(TAGGED_AT_ONCE + 1).subquery())
    if (session.scalar(many) or 0) > TAGGED_AT_ONCE:
        raise Refusal(
            N_("That is more than %(most)s people. Narrow the search, or save a segment instead."), most=TAGGED_AT_ONCE)
    rows = select(literal(tag.id), Contact.id, literal(partner_id)).where(Contact.partner_id == partner_id, whom)
    put = insert(ContactTag).from_select(["tag_id", "contact_id", "partner_id"], rows).on_conflict_do_nothing()
    return tag, len(session.scalars(put.returning(ContactTag.contact_id)).all())


def untag(session: Session, *, partner_id: UUID, tag_id: UUID, contact_id: UUID) -> None:
    """Take a tag off a person. The tag stays: a segment may ask for it."""
    session.execute(
        delete(ContactTag).where(
            ContactTag.tag_id == tag_id, ContactTag.contact_id == contact_id, ContactTag.partner_id == partner_id
        )
    )


def _tag(session: Session, partner_id: UUID, name: str, now: datetime) -> Tag:
    session.execute(
        insert(Tag).values(id=new_id(), partner_id=partner_id, name=name, created_at=now).on_conflict_do_nothing()
    )
    return session.scalars(
        select(Tag).where(Tag.partner_id == partner_id, func.lower(Tag.name) == func.lower(name))
    ).one()


def write_note(session: Session, *, actor: Actor, contact_id: UUID, text: str, now: datetime) -> ContactNote:
    """Keep a note about a person. Raises Invalid."""
    contact(session, actor.partner, contact_id)
    note = ContactNote(
        id=new_id(), partner_id=actor.partner, contact_id=contact_id, author_id=actor.person_id, author=actor.name,
        body=note_body(text), at=now,
    )  # fmt: skip
    session.add(note)
    session.flush()
    return note


def delete_note(session: Session, *, actor: Actor, contact_id: UUID, note_id: UUID) -> None:
    """Who wrote it may delete it, and the partner's admin."""
    note = session.get(ContactNote, note_id)
    if note is None or note.partner_id != actor.partner or note.contact_id != contact_id:
        raise NotFound
    if note.author_id != actor.person_id and actor.role is not Role.PARTNER_ADMIN:
        raise Forbidden(N_("Only who wrote a note, or your admin, can delete it."))
    session.delete(note)
    session.flush()
