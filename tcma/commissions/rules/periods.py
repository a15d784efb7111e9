"""Months of statements and periods of quotas, by the programme's clock."""

import re
from dataclasses import dataclass
from datetime import datetime

from tcma.base.zones import moment, wall
from tcma.commissions.rules.plan import YEAR

_MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")


@dataclass(frozen=True)
class Span:
    """From `begins` on, and before `ends`; both in UTC."""

    begins: datetime
    ends: datetime


def month_of(at: datetime, zone: str) -> str:
    """'2026-11': the month of a moment."""
    return f"{wall(at, zone):%Y-%m}"


def month_span(text: str, zone: str) -> Span | None:
    """When a month begins and ends; None for what is no month."""
    found = _MONTH.fullmatch(text)
    if found is None or not 1970 <= int(found[1]) <= 9998:
        return None
    return _span(int(found[1]), int(found[2]), 1, zone)


def quota_span(at: datetime, period: str, zone: str) -> Span:
    """The year or the quarter in which a moment lies."""
    here = wall(at, zone)
    if period == YEAR:
        return _span(here.year, 1, 12, zone)
    return _span(here.year, (here.month - 1) // 3 * 3 + 1, 3, zone)


def _span(year: int, month: int, months: int, zone: str) -> Span:
    last = month + months
    after = datetime(year + (last > 12), last - 12 if last > 12 else last, 1)  # noqa: DTZ001  # a time of the wall
    return Span(moment(datetime(year, month, 1), zone), moment(after, zone))  # noqa: DTZ001  # likewise
