"""Added at the door: somebody without a registration, or from the waiting list, while a seat belongs to nobody."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.audiences.actions import contact_from_form
from tcma.base.db import new_id
from tcma.catalogue.models import KitVersion
from tcma.catalogue.queries import asset_row, kit_content
from tcma.events.actions.door.checking import AtDoor, enter, locked
from tcma.events.actions.locks import lock_event
from tcma.events.models import Event, Registration
from tcma.events.queries.door import headcount
from tcma.events.queries.events import told_in
from tcma.events.rules import GONE, EventState, SeatState, move
from tcma.events.rules.door import Outcome
from tcma.tracking.actions import record_response
from tcma.tracking.rules import ResponseKind


@dataclass(frozen=True)
class WalkIn:
    """Somebody who comes without having registered. `email` is checked already."""

    email: str
    first_name: str
    last_name: str
    company: str = ""
    language: str = "en"


def walk_in(session: Session, event_id: UUID, person: WalkIn, *, key: str, at: datetime, now: datetime) -> AtDoor:
    """Add somebody who stands at the door, and check them in, while a seat belongs to nobody.

    Who is on the list already is only checked in; who waits gets a free seat. Capacity is never exceeded.
    """
    event = lock_event(session, event_id)
    contact = contact_from_form(
        session, partner_id=event.partner_id, email=person.email, consent=False, wording="", now=now,
        fields={"first_name": person.first_name, "last_name": person.last_name, "company": person.company,
                "language": person.language},
    )  # fmt: skip
    mine = select(Registration).where(Registration.event_id == event.id, Registration.contact_id == contact.id)
    again = session.scalars(mine.where(Registration.check_in_key == key)).first() if key else None
    guest = again or session.scalars(mine.where(Registration.state.not_in(GONE))).one_or_none()
    if guest is not None:
        return let_in(session, event_id, guest.id, key=key, at=at, now=now)
    if event.state is not EventState.PUBLISHED or headcount(session, event).free < 1:
        return AtDoor(Outcome.FULL, None, headcount(session, event))
    guest = Registration(
        id=new_id(), event_id=event.id, partner_id=event.partner_id, contact_id=contact.id, email=person.email,
        first_name=person.first_name, last_name=person.last_name, company=person.company,
        language=told_in(event, person.language), state=move(SeatState.PENDING, SeatState.CONFIRMED),
        position=0, sequence=event.sequence, walk_in=True,
        registered_at=at, updated_at=now,
    )  # fmt: skip
    session.add(guest)
    session.flush()
    _respond(session, event, guest, at)
    return AtDoor(enter(session, guest, key, at, now), guest, headcount(session, event))


def let_in(session: Session, event_id: UUID, registration_id: UUID, *, key: str, at: datetime, now: datetime) -> AtDoor:
    """Check somebody in who may be waiting for a seat: one kept for them is theirs, else one that is free."""
    event = lock_event(session, event_id)
    guest = locked(session, event_id, registration_id)
    if guest is None:
        return AtDoor(Outcome.UNKNOWN, None, headcount(session, event))
    if guest.state is SeatState.WAITLISTED and (
        event.state is not EventState.PUBLISHED or headcount(session, event).free < 1
    ):
        return AtDoor(Outcome.FULL, guest, headcount(session, event))
    if guest.state in (SeatState.WAITLISTED, SeatState.OFFERED):
        guest.state, guest.updated_at = move(guest.state, SeatState.CONFIRMED), now
        session.flush()
    return AtDoor(enter(session, guest, key, at, now), guest, headcount(session, event))


def _respond(session: Session, event: Event, guest: Registration, at: datetime) -> None:
    """Who walks in has raised a hand, as who registers has: the lead is the host's."""
    version = session.get_one(KitVersion, event.version_id)
    page = kit_content(version).registration_page
    assert page is not None  # an event kit without a page to register on is not published
    record_response(
        session, partner_id=event.partner_id, contact_id=guest.contact_id, kind=ResponseKind.REGISTRATION,
        asset_id=asset_row(session, version.id, page.key).id, launch_id=event.id, language=guest.language,
        key=f"registration:{guest.id}", now=at,
    )  # fmt: skip
