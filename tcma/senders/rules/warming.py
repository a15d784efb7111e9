"""Warming up: how much a new domain may send in a day, until mailbox providers know it.

It begins with 50, and doubles after each day of which at least half was used: no published plan grows faster
(customer.io: never more than double the stage before; HighLevel: the next stage begins when this one was used up). A
domain that rests for a month is as good as new.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tcma.base.words import format_number, ngettext
from tcma.base.zones import moment, wall

FIRST = 50  # mails on the first day
USED = 0.5  # of a day's limit, for the next one to be higher
RESTED = timedelta(days=30)
GROWN = 50_000  # a day; who is allowed that needs no ramp any more


def limit_of(level: int) -> int:
    """Mails of a day: 50, 100, 200, 400 ..."""
    return FIRST << level


@dataclass(frozen=True)
class Ramp:
    """How far a domain has come: what was taken of the limit of its last `day`."""

    level: int
    day: date
    taken: int

    @property
    def limit(self) -> int:
        return limit_of(self.level)

    @property
    def left(self) -> int:
        return max(0, self.limit - self.taken)

    def on(self, today: date) -> "Ramp":
        """The same on that day. A clock that was put back makes no new day."""
        if today <= self.day:
            return self
        if today - self.day > RESTED:
            return Ramp(0, today, 0)
        return Ramp(self.level + (self.taken >= self.limit * USED), today, 0)


def day_of(now: datetime, zone: str) -> date:
    """Days are those of the programme."""
    return wall(now, zone).date()


def next_day(day: date, zone: str) -> datetime:
    """When the day after that begins, in UTC."""
    return moment(datetime.combine(day + timedelta(days=1), datetime.min.time()), zone)


def is_grown(limit: int, day_quota: float) -> bool:
    """Whether a day's limit holds nothing back any more: the account's quota is less, or it is enough for anybody."""
    return limit >= GROWN or 0 < day_quota <= limit


def warming_words(domain: str, ramp: Ramp) -> str:
    """How far a new sender is today."""
    return ngettext("Warming up %(domain)s: %(taken)s of today's %(num)s is sent.",
                    "Warming up %(domain)s: %(taken)s of today's %(num)s are sent.", ramp.limit,
                    domain=domain, taken=format_number(ramp.taken))  # fmt: skip
