"""Periods, and what may be said about small numbers."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

FEW = 6
"""Under this many deals a row says so."""

ENOUGH = 20
"""Under this many cases nothing is said in percent."""

PERIODS = ("30", "90", "365", "all")


@dataclass(frozen=True)
class Period:
    """Half open [since, until) in the programme's time zone; no `since` means from the beginning."""

    key: str
    since: datetime | None
    until: datetime

    @property
    def unit(self) -> str:
        """How finely time is drawn."""
        long = self.since is None or self.until - self.since > timedelta(days=190)
        return "month" if long else "week"


def period(key: str, now: datetime, timezone: str) -> Period:
    """Whole days up to and with today; an unknown key means 90 days."""
    key = key if key in PERIODS else "90"
    zone = ZoneInfo(timezone)
    tomorrow = now.astimezone(zone).date() + timedelta(days=1)
    until = datetime.combine(tomorrow, time(), zone)
    if key == "all":
        return Period(key, None, until)
    return Period(key, datetime.combine(tomorrow - timedelta(days=int(key)), time(), zone), until)


def buckets(first: date, last: date, unit: str) -> list[date]:
    """The Mondays, or the firsts of the months, from the one of `first` to the one of `last`."""
    found = []
    day = first.replace(day=1) if unit == "month" else first - timedelta(days=first.weekday())
    while day <= last:
        found.append(day)
        day = (day.replace(day=28) + timedelta(days=4)).replace(day=1) if unit == "month" else day + timedelta(days=7)
    return found


def wilson(hits: int, cases: int) -> tuple[float, float] | None:
    """The 95 % interval of a share; None without cases."""
    if cases <= 0:
        return None
    z = 1.959964
    share, square = hits / cases, z * z / cases
    centre = (share + square / 2) / (1 + square)
    spread = z * math.sqrt(share * (1 - share) / cases + square / (4 * cases)) / (1 + square)
    return max(0.0, centre - spread), min(1.0, centre + spread)


def share(part: int | Decimal, whole: int | Decimal, cases: int) -> float | None:
    """A share fit to be shown; None where there is nothing to divide by, or too few cases."""
    return float(part / whole) if whole and cases >= ENOUGH else None


def main_currency(found: Sequence[str], programme: str, wanted: str = "") -> str:
    """The one a page is about: the wanted one if it is there, else the programme's, else the most frequent."""
    if wanted in found:
        return wanted
    return programme if programme in found or not found else found[0]


def safe_cell(value: object) -> str:
    """A cell that no spreadsheet takes for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
