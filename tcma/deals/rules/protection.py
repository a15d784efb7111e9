"""How long an approval protects, and when the partner hears of its end. Days are those of the partner's calendar."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

NOTICE_DAYS = (15, 7, 1, 0)
MORNING = time(8)  # when people read their mail


@dataclass(frozen=True)
class Notice:
    """A word to the partner, so many days before the protection ends; 0 on the day itself."""

    days: int
    at: datetime


def notices(until: datetime, timezone: str) -> tuple[Notice, ...]:
    """All of them in order, each in the morning; on the last day at midnight, if the morning would be too late."""
    zone = ZoneInfo(timezone)
    last = until.astimezone(zone).date()
    planned = []
    for days in NOTICE_DAYS:
        day = last - timedelta(days=days)
        morning, midnight = datetime.combine(day, MORNING, zone), datetime.combine(day, time(), zone)
        planned.append(Notice(days, (morning if morning < until else midnight).astimezone(until.tzinfo)))
    return tuple(one for one in planned if one.at < until)


def next_due(until: datetime, timezone: str, after: datetime) -> datetime:
    """When something is to be done next: a notice, or the end itself."""
    return next((one.at for one in notices(until, timezone) if one.at > after), until)


def missed(until: datetime, timezone: str, *, since: datetime, now: datetime) -> Notice | None:
    """Of the notices due from `since` to `now` the latest: it says all that the others would have said."""
    due = [one for one in notices(until, timezone) if since <= one.at <= now]
    return due[-1] if due else None


def days_left(until: datetime, timezone: str, now: datetime) -> int:
    """Whole days of the calendar; 0 on the last day and after."""
    zone = ZoneInfo(timezone)
    return max(0, (until.astimezone(zone).date() - now.astimezone(zone).date()).days)
