"""Everyone at once, on connections of their own."""

from collections import Counter
from collections.abc import Callable
from threading import Barrier
from uuid import UUID

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from tcma.base.db import transaction
from tcma.events import actions
from tcma.events.actions import Origin, lock_event
from tcma.events.actions.locks import Lock
from tcma.events.models import Event, Registration
from tcma.events.rules import SeatState
from tests.events.world import NOW, World, build
from tests.racing import race

SEATS, PEOPLE = 25, 75
PLACES = 25  # connections that are in their transactions at the same moment


def everyone_registers(
    world: World, lock: Callable[[Barrier], Lock], people: int, *, seats: int = SEATS
) -> Counter[str]:
    """So many people send the form at the same instant; how many got what."""
    event_id = world.published(capacity=seats).id
    page, start = world.page, Barrier(min(people, PLACES), timeout=30)
    guests = [world.guest(f"Guest{number}") for number in range(people)]
    world.session.commit()

    def send(number: int) -> Callable[[], None]:
        def step() -> None:
            with transaction() as session:
                actions.register(session, event_id, guests[number], Origin(page), now=NOW, lock=lock(start))

        return step

    race([send(number) for number in range(people)])
    rows = select(Registration.state, func.count()).where(Registration.event_id == event_id)
    return Counter({state.value: n for state, n in world.session.execute(rows.group_by(Registration.state))})


def together(start: Barrier) -> Lock:
    def lock(session: Session, event_id: UUID) -> Event:
        session.connection()
        start.wait()  # as many as there are connections are in their transactions now
        return lock_event(session, event_id)

    return lock


def unlocked(start: Barrier) -> Lock:
    def lock(session: Session, event_id: UUID) -> Event:
        found = session.get_one(Event, event_id)
        start.wait()
        return found

    return lock


def test_fifty_more_than_there_are_seats_at_once_and_not_one_too_many_gets_one(
    session: Session, database: Engine
) -> None:
    found = everyone_registers(build(session), together, PEOPLE)
    assert found == {"confirmed": SEATS, "waitlisted": PEOPLE - SEATS}
    waiting = session.scalars(select(Registration.position).where(Registration.state == SeatState.WAITLISTED)).all()
    assert sorted(waiting) == list(range(1, PEOPLE - SEATS + 1))  # every place is somebody's own


def test_without_the_lock_there_would_be_more_guests_than_seats(session: Session, database: Engine) -> None:
    """The twin that shows what the lock is for."""
    found = everyone_registers(build(session), unlocked, PLACES, seats=3)
    assert found["confirmed"] > 3


def test_one_person_who_sends_the_form_twice_at_once_has_one_seat(session: Session, database: Engine) -> None:
    world = build(session)
    event_id, page, guest = world.published(capacity=SEATS).id, world.page, world.guest("Sara")
    session.commit()
    start = Barrier(2, timeout=30)

    def send() -> None:
        with transaction() as own:
            actions.register(own, event_id, guest, Origin(page), now=NOW, lock=together(start))

    race([send, send])
    assert session.scalar(select(func.count()).select_from(Registration)) == 1


def test_a_seat_given_back_by_two_at_once_makes_two_offers_and_no_more(session: Session, database: Engine) -> None:
    world = build(session)
    event = world.published(capacity=2)
    first = [world.registers(event, name).id for name in ("Sara", "Jonas")]
    for name in ("Layla", "Omar", "Nour"):
        world.registers(event, name)
    event_id = event.id
    session.commit()
    start = Barrier(2, timeout=30)

    def back(one: UUID) -> Callable[[], None]:
        def step() -> None:
            with transaction() as own:
                own.connection()
                start.wait()
                actions.give_back(own, one, now=NOW)

        return step

    race([back(one) for one in first])
    rows = select(Registration.state, func.count()).where(Registration.event_id == event_id)
    found = {state.value: n for state, n in session.execute(rows.group_by(Registration.state))}
    assert found == {"cancelled": 2, "offered": 2, "waitlisted": 1}
