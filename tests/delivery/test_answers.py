"""The reaper against a late answer, a second try against a late answer, events against answers. And without locks."""

from collections.abc import Callable
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from tcma.base import clock
from tcma.base.db import transaction
from tcma.delivery import actions
from tcma.delivery.models import Attempt
from tcma.delivery.ports import Answer
from tcma.delivery.rules import Outcome, Policy
from tests.delivery.conftest import MakeStep
from tests.delivery.events import event, stored
from tests.delivery.interleaving import Player, Stage
from tests.delivery.world import answered, begun, counted, expire, long_ago, outcomes

REAPERS = r" FOR UPDATE OF messages SKIP LOCKED"
SECOND_TRYS = r" FOR UPDATE OF messages, attempts SKIP LOCKED"
RECORDS = r" FOR UPDATE$"
LOOKED_TO_RECORD = r"^SELECT messages\.id FROM messages WHERE messages\.id IN \(SELECT attempts\.message_id"
STILL_OPEN = r" AND \(attempts\.outcome IS NULL OR .*?\)(?= RETURNING)"
LOOKED = r"SELECT messages\.id FROM messages WHERE messages\.state = \S+ AND messages\.lease_until <"


def reaping(session: Session) -> dict[str, int]:
    return actions.reap(session, now=clock.now(session))


def recording(ids: list[UUID], outcome: Outcome = Outcome.ACCEPTED) -> Callable[[Session], None]:
    answers = {i: Answer(outcome, f"ses-{i}" * (outcome is Outcome.ACCEPTED)) for i in ids}
    return lambda session: actions.record(session, answers, now=clock.now(session))


def evidence() -> list[str]:
    with transaction() as session:
        return list(session.scalars(select(Attempt.ses_message_id)))


def sending(make_step: MakeStep, people: int = 1, **more: Policy) -> tuple[UUID, list[UUID]]:
    """A step all of whose mails are under way, their leases over."""
    step_id = make_step(people, **more)
    ids = list(begun(step_id).messages)
    expire(step_id)
    return step_id, ids


def test_an_answer_waits_for_the_reaper_and_wins(stage: Stage, make_step: MakeStep) -> None:
    step_id, ids = sending(make_step)
    reaper = stage.start(reaping, until="")
    answer = stage.start(recording(ids))
    assert answer.settled() == "waits"
    assert reaper.end()["silent"] == 1
    answer.end()
    assert counted(step_id) == {"accepted": 1}
    assert evidence() == [f"ses-{ids[0]}"]


def test_the_reaper_leaves_alone_what_is_being_answered(stage: Stage, make_step: MakeStep) -> None:
    step_id, ids = sending(make_step)
    answer = stage.start(recording(ids), until="")
    reaper = stage.start(reaping)
    assert reaper.settled() == "ended"
    assert reaper.end()["silent"] == 0
    answer.end()
    assert counted(step_id) == {"accepted": 1}


def test_without_the_lock_the_reaper_unsays_an_answer(stage: Stage, make_step: MakeStep) -> None:
    step_id, ids = sending(make_step)
    with stage.without(REAPERS):
        reaper = stage.start(reaping, until=LOOKED, nth=2)  # its first look is for claims
        assert reaper.settled() == "stands"
        answered(ids, Outcome.ACCEPTED)
        reaper.end()
    assert (outcomes(), counted(step_id)) == (["accepted"], {"unconfirmed": 1}), "shown as open, though it is known"


@pytest.mark.parametrize("outcome", [Outcome.ACCEPTED, Outcome.REFUSED])
def test_a_late_answer_and_a_second_try_agree(stage: Stage, make_step: MakeStep, outcome: Outcome) -> None:
    step_id, ids = sending(make_step, policy=Policy.AT_LEAST_ONCE)
    answered(ids, Outcome.UNKNOWN)
    long_ago()
    answer = stage.start(recording(ids, outcome), until="")
    reaper = stage.start(reaping)
    assert reaper.end()["again"] == 0
    answer.end()
    assert outcomes() == [outcome.value]
    assert counted(step_id) in ({"accepted": 1}, {"failed": 1})


