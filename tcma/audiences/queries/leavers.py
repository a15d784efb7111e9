"""Whom the link of a mail stands for, also after the contact was merged or erased."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.audiences.models import Contact, FormerContact
from tcma.audiences.queries.merged import addresses_of


@dataclass(frozen=True)
class Leaver:
    """A person as their no needs them. `contact` is None once they are erased: then `addr_keys` are keyed hashes."""

    contact_id: UUID  # as in the link
    partner_id: UUID | None
    addr_keys: tuple[str, ...]
    language: str
    contact: Contact | None

    @classmethod
    def of(cls, contact: Contact, addr_keys: Iterable[str]) -> Self:
        """A contact that is there, with every address it is known by (`addresses_of`)."""
        return cls(contact.id, contact.partner_id, tuple(addr_keys), contact.language, contact)

    @property
    def contact_ids(self) -> list[UUID]:
        return [self.contact.id] if self.contact else []


def leaver(session: Session, contact_id: UUID, *, lock: bool = False) -> Leaver | None:
    """The person behind a link; None if nothing at all is known of them any more.

    With `lock` the contact's row is locked: fifty clicks at once wait for each other here.
    """
    keys: list[str] = []
    former, seen, wanted = None, set[UUID](), contact_id
    while wanted not in seen:
        seen.add(wanted)
        contact = session.scalars(
            select(Contact).where(Contact.id == wanted).with_for_update() if lock
            else select(Contact).where(Contact.id == wanted)
        ).first()  # fmt: skip
        if contact is not None:
            keys += addresses_of(session, contact)
            return Leaver(contact_id, contact.partner_id, tuple(dict.fromkeys(keys)), contact.language, contact)
        gone = session.get(FormerContact, wanted)
        if gone is None:
            break
        former = gone
        keys.append(gone.addr_key)
        if gone.kept_id is None:
            break
        wanted = gone.kept_id
    if former is None:
        return None
    return Leaver(contact_id, former.partner_id, tuple(dict.fromkeys(keys)), former.language, None)
