"""What the pages of an event say, in the language in force."""

from tcma.audiences.rules.left_out import all_counted
from tcma.base.words import N_, ngettext
from tcma.base.words import gettext as _
from tcma.events.queries.timeline import Line
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
AUDIENCE_WORDS = {
    "invited": N_("To those invited who have not registered"),
    "registered": N_("To everyone with a seat"),
    "waitlisted": N_("To those who come to the waiting list"),
    "offered": N_("To who is next when a seat becomes free"),
    "moved": N_("To everyone registered, if you move it"),
    "cancelled": N_("To everyone registered, if you cancel it"),
    "attended": N_("To those who came"),
    "no_show": N_("To those with a seat who did not come"),
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


STATES = {
    "ahead": (N_("Scheduled"), "acc", "clock"),
    "held": (N_("Held: it can be undone"), "warn", "clock"),
    "going": (N_("Going out"), "acc", "send"),
    "sent": (N_("Sent"), "ok", "check"),
    "past": (N_("Skipped: its time was over"), "", "minus"),
    "skipped": (N_("Skipped by you"), "", "minus"),
    "cancelled": (N_("Taken out"), "", "x"),
    "standing": (N_("Goes by itself"), "acc", "mail"),
    "waiting": (N_("Not scheduled yet"), "", "circle-dot"),
}


def line_words(line: Line) -> tuple[tuple[str, str, str], str, str]:
    """((to whom, how it stands, counts), the kind of its sign, its icon)."""
    state, kind, icon = STATES[line.state]
    return (_(AUDIENCE_WORDS[line.audience]), _(state), " · ".join(_counts(line))), kind, icon


def _counts(line: Line) -> list[str]:
    found = []
    if line.sent:
        found.append(ngettext("%(num)s sent", "%(num)s sent", line.sent))
    if line.waiting:
        found.append(ngettext("%(num)s on the way", "%(num)s on the way", line.waiting))
    for reason, number in line.left_out.items():
        if reason == "registered":
            found.append(ngettext("%(num)s registered already", "%(num)s registered already", number))
        else:
            found += all_counted({reason: number})
    return found


def at_once(audience: str) -> str:
    """When a mail goes that has no time of its own."""
    return _(AT_ONCE[audience])


AT_ONCE = {
    "registered": N_("At once, with a calendar entry"),
    "waitlisted": N_("At once"),
    "offered": N_("When a seat becomes free"),
    "moved": N_("When you move it, with a calendar entry"),
    "cancelled": N_("When you cancel it, with a calendar entry"),
}
