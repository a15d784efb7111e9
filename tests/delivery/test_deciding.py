"""People decide about mails without an answer; whatever SES tells meanwhile is worth more than what they decided."""

from collections.abc import Callable, Sequence
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from tcma.adapters.local import LocalMailer, accept_all
from tcma.audiences.actions import suppress
from tcma.base import clock
from tcma.base.access import Actor, Role
from tcma.base.db import new_id, transaction
from tcma.base.errors import Invalid
from tcma.delivery import actions, queries
from tcma.delivery.actions import NothingToDecide
from tcma.delivery.actions.claim import due_steps
from tcma.delivery.models import Attempt, Decision, Message, Step
from tcma.delivery.ports import Lost
from tcma.delivery.queries.invariants import look
from tcma.delivery.rules import Outcome
from tcma.delivery.rules.deciding import Cause, cause_of
from tests import cast
from tests.delivery.conftest import MakeStep
from tests.delivery.events import event, told
from tests.delivery.interleaving import Stage
from tests.delivery.world import answered, begun, claimed, counted, drain, expire, long_ago, outcomes, raising, reap

WHY = "The reader says nothing came."
TO = "person0@example.com"


def someone(step_id: UUID) -> Actor:
    """A marketer of the partner whose step it is."""
    with transaction() as session:
        step = session.get_one(Step, step_id)
        email = f"{new_id()}@partner.example"
        person = cast.person(session, email=email, partner_id=step.partner_id, role=Role.PARTNER_MARKETER)
        return cast.actor(person)


def messages(step_id: UUID) -> list[UUID]:
    with transaction() as session:
        return list(session.scalars(select(Message.id).where(Message.step_id == step_id).order_by(Message.email)))


def silent(make_step: MakeStep, mailer: LocalMailer, people: int = 1, minutes: int = 16) -> UUID:
    """A step whose mails were all handed over without an answer, so long ago."""
    step_id = make_step(people)
    mailer.answer = raising(Lost("Read timeout on endpoint URL"))
    drain(step_id)
    mailer.answer = accept_all
    long_ago(minutes)
    reap()
    return step_id


def deciding(step_id: UUID, actor: Actor | None = None, act: str = "send_again", why: str = WHY) -> Callable[..., int]:
    who = actor or someone(step_id)
    chosen = messages(step_id)

    def decide(session: Session) -> int:
        made: int = getattr(actions, act)(session, chosen, actor=who, reason=why, now=clock.now(session))
        return made

    return decide


def decided(step_id: UUID, **more: str) -> int:
    work = deciding(step_id, **more)  # type: ignore[arg-type]  # words only
    with transaction() as session:
        return work(session)


def decisions() -> Sequence[Decision]:
    with transaction() as session:
        return session.scalars(select(Decision).order_by(Decision.at)).all()


def test_who_sends_again_gets_one_new_attempt_and_the_old_is_superseded_with_it(
    make_step: MakeStep, mailer: LocalMailer
) -> None:
    step_id = silent(make_step, mailer, people=3)
    assert decided(step_id) == 3
    assert outcomes() == ["unknown"] * 3, "until the new one is made, an answer to the old one still counts"
    with transaction() as session:
        assert due_steps(session) == [step_id], "its step had ended, and is open again"
    drain(step_id)
    assert sorted(outcomes()) == ["accepted"] * 3 + ["superseded"] * 3
    assert counted(step_id) == {"accepted": 3}
    assert len(mailer.recipients) == 6


def test_every_decision_is_kept_with_who_why_and_when(make_step: MakeStep, mailer: LocalMailer) -> None:
    step_id = silent(make_step, mailer)
    actor = someone(step_id)
    with transaction() as session:
        deciding(step_id, actor, why="  The reader\n says nothing came. ")(session)
    (kept,) = decisions()
    assert (kept.kind, kept.person_id, kept.reason) == ("send_again", actor.person_id, WHY)
    assert (kept.message_id, kept.partner_id) == (messages(step_id)[0], actor.partner_id)


def test_what_is_left_stays_unconfirmed_and_is_not_sent(make_step: MakeStep, mailer: LocalMailer) -> None:
    step_id = silent(make_step, mailer, people=2)
    assert decided(step_id, act="leave") == 2
    reap()
    drain(step_id)
    assert counted(step_id) == {"unconfirmed": 2}
    assert (len(mailer.recipients), outcomes()) == (2, ["unknown"] * 2)


@pytest.mark.parametrize("act", ["send_again", "leave"])
def test_nobody_decides_before_a_quarter_of_an_hour_is_over(
    make_step: MakeStep, mailer: LocalMailer, act: str
) -> None:
    step_id = silent(make_step, mailer, minutes=14)
    with pytest.raises(NothingToDecide):
        decided(step_id, act=act)
    assert (counted(step_id), decisions()) == ({"unconfirmed": 1}, [])


