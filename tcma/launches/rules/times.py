"""When the mails of a launch are due: the first by what the partner chose, those after it by the kit."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from tcma.base.words import N_
from tcma.base.zones import moment, wall, weekend, workdays_after
from tcma.catalogue.rules import Step
from tcma.delivery.rules.quiet import Quiet
from tcma.launches.rules.states import NotReady

AT_A_TIME = ("at", "local")
"""Kinds of *when* for which a person picks the day and the time."""
ENOUGH = 200
"""Verified clicks, from which on a partner's own best hour is told; fewer say little of 168 hours."""
_A_MONDAY = date(2026, 1, 5)


@dataclass(frozen=True)
class Best:
    """The hour of the week at which mails go best: Tuesday 10:00, until the partner's people have clicked 200 times.

    `weekday` 0 is Monday. `clicks` have been counted, `there` of them in this hour.
    """

    weekday: int = 1
    hour: int = 10
    clicks: int = 0
    there: int = 0
    measured: bool = False


def best_of(clicks: Mapping[tuple[int, int], int], *, quiet: Quiet, zone: str) -> Best:
    """The hour with the most of the clicks ({(weekday, hour): how many}) that is not quiet; the first of equals."""
    total = sum(clicks.values())
    loud = {slot: number for slot, number in clicks.items() if not quiet.holds(_wall(*slot), zone)}
    if total < ENOUGH or not loud:
        return Best(clicks=total)
    weekday, hour = min(loud, key=lambda slot: (-loud[slot], slot))
    return Best(weekday, hour, total, loud[weekday, hour], measured=True)


def _wall(weekday: int, hour: int) -> datetime:
    return datetime.combine(_A_MONDAY + timedelta(days=weekday), time(hour))


def best_time(now: datetime, zone: str, best: Best = Best()) -> datetime:  # frozen
    """The next time at which it is that hour of the week in the zone, at least an hour away. In UTC."""
    earliest = wall(now + timedelta(hours=1), zone)
    day = earliest.date() + timedelta(days=(best.weekday - earliest.weekday()) % 7)
    found = datetime.combine(day, time(best.hour))
    return moment(found if found >= earliest else found + timedelta(days=7), zone)


def step_wall(start: datetime, step: Step, zone: str) -> datetime:
    """What the clock shows when a later mail is due, `start` being what it shows at the first: the same time of day.

    Working days are those of the place in `zone`.
    """
    day = start.date()
    later = workdays_after(day, step.workday, off=weekend(zone)) if step.workday else day + timedelta(days=step.day)
    return datetime.combine(later, start.time())


def step_time(start: datetime, step: Step, zone: str) -> datetime:
    """When that is, in UTC: days of the calendar, across daylight saving."""
    return moment(step_wall(wall(start, zone), step, zone), zone)


def first_of(local: datetime, zones: Iterable[str]) -> datetime:
    """When the clock shows this for the first time in any of these zones, in UTC."""
    return min(moment(local, zone) for zone in zones)


def start_time(
    when: str, at: datetime | None, *, now: datetime, hold: timedelta, zone: str, best: Best = Best()
) -> datetime:
    """When the first mail is due: `now` (after the hold), `best`, `at` a time, or at that time where each reader is
    (`local`: this is when it is that time in `zone`). In UTC.

    Refuses a time that is over, or more than a year away.
    """
    if when == "best":
        return max(best_time(now, zone, best), now + hold)
    if when == "now":
        return now + hold
    if at is None:
        raise NotReady(N_("Choose a day and a time, or let it go at the best time."), place="at")
    if at < now:
        raise NotReady(N_("That time is over. Choose a later one."), place="at")
    if at > now + timedelta(days=366):
        raise NotReady(N_("That is more than a year away. Choose an earlier day."), place="at")
    return max(at, now + hold).astimezone(UTC)
