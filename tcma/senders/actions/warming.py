"""A new domain's daily room: begun, taken, given back, ended. Whoever takes of it holds its row until the commit."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from tcma.base import facts
from tcma.base.db import new_id
from tcma.base.errors import Invalid, NotFound, Refusal
from tcma.base.words import N_
from tcma.partners.models import Programme
from tcma.senders.models import WarmUp
from tcma.senders.queries.warming import ramp_of
from tcma.senders.rules.warming import Ramp, day_of, next_day

REASON_MAX = 300
WARM_UP_ENDED = "warm-up ended"
"""Subject: the warm-up."""


@dataclass(frozen=True)
class Room:
    """What a domain may still send on its day, and when the next one begins."""

    domain: str
    ramp: Ramp
    opens_at: datetime

    @property
    def left(self) -> int:
        return self.ramp.left


def start_warm_up(session: Session, domain: str, *, now: datetime) -> None:
    """From now on what it sends in a day is limited; one that was ended stays so."""
    day = day_of(now, session.get_one(Programme, 1).timezone)
    begun = insert(WarmUp).values(
        id=new_id(), domain=domain, level=0, day=day, taken=0, started_at=now, ended_reason=""
    )
    session.execute(begun.on_conflict_do_nothing(index_elements=["domain"]))


def _open(session: Session, domain: str) -> WarmUp | None:
    """Its row, locked, while it is warming up."""
    open_ = select(WarmUp).where(WarmUp.domain == domain, WarmUp.ended_at.is_(None))
    return session.scalars(open_.with_for_update().execution_options(populate_existing=True)).one_or_none()


def room_of(session: Session, domain: str, *, now: datetime) -> Room | None:
    """What is left for today, its row locked; None for a domain that is not warming up."""
    row = _open(session, domain)
    if row is None:
        return None
    zone = session.scalars(select(Programme.timezone)).one()
    ramp = ramp_of(row).on(day_of(now, zone))
    return Room(domain, ramp, next_day(ramp.day, zone))


def take(session: Session, room: Room, number: int) -> None:
    """So many of it go now."""
    if not number:
        return
    session.execute(
        update(WarmUp).where(WarmUp.domain == room.domain)
        .values(level=room.ramp.level, day=room.ramp.day, taken=room.ramp.taken + number)
    )


def give_back(session: Session, domain: str, number: int, *, now: datetime) -> None:
    """So many certainly did not leave after all: their room is there again, if it still is that day."""
    row = _open(session, domain)
    if row is None:
        return
    if row.day == day_of(now, session.scalars(select(Programme.timezone)).one()):
        row.taken = max(0, row.taken - number)
        session.flush()


def end_warm_up(
    session: Session, domain: str, *, reason: str, now: datetime, person_id: UUID | None = None
) -> WarmUp:
    """No limit any more: it has grown, or a person says why it needs none. What waits for it goes on by itself.

    NotFound: it is not warming up. Invalid without a reason.
    """
    row = _open(session, domain)
    if row is None:
        raise NotFound
    words = " ".join(reason.split())
    if not words:
        raise Invalid({"reason": Refusal(N_("Say why it needs no warming up: whoever looks later wants to know."))})
    if len(words) > REASON_MAX:
        raise Invalid({"reason": Refusal(N_("Use at most %(limit)s characters."), limit=REASON_MAX)})
    row.ended_at, row.ended_by, row.ended_reason = now, person_id, words
    session.flush()
    facts.record(session, WARM_UP_ENDED, row.id)
    return row
