"""What a host wants of an event, as one page sends it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from tcma.base.words import N_
from tcma.launches.rules import NotReady

AHEAD = timedelta(days=400)
SEATS_MAX = 2_000


@dataclass(frozen=True)
class Plan:
    """`starts_at` is aware; `timezone` an IANA name; `minutes` how long it lasts.

    `room`: the https address of an online one, told to nobody but those who have a seat.
    """

    starts_at: datetime
    timezone: str
    place: str
    address: str = ""
    minutes: int = 75
    capacity: int = 20
    languages: tuple[str, ...] = ("en",)
    room: str = ""
    office: str | None = None  # the id of an office, '' for the main brand; None: as it is


def check_time(starts_at: datetime, now: datetime) -> None:
    """Refuses a time that is over, or more than a year away."""
    if starts_at <= now:
        raise NotReady(N_("That time is over. Choose a later one."), place="at")
    if starts_at > now + AHEAD:
        raise NotReady(N_("That is more than a year away. Choose an earlier day."), place="at")
