"""When a step of the kit is due at an event, by the clock on the wall where the event is."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

from tcma.catalogue.rules import OFFSET

OFFER = timedelta(hours=24)
AT_ONCE = "at once"


def due(starts_at: datetime, offset: str, zone: str) -> datetime | None:
    """The time of an offset such as -21d, -2h, +30min or "+1d 10:00" from the event's start. In UTC.

    Days are days of the calendar: the same time of the clock, across daylight saving. Hours and minutes
    pass as they do. None for what goes at once.
    """
    found = OFFSET.fullmatch(offset)
    if found is None:
        raise ValueError(f"no such offset: {offset!r}")
    if not found[1]:
        return None
    number = int(found[2]) * (1 if found[1] == "+" else -1)
    if found[3] != "d":
        return starts_at.astimezone(UTC) + timedelta(**{{"h": "hours", "min": "minutes"}[found[3]]: number})
    local = starts_at.astimezone(ZoneInfo(zone))
    at = time(int(found[4]), int(found[5])) if found[4] else local.time()
    return datetime.combine(local.date() + timedelta(days=number), at, ZoneInfo(zone)).astimezone(UTC)


def ends_at(starts_at: datetime, minutes: int) -> datetime:
    """When it is over: minutes pass as they do, also in the night the clocks change."""
    return starts_at + timedelta(minutes=minutes)


def offer_until(now: datetime, starts_at: datetime) -> datetime:
    """How long a seat is kept for somebody: 24 hours, or half of the time left if that is shorter."""
    return now + min(OFFER, (starts_at - now) / 2)


def known_zone(name: str) -> bool:
    """Whether there is such a time zone."""
    return name in available_timezones()
