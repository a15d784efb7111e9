"""I1: nobody gets it twice, however many workers plan, claim and begin at once. With the guard, and without."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from uuid import UUID

import pytest
from sqlalchemy import Engine, func, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tcma.adapters.local import LocalMailer
from tcma.base import clock
from tcma.base.db import transaction
from tcma.delivery import actions
from tcma.delivery.models import Attempt, Message, Step
from tests.delivery.conftest import MakeStep, person
from tests.delivery.interleaving import Stage
from tests.delivery.test_stopping import CLAIM, beginning
from tests.delivery.world import claimed, counted, drain

SKIP_LOCKED = r" FOR UPDATE SKIP LOCKED"
NEW = range(100, 103)  # people who are not planned yet


def planning(step_id: UUID) -> Callable[[Session], int]:
    def plan(session: Session) -> int:
        step = session.get_one(Step, step_id)
        return actions.plan(session, step=step, recipients=map(person, NEW), now=clock.now(session))

    return plan


def claiming(step_id: UUID) -> Callable[[Session], actions.Claim | None]:
    return lambda session: actions.claim(session, step_id=step_id, size=5, lease=60)


def rows_of(claim: actions.Claim) -> int:
    with transaction() as session:
        return session.scalar(select(func.count()).where(Message.claim_id == claim.id)) or 0


def open_attempts() -> int:
    with transaction() as session:
        return session.scalar(select(func.count()).where(Attempt.outcome.is_(None))) or 0


@contextmanager
def dropped(engine: Engine, drop: str, again: str) -> Iterator[None]:
    """The database without one of its constraints."""
    with engine.begin() as connection:
        connection.execute(text(drop))
    try:
        yield
    finally:
        with engine.begin() as connection:
            connection.execute(text("TRUNCATE messages CASCADE"))
            connection.execute(text(again))


@pytest.fixture
def without_unique_recipients(database: Engine) -> Iterator[None]:
    name = "uq_messages_step_id_recipient_key"
    with dropped(database, f"ALTER TABLE messages DROP CONSTRAINT {name}",
                 f"ALTER TABLE messages ADD CONSTRAINT {name} UNIQUE (step_id, recipient_key)"):
        yield


@pytest.fixture
def without_living_index(database: Engine) -> Iterator[None]:
    with database.connect() as connection:
        known = connection.scalar(text("SELECT indexdef FROM pg_indexes WHERE indexname = 'uq_attempts_alive'"))
    with dropped(database, "DROP INDEX uq_attempts_alive", str(known)):
        yield


def test_two_that_plan_at_once_add_everyone_once(stage: Stage, make_step: MakeStep) -> None:
    step_id = make_step(0)
    first = stage.start(planning(step_id), until="")
    second = stage.start(planning(step_id))
    assert second.settled() == "waits"
    assert (first.end(), second.end()) == (3, 0)
    assert counted(step_id) == {"queued": 3}


def test_without_the_constraint_two_that_plan_add_everyone_twice(
    stage: Stage, make_step: MakeStep, without_unique_recipients: None
) -> None:
    step_id = make_step(0)
    first = stage.start(planning(step_id), until="")
    second = stage.start(planning(step_id))
    assert (first.end(), second.end()) == (3, 3)
    assert counted(step_id) == {"queued": 6}


def test_two_that_claim_at_once_share_the_rows_without_waiting(stage: Stage, make_step: MakeStep) -> None:
    step_id = make_step(10)
    first = stage.start(claiming(step_id), until="")
    second = stage.start(claiming(step_id))
    assert second.settled() == "ended"
    mine, yours = first.end(), second.end()
    assert (rows_of(mine), rows_of(yours)) == (5, 5)


def test_without_the_lock_the_second_takes_the_rows_of_the_first(stage: Stage, make_step: MakeStep) -> None:
    step_id = make_step(10)
    with stage.without(SKIP_LOCKED):
        first = stage.start(claiming(step_id), until="")
        second = stage.start(claiming(step_id))
        assert second.settled() == "waits"
        mine, yours = first.end(), second.end()
    assert (rows_of(mine), rows_of(yours)) == (0, 5)


def test_a_claim_can_be_begun_once(stage: Stage, make_step: MakeStep) -> None:
    step_id = make_step()
    claim = claimed(step_id)
    first = stage.start(beginning(claim), until="")
    second = stage.start(beginning(claim))
    assert second.settled() == "waits"
    assert first.end()
    assert second.end() is None
    assert open_attempts() == 3


def test_without_the_look_at_the_claim_the_database_refuses_the_second(stage: Stage, make_step: MakeStep) -> None:
    step_id = make_step()
    claim = claimed(step_id)
    with stage.without(CLAIM):
        first = stage.start(beginning(claim), until="")
        second = stage.start(beginning(claim))
        assert first.end()
        with pytest.raises(IntegrityError, match="uq_attempts_alive"):
            second.end()
    assert open_attempts() == 3


def test_without_the_index_too_everyone_would_get_it_twice(
    stage: Stage, make_step: MakeStep, without_living_index: None
) -> None:
    step_id = make_step()
    claim = claimed(step_id)
    with stage.without(CLAIM):
        first = stage.start(beginning(claim), until="")
        second = stage.start(beginning(claim))
        assert first.end()
        assert second.end()
    assert open_attempts() == 6


def test_eight_workers_at_once_hand_everyone_over_once(
    stage: Stage, make_step: MakeStep, mailer: LocalMailer
) -> None:
    step_id = make_step(400)
    with ThreadPoolExecutor(8) as workers:
        list(workers.map(drain, [step_id] * 8))
    assert counted(step_id) == {"accepted": 400}
    assert sorted(mailer.recipients) == sorted({f"person{n}@example.com" for n in range(400)})