def test_without_the_lock_a_second_try_goes_out_although_the_first_was_answered(
    stage: Stage, make_step: MakeStep
) -> None:
    step_id, ids = sending(make_step, policy=Policy.AT_LEAST_ONCE)
    answered(ids, Outcome.UNKNOWN)
    long_ago()
    with stage.without(SECOND_TRYS):
        answer = stage.start(recording(ids), until="")
        reaper = stage.start(reaping)
        assert reaper.settled() == "waits"
        answer.end()
        assert reaper.end()["again"] == 1
    assert counted(step_id) == {"queued": 1}
    assert outcomes() == ["superseded"]


def test_an_answer_that_comes_while_a_second_try_is_prepared_changes_nothing(
    stage: Stage, make_step: MakeStep
) -> None:
    step_id, ids = sending(make_step, policy=Policy.AT_LEAST_ONCE)
    answered(ids, Outcome.UNKNOWN)
    long_ago()
    reaper = stage.start(reaping, until="")
    answer = stage.start(recording(ids))
    assert answer.settled() == "waits"
    assert reaper.end()["again"] == 1
    answer.end()
    assert (counted(step_id), outcomes()) == ({"queued": 1}, ["superseded"])


def second_try_meanwhile(stage: Stage, make_step: MakeStep, *guards: str) -> None:
    """Without these guards, an answer has looked at its messages when another attempt takes its place."""
    step_id, ids = sending(make_step, policy=Policy.AT_LEAST_ONCE)
    answered(ids, Outcome.UNKNOWN)
    long_ago()
    with stage.without(*guards):
        answer = stage.start(recording(ids), until=LOOKED_TO_RECORD)
        assert answer.settled() == "stands"
        reaper = stage.start(reaping)
        assert reaper.end()["again"] == 1
        begun(step_id)
        answer.end()


def test_an_attempt_that_another_took_the_place_of_is_not_revived_even_without_the_lock(
    stage: Stage, make_step: MakeStep
) -> None:
    second_try_meanwhile(stage, make_step, RECORDS)
    assert outcomes() == ["superseded", "open"]


def test_without_the_look_at_the_outcome_the_database_refuses_to_revive_it(stage: Stage, make_step: MakeStep) -> None:
    with pytest.raises(IntegrityError, match="uq_attempts_alive"):
        second_try_meanwhile(stage, make_step, RECORDS, STILL_OPEN)


def test_without_the_lock_an_answer_and_the_reaper_wait_for_each_other_in_a_circle(
    stage: Stage, make_step: MakeStep
) -> None:
    _, ids = sending(make_step)
    with stage.without(RECORDS):
        reaper = stage.start(reaping, until=LOOKED, nth=2)
        answer = stage.start(recording(ids))
        assert (reaper.settled(), answer.settled()) == ("stands", "waits")
        with pytest.raises(OperationalError, match="deadlock"):
            ended(reaper, answer)


def ended(*players: Player) -> None:
    """All of them; the first error raised."""
    first: OperationalError | None = None
    for player in players:
        try:
            player.end()
        except OperationalError as error:
            first = first or error
    if first is not None:
        raise first


def test_events_and_answers_of_the_same_mails_never_wait_for_each_other_in_a_circle(
    stage: Stage, make_step: MakeStep
) -> None:
    step_id, ids = sending(make_step, people=20)
    receipts = [stored(event(i, f"person{n}@example.com")) for n, i in reversed(list(enumerate(ids)))]
    answer = stage.start(recording(ids), until=LOOKED_TO_RECORD)
    events = stage.start(lambda session: actions.apply_receipts(session, receipts, now=clock.now(session)))
    reaper = stage.start(reaping)
    assert (events.settled(), reaper.settled()) == ("waits", "ended")
    answer.end()
    events.end()
    assert counted(step_id) == {"accepted": 20}
