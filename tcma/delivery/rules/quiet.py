"""Quiet hours: when no marketing leaves for a recipient, by the clock where the recipient is."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from tcma.base.zones import moment, wall, weekend

USUAL = (time(21), time(7))
"""What a new programme begins with: the night, which nobody's working day reaches into. See decision 24."""
MIDNIGHT = time(0)


@dataclass(frozen=True)
class Quiet:
    """Nothing leaves from `begins` to `ends` (over midnight where that is the earlier time), nor on days that are not
    worked where `weekends` says so. Without times and weekends nothing is ever quiet."""

    begins: time | None = None
    ends: time | None = None
    weekends: bool = False

    @property
    def hours(self) -> tuple[time, time] | None:
        """From and until; None where no hour is quiet."""
        if self.begins is None or self.ends is None or self.begins == self.ends:
            return None
        return self.begins, self.ends

    def __bool__(self) -> bool:
        return self.weekends or self.hours is not None

    def holds(self, local: datetime, zone: str) -> bool:
        """Whether it is quiet when the clock of the zone shows this."""
        return self._over(local, zone) is not None

    def opens(self, when: datetime, zone: str) -> datetime:
        """The first moment from `when` on, in UTC, at which it is not quiet in the zone: `when` itself where it is."""
        found = when
        while (over := self._over(wall(found, zone), zone)) is not None:
            after = moment(over, zone)
            # In the night the clocks go back an hour comes twice: what is quiet then is over with the second one.
            found = after if after > found else found + timedelta(hours=1)
        return found

    def _over(self, local: datetime, zone: str) -> datetime | None:
        """When what is quiet at this time of the clock ends, or the next thing that is; None while it is not."""
        if self.weekends and local.weekday() in weekend(zone):
            return datetime.combine(local.date() + timedelta(days=1), MIDNIGHT)
        if self.hours is None:
            return None
        begins, ends = self.hours
        clock = local.time()
        if begins < ends:
            return datetime.combine(local.date(), ends) if begins <= clock < ends else None
        if clock < ends:
            return datetime.combine(local.date(), ends)
        return datetime.combine(local.date() + timedelta(days=1), ends) if clock >= begins else None