@pytest.mark.parametrize("why", ["", " \n ", "x" * 501])
def test_no_decision_without_a_reason_that_can_be_read(make_step: MakeStep, mailer: LocalMailer, why: str) -> None:
    step_id = silent(make_step, mailer)
    with pytest.raises(Invalid):
        decided(step_id, why=why)


@pytest.mark.parametrize("act", ["send_again", "leave"])
def test_nobody_decides_about_the_mails_of_another_partner(
    make_step: MakeStep, mailer: LocalMailer, act: str
) -> None:
    mine, other = silent(make_step, mailer), make_step(0)
    with pytest.raises(NothingToDecide), transaction() as session:
        deciding(mine, someone(other), act)(session)
    assert counted(mine) == {"unconfirmed": 1}


def test_a_mail_of_a_stopped_launch_is_not_sent_again_but_may_be_left(
    make_step: MakeStep, mailer: LocalMailer
) -> None:
    step_id = silent(make_step, mailer)
    with transaction() as session:
        actions.cancel(session, [step_id], reason="stopped", now=clock.now(session))
    with pytest.raises(NothingToDecide):
        decided(step_id)
    assert decided(step_id, act="leave") == 1


def test_two_who_decide_at_once_send_it_again_once(stage: Stage, make_step: MakeStep, mailer: LocalMailer) -> None:
    step_id = silent(make_step, mailer)
    actor = someone(step_id)
    first = stage.start(deciding(step_id, actor), until="")
    second = stage.start(deciding(step_id, actor))
    assert second.settled() == "waits"
    assert first.end() == 1
    with pytest.raises(NothingToDecide):
        second.end()
    drain(step_id)
    assert len(mailer.recipients) == 2


def test_without_the_locks_two_who_decide_both_think_they_did(
    stage: Stage, make_step: MakeStep, mailer: LocalMailer
) -> None:
    step_id = silent(make_step, mailer)
    actor = someone(step_id)
    with stage.without(r" FOR UPDATE$"):
        first = stage.start(deciding(step_id, actor), until="")
        second = stage.start(deciding(step_id, actor))
        assert (first.end(), second.end()) == (1, 1)
    assert len(decisions()) == 2


@pytest.mark.parametrize("held", [False, True], ids=["waiting", "claimed"])
def test_an_event_before_the_new_attempt_proves_the_old_and_nothing_is_sent(
    make_step: MakeStep, mailer: LocalMailer, held: bool
) -> None:
    step_id = silent(make_step, mailer)
    decided(step_id)
    claim = claimed(step_id) if held else None
    with transaction() as session:
        old = session.scalars(select(Attempt.id)).one()
    told(event(old, TO, "delivered"))
    assert counted(step_id) == {"accepted": 1}
    if claim:
        with transaction() as session:
            assert actions.begin(session, claim_id=claim.id, lease=60, now=clock.now(session)) is None
    drain(step_id)
    assert (len(mailer.recipients), outcomes()) == (1, ["accepted"])


def test_an_answer_before_the_new_attempt_is_believed_too(make_step: MakeStep, mailer: LocalMailer) -> None:
    step_id = make_step(1)
    ids = list(begun(step_id).messages)
    expire(step_id)
    reap()
    long_ago(16)
    decided(step_id)
    answered(ids, Outcome.ACCEPTED)
    drain(step_id)
    assert (counted(step_id), len(mailer.recipients)) == ({"accepted": 1}, 0)


def test_a_late_event_on_a_superseded_attempt_is_kept_and_leaves_the_new_one_alone(
    make_step: MakeStep, mailer: LocalMailer
) -> None:
    step_id = silent(make_step, mailer)
    decided(step_id)
    begun(step_id)
    with transaction() as session:
        old = session.scalars(select(Attempt.id).where(Attempt.outcome == Outcome.SUPERSEDED)).one()
    told(event(old, TO, "delivered"))
    assert (counted(step_id), outcomes()) == ({"sending": 1}, ["superseded", "open"])
    with transaction() as session:
        assert session.scalars(select(Message.headline)).one() == "delivered"


def sent_again_and_refused(make_step: MakeStep, mailer: LocalMailer) -> UUID:
    step_id = silent(make_step, mailer)
    decided(step_id)
    answered(list(begun(step_id).messages), Outcome.REFUSED)
    return step_id


def test_what_is_refused_when_it_is_sent_again_is_unconfirmed_as_before_and_may_be_decided_about(
    make_step: MakeStep, mailer: LocalMailer
) -> None:
    step_id = sent_again_and_refused(make_step, mailer)
    assert counted(step_id) == {"unconfirmed": 1}, "not failed: the first may have arrived"
    with transaction() as session:
        partner_id = session.get_one(Step, step_id).partner_id
        (row,) = queries.unanswered(session, partner_id).rows
        assert (row.refused, row.cause) == (True, Cause.SLOW), "why the first had no answer"
        assert queries.causes(session)[partner_id] == {Cause.SLOW: 1}
    assert decided(step_id) == 1
    drain(step_id)
    assert (counted(step_id), outcomes()) == ({"accepted": 1}, ["superseded", "refused", "accepted"])


