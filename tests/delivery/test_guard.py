"""A partner whose readers object too often is held, it alone, until the vendor lets it go on."""

from collections.abc import Callable
from itertools import islice
from uuid import UUID

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from tcma.adapters.local import LocalMailer
from tcma.base import clock
from tcma.base.access import Actor
from tcma.base.db import new_id, transaction
from tcma.base.errors import Invalid, NotFound
from tcma.composing.models import Composition
from tcma.delivery import actions
from tcma.delivery.actions import NotHeld
from tcma.delivery.actions.claim import due_steps
from tcma.delivery.models import Attempt, GuardHold, Message, Step
from tcma.delivery.queries.guard import figures
from tcma.delivery.rules import Policy
from tcma.delivery.rules.guard import GUARDED, Figures, Trouble
from tests import cast
from tests.delivery.conftest import MakeStep
from tests.delivery.events import apply, event, stored
from tests.delivery.interleaving import Stage
from tests.delivery.world import counted, drain

WHY = "They cleaned their list."


@pytest.mark.parametrize(("found", "warned", "held"), [
    (Figures(199, 100, 100), [], []),
    (Figures(200, 3, 0), [], []),
    (Figures(200, 4, 0), [Trouble.BOUNCES], []),
    (Figures(400, 16, 0), [Trouble.BOUNCES], []),
    (Figures(400, 20, 0), [Trouble.BOUNCES], [Trouble.BOUNCES]),
    (Figures(1_000, 39, 0), [Trouble.BOUNCES], []),
    (Figures(1_000, 40, 0), [Trouble.BOUNCES], [Trouble.BOUNCES]),
    (Figures(400, 0, 1), [Trouble.COMPLAINTS], []),
    (Figures(400, 0, 2), [Trouble.COMPLAINTS], []),
    (Figures(400, 0, 3), [Trouble.COMPLAINTS], [Trouble.COMPLAINTS]),
    (Figures(1_000, 0, 2), [Trouble.COMPLAINTS], []),
    (Figures(1_000, 19, 0), [], []),
])  # fmt: skip
def test_what_is_too_much(found: Figures, warned: list[Trouble], held: list[Trouble]) -> None:
    assert (found.warned, found.held) == (warned, held)


def partner_of(step_id: UUID) -> UUID:
    with transaction() as session:
        found = session.get_one(Step, step_id).partner_id
        assert found is not None
        return found


def sent(make_step: MakeStep, people: int = 200) -> UUID:
    """A step to so many people, all of them accepted."""
    step_id = make_step(people)
    with transaction() as session:
        session.execute(update(Message).where(Message.step_id == step_id).values(state="accepted"))
        session.execute(text(
            "INSERT INTO attempts (id, message_id, partner_id, claim_id, ended_at, outcome, ses_message_id, detail) "
            "SELECT gen_random_uuid(), m.id, m.partner_id, m.id, now(), 'accepted', m.id, '' FROM messages m "
            "WHERE m.step_id = :step"
        ), {"step": step_id})  # fmt: skip
    return step_id


def object_(step_id: UUID, number: int, kind: str = "complained") -> None:
    """So many readers of a step complain, or bounce; what follows from it follows."""
    with transaction() as session:
        rows = session.execute(
            select(Attempt.id, Message.email).join(Message, Message.id == Attempt.message_id)
            .where(Message.step_id == step_id, Message.headline == "").order_by(Message.email)
        ).all()  # fmt: skip
    apply(*[stored(event(attempt, to, kind)) for attempt, to in islice(rows, number)])
    with transaction() as session:
        facts = session.scalars(text("SELECT subject_id FROM facts WHERE name = 'readers objected'")).all()
        for partner_id in set(facts):
            actions.watch(session, partner_id, now=clock.now(session))


def another(step_id: UUID, *, held: str = "", policy: Policy = Policy.AT_MOST_ONCE, origin: str = "launch") -> Step:
    """One more step of the same partner."""
    with transaction() as session:
        step = session.get_one(Step, step_id)
        composition = session.scalars(
            select(Composition).where(Composition.partner_id == step.partner_id).limit(1)
        ).one()
        return actions.schedule(
            session, partner_id=step.partner_id, origin=origin, origin_id=new_id(), policy=policy, held=held,
            sender=step.sender, contents={"en": composition}, due_at=clock.now(session),
        )  # fmt: skip


