"""A launch: its states, its times, who gets which language."""

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Any, Self
from uuid import UUID
from zoneinfo import ZoneInfo

from tcma.base.errors import Refusal
from tcma.base.words import N_, nearest_language


class LaunchState(enum.StrEnum):
    """draft -> holding -> scheduled -> sending <-> paused -> sent | stopped."""

    DRAFT = "draft"
    HOLDING = "holding"
    SCHEDULED = "scheduled"
    SENDING = "sending"
    PAUSED = "paused"
    SENT = "sent"
    STOPPED = "stopped"


RUNNING = (LaunchState.SCHEDULED, LaunchState.SENDING)
ACTIVE = (LaunchState.HOLDING, LaunchState.SCHEDULED, LaunchState.SENDING, LaunchState.PAUSED)
SEGMENT = "segment:"
"""Before the id of a segment, where a list may stand."""

OVER = (LaunchState.SENT, LaunchState.STOPPED)


class NotNow(Refusal):
    """The launch is in another state than the verb needs."""


class NotReady(Refusal):
    """Something that a launch, or an event, needs is missing; `place` names the field that gives it."""

    def __init__(self, message: str, *, place: str = "", **values: Any) -> None:
        super().__init__(message, **values)
        self.place = place
        self.status = 422 if place else Refusal.status


class AlreadyScheduled(Refusal):
    """The same launch with other content under the same key."""

    status = 422


@dataclass(frozen=True)
class Whom:
    """The people of a list, or of a segment; of neither while nothing is chosen. A page's field says it as text."""

    list_id: UUID | None = None
    segment_id: UUID | None = None

    @classmethod
    def read(cls, text: str) -> Self:
        """What a field says. Raises ValueError."""
        if text.startswith(SEGMENT):
            return cls(segment_id=UUID(text.removeprefix(SEGMENT)))
        return cls(list_id=UUID(text) if text else None)

    def __str__(self) -> str:
        return str(self.list_id or "") if self.segment_id is None else f"{SEGMENT}{self.segment_id}"


@dataclass(frozen=True)
class Wish:
    """What a partner wants of a launch, as one page sends it. `words` are in `language`; None changes nothing."""

    language: str = ""
    words: Mapping[str, str] = field(default_factory=dict)
    languages: tuple[str, ...] | None = None
    list_id: UUID | None = None  # a list, or
    segment_id: UUID | None = None
    when: str = "best"
    at: datetime | None = None
    colour: str | None = None
    sender: str | None = None


BEST_DAY, BEST_HOUR = 1, time(10)  # Tuesday 10:00, until this partner's people have clicked 200 times


def best_time(now: datetime, zone: str) -> datetime:
    """The next Tuesday 10:00 in the partner's zone, at least an hour away. In UTC."""
    local = (now + timedelta(hours=1)).astimezone(ZoneInfo(zone))
    day = local.date() + timedelta(days=(BEST_DAY - local.weekday()) % 7)
    found = datetime.combine(day, BEST_HOUR, ZoneInfo(zone))
    if found < local:
        found = datetime.combine(day + timedelta(days=7), BEST_HOUR, ZoneInfo(zone))
    return found.astimezone(UTC)


def step_time(start: datetime, day: int, zone: str) -> datetime:
    """`day` days after `start` at the same wall-clock time of the zone, across daylight saving. In UTC."""
    local = start.astimezone(ZoneInfo(zone))
    later = datetime.combine(local.date() + timedelta(days=day), local.time(), ZoneInfo(zone))
    return later.astimezone(UTC)


def start_time(when: str, at: datetime | None, *, now: datetime, hold: timedelta, zone: str) -> datetime:
    """When the first mail is due: `now` (after the hold), `best`, or `at` a time. In UTC.

    Refuses a time that is over, or more than a year away.
    """
    if when == "best":
        return max(best_time(now, zone), now + hold)
    if when == "now":
        return now + hold
    if at is None:
        raise NotReady(N_("Choose a day and a time, or let it go at the best time."), place="at")
    if at < now:
        raise NotReady(N_("That time is over. Choose a later one."), place="at")
    if at > now + timedelta(days=366):
        raise NotReady(N_("That is more than a year away. Choose an earlier day."), place="at")
    return max(at, now + hold).astimezone(UTC)


def language_for(person: str, partner: str, source: str, offered: Sequence[str]) -> str:
    """The contact's language, else the partner's, else the campaign's own, else any: the first that is offered.

    A tag with a region is served by its language, de-AT by de, and a language by that of a region, pt by pt-BR.
    """
    near = (nearest_language(tag, offered) for tag in (person, partner, source))
    return next(filter(None, near), None) or next(iter(offered), source)


def sender_name(partner: str, vendor: str) -> str:
    """Who a mail is from, as the inbox shows it."""
    return f"{partner} via {vendor}"
