"""What the door's screen shows: the guests of one event, by name, and how many are in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tcma.events.models import Event, Registration
from tcma.events.rules import SEATED, SeatState
from tcma.events.rules.door import ticket_code

EXPECTED = (SeatState.CONFIRMED, SeatState.ATTENDED, SeatState.NO_SHOW)
SHOWN = (*EXPECTED, SeatState.WAITLISTED, SeatState.OFFERED)


@dataclass(frozen=True)
class Headcount:
    """`present` of `expected` are in; `free` seats belong to nobody."""

    present: int
    expected: int
    free: int


def headcount(session: Session, event: Event) -> Headcount:
    rows = session.execute(
        select(Registration.state, func.count()).where(Registration.event_id == event.id).group_by(Registration.state)
    )
    counts: dict[SeatState, int] = dict(rows.all())
    return Headcount(
        counts.get(SeatState.ATTENDED, 0), sum(counts.get(state, 0) for state in EXPECTED),
        max(0, event.capacity - sum(counts.get(state, 0) for state in SEATED)),
    )  # fmt: skip


@dataclass(frozen=True)
class DoorGuest:
    """One line of the list. No address, no phone number: a helper needs none."""

    id: UUID
    name: str
    company: str
    state: SeatState
    code: str
    checked_in_at: datetime | None
    walk_in: bool
    key: str  # of the check-in, for undoing just that one


def guests(session: Session, event_id: UUID) -> list[DoorGuest]:
    """Everyone who may come or would like to, by last name."""
    rows = session.scalars(
        select(Registration).where(Registration.event_id == event_id, Registration.state.in_(SHOWN))
        .order_by(func.lower(Registration.last_name), func.lower(Registration.first_name), Registration.id)
    )
    return [guest(row) for row in rows]


def guest(one: Registration) -> DoorGuest:
    return DoorGuest(
        one.id, f"{one.first_name} {one.last_name}".strip() or one.email.partition("@")[0], one.company, one.state,
        ticket_code(one.id), one.checked_in_at if one.state is SeatState.ATTENDED else None, one.walk_in,
        one.check_in_key if one.state is SeatState.ATTENDED else "",
    )  # fmt: skip


def with_code(session: Session, event_id: UUID, code: str) -> UUID | None:
    """The registration of this event whose ticket bears the code; those who gave it back too, so that it is said."""
    ids: Sequence[UUID] = session.scalars(select(Registration.id).where(Registration.event_id == event_id)).all()
    return next((one for one in ids if ticket_code(one) == code), None)


def matching(found: Sequence[DoorGuest], words: str) -> list[DoorGuest]:
    """Those with every one of `words` in their name or company, in any case."""
    parts = words.casefold().split()
    return [one for one in found if all(part in f"{one.name} {one.company}".casefold() for part in parts)]
