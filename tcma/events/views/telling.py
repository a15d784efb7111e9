"""What the pages of an event say, in the language in force."""

from tcma.base.words import N_
from tcma.base.words import gettext as _
from tcma.events.rules import EventState, SeatState

EVENT_WORDS = {
    EventState.DRAFT: (N_("Draft"), ""),
    EventState.PUBLISHED: (N_("Open for registration"), "acc"),
    EventState.CANCELLED: (N_("Cancelled"), "bad"),
    EventState.OVER: (N_("Over"), "ok"),
}
SEAT_WORDS = {
    SeatState.PENDING: (N_("Registering"), ""),
    SeatState.CONFIRMED: (N_("Has a seat"), "ok"),
    SeatState.WAITLISTED: (N_("On the waiting list"), "warn"),
    SeatState.OFFERED: (N_("Was offered a seat"), "acc"),
    SeatState.OFFER_EXPIRED: (N_("Let the offer pass"), ""),
    SeatState.CANCELLED: (N_("Gave the seat back"), ""),
    SeatState.ATTENDED: (N_("Came"), "ok"),
    SeatState.NO_SHOW: (N_("Did not come"), "warn"),
}
CLOSED = {
    "past": (
        N_("Registration has ended"),
        N_("This event has begun or is over. The people behind it are glad to hear from you all the same."),
    ),
    "cancelled": (
        N_("This event was cancelled"),
        N_("It will not take place. The people behind it are glad to hear from you all the same."),
    ),
    "gone": (
        N_("This page is closed"),
        N_("Thank you for coming by. There is nothing more to do here."),
    ),
}


def closed(why: str) -> tuple[str, ...]:
    """What a page says that takes nobody any more: heading and sentence."""
    return tuple(_(words) for words in CLOSED[why])


def full() -> tuple[str, str]:
    """(what stands above the form of an event without free seats, what stands on its button)."""
    return (
        _("All seats are taken. Register, and you wait in the order in which people came; we write to you when a "
          "seat becomes free."),
        _("Join the waiting list"),
    )  # fmt: skip


def waiting() -> tuple[str, ...]:
    """What is said to who joined the list."""
    return (
        _("You are on the waiting list."),
        _("All seats are taken for now. When one becomes free and it is your turn, we write to you; a mail on the way "
          "to you says how to leave the list."),
    )  # fmt: skip


def seat_words(state: SeatState) -> tuple[str, str]:
    """(what a registration's state is called, the kind of its chip)."""
    name, kind = SEAT_WORDS[state]
    return _(name), kind


def event_words(state: EventState) -> tuple[str, str]:
    """(what an event's state is called, the kind of its chip)."""
    name, kind = EVENT_WORDS[state]
    return _(name), kind
