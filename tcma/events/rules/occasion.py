"""An event's date and place as its reader is told them."""

from datetime import datetime, timedelta

from tcma.base.words import N_, format_date, format_time, format_zone, gettext, speaking
from tcma.composing.rules import Occasion

HAVE_SEATS = ("registered", "moved")
"""Audiences whose people have a seat in an event that is still to come."""


def occasion(
    *, starts_at: datetime, minutes: int, zone: str, place: str, address: str, host: str, language: str,
    offered: bool = False, room: str = "",
) -> Occasion:  # fmt: skip
    """When, with the zone in words; where; who hosts. `offered`: the mail says until when a seat is kept.

    `room`: the address of an online one, for a reader who has a seat.
    """
    with speaking(language):
        told, where = when(starts_at, minutes, zone), ", ".join(filter(None, (place, address)))
        return Occasion(told, where, host, offered, room)


def when(starts_at: datetime, minutes: int, zone: str) -> str:
    """'Thursday, 4 March 2027, 12:00 to 13:15, Berlin time (GMT+1)', in the language in force."""
    ends = starts_at + timedelta(minutes=minutes)
    return gettext(
        N_("%(day)s, %(start)s to %(end)s, %(zone)s"), day=format_date(starts_at, zone),
        start=format_time(starts_at, zone), end=format_time(ends, zone), zone=format_zone(starts_at, zone),
    )  # fmt: skip
