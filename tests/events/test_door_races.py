"""Several doors at the same instant, on connections of their own; and what would happen without the locks."""

from collections import Counter
from collections.abc import Callable
from uuid import UUID

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from tcma.base.db import transaction
from tcma.events.actions.door import WalkIn, check_in, walk_in
from tcma.events.models import Registration
from tcma.events.rules import SeatState
from tcma.tracking.models import Response
from tcma.tracking.rules import ResponseKind
from tests.delivery.interleaving import Stage
from tests.events.world import LUNCH, NOW, build
from tests.racing import race

SEATS = 3
ROW = r"( FOR UPDATE)(?=\s*$)"  # of a guest's row, and of the event's


@pytest.fixture
def event_id(session: Session, database: Engine) -> UUID:
    """Two of three seats are taken."""
    world = build(session)
    event = world.published(capacity=SEATS)
    for name in ("Sara", "Jonas"):
        world.registers(event, name, now=NOW)
    session.commit()
    return event.id


def sara(event_id: UUID) -> UUID:
    with transaction() as session:
        return session.scalars(select(Registration.id).where(Registration.event_id == event_id,
                                                             Registration.first_name == "Sara")).one()  # fmt: skip


def scanning(event_id: UUID, guest_id: UUID, key: str) -> Callable[[Session], str]:
    return lambda session: check_in(session, event_id, guest_id, key=key, at=LUNCH, now=LUNCH).outcome.value


def coming(event_id: UUID, name: str, key: str) -> Callable[[Session], str]:
    person = WalkIn(f"{name.lower()}@reader.example", name, "Sample")
    return lambda session: walk_in(session, event_id, person, key=key, at=LUNCH, now=LUNCH).outcome.value


def at_once(works: list[Callable[[Session], str]]) -> Counter[str]:
    found: list[str] = []

    def step(work: Callable[[Session], str]) -> Callable[[], None]:
        def run() -> None:
            with transaction() as session:
                result = work(session)
            found.append(result)

        return run

    race([step(work) for work in works])
    return Counter(found)


def inside(event_id: UUID) -> int:
    with transaction() as session:
        rows = select(func.count()).where(Registration.event_id == event_id, Registration.state == SeatState.ATTENDED)
        return session.scalar(rows) or 0


def attendances() -> int:
    with transaction() as session:
        return session.scalar(select(func.count()).where(Response.kind == ResponseKind.ATTENDANCE)) or 0


def test_ten_scans_of_one_ticket_at_once_are_one_guest(event_id: UUID) -> None:
    guest = sara(event_id)
    assert at_once([scanning(event_id, guest, str(number)) for number in range(10)]) == {"in": 1, "already": 9}
    assert (inside(event_id), attendances()) == (1, 1)


def test_ten_walk_ins_for_one_seat_at_once_and_one_gets_it(event_id: UUID) -> None:
    works = [coming(event_id, f"Guest{number}", str(number)) for number in range(10)]
    assert at_once(works) == {"in": 1, "full": 9}
    assert inside(event_id) == 1


def test_one_walk_in_sent_ten_times_at_once_is_one_guest(event_id: UUID) -> None:
    assert at_once([coming(event_id, "Ruth", "w")] * 10) == {"in": 10}
    assert (inside(event_id), attendances()) == (1, 1)


def test_two_who_scan_one_ticket_wait_for_each_other(database: Engine, event_id: UUID) -> None:
    guest = sara(event_id)
    with Stage(database).open() as stage:
        first = stage.start(scanning(event_id, guest, "a"), until="")
        second = stage.start(scanning(event_id, guest, "b"))
        assert second.settled() == "waits"
        assert (first.end(), second.end()) == ("in", "already")


def test_without_the_lock_both_scans_would_be_green(database: Engine, event_id: UUID) -> None:
    guest = sara(event_id)
    with Stage(database).open() as stage, stage.without(ROW):
        first = stage.start(scanning(event_id, guest, "a"), until=r"^SELECT event_registrations\.id,")
        second = stage.start(scanning(event_id, guest, "b"))
        assert (second.end(), first.end()) == ("in", "in")


def test_two_who_walk_in_wait_for_each_other(database: Engine, event_id: UUID) -> None:
    with Stage(database).open() as stage:
        first = stage.start(coming(event_id, "Ruth", "a"), until="")
        second = stage.start(coming(event_id, "Omar", "b"))
        assert second.settled() == "waits"
        assert (first.end(), second.end()) == ("in", "full")


def test_without_the_lock_both_would_take_the_last_seat(database: Engine, event_id: UUID) -> None:
    with Stage(database).open() as stage, stage.without(ROW):
        first = stage.start(coming(event_id, "Ruth", "a"), until="")
        second = stage.start(coming(event_id, "Omar", "b"))
        assert (second.end(), first.end()) == ("in", "in")
    with transaction() as session:
        taken = select(func.count()).where(Registration.event_id == event_id)
        assert session.scalar(taken) == SEATS + 1