def test_an_answer_that_comes_late_and_refuses_the_only_attempt_is_final(
    make_step: MakeStep, mailer: LocalMailer
) -> None:
    step_id = make_step(1)
    ids = list(begun(step_id).messages)
    expire(step_id)
    reap()
    assert counted(step_id) == {"unconfirmed": 1}
    answered(ids, Outcome.REFUSED)
    assert counted(step_id) == {"failed": 1}


def test_where_the_new_attempt_was_refused_an_event_on_the_old_one_still_heals(
    make_step: MakeStep, mailer: LocalMailer
) -> None:
    step_id = sent_again_and_refused(make_step, mailer)
    with transaction() as session:
        old = session.scalars(select(Attempt.id).where(Attempt.outcome == Outcome.SUPERSEDED)).one()
    told(event(old, TO, "delivered"))
    assert (counted(step_id), outcomes()) == ({"accepted": 1}, ["accepted", "refused"])


def stopped(session: Session, step_id: UUID) -> None:
    actions.cancel(session, [step_id], reason="stopped", now=clock.now(session))


def refused(session: Session, step_id: UUID) -> None:
    suppress(session, scope="global", partner_id=None, addr_key=TO, reason="unsubscribed", now=clock.now(session))


@pytest.mark.parametrize("stop", [stopped, refused])
@pytest.mark.parametrize("again", [False, True], ids=["decided", "tried in vain"])
def test_what_may_be_out_and_is_not_sent_again_after_all_is_unconfirmed_as_before(
    make_step: MakeStep, mailer: LocalMailer, stop: Callable[[Session, UUID], None], again: bool
) -> None:
    step_id = silent(make_step, mailer)
    decided(step_id)
    if again:
        answered(list(begun(step_id).messages), Outcome.RETURNED)
        with transaction() as session:
            session.execute(text("UPDATE messages SET not_before = clock_timestamp()"))
    with transaction() as session:
        stop(session, step_id)
    drain(step_id)
    reap()
    assert counted(step_id) == {"unconfirmed": 1}, "not stopped, not left out: nobody knows"
    assert len(mailer.recipients) == 1


def test_sending_again_tells_of_it_once_a_step(make_step: MakeStep, mailer: LocalMailer) -> None:
    step_id = silent(make_step, mailer, people=2)
    decided(step_id)
    with transaction() as session:
        told_of = session.scalars(text("SELECT subject_id FROM facts WHERE name = 'sent again'")).all()
    assert told_of == [step_id]


def test_an_unknown_message_is_nothing_to_decide(make_step: MakeStep) -> None:
    with transaction() as session:
        actor = cast.actor(cast.vera(session))
    with pytest.raises(NothingToDecide), transaction() as session:
        actions.leave(session, [uuid4()], actor=actor, reason=WHY, now=clock.now(session))


@pytest.mark.parametrize(("said", "cause"), [
    ("the worker was gone", Cause.WORKER),
    ('Read timeout on endpoint URL: "https://email.eu-central-1.amazonaws.com/v2"', Cause.SLOW),
    ("Connection was closed before we received a valid response", Cause.BROKEN),
    ("An error occurred (InternalFailure) when calling the SendBulkEmail operation", Cause.ERROR),
])  # fmt: skip
def test_why_there_was_no_answer_comes_down_to_four_causes(said: str, cause: Cause) -> None:
    assert cause_of(said) is cause


FINISHES = r"(?<=ORDER BY steps\.id) FOR UPDATE SKIP LOCKED"


def reaping(session: Session) -> dict[str, int]:
    return actions.reap(session, now=clock.now(session))


def unfinished(make_step: MakeStep, mailer: LocalMailer) -> UUID:
    """All its mails have ended, and the reaper has not come by."""
    step_id = make_step(1)
    mailer.answer = raising(Lost("reset"))
    drain(step_id)
    mailer.answer = accept_all
    long_ago(16)
    return step_id


def test_a_step_is_not_finished_while_somebody_sends_a_mail_of_it_again(
    stage: Stage, make_step: MakeStep, mailer: LocalMailer
) -> None:
    step_id = unfinished(make_step, mailer)
    again = stage.start(deciding(step_id), until="")
    reaper = stage.start(reaping)
    assert reaper.end()["finished"] == 0
    again.end()
    drain(step_id)
    assert counted(step_id) == {"accepted": 1}


def test_without_the_lock_a_step_is_finished_with_a_mail_that_waits(
    stage: Stage, make_step: MakeStep, mailer: LocalMailer
) -> None:
    step_id = unfinished(make_step, mailer)
    with stage.without(FINISHES):
        again = stage.start(deciding(step_id), until="")
        reaper = stage.start(reaping)
        assert reaper.settled() == "waits"
        again.end()
        assert reaper.end()["finished"] == 1
    with transaction() as session:
        assert due_steps(session) == [], "nobody would ever send it"
        assert look(session, "I5").broken == 1, "and the night's look would tell"
