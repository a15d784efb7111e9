"""The vendor's promise to a partner who waits: an answer within two business days of the deal desk."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tcma.base.zones import SATURDAY_SUNDAY, work_later

BUSINESS_DAYS = 2
SOON, LATE = 75, 100
"""Percent of the time at which somebody is reminded."""


@dataclass(frozen=True)
class Desk:
    """When the deal desk works: its time zone, the days of the week that are off (Monday is 0), and its holidays."""

    timezone: str
    off: tuple[int, ...] = SATURDAY_SUNDAY
    holidays: frozenset[date] = frozenset()


def answer_due(begun: datetime, desk: Desk) -> datetime:
    """By when the partner has an answer."""
    return _later(begun, 100, desk)


def next_reminder(begun: datetime, desk: Desk, after: datetime) -> tuple[int, datetime] | None:
    """The percent and the moment of the next reminder after a moment; None when both are over."""
    moments = [(share, _later(begun, share, desk)) for share in (SOON, LATE)]
    return next((one for one in moments if one[1] > after), None)


def _later(begun: datetime, percent: int, desk: Desk) -> datetime:
    worked = timedelta(days=BUSINESS_DAYS) * percent / 100
    return work_later(begun, worked, desk.timezone, off=desk.off, holidays=desk.holidays)


def waiting_hours(begun: datetime, now: datetime) -> int:
    """Whole hours since then, by the clock on the wall: what the partner feels."""
    return max(0, int((now - begun).total_seconds() // 3600))