def state(step_id: UUID) -> tuple[bool, str]:
    with transaction() as session:
        step = session.get_one(Step, step_id)
        assert (step.held_at is None) == (step.stopped_at is None)
        return step.held_at is not None, step.held_reason


def vera() -> Actor:
    with transaction() as session:
        return cast.actor(cast.vera(session))


def lifting(partner_id: UUID, actor: Actor, why: str = WHY) -> Callable[[Session], None]:
    return lambda session: actions.lift(session, partner_id, actor=actor, reason=why, now=clock.now(session))


def lift(partner_id: UUID, why: str = WHY) -> None:
    work = lifting(partner_id, vera(), why)
    with transaction() as session:
        work(session)


def test_three_complaints_of_two_hundred_hold_the_partner_and_nobody_else(make_step: MakeStep) -> None:
    other = make_step(1)
    step_id = sent(make_step)
    waiting = another(step_id).id
    object_(step_id, 2)
    assert state(waiting) == (False, "")
    object_(step_id, 1)
    assert state(waiting) == (True, GUARDED)
    assert state(other) == (False, "")
    with transaction() as session:
        kept = session.scalars(select(GuardHold)).one()
    assert (kept.cause, kept.sent, kept.complained, kept.bounced) == ("complaints", 200, 3, 0)


def test_twenty_bounces_hold_and_more_objections_make_no_second_hold(make_step: MakeStep) -> None:
    step_id = sent(make_step)
    object_(step_id, 20, "bounced")
    object_(step_id, 5)
    with transaction() as session:
        assert session.scalars(select(GuardHold.cause)).all() == ["bounces"]


def test_nothing_of_a_held_partner_is_handed_over(make_step: MakeStep, mailer: LocalMailer) -> None:
    step_id = sent(make_step)
    late = another(step_id)
    with transaction() as session:
        actions.plan(session, step=session.get_one(Step, late.id), now=clock.now(session), recipients=[
            actions.Recipient("new@example.com", "new@example.com", "new@example.com", "en", {})])  # fmt: skip
    object_(step_id, 3)
    drain(late.id)
    assert counted(late.id) == {"queued": 1}
    with transaction() as session:
        assert late.id not in due_steps(session)
    lift(partner_of(step_id))
    drain(late.id)
    assert counted(late.id) == {"accepted": 1}


def test_what_is_scheduled_while_held_waits_too_but_not_what_one_person_asked_for(make_step: MakeStep) -> None:
    step_id = sent(make_step)
    object_(step_id, 3)
    assert state(another(step_id).id) == (True, GUARDED)
    assert state(another(step_id, policy=Policy.AT_LEAST_ONCE).id) == (False, "")
    assert state(another(step_id, origin="test").id) == (False, "")


def test_a_launch_that_is_released_while_its_partner_is_held_waits_for_the_vendor(make_step: MakeStep) -> None:
    step_id = sent(make_step)
    holding = another(step_id, held="hold").id
    object_(step_id, 3)
    assert state(holding) == (True, "hold")
    with transaction() as session:
        actions.release(session, [holding])
    assert state(holding) == (True, GUARDED)
    lift(partner_of(step_id))
    assert state(holding) == (False, "")


def test_a_pause_outlives_the_hold_and_the_hold_outlives_a_pause(make_step: MakeStep) -> None:
    step_id = sent(make_step)
    paused, resumed = another(step_id).id, another(step_id).id
    object_(step_id, 3)
    with transaction() as session:
        assert actions.hold(session, [paused, resumed], reason="paused", now=clock.now(session)) == 2
        actions.release(session, [resumed])
    assert (state(paused), state(resumed)) == ((True, "paused"), (True, GUARDED))
    lift(partner_of(step_id))
    assert (state(paused), state(resumed)) == ((True, "paused"), (False, ""))


def test_after_it_was_lifted_counting_begins_anew(make_step: MakeStep) -> None:
    step_id = sent(make_step)
    object_(step_id, 3)
    lift(partner_of(step_id))
    object_(step_id, 10)
    with transaction() as session:
        assert figures(session, partner_of(step_id)) == Figures(0, 0, 0)
        assert session.scalars(select(GuardHold.lifted_reason)).all() == [WHY]


