"""An event's date and place as its reader is told them."""

from datetime import datetime, timedelta

from tcma.base.words import N_, format_date, format_time, format_zone, gettext, speaking
from tcma.composing.rules import Occasion


def occasion(
    *, starts_at: datetime, minutes: int, zone: str, place: str, address: str, host: str, language: str,
    offered: bool = False,
) -> Occasion:  # fmt: skip
    """When, with the zone in words; where; who hosts. `offered`: the mail says until when a seat is kept."""
    with speaking(language):
        return Occasion(when(starts_at, minutes, zone), ", ".join(filter(None, (place, address))), host, offered)


def when(starts_at: datetime, minutes: int, zone: str) -> str:
    """'Thursday, 4 March 2027, 12:00 to 13:15, Berlin time (GMT+1)', in the language in force."""
    ends = starts_at + timedelta(minutes=minutes)
    return gettext(
        N_("%(day)s, %(start)s to %(end)s, %(zone)s"), day=format_date(starts_at, zone),
        start=format_time(starts_at, zone), end=format_time(ends, zone), zone=format_zone(starts_at, zone),
    )  # fmt: skip
