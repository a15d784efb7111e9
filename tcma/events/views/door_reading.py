"""What comes in at the door: whose list it is, whom a scan or a code means, and who is added."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from tcma.audiences.rules import read_address
from tcma.base.errors import Gone, Invalid, NotFound, Refusal
from tcma.base.words import N_, language
from tcma.events.actions import door
from tcma.events.actions.door import AtDoor, WalkIn
from tcma.events.models import Event
from tcma.events.queries.door import headcount, with_code
from tcma.events.rules import EventState
from tcma.events.rules.door import Outcome, open_until, scanned_at, typed_code
from tcma.events.rules.tickets import DOOR, TICKET, read

KEY_MAX = 64
NAME_MAX = 80


def event_at(session: Session, token: str, now: datetime, *, late: bool = False) -> Event:
    """The event of a door. NotFound for a token that is forged or cut; Gone once the event is over or cancelled.

    `late`: what phones still have to send is taken for a day.
    """
    event_id = read(DOOR, token)
    event = session.get(Event, event_id) if event_id else None
    if event is None or event.state is EventState.DRAFT:
        raise NotFound(N_("This link is cut off. Ask the host for it again."))
    if event.state is EventState.CANCELLED:
        raise Gone(N_("This event was cancelled."))
    if now >= open_until(event.starts_at, event.minutes, late=late):
        raise Gone(N_("This event is over, and its door is closed."))
    return event


@dataclass(frozen=True)
class Wish:
    """One thing to do: check_in, undo, let_in or walk_in. `age`: seconds since it happened on the phone."""

    do: str
    key: str
    age: float
    given: Mapping[str, Any]

    @classmethod
    def read(cls, do: str, given: Mapping[str, Any]) -> "Wish":
        """Anything may be sent; what is no number or text counts as nothing."""
        age = given.get("age", 0)
        return cls(do, _text(given, "key", KEY_MAX), float(age) if isinstance(age, int | float) else 0.0, given)


def act(session: Session, event: Event, wish: Wish, *, now: datetime) -> AtDoor:
    """Do it. Invalid names the fields of a walk-in that can't be taken."""
    at = scanned_at(wish.age, now)
    if wish.do == "walk_in":
        return door.walk_in(session, event.id, read_walk_in(wish.given), key=wish.key, at=at, now=now)
    guest_id = _meant(session, event.id, wish.given)
    if guest_id is None:
        return AtDoor(Outcome.UNKNOWN, None, headcount(session, event))
    if wish.do == "undo":
        of = _text(wish.given, "of", KEY_MAX)  # the check-in that is meant, by its key
        return door.undo_check_in(session, event.id, guest_id, key=of, now=now)
    verb = door.let_in if wish.do == "let_in" else door.check_in
    return verb(session, event.id, guest_id, key=wish.key, at=at, now=now)


def _meant(session: Session, event_id: UUID, given: Mapping[str, Any]) -> UUID | None:
    """The registration that a scanned ticket, a typed code or a line of the list means; it may be another event's."""
    if ticket := _text(given, "ticket", 500):
        return read(TICKET, ticket.rpartition("/t/")[2].split("?")[0].split("#")[0])
    if "code" in given:
        code = typed_code(_text(given, "code", 40))
        return with_code(session, event_id, code) if code else None
    try:
        return UUID(_text(given, "guest", 40))
    except ValueError:
        return None


def read_walk_in(given: Mapping[str, Any]) -> WalkIn:
    """Who is added; Invalid names each field that is missing or no address."""
    errors: dict[str, Refusal] = {}
    first, last = _text(given, "first_name", NAME_MAX), _text(given, "last_name", NAME_MAX)
    if not first:
        errors["first_name"] = Refusal(N_("Enter a first name."))
    if not last:
        errors["last_name"] = Refusal(N_("Enter a last name."))
    email = ""
    try:
        email = read_address(_text(given, "email", 254)).email
    except Refusal as refusal:
        errors["email"] = refusal
    if errors:
        raise Invalid(errors)
    return WalkIn(email, first, last, _text(given, "company", 120), language())


def _text(given: Mapping[str, Any], name: str, limit: int) -> str:
    """One line of what was given, without control characters."""
    value = given.get(name, "")
    line = " ".join(value.split()) if isinstance(value, str) else ""
    return "".join(letter for letter in line if letter.isprintable())[:limit]
