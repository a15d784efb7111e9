"""A launch on its way: undone, released, planned, paused, resumed, stopped, finished."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tcma.audiences.actions import suppress
from tcma.audiences.models import Consent, Contact
from tcma.base.db import new_id
from tcma.base.errors import NotFound
from tcma.catalogue.queries import asset_row
from tcma.delivery.models import Message, Step
from tcma.delivery.rules import MessageState
from tcma.launches import actions, jobs
from tcma.launches.models import Launch
from tcma.launches.queries import runs
from tcma.launches.rules import LaunchState, NotNow
from tcma.tracking.models import Response, Touch
from tests.launches.world import HOLD, INTRO, NOW, World, rows

AFTER = NOW + HOLD


def test_undo_brings_the_draft_back_and_leaves_nothing(world: World, session: Session) -> None:
    draft = world.draft(words={INTRO: "Ours."})
    before = rows(session)
    launch = world.scheduled(words={INTRO: "Ours."})
    assert rows(session) != before
    actions.undo(session, launch, now=NOW + timedelta(seconds=59))
    assert (rows(session), launch.id) == (before, draft.id)
    assert (launch.state, launch.own_words) == (LaunchState.DRAFT, {"en": {INTRO: "Ours."}})
    assert (launch.hold_until, launch.scheduled_at, launch.idempotency_key) == (None, None, None)


def test_an_undone_launch_can_be_scheduled_anew(world: World, session: Session) -> None:
    launch = world.scheduled(key="page 1")
    actions.undo(session, launch, now=NOW)
    assert actions.under_key(session, partner_id=world.partner.id, key="page 1") is None
    assert world.scheduled(key="page 2").id == launch.id
    assert len(world.steps(launch)) == 3


def test_undo_replaces_a_draft_that_was_begun_meanwhile(world: World, session: Session) -> None:
    launch = world.scheduled()
    world.draft(words={INTRO: "Begun meanwhile."})
    actions.undo(session, launch, now=NOW)
    assert session.scalars(select(Launch.id).where(Launch.state == LaunchState.DRAFT)).all() == [launch.id]


def test_undo_leaves_the_test_mails_of_the_draft(world: World, session: Session) -> None:
    draft = world.draft()
    actions.send_test(session, launch=draft, actor=world.alice, asset_key="email-1", language="de", verified=True,
                      now=NOW)  # fmt: skip
    before = rows(session)
    actions.undo(session, world.scheduled(), now=NOW)
    assert rows(session) == before


def test_undo_is_too_late_when_the_hold_is_over(world: World, session: Session) -> None:
    launch = world.scheduled()
    with pytest.raises(NotNow, match="too late to undo"):
        actions.undo(session, launch, now=AFTER)
    actions.release(session, launch.id, now=AFTER)
    with pytest.raises(NotNow):
        actions.undo(session, launch, now=NOW)
    assert len(world.steps(launch)) == 3


def test_nothing_is_planned_before_the_hold_is_over(world: World, session: Session) -> None:
    launch = world.scheduled()
    early = AFTER - timedelta(seconds=1)
    actions.release(session, launch.id, now=early)
    assert launch.state == "holding"
    assert actions.plan_step(session, world.steps(launch)[0].id, now=AFTER) == 0
    actions.release(session, launch.id, now=AFTER)
    actions.release(session, launch.id, now=AFTER)
    assert launch.state == "scheduled"
    assert [one.held_at for one in world.steps(launch)] == [None] * 3


def test_a_due_step_becomes_one_mail_a_person_once(world: World, session: Session) -> None:
    launch = world.begun()
    first, second, _third = world.steps(launch)
    assert (launch.state, first.planned, first.planned_at) == (LaunchState.SENDING, 3, AFTER)
    assert actions.plan_step(session, first.id, now=AFTER) == 0
    assert actions.plan_step(session, second.id, now=AFTER) == 0  # not due
    assert session.scalars(select(Message.language).order_by(Message.language)).all() == ["ar", "de", "en"]
    (sara,) = session.scalars(select(Message).where(Message.language == "en"))
    assert (sara.values["first_name"], sara.values["basis"]) == ("Sara", "express")


def answered(world: World, session: Session, launch: Launch, one: Contact) -> None:
    asset = asset_row(session, world.version.id, "landing")
    shared: dict[str, Any] = {
        "partner_id": world.partner.id, "contact_id": one.id, "kit_id": world.version.kit_id,
        "version_id": world.version.id, "asset_id": asset.id, "launch_id": launch.id, "language": "en", "at": NOW,
    }  # fmt: skip
    touch = Touch(id=new_id(), kind="form", channel="page", **shared)
    session.add(touch)
    session.flush()
    session.add(Response(id=new_id(), kind="form", touch_id=touch.id, answers={}, key=str(touch.id), **shared))
    session.flush()


def gone(reason: str) -> Callable[[World, Session, Launch, Contact], None]:
    def say_no(world: World, session: Session, launch: Launch, one: Contact) -> None:
        suppress(session, scope="partner", partner_id=world.partner.id, addr_key=one.addr_key, reason=reason, now=NOW)

    return say_no


def no_consent(world: World, session: Session, launch: Launch, one: Contact) -> None:
    session.execute(update(Consent).where(Consent.contact_id == one.id).values(withdrawn_at=NOW))


@pytest.mark.parametrize(
    ("happens", "reason"),
    [(answered, "answered"), (gone("unsubscribed"), "unsubscribed"), (gone("bounced"), "bounced"),
     (gone("complained"), "complained"), (no_consent, "no_consent")],
)  # fmt: skip
def test_who_may_not_or_need_not_get_the_next_mail_is_left_out_and_counted(
    world: World, session: Session, happens: Callable[[World, Session, Launch, Contact], None], reason: str
) -> None:
    launch = world.begun()
    happens(world, session, launch, world.people["Sara"])
    second = world.steps(launch)[1]
    assert actions.plan_step(session, second.id, now=second.due_at) == 3
    assert world.sent_to(second) == {"Sara": reason, "Jonas": "", "Layla": ""}
    status = runs.status(session, launch, second.due_at)
    assert status.steps[1].left_out == {reason: 1}
    assert (status.steps[1].counts["planned"], status.steps[1].going) == (3, 2)


def test_a_pause_holds_what_is_not_sent_and_resuming_goes_on(world: World, session: Session) -> None:
    launch = world.begun()
    actions.pause(session, launch, now=AFTER)
    actions.pause(session, launch, now=AFTER)
    assert launch.state is LaunchState.PAUSED
    second = world.steps(launch)[1]
    assert (second.held_reason, actions.plan_step(session, second.id, now=second.due_at)) == ("paused", 0)
    actions.resume(session, launch, now=AFTER)
    actions.resume(session, launch, now=AFTER)
    assert (launch.state, launch.paused_at) == (LaunchState.SENDING, None)
    assert actions.plan_step(session, second.id, now=second.due_at) == 3


def test_a_pause_before_the_first_mail_goes_back_to_scheduled(world: World, session: Session) -> None:
    launch = world.scheduled(when="best")
    actions.release(session, launch.id, now=AFTER)
    actions.pause(session, launch, now=AFTER)
    actions.resume(session, launch, now=AFTER)
    assert launch.state is LaunchState.SCHEDULED


def test_resuming_leaves_a_step_alone_that_is_held_for_another_reason(world: World, session: Session) -> None:
    launch = world.begun()
    session.execute(update(Step).where(Step.position == 2).values(held_at=NOW, held_reason="changed"))
    actions.pause(session, launch, now=AFTER)
    actions.resume(session, launch, now=AFTER)
    assert [one.held_reason for one in world.steps(launch)] == ["", "", "changed"]


def test_a_stop_ends_it_for_good_and_counts_what_will_not_go(world: World, session: Session) -> None:
    launch = world.begun()
    assert actions.stop(session, launch, now=AFTER) == 3
    assert (launch.state, launch.stopped_at) == (LaunchState.STOPPED, AFTER)
    second = world.steps(launch)[1]
    assert actions.plan_step(session, second.id, now=second.due_at) == 0
    status = runs.status(session, launch, AFTER)
    assert (status.total("planned"), status.total("cancelled"), status.coming) == (3, 3, None)


VERBS: dict[str, Callable[..., object]] = {
    "pause": actions.pause, "resume": actions.resume, "stop": actions.stop, "undo": actions.undo
}  # fmt: skip


@pytest.mark.parametrize(
    ("state", "verb"),
    [("draft", "pause"), ("draft", "resume"), ("draft", "stop"), ("draft", "undo"), ("holding", "pause"),
     ("holding", "resume"), ("sent", "pause"), ("sent", "resume"), ("sent", "stop"), ("stopped", "stop"),
     ("stopped", "resume"), ("sending", "undo"), ("paused", "undo")],
)  # fmt: skip
def test_a_verb_that_does_not_fit_the_state_is_refused(world: World, session: Session, state: str, verb: str) -> None:
    launch = world.scheduled()
    launch.state = LaunchState(state)
    session.flush()
    with pytest.raises(NotNow):
        VERBS[verb](session, launch, now=NOW)
    assert launch.state == state


def test_a_launch_is_sent_when_every_step_has_come_to_its_end(world: World, session: Session) -> None:
    launch = world.begun()
    assert list(jobs.due_finishes(session)) == []
    actions.finish(session, launch.id, now=AFTER)
    assert launch.state is LaunchState.SENDING
    session.execute(update(Step).values(finished_at=AFTER))
    assert list(jobs.due_finishes(session)) == [str(launch.id)]
    actions.finish(session, launch.id, now=AFTER)
    assert (launch.state, launch.finished_at) == (LaunchState.SENT, AFTER)


def test_what_is_anothers_is_not_there(world: World, session: Session) -> None:
    launch = world.begun()
    with pytest.raises(NotFound):
        actions.own(session, launch.id, world.charlie.partner)
    with pytest.raises(NotFound):
        runs.launch(session, world.charlie.partner, launch.id)
    assert runs.launches_of(session, world.charlie.partner) == []
    assert runs.draft(session, world.charlie.partner, world.version.kit_id) is None


def test_planned_is_the_sum_of_all_states_for_every_step(world: World, session: Session) -> None:
    launch = world.begun()
    states = [MessageState.ACCEPTED, MessageState.UNCONFIRMED, MessageState.FAILED]
    for message, state in zip(session.scalars(select(Message)), states, strict=True):
        message.state, message.headline = state, "delivered" if state is MessageState.ACCEPTED else ""
    session.flush()
    status = runs.status(session, launch, AFTER)
    for step in status.steps:
        assert step.counts["planned"] == sum(step.counts[state.value] for state in MessageState)
    first = status.steps[0]
    assert (first.counts["planned"], first.waiting, first.delivered, status.waiting) == (3, 0, 1, 0)
    assert (status.current, status.coming) == (first, status.steps[1])
    assert status.per_minute == 1
    assert runs.status(session, launch, AFTER + timedelta(minutes=2)).per_minute == 0


def test_a_launch_that_was_sent_is_sending_again_while_a_mail_of_it_goes_out_once_more(
    world: World, session: Session
) -> None:
    launch = world.scheduled()
    step = world.steps(launch)[0]
    session.execute(update(Step).where(Step.origin_id == launch.id).values(finished_at=AFTER))
    launch.state = LaunchState.SENT
    actions.reopen(session, step.id, now=AFTER)
    assert launch.finished_at is None, "it was not touched"
    assert launch.state.value == "sent", "all its mails have ended already"
    session.execute(update(Step).where(Step.id == step.id).values(finished_at=None))
    actions.reopen(session, step.id, now=AFTER)
    assert (launch.state, launch.finished_at) == (LaunchState.SENDING, None)
    actions.pause(session, launch, now=AFTER)


def test_a_mail_that_is_of_no_launch_reopens_none(world: World, session: Session) -> None:
    launch = world.scheduled()
    launch.state = LaunchState.STOPPED
    for step_id in (new_id(), world.steps(launch)[0].id):
        actions.reopen(session, step_id, now=AFTER)
    assert launch.state is LaunchState.STOPPED
