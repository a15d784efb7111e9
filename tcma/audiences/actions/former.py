"""What is kept of a contact that goes: enough for the links in its old mails to take a no."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from tcma.audiences.models import Contact, FormerContact
from tcma.base.keyed import keyed


def keep_link(
    session: Session, contact: Contact, *, now: datetime, kept_id: UUID | None = None, held_under: str = ""
) -> None:
    """Call this before a contact's row is deleted.

    A merge gives the id of the contact it keeps (`kept_id`); an erasure gives the keyed hash under which
    suppressions of the person are held from then on (`held_under`), so that no address stays here.
    """
    row = {
        "partner_id": contact.partner_id, "addr_key": held_under or contact.addr_key, "kept_id": kept_id,
        "language": contact.language, "gone_at": now,
    }  # fmt: skip
    session.execute(
        insert(FormerContact).values(id=contact.id, **row).on_conflict_do_update(index_elements=["id"], set_=row)
    )


def lead_back(session: Session, contact: Contact) -> None:
    """Someone who was erased has come by themselves: the links of their old mails stand for this contact again."""
    session.execute(
        update(FormerContact)
        .where(FormerContact.partner_id == contact.partner_id, FormerContact.addr_key == keyed(contact.addr_key))
        .values(kept_id=contact.id)
    )
