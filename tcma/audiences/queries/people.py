"""A partner's lists, people and imports."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tcma.audiences.models import Consent, Contact, ContactList, Import, ImportState, ListMember
from tcma.base.errors import NotFound


@dataclass(frozen=True)
class ListRow:
    """A list and how many people are on it."""

    id: UUID
    name: str
    people: int
    created_at: datetime


def lists(session: Session, partner_id: UUID) -> list[ListRow]:
    """The partner's lists, newest first."""
    rows = session.execute(
        select(ContactList.id, ContactList.name, func.count(ListMember.contact_id), ContactList.created_at)
        .outerjoin(ListMember, ListMember.list_id == ContactList.id)
        .where(ContactList.partner_id == partner_id)
        .group_by(ContactList.id)
        .order_by(ContactList.updated_at.desc(), ContactList.id.desc())
    )
    return [ListRow(*row) for row in rows]


def contact_list(session: Session, partner_id: UUID, list_id: UUID) -> ContactList:
    """One list; another partner's is not there."""
    found = session.get(ContactList, list_id)
    if found is None or found.partner_id != partner_id:
        raise NotFound
    return found


def contact(session: Session, partner_id: UUID, contact_id: UUID) -> Contact:
    """One person; another partner's is not there."""
    found = session.get(Contact, contact_id)
    if found is None or found.partner_id != partner_id:
        raise NotFound
    return found


def by_address(session: Session, partner_id: UUID, addr_key: str) -> Contact | None:
    """The partner's contact at an address."""
    mine = select(Contact).where(Contact.partner_id == partner_id, Contact.addr_key == addr_key)
    return session.scalars(mine).one_or_none()


def consents(session: Session, contact_id: UUID) -> list[Consent]:
    """Why this person may be written to, newest first."""
    return list(
        session.scalars(select(Consent).where(Consent.contact_id == contact_id).order_by(Consent.given_at.desc()))
    )


def lists_of(session: Session, contact_id: UUID) -> list[ContactList]:
    """The lists a person is on."""
    on = select(ContactList).join(ListMember, ListMember.list_id == ContactList.id)
    return list(session.scalars(on.where(ListMember.contact_id == contact_id).order_by(ContactList.name)))


def import_of(session: Session, partner_id: UUID, import_id: UUID, *, lock: bool = False) -> Import:
    """One import; another partner's is not there."""
    found = session.get(Import, import_id, with_for_update=lock)
    if found is None or found.partner_id != partner_id:
        raise NotFound
    return found


def due_imports(session: Session) -> list[str]:
    """Imports that are to be looked at or stored, the one that has waited longest first."""
    waiting = Import.state.in_((ImportState.LOOKING, ImportState.STORING))
    rows = select(Import.id).where(waiting).order_by(Import.turn_at.asc().nulls_first(), Import.id)
    return [str(found) for found in session.scalars(rows)]
