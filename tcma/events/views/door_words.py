"""What the door's screen says of what has happened, in the helper's language."""

from dataclasses import dataclass

from tcma.base.words import N_, format_time, gettext, ngettext
from tcma.base.words import gettext as _
from tcma.events.actions.door import AtDoor
from tcma.events.models import Event, Registration
from tcma.events.queries.door import DoorGuest
from tcma.events.queries.door import guest as listed
from tcma.events.rules import SeatState
from tcma.events.rules.door import Outcome, tone

STATES = {
    SeatState.ATTENDED: N_("In since %(time)s"),
    SeatState.WAITLISTED: N_("On the waiting list"),
    SeatState.OFFERED: N_("A seat is kept for them"),
}


@dataclass(frozen=True)
class Told:
    """One result. `tone` is ok, warn or bad."""

    outcome: str
    tone: str
    title: str
    detail: str
    guest: DoorGuest | None


def told(event: Event, found: AtDoor) -> Told:
    guest = found.guest
    title, detail = _words(event, found, guest)
    return Told(found.outcome.value, tone(found.outcome), title, detail, listed(guest) if guest else None)


def _words(event: Event, found: AtDoor, guest: Registration | None) -> tuple[str, str]:
    count, name = found.count, listed(guest).name if guest else ""
    if found.outcome is Outcome.IN:
        return name, counted(count.present, count.expected)
    if found.outcome is Outcome.ALREADY:
        at = format_time(guest.checked_in_at, event.timezone) if guest and guest.checked_in_at else ""
        return _("Already in, %(time)s", time=at), name
    if found.outcome is Outcome.WAITING:
        return _("On the waiting list"), _("%(name)s has no seat yet.", name=name)
    if found.outcome is Outcome.CANCELLED:
        return _("Not registered any more"), _("%(name)s gave the seat back.", name=name)
    if found.outcome is Outcome.UNDONE:
        return _("Not in: the check-in was undone"), name
    if found.outcome is Outcome.FULL:
        return full(event.capacity, count.expected - count.present)
    return _("Not on the list"), _("This is no ticket of this event.")


def full(capacity: int, absent: int) -> tuple[str, str]:
    """Why nobody can be added."""
    title = ngettext("The only seat is taken", "All %(num)s seats are taken", capacity)
    if absent < 1:
        return title, _("The host can add seats.")
    return title, ngettext(
        "One of those guests is not here yet. The host can add seats.",
        "%(num)s of those guests are not here yet. The host can add seats.", absent,
    )  # fmt: skip


def counted(present: int, expected: int) -> str:
    """'12 of 30'"""
    return _("%(present)s of %(expected)s", present=present, expected=expected)


def state_words(event: Event, guest: DoorGuest) -> str:
    """What stands beside a name on the list; nothing for who is expected."""
    words = STATES.get(guest.state)
    if words is None:
        return ""
    at = format_time(guest.checked_in_at, event.timezone) if guest.checked_in_at else ""
    return gettext(words, time=at) if guest.checked_in_at else gettext(words)
