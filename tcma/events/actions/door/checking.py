"""At the door: in, undone, and added on the spot. Each is safe to repeat: a phone sends again what got no answer.

A check-in carries a key of the phone's own. The same key again changes nothing, also when the check-in has
been undone in between: an answer that was lost must not bring anybody back in.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.events.actions.attending import record_attendance, withdraw_attendance
from tcma.events.actions.locks import lock_event
from tcma.events.models import Event, Registration
from tcma.events.queries.door import Headcount, headcount
from tcma.events.rules import CAME, GONE, EventState, SeatState, move
from tcma.events.rules.door import Outcome
from tcma.tracking.models import Response


@dataclass(frozen=True)
class AtDoor:
    """What came of it. `guest` is None where nobody on this event's list is meant."""

    outcome: Outcome
    guest: Registration | None
    count: Headcount


def check_in(
    session: Session, event_id: UUID, registration_id: UUID, *, key: str, at: datetime, now: datetime
) -> AtDoor:
    """Somebody is there since `at`. The first one counts; a second says when the first was."""
    event = session.get_one(Event, event_id)
    guest = locked(session, event_id, registration_id)
    if guest is None:
        return AtDoor(Outcome.UNKNOWN, None, headcount(session, event))
    return AtDoor(enter(session, guest, key, at, now), guest, headcount(session, event))


def locked(session: Session, event_id: UUID, registration_id: UUID) -> Registration | None:
    """The guest's row alone: nobody else at the door waits. One of another event is not on this list."""
    return session.scalars(
        select(Registration).where(Registration.id == registration_id, Registration.event_id == event_id)
        .with_for_update().execution_options(populate_existing=True)
    ).one_or_none()  # fmt: skip


def enter(session: Session, guest: Registration, key: str, at: datetime, now: datetime) -> Outcome:
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
    guest = locked(session, event_id, registration_id)
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
