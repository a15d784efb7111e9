"""A time zone as a calendar file tells it: only for the days that the file is about."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Timezone, TimezoneDaylight, TimezoneStandard


def add_zone(calendar: Calendar, starts: datetime, ends: datetime) -> None:
    """The zone's offsets from the day before to the day after. None is needed for UTC.

    icalendar's own is an hour late where clocks jump forward: an onset is told in the time before it.
    """
    zone = starts.tzinfo
    if not isinstance(zone, ZoneInfo):
        raise ValueError("an event's time is in a zone with a name")
    if zone.key == "UTC":
        return
    found = Timezone()
    found.add("tzid", zone.key)
    first, last = starts.astimezone(UTC) - timedelta(days=1), ends.astimezone(UTC) + timedelta(days=1)
    before = _offset(first, zone)
    for onset in [first, *_changes(zone, first, last)]:
        local = onset.astimezone(zone)
        part = TimezoneDaylight() if local.dst() else TimezoneStandard()
        part.add("dtstart", (onset + before).replace(tzinfo=None, second=0, microsecond=0))
        part.add("tzoffsetfrom", before)
        part.add("tzoffsetto", _offset(onset, zone))
        part.add("tzname", local.tzname())
        found.add_component(part)
        before = _offset(onset, zone)
    calendar.add_component(found)


def _changes(zone: ZoneInfo, first: datetime, last: datetime) -> list[datetime]:
    """When, between two moments of UTC, the zone's clocks are changed."""
    found, low = [], first
    while low < last:
        high = min(low + timedelta(hours=6), last)
        if _offset(low, zone) != _offset(high, zone):
            a, b = low, high
            while b - a > timedelta(seconds=1):
                middle = a + (b - a) / 2
                a, b = (middle, b) if _offset(middle, zone) == _offset(low, zone) else (a, middle)
            found.append((b + timedelta(seconds=30)).replace(second=0, microsecond=0))
        low = high
    return found


def _offset(moment: datetime, zone: ZoneInfo) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta(0)
