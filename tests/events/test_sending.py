"""What goes out, to whom and when."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.audiences.actions import confirm, suppress
from tcma.audiences.models import OptIn
from tcma.base import clock
from tcma.catalogue.queries import asset_row
from tcma.catalogue.rules import Step as KitStep
from tcma.composing.models import Composition, Link
from tcma.delivery.actions import begin, claim
from tcma.delivery.models import Message, Step, StepContent
from tcma.delivery.queries import counts
from tcma.events import actions, jobs
from tcma.events.actions import Origin
from tcma.events.actions.sending import plan_mail
from tcma.events.models import Event, EventMail
from tcma.events.queries.lists import events_of
from tcma.events.queries.timeline import timeline
from tcma.events.rules import EventState, NotNow, NotReady
from tcma.launches.rules import Whom
from tcma.tracking.models import Touch
from tcma.tracking.rules import Channel
from tcma.trial.time import set_offset
from tests.events.world import HOLD, LUNCH, NOW, World, build, lunch

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def bodies(session: Session, event: Event, asset_key: str, world: World) -> dict[str, str]:
    mail = world.mail(event, asset_key)
    rows = session.query(StepContent, Composition).join(Composition, Composition.id == StepContent.composition_id)
    return {content.language: composed.text for content, composed in rows.filter(StepContent.step_id == mail.step_id)}


def test_every_mail_stands_in_the_plan_from_the_day_the_page_is_published(world: World) -> None:
    event = world.published(now=LUNCH - 3 * DAY)
    week, day, today = (world.mail(event, f"reminder-{name}") for name in ("week", "day", "today"))
    assert (week.skipped, week.step_id) == ("past", None)
    assert (day.due_at, today.due_at) == (LUNCH - DAY, LUNCH - 2 * HOUR)
    thanks = world.mail(event, "attended").due_at
    assert thanks == LUNCH + DAY - 2 * HOUR  # ten o'clock the next day


def test_a_reminder_goes_to_those_who_have_a_seat_then_and_once(world: World) -> None:
    event = world.published(capacity=2)
    sara, _jonas, _layla = (world.registers(event, name) for name in ("Sara", "Jonas", "Layla"))
    actions.give_back(world.session, sara.id, now=NOW)
    assert world.goes_out(event, "reminder-week") == 1
    assert world.told(event, "reminder-week") == {"Jonas": "queued"}
    assert world.goes_out(event, "reminder-week") == 0


def test_a_reminder_does_not_go_before_its_time_nor_after_the_beginning(world: World) -> None:
    event = world.published()
    world.registers(event)
    mail = world.mail(event, "reminder-today")
    assert plan_mail(world.session, mail.id, now=LUNCH - 2 * HOUR - timedelta(seconds=1)) == 0
    assert plan_mail(world.session, mail.id, now=LUNCH) == 0
    assert mail.skipped == "past"
    assert world.told(event, "reminder-today") == {}


def test_who_registers_late_gets_only_what_is_still_ahead(world: World) -> None:
    event = world.published()
    world.goes_out(event, "reminder-week")
    world.registers(event, now=LUNCH - 2 * DAY)
    world.goes_out(event, "reminder-day")
    assert world.told(event, "reminder-week") == {}
    assert world.told(event, "reminder-day") == {"Sara": "queued"}


def test_invitations_are_held_and_stop_for_who_has_registered(world: World) -> None:
    event = world.published()
    sara = world.person("Sara")
    world.person("Jonas")
    world.person("Omar", consent=False)
    actions.invite(world.session, event, whom=Whom(list_id=world.list_id), hold=HOLD, now=NOW)
    world.goes_out(event, "invitation-1")
    assert world.told(event, "invitation-1") == {}  # held
    actions.release(world.session, event.id, now=NOW + HOLD)
    world.goes_out(event, "invitation-1")
    assert world.told(event, "invitation-1") == {
        "Sara": "queued", "Jonas": "queued", "Omar": "skipped no_consent"}  # fmt: skip
    world.registers(event, "Sara", email=sara.email)
    world.goes_out(event, "invitation-2")
    assert world.told(event, "invitation-2") == {
        "Sara": "skipped registered", "Jonas": "queued", "Omar": "skipped no_consent"}  # fmt: skip


def test_undo_takes_the_invitations_back_while_they_are_held(world: World) -> None:
    event = world.published()
    world.person("Sara")
    before = world.session.query(Step).count()
    actions.invite(world.session, event, whom=Whom(list_id=world.list_id), hold=HOLD, now=NOW)
    actions.undo_invitations(world.session, event, now=NOW + HOLD - timedelta(seconds=1))
    assert (event.invited_at, world.session.query(Step).count()) == (None, before)
    actions.invite(world.session, event, whom=Whom(list_id=world.list_id), hold=HOLD, now=NOW)
    with pytest.raises(NotNow):
        actions.undo_invitations(world.session, event, now=NOW + HOLD)


def test_no_invitation_is_ahead_any_more(world: World) -> None:
    event = world.published(now=LUNCH - 3 * DAY)
    world.person("Sara")
    with pytest.raises(NotReady, match="times of all invitations"):
        actions.invite(world.session, event, whom=Whom(list_id=world.list_id), hold=HOLD, now=LUNCH - 3 * DAY)


def test_after_the_end_who_was_not_checked_in_did_not_come_and_each_gets_their_own_mail(world: World) -> None:
    event = world.published()
    sara, _jonas = (world.registers(event, name) for name in ("Sara", "Jonas"))
    sara.state = sara.state.ATTENDED
    assert not actions.close(world.session, event.id, now=LUNCH + timedelta(minutes=74))
    assert actions.close(world.session, event.id, now=LUNCH + timedelta(minutes=75))
    assert world.states(event) == {"Sara": "attended", "Jonas": "no_show"}
    world.goes_out(event, "attended")
    world.goes_out(event, "no-show")
    assert world.told(event, "attended") == {"Sara": "queued"}
    assert world.told(event, "no-show") == {"Jonas": "queued"}
    step = world.session.get_one(Step, world.mail(event, "confirmation").step_id)
    assert (step.planned, step.planned_at is not None) == (2, True)


def test_after_the_end_a_mail_to_nobody_was_not_needed_and_an_empty_chair_was_taken(world: World) -> None:
    kit = lunch().kit
    assert kit is not None
    event, over = world.published(), LUNCH + 2 * HOUR
    sara, _jonas = (world.registers(event, name) for name in ("Sara", "Jonas"))
    world.goes_out(event, "reminder-day")
    sara.state = sara.state.ATTENDED
    actions.close(world.session, event.id, now=over)
    said = {line.asset_key: line.state for line in timeline(world.session, event, kit, over)}
    assert (said["confirmation"], said["reminder-day"]) == ("going", "going")  # planned, on their way to two people
    assert {said[key] for key in ("waiting-list", "seat-offered", "moved", "cancelled")} == {"unneeded"}
    assert [one.seats for one in events_of(world.session, world.partner.id)] == [2]


@pytest.mark.parametrize(("reason", "goes"), [("unsubscribed", True), ("bounced", False), ("complained", False)])
def test_a_no_to_marketing_does_not_stop_a_confirmation_and_a_bounce_does(
    world: World, reason: str, goes: bool
) -> None:
    event = world.published()
    one = world.registers(event)
    suppress(
        world.session, scope="partner", partner_id=world.partner.id, addr_key=one.email, reason=reason, now=NOW
    )  # fmt: skip
    step_id = world.mail(event, "confirmation").step_id
    assert step_id is not None
    claimed = claim(world.session, step_id=step_id, size=9, lease=60)
    assert claimed is not None
    assert (begin(world.session, claim_id=claimed.id, lease=60, now=NOW) is not None) is goes
    assert counts(world.session, [step_id])["sending" if goes else "skipped"] == 1


def test_an_invitation_is_marketing_and_a_thank_you_is_not(world: World) -> None:
    event = world.published()
    world.person("Sara")
    actions.invite(world.session, event, whom=Whom(list_id=world.list_id), hold=HOLD, now=NOW)
    kinds = {
        mail: world.session.get_one(Step, world.mail(event, mail).step_id).service
        for mail in ("invitation-1", "confirmation", "waiting-list", "reminder-day", "attended", "no-show")
    }
    assert kinds == {
        "invitation-1": False, "confirmation": True, "waiting-list": True, "reminder-day": True, "attended": True,
        "no-show": True,
    }  # fmt: skip


def test_date_zone_place_and_host_stand_in_each_language(world: World) -> None:
    event = world.published(languages=("en", "de", "ar"))
    found = bodies(world.session, event, "confirmation", world)
    assert "Donnerstag, 4. März 2027, 12:00 bis 13:15, Zeitzone Berlin (GMT+1)" in found["de"]
    assert "Sample Hall, Beispielstraße 12, Hamburg" in found["de"]
    assert "Alice Sample" in found["en"]
    assert "مارس" in found["ar"]
    assert all("{{seat}}" in text and "{{u}}" not in text for text in found.values())


def test_a_moved_event_plans_everything_anew_and_tells_everyone(world: World) -> None:
    event = world.published(capacity=1)
    world.person("Omar")
    actions.invite(world.session, event, whom=Whom(list_id=world.list_id), hold=timedelta(0), now=NOW)
    actions.release(world.session, event.id, now=NOW)
    world.goes_out(event, "invitation-1")
    for name in ("Sara", "Jonas"):
        world.registers(event, name)
    world.session.query(Message).update({"state": "accepted"})
    later = LUNCH + 28 * DAY - HOUR  # the clocks change in between: noon stays noon
    assert actions.move(world.session, event, plan=world.plan(starts_at=later, place="Other Hall"), now=NOW)
    assert event.sequence == 1
    assert world.mail(event, "reminder-day").due_at == later - DAY
    assert world.mail(event, "invitation-2").due_at == later - 14 * DAY + HOUR  # before the change
    assert world.mail(event, "invitation-1").round == 0  # it went out, and does not go again
    assert world.told(event, "moved") == {"Sara": "queued", "Jonas": "queued"}
    assert "Other Hall" in bodies(world.session, event, "reminder-day", world)["en"]
    assert not actions.move(world.session, event, plan=world.plan(starts_at=later, place="Other Hall"), now=NOW)
    world.registers(event, "Layla")
    assert world.told(event, "waiting-list") == {"Jonas": "accepted", "Layla": "queued"}


def test_who_has_not_got_the_confirmation_yet_gets_one_with_the_new_date_and_no_other_mail(world: World) -> None:
    event = world.published()
    world.registers(event)
    old = world.mail(event, "confirmation").step_id
    actions.move(world.session, event, plan=world.plan(place="Other Hall"), now=NOW)
    new = world.mail(event, "confirmation").step_id
    assert counts(world.session, [old])["cancelled"] == 1  # type: ignore[list-item]  # it has one
    assert counts(world.session, [new])["queued"] == 1  # type: ignore[list-item]  # an id that is there once it is planned
    assert world.told(event, "moved") == {}


def test_moved_again_before_the_first_update_has_left_everyone_gets_only_the_last_one(world: World) -> None:
    event = world.published()
    world.registers(event)
    world.session.query(Message).update({"state": "accepted"})
    world.goes_out(event, "reminder-week")
    for place in ("Other Hall", "Third Hall"):
        actions.move(world.session, event, plan=world.plan(place=place), now=NOW)
    assert world.told(event, "reminder-week") == {"Sara": "cancelled moved"}
    rounds = world.session.execute(
        select(EventMail.round, Message.state).join(Step, Step.id == EventMail.step_id)
        .join(Message, Message.step_id == Step.id).where(EventMail.asset_key == "moved").order_by(EventMail.round)
    ).all()  # fmt: skip
    assert [(number, state.value) for number, state in rounds] == [(1, "cancelled"), (2, "queued")]
    assert "Third Hall" in bodies(world.session, event, "moved", world)["en"]


def test_a_cancelled_event_takes_every_mail_out_and_tells_those_who_registered(world: World) -> None:
    event = world.published(capacity=1)
    sara, jonas, omar = (world.registers(event, name) for name in ("Sara", "Jonas", "Omar"))
    actions.give_back(world.session, omar.id, now=NOW)
    world.session.query(Message).update({"state": "accepted"})
    actions.cancel(world.session, event, now=NOW)
    actions.cancel(world.session, event, now=NOW)
    assert (event.state, event.sequence) == (EventState.CANCELLED, 1)
    assert world.told(event, "cancelled") == {"Sara": "queued", "Jonas": "queued"}
    assert world.goes_out(event, "reminder-day") == 0
    assert world.goes_out(event, "attended") == 0
    assert sara.id != jonas.id


def test_a_host_skips_a_mail_or_sends_it_at_another_time(world: World) -> None:
    event = world.published()
    one = world.registers(event)
    one.state = one.state.ATTENDED
    skipped = actions.skip_mail(world.session, event, world.mail(event, "no-show").id, now=NOW)
    assert (skipped.skipped, skipped.step_id) == ("host", None)
    other = LUNCH + 2 * DAY
    actions.change_mail(world.session, event, world.mail(event, "attended").id, at=other, now=NOW)
    actions.close(world.session, event.id, now=LUNCH + 2 * HOUR)
    assert world.goes_out(event, "attended", now=other - HOUR) == 0
    assert world.goes_out(event, "attended", now=other) == 1
    back = actions.change_mail(world.session, event, world.mail(event, "no-show").id, at=None, now=LUNCH + 2 * HOUR)
    assert (back.skipped, back.due_at) == ("", LUNCH + DAY - 2 * HOUR)
    with pytest.raises(NotReady, match="before the event"):
        actions.change_mail(world.session, event, back.id, at=LUNCH - HOUR, now=NOW)
    with pytest.raises(NotNow):
        actions.skip_mail(world.session, event, world.mail(event, "attended").id, now=other)


def test_a_sequence_after_the_event_is_marketing_and_needs_consent(session: Session) -> None:
    read = lunch().kit
    assert read is not None
    again = KitStep("next-mail", offset="+3d 10:00", audience="attended")
    mail = replace(read.asset("attended"), key="next-mail")
    world = build(session, replace(read, steps=(*read.steps, again), assets=(*read.assets, mail)))
    event = world.published()
    for name, agrees in (("Sara", True), ("Jonas", False)):
        one = world.registers(event, name, consent=agrees, wording="They may write.")
        one.state = one.state.ATTENDED
    (ticked,) = session.scalars(select(OptIn))
    confirm(session, ticked.id, now=ticked.asked_at + HOUR)
    actions.close(session, event.id, now=LUNCH + 2 * HOUR)
    for asset in ("attended", "next-mail"):
        world.goes_out(event, asset)
    assert world.told(event, "attended") == {"Sara": "queued", "Jonas": "queued"}
    assert world.told(event, "next-mail") == {"Sara": "queued", "Jonas": "skipped no_consent"}


def test_the_beat_finds_what_is_due_and_each_job_may_run_twice(world: World) -> None:
    now = clock.now(world.session)
    event = world.published(now=now, starts_at=now + 21 * DAY + timedelta(seconds=1), capacity=1)
    world.person("Omar")
    sara, jonas = (world.registers(event, name, now=now) for name in ("Sara", "Jonas"))
    actions.give_back(world.session, sara.id, now=now)
    actions.invite(world.session, event, whom=Whom(list_id=world.list_id), hold=timedelta(0), now=now)
    assert (list(jobs.due_ends(world.session)), list(jobs.due_offers(world.session))) == ([], [])
    for due, job in ((jobs.due_releases, jobs.release), (jobs.due_mails, jobs.plan)):
        set_offset(world.session, timedelta(seconds=2))
        found = list(due(world.session))
        assert len(found) == 1, due
        for _twice in range(2):
            job(found[0])
        world.session.expire_all()
        assert list(due(world.session)) == []
    assert world.told(event, "invitation-1") == {"Omar": "queued"}
    set_offset(world.session, DAY + HOUR)
    (offer,) = jobs.due_offers(world.session)
    jobs.expire(offer)
    jobs.expire(offer)
    world.session.expire_all()
    assert world.states(event) == {"Sara": "cancelled", "Jonas": "offer_expired"}
    set_offset(world.session, 22 * DAY)
    (ended,) = jobs.due_ends(world.session)
    jobs.close(ended)
    jobs.close(ended)
    world.session.expire_all()
    assert event.state is EventState.OVER
    assert jonas.offer_expires_at is not None


def test_the_mail_that_brought_the_visit_is_credited_and_another_events_is_not(world: World) -> None:
    event, other = world.published(capacity=5), world.published(capacity=5)
    sara = world.person("Sara")
    for one in (event, other):
        actions.invite(world.session, one, whom=Whom(list_id=world.list_id), hold=timedelta(0), now=NOW)
        actions.release(world.session, one.id, now=NOW)
        world.goes_out(one, "invitation-1")
    message, link = _brought(world, event)
    for one, channel in ((event, Channel.EMAIL), (other, Channel.PAGE)):
        guest = world.guest("Sara", email=sara.email)
        actions.register(world.session, one.id, guest, Origin(world.page, message, link), now=NOW)
        touch = world.session.scalars(select(Touch).where(Touch.launch_id == one.id)).one()
        assert touch.channel is channel
    first = world.session.scalars(select(Touch).where(Touch.launch_id == event.id)).one()
    assert first.asset_id == asset_row(world.session, world.version.id, "invitation-1").id


def _brought(world: World, event: Event) -> tuple[UUID, UUID]:
    """The invitation to the only person invited, and its button."""
    step_id = world.mail(event, "invitation-1").step_id
    message = world.session.scalars(select(Message).where(Message.step_id == step_id)).one()
    content = world.session.scalars(
        select(StepContent).where(StepContent.step_id == step_id, StepContent.language == message.language)
    ).one()
    link = select(Link.id).where(Link.composition_id == content.composition_id, Link.kind == "page")
    return message.id, world.session.scalars(link.limit(1)).one()
