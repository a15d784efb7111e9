"""At the door: in, undone, and added on the spot. Each is safe to repeat: a phone sends again what got no answer.

A check-in carries a key of the phone's own. The same key again changes nothing, also when the check-in has
been undone in between: an answer that was lost must not bring anybody back in.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.audiences.actions import contact_from_form
from tcma.base.db import new_id
from tcma.catalogue.models import KitVersion
from tcma.catalogue.queries import asset_row, kit_content
from tcma.events.actions.attending import record_attendance, withdraw_attendance
from tcma.events.actions.locks import lock_event
from tcma.events.models import Event, Registration
from tcma.events.queries.door import Headcount, headcount
from tcma.events.rules import CAME, GONE, EventState, SeatState, move
from tcma.events.rules.door import Outcome
from tcma.tracking.actions import record_response
from tcma.tracking.models import Response
from tcma.tracking.rules import ResponseKind


@dataclass(frozen=True)
class AtDoor:
    """What came of it. `guest` is None where nobody on this event's list is meant."""

    outcome: Outcome
    guest: Registration | None
    count: Headcount


@dataclass(frozen=True)
class WalkIn:
    """Somebody who comes without having registered. `email` is checked already."""

    email: str
    first_name: str
    last_name: str
    company: str = ""
    language: str = "en"


def check_in(
    session: Session, event_id: UUID, registration_id: UUID, *, key: str, at: datetime, now: datetime
) -> AtDoor:
    """Somebody is there since `at`. The first one counts; a second says when the first was."""
    event = session.get_one(Event, event_id)
    guest = _locked(session, event_id, registration_id)
    if guest is None:
        return AtDoor(Outcome.UNKNOWN, None, headcount(session, event))
    return AtDoor(_enter(session, guest, key, at, now), guest, headcount(session, event))


def _locked(session: Session, event_id: UUID, registration_id: UUID) -> Registration | None:
    """The guest's row alone: nobody else at the door waits. One of another event is not on this list."""
    return session.scalars(
        select(Registration).where(Registration.id == registration_id, Registration.event_id == event_id)
        .with_for_update().execution_options(populate_existing=True)
    ).one_or_none()  # fmt: skip


def _enter(session: Session, guest: Registration, key: str, at: datetime, now: datetime) -> Outcome:
    if guest.state is SeatState.ATTENDED:
        return Outcome.IN if key and key == guest.check_in_key else Outcome.ALREADY
    if guest.state in GONE:
        return Outcome.CANCELLED
    if guest.state not in CAME:
        return Outcome.WAITING
    if key and key == guest.check_in_key:
        return Outcome.UNDONE
    guest.state = move(guest.state, SeatState.ATTENDED)
    guest.checked_in_at, guest.check_in_key, guest.updated_at = at, key, now
    session.flush()
    record_attendance(session, guest, now=at)
    return Outcome.IN


def undo_check_in(session: Session, event_id: UUID, registration_id: UUID, *, key: str = "", now: datetime) -> AtDoor:
    """Take a check-in back. With its `key`, only that one: who was checked in anew meanwhile stays in.

    Somebody added at the door leaves the list with it.
    """
    event = lock_event(session, event_id)
    guest = _locked(session, event_id, registration_id)
    if guest is None:
        return AtDoor(Outcome.UNKNOWN, None, headcount(session, event))
    if guest.state is SeatState.ATTENDED and key not in ("", guest.check_in_key):
        return AtDoor(Outcome.ALREADY, guest, headcount(session, event))
    if guest.state is SeatState.ATTENDED:
        over = event.state is EventState.OVER
        guest.state = move(guest.state, SeatState.NO_SHOW if over else SeatState.CONFIRMED)
        if guest.walk_in and not over:
            guest.state, guest.cancelled_at = move(guest.state, SeatState.CANCELLED), now
        guest.checked_in_at, guest.updated_at = None, now
        session.flush()
        came = session.scalars(select(Response).where(Response.key == f"attendance:{guest.id}")).one_or_none()
        if came is not None:
            withdraw_attendance(session, came)
    return AtDoor(Outcome.UNDONE, guest, headcount(session, event))


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
        first_name=person.first_name, last_name=person.last_name, company=person.company, language=person.language,
        state=move(SeatState.PENDING, SeatState.CONFIRMED), position=0, sequence=event.sequence, walk_in=True,
        registered_at=at, updated_at=now,
    )  # fmt: skip
    session.add(guest)
    session.flush()
    _respond(session, event, guest, at)
    return AtDoor(_enter(session, guest, key, at, now), guest, headcount(session, event))


def let_in(session: Session, event_id: UUID, registration_id: UUID, *, key: str, at: datetime, now: datetime) -> AtDoor:
    """Check somebody in who may be waiting for a seat: one kept for them is theirs, else one that is free."""
    event = lock_event(session, event_id)
    guest = _locked(session, event_id, registration_id)
    if guest is None:
        return AtDoor(Outcome.UNKNOWN, None, headcount(session, event))
    if guest.state is SeatState.WAITLISTED and (
        event.state is not EventState.PUBLISHED or headcount(session, event).free < 1
    ):
        return AtDoor(Outcome.FULL, guest, headcount(session, event))
    if guest.state in (SeatState.WAITLISTED, SeatState.OFFERED):
        guest.state, guest.updated_at = move(guest.state, SeatState.CONFIRMED), now
        session.flush()
    return AtDoor(_enter(session, guest, key, at, now), guest, headcount(session, event))


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
