"""By when somebody calls: days that are worked where the partner is, with a reminder before and one at the end."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from tcma.base.zones import weekend, work_later

SOON, LATE = 75, 100
"""Percent of the time at which somebody is reminded."""



@dataclass(frozen=True)
class Due:
    """`soon` is 75 % of the way from the beginning to `at`."""

    soon: datetime
    at: datetime


def due(begun: datetime, days: int, zone: str) -> Due:
    """Within `days` working days of the place."""
    whole, off = timedelta(days=days), weekend(zone)
    return Due(work_later(begun, whole * SOON / 100, zone, off=off), work_later(begun, whole, zone, off=off))