def test_only_the_last_thousand_are_counted(make_step: MakeStep) -> None:
    step_id = sent(make_step, 1_005)
    with transaction() as session:
        session.execute(update(Message).where(Message.email.in_([f"person{n}@example.com" for n in range(5)]))
                        .values(changed_at=text("changed_at - interval '1 day'")))  # fmt: skip
        attempts = session.execute(
            select(Attempt.id, Message.email).join(Message, Message.id == Attempt.message_id)
            .where(Message.email.in_([f"person{n}@example.com" for n in range(8)]))
        ).all()
    apply(*[stored(event(attempt, to, "complained")) for attempt, to in attempts])
    with transaction() as session:
        assert figures(session, partner_of(step_id)) == Figures(1_000, 0, 3)


def test_a_hold_is_lifted_once_with_a_reason_and_only_where_there_is_one(make_step: MakeStep) -> None:
    step_id = sent(make_step)
    with pytest.raises(NotHeld):
        lift(partner_of(step_id))
    with pytest.raises(NotFound):
        lift(new_id())
    object_(step_id, 3)
    with pytest.raises(Invalid):
        lift(partner_of(step_id), why=" ")
    lift(partner_of(step_id))
    with pytest.raises(NotHeld):
        lift(partner_of(step_id))


def watching(step_id: UUID) -> Callable[[Session], GuardHold | None]:
    partner_id = partner_of(step_id)
    return lambda session: actions.watch(session, partner_id, now=clock.now(session))


def scheduling(step_id: UUID) -> Callable[[Session], UUID]:
    def schedule(session: Session) -> UUID:
        step = session.get_one(Step, step_id)
        composition = session.scalars(select(Composition).where(Composition.partner_id == step.partner_id)).one()
        return actions.schedule(
            session, partner_id=step.partner_id, origin="launch", origin_id=new_id(), policy=Policy.AT_MOST_ONCE,
            sender=step.sender, contents={"en": composition}, due_at=clock.now(session),
        ).id  # fmt: skip

    return schedule


@pytest.fixture
def objected(stage: Stage, make_step: MakeStep) -> UUID:
    """A step of a partner that is to be held, and nobody has looked yet."""
    step_id = sent(make_step)
    with transaction() as session:
        session.execute(text(
            "INSERT INTO delivery_events (id, attempt_id, message_id, partner_id, kind, at, detail) "
            "SELECT gen_random_uuid(), a.id, a.message_id, a.partner_id, 'complained', now(), '' "
            "FROM attempts a LIMIT 3"
        ))  # fmt: skip
    return step_id


def test_what_is_scheduled_while_the_guard_holds_its_partner_waits_for_it_and_is_held(
    stage: Stage, objected: UUID
) -> None:
    guard = stage.start(watching(objected), until="")
    launch = stage.start(scheduling(objected))
    assert launch.settled() == "waits"
    assert guard.end()
    assert state(launch.end()) == (True, GUARDED)


def test_the_guard_waits_for_what_is_being_scheduled_and_holds_it(stage: Stage, objected: UUID) -> None:
    launch = stage.start(scheduling(objected), until="")
    guard = stage.start(watching(objected))
    assert guard.settled() == "waits"
    made = launch.end()
    assert guard.end()
    assert state(made) == (True, GUARDED)


def test_without_the_lock_a_launch_slips_past_the_guard(stage: Stage, objected: UUID) -> None:
    with stage.without(r" FOR NO KEY UPDATE", r" FOR SHARE\b"):
        launch = stage.start(scheduling(objected), until="")
        guard = stage.start(watching(objected))
        assert guard.end()
        made = launch.end()
    assert state(made) == (False, "")


def test_from_what_ses_tells_to_the_hold_nothing_else_is_needed(
    make_step: MakeStep, work: Callable[[], None]
) -> None:
    step_id = sent(make_step)
    waiting = another(step_id).id
    with transaction() as session:
        rows = session.execute(
            select(Attempt.id, Message.email).join(Message, Message.id == Attempt.message_id).limit(3)
        ).all()
    apply(*[stored(event(attempt, to, "complained")) for attempt, to in rows])
    assert state(waiting) == (False, "")
    work()
    assert state(waiting) == (True, GUARDED)
