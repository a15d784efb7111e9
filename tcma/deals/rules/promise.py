"""The vendor's promise to a partner who waits: an answer within two business days."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

BUSINESS_DAYS = 2
_WEEKEND = (5, 6)


def answer_due(submitted_at: datetime, timezone: str) -> datetime:
    """The same time of day two business days later, Saturdays and Sundays of the programme's zone left out."""
    local = submitted_at.astimezone(ZoneInfo(timezone))
    while local.weekday() in _WEEKEND:  # handed in on a weekend counts from Monday's first minute
        local = (local + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    left = BUSINESS_DAYS
    while left:
        local += timedelta(days=1)
        left -= local.weekday() not in _WEEKEND
    return local.astimezone(submitted_at.tzinfo)


def waiting_hours(submitted_at: datetime, now: datetime) -> int:
    """Whole hours since the submission, by the clock on the wall: what the partner feels."""
    return max(0, int((now - submitted_at).total_seconds() // 3600))
