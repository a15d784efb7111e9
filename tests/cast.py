"""The fixed cast: Vera at the vendor; Alice and Bob of one partner; Charlie of another, who must see nothing."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.base.access import Actor, Role
from tcma.base.db import new_id
from tcma.partners.models import Partner, Person, Programme

Row = TypeVar("Row")
MORNING = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


def programme(session: Session, **changes: Any) -> Programme:
    """The vendor's programme, Northgate's; once per test."""
    found = session.get(Programme, 1)
    if found is not None:
        return found
    values: dict[str, Any] = {
        "vendor_name": "Northgate",
        "website": "https://northgate.example",
        "postal_address": "Northgate, 1 Sample Quay, 1011 AB Amsterdam",
        "sender_domain": "northgate.example",
        "timezone": "Europe/Amsterdam",
        "currency": "EUR",
    }
    return _add(session, Programme(**{**values, **changes}))


def partner(session: Session, **changes: Any) -> Partner:
    """A partner; give it a `slug` where there are several."""
    values = {
        "id": new_id(),
        "slug": "kestrel",
        "name": "Kestrel Systems",
        "country": "DE",
        "region": "Europe",
        "language": "en",
        "timezone": "Europe/Berlin",
        "joined_at": MORNING,
    }
    return _add(session, Partner(**{**values, **changes}))


def person(session: Session, **changes: Any) -> Person:
    """A person of the vendor, or of the partner in `partner_id`."""
    values = {
        "id": new_id(),
        "email": "sam@northgate.example",
        "name": "Sam Sample",
        "role": Role.VENDOR_ADMIN,
        "partner_id": None,
        "language": "en",
        "timezone": "Europe/Amsterdam",
        "created_at": MORNING,
    }
    return _add(session, Person(**{**values, **changes}))


def actor(person: Person) -> Actor:
    """The person as views and actions get them."""
    return Actor(
        person_id=person.id,
        partner_id=person.partner_id,
        role=person.role,
        name=person.name,
        email=person.email,
        language=person.language,
        timezone=person.timezone,
    )


def vera(session: Session, role: Role = Role.VENDOR_ADMIN) -> Person:
    """At the vendor."""
    programme(session)
    return _once(session, "vera@northgate.example", lambda: {"name": "Vera Sample", "role": role})


def alice(session: Session) -> Person:
    """Admin of Kestrel."""
    firm = _partner(session, "kestrel", "Kestrel Systems")
    return _member(session, "alice@kestrel.example", "Alice Sample", Role.PARTNER_ADMIN, firm)


def bob(session: Session) -> Person:
    """Marketer of Kestrel."""
    firm = _partner(session, "kestrel", "Kestrel Systems")
    return _member(session, "bob@kestrel.example", "Bob Sample", Role.PARTNER_MARKETER, firm)


def charlie(session: Session) -> Person:
    """Admin of another partner."""
    firm = _partner(session, "alderfinch", "Alder & Finch")
    return _member(session, "charlie@alderfinch.example", "Charlie Sample", Role.PARTNER_ADMIN, firm)


def _partner(session: Session, slug: str, name: str) -> UUID:
    programme(session)
    found = session.scalar(select(Partner).where(Partner.slug == slug))
    return (found or partner(session, slug=slug, name=name)).id


def _member(session: Session, email: str, name: str, role: Role, partner_id: UUID) -> Person:
    return _once(session, email, lambda: {"name": name, "role": role, "partner_id": partner_id})


def _once(session: Session, email: str, values: Callable[[], dict[str, Any]]) -> Person:
    found = session.scalar(select(Person).where(Person.email == email))
    return found or person(session, email=email, **values())


def _add(session: Session, row: Row) -> Row:
    session.add(row)
    session.flush()
    return row
