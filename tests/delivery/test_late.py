"""Answers that come late, twice or never, and workers that die: what is moved on, and where it ends."""


from tcma.adapters.local import LocalMailer, accept_all
from tcma.base import clock
from tcma.base.db import transaction
from tcma.delivery import actions
from tcma.delivery.actions.claim import due_steps
from tcma.delivery.models import Step
from tcma.delivery.ports import Later, Lost
from tcma.delivery.rules import Outcome, Policy
from tcma.rights.actions.erasing import erase
from tests.delivery.conftest import MakeStep
from tests.delivery.world import (
    answered,
    begun,
    claimed,
    counted,
    drain,
    expire,
    long_ago,
    outcomes,
    raising,
    reap,
    rush,
)


def test_what_got_no_answer_is_never_sent_again_by_itself(make_step: MakeStep, mailer: LocalMailer) -> None:
    mailer.answer = raising(Lost("reset"))
    step_id = make_step()
    drain(step_id)
    mailer.answer = accept_all
    long_ago(minutes=3_000)
    reap()
    rush(step_id)
    drain(step_id)
    assert counted(step_id) == {"unconfirmed": 3}
    assert len(mailer.recipients) == 3


def test_a_mail_a_person_asked_for_is_sent_once_more_after_two_minutes(
    make_step: MakeStep, mailer: LocalMailer
) -> None:
    mailer.answer = raising(Lost("reset"))
    step_id = make_step(1, policy=Policy.AT_LEAST_ONCE)
    drain(step_id)
    reap()
    assert counted(step_id) == {"unconfirmed": 1}, "not before two minutes are over"
    long_ago()
    reap()
    with transaction() as session:
        assert due_steps(session) == [step_id], "its step had ended, and is open again"
    drain(step_id)
    assert len(mailer.recipients) == 2
    assert outcomes() == ["superseded", "unknown"]
    long_ago(minutes=60)
    reap()
    drain(step_id)
    assert len(mailer.recipients) == 2, "once more, and no more"


def test_nobody_who_was_erased_is_written_to_once_more(make_step: MakeStep, mailer: LocalMailer) -> None:
    mailer.answer = raising(Lost("reset"))
    step_id = make_step(1, policy=Policy.AT_LEAST_ONCE)
    drain(step_id)
    with transaction() as session:
        erase(session, "person0@example.com", now=clock.now(session))
    long_ago()
    reap()
    assert counted(step_id) == {"unconfirmed": 1}
    drain(step_id)
    assert len(mailer.recipients) == 1


def test_a_throttled_first_try_does_not_use_up_the_second(make_step: MakeStep, mailer: LocalMailer) -> None:
    step_id = make_step(1, policy=Policy.AT_LEAST_ONCE)
    for error in (Later("429"), Lost("reset")):
        mailer.answer = raising(error)
        drain(step_id)
        rush(step_id)
    mailer.answer = accept_all
    long_ago()
    reap()
    drain(step_id)
    assert counted(step_id) == {"accepted": 1}
    assert outcomes() == ["returned", "superseded", "accepted"]


def test_a_claim_of_a_dead_worker_is_taken_up_by_another(make_step: MakeStep, mailer: LocalMailer) -> None:
    step_id = make_step()
    claimed(step_id)
    drain(step_id)
    assert counted(step_id) == {"claimed": 3}
    expire(step_id)
    reap()
    drain(step_id)
    assert counted(step_id) == {"accepted": 3}
    assert len(mailer.recipients) == 3


def test_a_worker_that_died_between_begin_and_answer_leaves_it_unconfirmed(make_step: MakeStep) -> None:
    step_id = make_step()
    begun(step_id)
    assert counted(step_id) == {"sending": 3}
    expire(step_id)
    reap()
    assert counted(step_id) == {"unconfirmed": 3}


def test_a_worker_that_wakes_after_its_lease_begins_nothing(make_step: MakeStep, mailer: LocalMailer) -> None:
    step_id = make_step()
    claim = claimed(step_id)
    expire(step_id)
    with transaction() as session:
        assert actions.begin(session, claim_id=claim.id, lease=60, now=clock.now(session)) is None


def test_an_answer_after_the_reaper_gave_up_still_counts(make_step: MakeStep) -> None:
    step_id = make_step()
    ids = list(begun(step_id).messages)
    expire(step_id)
    reap()
    answered(ids, Outcome.ACCEPTED)
    assert counted(step_id) == {"accepted": 3}


def test_an_answer_that_is_recorded_twice_moves_nothing_the_second_time(make_step: MakeStep) -> None:
    step_id = make_step(1)
    first = list(begun(step_id).messages)
    answered(first, Outcome.RETURNED)
    rush(step_id)
    begun(step_id)
    answered(first, Outcome.RETURNED)
    assert counted(step_id) == {"sending": 1}


def test_an_answer_to_a_superseded_attempt_does_not_touch_the_new_one(make_step: MakeStep) -> None:
    step_id = make_step(1, policy=Policy.AT_LEAST_ONCE)
    first = list(begun(step_id).messages)
    answered(first, Outcome.UNKNOWN)
    long_ago()
    reap()
    begun(step_id)
    answered(first, Outcome.ACCEPTED)
    assert counted(step_id) == {"sending": 1}
    assert outcomes() == ["superseded", "open"]


def test_what_comes_back_to_a_cancelled_step_is_cancelled_too(make_step: MakeStep) -> None:
    step_id = make_step(2)
    ids = list(begun(step_id).messages)
    with transaction() as session:
        assert actions.cancel(session, [step_id], reason="stopped", now=clock.now(session)) == 0
    answered(ids, Outcome.RETURNED)
    reap()
    assert counted(step_id) == {"cancelled": 2}
    with transaction() as session:
        assert session.get_one(Step, step_id).finished_at is not None


def test_attempts_that_came_too_late_to_call_are_ended_unmade(make_step: MakeStep) -> None:
    step_id = make_step(2)
    claim = claimed(step_id)
    with transaction() as session:
        assert actions.begin(session, claim_id=claim.id, lease=60, now=clock.now(session))
    with transaction() as session:
        assert actions.abort(session, claim.id) == 2
    assert counted(step_id) == {"queued": 2}
    assert outcomes() == ["aborted", "aborted"]
    assert len(begun(step_id).messages) == 2
