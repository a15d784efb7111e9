"""Contacts for the tests of people and segments."""

from datetime import UTC, datetime
from itertools import count
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from tcma.audiences.models import Consent, Contact, ContactList, ListMember
from tcma.base.db import new_id

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
_numbers = count(1)


def contact(session: Session, partner_id: UUID | None, *, basis: str = "express", **values: Any) -> Contact:
    """A person of this partner in Germany, who agreed; without a `basis`, nobody knows whether they did."""
    assert partner_id is not None
    email = values.pop("email", f"reader{next(_numbers)}@alnoor.example")
    found = Contact(
        id=new_id(), partner_id=partner_id, email=email, addr_key=email.lower(),
        account_domain=email.partition("@")[2], created_at=values.pop("created_at", NOW), updated_at=NOW,
        **{"country": "DE", **values},
    )  # fmt: skip
    session.add(found)
    session.flush()
    if basis:
        session.add(
            Consent(contact_id=found.id, partner_id=partner_id, basis=basis, source="import", given_at=NOW)
        )
    session.flush()
    return found


def listed(session: Session, partner_id: UUID | None, name: str, *people: Contact) -> ContactList:
    """A list with these people."""
    assert partner_id is not None
    found = ContactList(id=new_id(), partner_id=partner_id, name=name, created_at=NOW, updated_at=NOW)
    session.add(found)
    session.flush()
    session.add_all(ListMember(list_id=found.id, contact_id=one.id) for one in people)
    session.flush()
    return found
