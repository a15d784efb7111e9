"""When each mail of a step may leave: by its reader's clock, and outside of quiet hours."""

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, or_, select, update
from sqlalchemy import func as sql
from sqlalchemy.orm import Session

from tcma.base.zones import moment, wall
from tcma.delivery.actions.capping import is_capped
from tcma.delivery.actions.claim import in_seconds
from tcma.delivery.models import Message, Step
from tcma.delivery.queries.quiet import quiet_hours
from tcma.delivery.rules import MessageState
from tcma.delivery.rules.quiet import Quiet
from tcma.delivery.rules.waiting import Wait
from tcma.partners.models import Partner


@dataclass(frozen=True)
class Leaving:
    """Not before `at`, in product time, and what for; at once where it is None."""

    at: datetime | None = None
    why: str = ""


@dataclass(frozen=True)
class Timing:
    """When the mails of one step leave. Quiet hours are for marketing: what somebody asked for comes at any hour."""

    quiet: Quiet
    zone: str  # of readers of whom no other is known; '' where no clock matters
    local_at: datetime | None
    now: datetime
    _known: dict[tuple[str, datetime | None], Leaving] = field(default_factory=dict)

    def zone_of(self, zone: str) -> str:
        return (zone or self.zone) if self.zone else ""

    def leaves(self, zone: str, own: datetime | None = None) -> Leaving:
        """For a reader whose clock runs in `zone`; `own` is a time of this reader alone."""
        key = (zone, own)
        if key not in self._known:
            self._known[key] = self._leaves(zone, own)
        return self._known[key]

    def _leaves(self, zone: str, own: datetime | None) -> Leaving:
        start, why = own or self.now, Wait.OWN
        if own is None and self.local_at is not None and zone:
            start, why = moment(self.local_at, zone), Wait.LOCAL
        start = max(start, self.now)
        found = self.quiet.opens(start, zone) if zone and self.quiet else start
        if found > start:
            why = Wait.QUIET
        return Leaving(found, why.value) if found > self.now else Leaving()


def timing_of(session: Session, step: Step, *, now: datetime) -> Timing:
    if not is_capped(step):
        return Timing(Quiet(), "", None, now)
    zone = session.get_one(Partner, step.partner_id).timezone
    return Timing(quiet_hours(session), zone, step.local_at, now)


def quiet_now(session: Session, step: Step, zones: Mapping[UUID, str], *, now: datetime) -> dict[str, datetime]:
    """{zone: when quiet hours there are over} of those zones ({message id: zone}) in which it is quiet now."""
    quiet = quiet_hours(session) if is_capped(step) else Quiet()
    if not quiet:
        return {}
    return {zone: quiet.opens(now, zone) for zone in set(zones.values())
            if zone and quiet.holds(wall(now, zone), zone)}  # fmt: skip


def put_off(
    session: Session, step: Step, claim_id: UUID, *, until: datetime, why: Wait, now: datetime, zone: str | None = None
) -> int:
    """What is claimed under this id waits until then, and with it what else of the step is due; of one zone, or all.

    Comes last in a transaction, and never waits for a row: who works on one puts it off by itself.
    """
    due = and_(Message.state == MessageState.QUEUED, Message.not_before <= sql.clock_timestamp())
    mine = and_(Message.state == MessageState.CLAIMED, Message.claim_id == claim_id)
    rows = select(Message.id).where(Message.step_id == step.id, or_(mine, due))
    if zone is not None:
        rows = rows.where(Message.timezone == zone)
    waiting = rows.with_for_update(skip_locked=True).cte("waiting")
    statement = (
        update(Message).where(Message.id.in_(select(waiting.c.id)))
        .values(state=MessageState.QUEUED, claim_id=None, lease_until=None, **not_before(until, why, now))
        .returning(Message.id)
    )
    return len(session.scalars(statement).all())


def put_off_a_day(
    session: Session, step: Step, claim_id: UUID, zones: Set[str], *, until: datetime, now: datetime
) -> None:
    """The same for a sender whose day is full: until the next one, and where it is quiet then, until it is not."""
    quiet = quiet_hours(session)
    for zone in sorted(filter(None, zones)):
        put_off(session, step, claim_id, until=quiet.opens(until, zone), why=Wait.WARM_UP, now=now, zone=zone)
    put_off(session, step, claim_id, until=until, why=Wait.WARM_UP, now=now)


def not_before(until: datetime, why: Wait, now: datetime) -> dict[str, Any]:
    """Columns of a message that waits: the time for people, and the same by the database's clock."""
    return {"leaves_at": until, "waits_for": why.value, "not_before": in_seconds((until - now).total_seconds())}
