"""Plan, claim, begin, call, record, heal, reap: the promise of the delivery spec, state by state."""

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from tcma.adapters.local import LocalMailer, accept_all
from tcma.audiences.actions import suppress
from tcma.base import clock
from tcma.base.db import new_id, transaction
from tcma.composing.models import Composition
from tcma.delivery import actions
from tcma.delivery.jobs import deliver_batch
from tcma.delivery.models import Attempt, Step
from tcma.delivery.ports import Answer, Later, Lost, Never
from tcma.delivery.rules import MOVES, MessageState, Outcome, may_move
from tests.delivery.conftest import MakeStep, person
from tests.delivery.world import (
    begun,
    claimed,
    counted,
    drain,
    raising,
    reap,
    rush,
)


def test_everyone_gets_it_once_and_people_left_out_are_counted(make_step: MakeStep, mailer: LocalMailer) -> None:
    step_id = make_step(120, skipped=3)
    drain(step_id)
    assert counted(step_id) == {"accepted": 120, "skipped": 3}
    assert sorted(mailer.recipients) == sorted(f"person{n}@example.com" for n in range(120))
    assert [len(batch.entries) for batch in mailer.batches] == [50, 50, 20]


def test_planning_ten_times_adds_nobody_twice(make_step: MakeStep) -> None:
    step_id = make_step(5)
    with transaction() as session:
        step, now = session.get_one(Step, step_id), clock.now(session)
        assert sum(actions.plan(session, step=step, recipients=map(person, range(5)), now=now) for _ in range(10)) == 0
        assert actions.finish_planning(session, step=step, now=now) == 5


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (Later("429", wait=1), {"queued": 3}),
        (Never("BadRequest"), {"failed": 3}),
        (Lost("read time-out"), {"unconfirmed": 3}),
    ],
)
def test_each_kind_of_failure_proves_something_else(
    make_step: MakeStep, mailer: LocalMailer, error: Exception, expected: dict[str, int]
) -> None:
    mailer.answer = raising(error)
    step_id = make_step()
    drain(step_id)
    assert counted(step_id) == expected


def test_what_ses_put_off_goes_later_and_once(make_step: MakeStep, mailer: LocalMailer) -> None:
    mailer.answer = raising(Later("429"))
    step_id = make_step()
    drain(step_id)
    mailer.answer = accept_all
    drain(step_id)
    assert counted(step_id) == {"queued": 3}, "it waits before it is tried again"
    rush(step_id)
    drain(step_id)
    assert counted(step_id) == {"accepted": 3}


def test_entries_of_one_batch_end_each_in_their_own_way(make_step: MakeStep, mailer: LocalMailer) -> None:
    kinds = [Outcome.ACCEPTED, Outcome.REFUSED, Outcome.RETURNED, Outcome.UNKNOWN]
    mailer.answer = lambda batch: [Answer(kind, "id" * (kind is Outcome.ACCEPTED)) for kind in kinds]
    step_id = make_step(4)
    deliver_batch(step_id)
    assert counted(step_id) == {"accepted": 1, "failed": 1, "queued": 1, "unconfirmed": 1}


def test_the_database_itself_refuses_a_second_living_attempt(make_step: MakeStep) -> None:
    step_id = make_step(1)
    message = next(iter(begun(step_id).messages.values()))
    with pytest.raises(IntegrityError, match="uq_attempts_alive"), transaction() as session:
        session.add(Attempt(message_id=message.id, partner_id=message.partner_id, claim_id=new_id()))


def test_the_database_refuses_sent_without_evidence(make_step: MakeStep) -> None:
    step_id = make_step(1)
    attempt_id = next(iter(begun(step_id).messages))
    with pytest.raises(IntegrityError, match="evidence"), transaction() as session:
        session.execute(update(Attempt).where(Attempt.id == attempt_id).values(outcome=Outcome.ACCEPTED))


def test_nothing_begins_while_a_step_is_held(make_step: MakeStep, mailer: LocalMailer) -> None:
    step_id = make_step()
    claim = claimed(step_id)
    with transaction() as session:
        assert actions.hold(session, [step_id], reason="paused", now=clock.now(session)) == 1
    with transaction() as session:
        assert actions.begin(session, claim_id=claim.id, lease=60, now=clock.now(session)) is None
    drain(step_id)
    assert counted(step_id) == {"queued": 3}, "the claim was given back"
    with transaction() as session:
        actions.release(session, [step_id])
    drain(step_id)
    assert counted(step_id) == {"accepted": 3}


def test_cancelling_ends_what_has_not_begun(make_step: MakeStep, mailer: LocalMailer) -> None:
    step_id = make_step(210)
    deliver_batch(step_id)
    with transaction() as session:
        assert actions.cancel(session, [step_id], reason="stopped", now=clock.now(session)) == 10
    drain(step_id)
    assert counted(step_id) == {"accepted": 200, "cancelled": 10}


def test_who_unsubscribed_after_planning_is_skipped(make_step: MakeStep, mailer: LocalMailer) -> None:
    step_id = make_step()
    with transaction() as session:
        suppress(session, scope="global", partner_id=None, addr_key="person1@example.com", reason="complained",
                 message_id=None, now=clock.now(session))
    drain(step_id)
    assert counted(step_id) == {"accepted": 2, "skipped": 1}
    assert "person1@example.com" not in mailer.recipients


def test_what_changed_after_approval_is_not_sent(make_step: MakeStep, mailer: LocalMailer) -> None:
    step_id = make_step()
    with transaction() as session:
        session.execute(update(Composition).values(html="<p>Something else</p>"))
    drain(step_id)
    assert mailer.batches == []
    with transaction() as session:
        step = session.get_one(Step, step_id)
        assert (step.held_at is not None, step.held_reason) == (True, "changed")
    assert counted(step_id) == {"queued": 3}


def test_a_step_is_finished_when_every_mail_has_ended(make_step: MakeStep) -> None:
    step_id = make_step()
    reap()
    with transaction() as session:
        assert session.get_one(Step, step_id).finished_at is None
    drain(step_id)
    reap()
    with transaction() as session:
        assert session.get_one(Step, step_id).finished_at is not None


def test_every_move_of_the_table_is_between_states_that_exist() -> None:
    assert set(MOVES) == set(MessageState)
    assert may_move(MessageState.UNCONFIRMED, MessageState.ACCEPTED)
    assert not may_move(MessageState.ACCEPTED, MessageState.QUEUED)
