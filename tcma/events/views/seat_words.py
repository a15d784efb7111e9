"""How a registration stands, in words, and what its person can do about it."""

from datetime import datetime

from flask import url_for

from tcma.base.words import format_datetime
from tcma.base.words import gettext as _
from tcma.composing.rules import Act
from tcma.events.models import Event, Registration
from tcma.events.queries import places
from tcma.events.rules import ACTIVE, EventState, SeatState
from tcma.events.views import telling


def told(event: Event, one: Registration, now: datetime) -> tuple[str, ...]:
    """A heading, and a sentence."""
    if event.state is EventState.CANCELLED:
        return telling.closed("cancelled")
    if one.state in ACTIVE and not _ahead(event, now):
        return _("This event has begun or is over"), _("Thank you for registering.")
    until = format_datetime(one.offer_expires_at, event.timezone) if one.offer_expires_at else ""
    return {
        SeatState.CONFIRMED: (_("You have a seat"), _("Can't come after all? Somebody else is glad of your seat.")),
        SeatState.WAITLISTED: (_("You are on the waiting list"),
                               _("We write to you when a seat becomes free and it is your turn.")),
        SeatState.OFFERED: (_("A seat is free for you"), _("We keep it for you until %(until)s.", until=until)),
        SeatState.OFFER_EXPIRED: (_("This seat went to somebody else"),
                                  _("It was kept for you for a while. Register again to wait for another one.")),
        SeatState.CANCELLED: (_("You are not registered any more"), _("Thank you for telling us.")),
    }.get(one.state, (_("This event is over"), _("Thank you for registering.")))  # fmt: skip


def acts(event: Event, one: Registration, token: str, again: str, now: datetime) -> tuple[Act, ...]:
    """What can be done now; `again` is where one registers."""
    if not _ahead(event, now):
        return ()
    leave = url_for("events.seat_change", token=token, verb="leave")
    if one.state is SeatState.OFFERED:
        return (
            Act(_("Take the seat"), url_for("events.seat_change", token=token, verb="take"), posts=True, main=True),
            Act(_("Let it go"), leave, posts=True),
        )
    if one.state is SeatState.WAITLISTED:
        return (Act(_("Leave the waiting list"), leave, posts=True),)
    if one.state is SeatState.CONFIRMED:
        return (
            Act(_("Show my ticket"), places.ticket(one.id), main=True),
            Act(_("Add it to my calendar"), url_for("events.seat_calendar", token=token)),
            Act(_("Give my seat back"), leave, posts=True),
        )
    return (Act(_("Register again"), again, main=True),)


def _ahead(event: Event, now: datetime) -> bool:
    return event.state is EventState.PUBLISHED and event.starts_at > now
