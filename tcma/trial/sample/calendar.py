"""When things happen: days are counted from a Monday thirteen weeks ago, so that weekends stay free."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

WEEKS = 13


@dataclass(frozen=True)
class Calendar:
    """`now` is today, when the sample programme arrives in the present."""

    now: datetime

    @classmethod
    def of_today(cls) -> "Calendar":
        return cls(datetime.now(UTC))

    @property
    def first_day(self) -> datetime:
        midnight = self.now.replace(hour=0, minute=0, second=0, microsecond=0)
        return midnight - timedelta(days=midnight.weekday(), weeks=WEEKS)

    def at(self, day: int, hour: float) -> datetime:
        """`hour` is UTC. Whatever today is, day 88 is over."""
        return self.first_day + timedelta(days=day, hours=hour)

    def ago(self, days: int, hour: float) -> datetime:
        """Counted from today."""
        return self.now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=-days, hours=hour)
