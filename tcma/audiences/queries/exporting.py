"""Everything a partner brought, row by row: however many people, a few of them in memory at once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.audiences.models import Consent, Contact, ContactList, ContactNote, ListMember
from tcma.audiences.queries.audience import Standing, standing
from tcma.audiences.queries.tags import tags_on

BATCH = 1_000


@dataclass(frozen=True)
class Exported:
    """A person with everything that is known of them here."""

    contact: Contact
    standing: Standing
    consents: Sequence[Consent]
    lists: Sequence[str]
    tags: Sequence[str]
    notes: Sequence[ContactNote]


def export_batch(session: Session, partner_id: UUID, *, after: str, now: datetime) -> list[Exported]:
    """The partner's next people after an address key ('' for the first), by address; none at the end."""
    people = session.scalars(
        select(Contact).where(Contact.partner_id == partner_id, Contact.addr_key > after)
        .order_by(Contact.addr_key).limit(BATCH)
    ).all()  # fmt: skip
    ids = [one.id for one in people]
    stands = standing(session, partner_id=partner_id, contact_ids=ids, now=now)
    consents: dict[UUID, list[Consent]] = {one: [] for one in ids}
    for consent in session.scalars(select(Consent).where(Consent.contact_id.in_(ids)).order_by(Consent.given_at)):
        consents[consent.contact_id].append(consent)
    lists: dict[UUID, list[str]] = {one: [] for one in ids}
    for contact_id, name in _lists(session, ids):
        lists[contact_id].append(name)
    notes: dict[UUID, list[ContactNote]] = {one: [] for one in ids}
    for note in session.scalars(select(ContactNote).where(ContactNote.contact_id.in_(ids)).order_by(ContactNote.at)):
        notes[note.contact_id].append(note)
    tags = tags_on(session, ids)
    return [
        Exported(one, stands[one.id], consents[one.id], lists[one.id], [tag.name for tag in tags.get(one.id, [])],
                 notes[one.id])
        for one in people
    ]  # fmt: skip


def _lists(session: Session, ids: Sequence[UUID]) -> Iterator[tuple[UUID, str]]:
    rows = session.execute(
        select(ListMember.contact_id, ContactList.name)
        .join(ContactList, ContactList.id == ListMember.list_id)
        .where(ListMember.contact_id.in_(ids))
        .order_by(ContactList.created_at, ContactList.id)
    )
    return iter([(contact_id, name) for contact_id, name in rows])
