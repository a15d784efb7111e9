"""When the mails of a launch go: best time, each reader's own time, and so long after what a person did."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from functools import partial
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tcma.audiences.models import Contact
from tcma.base.clock import now as clock_now
from tcma.base.db import new_id
from tcma.catalogue.models import AssetRow
from tcma.catalogue.rules import Step
from tcma.delivery import actions as delivery
from tcma.delivery.models import Message
from tcma.delivery.models import Step as MailStep
from tcma.delivery.queries import counts
from tcma.delivery.rules.quiet import Quiet
from tcma.launches import actions
from tcma.launches.jobs import follow_response
from tcma.launches.models import Launch
from tcma.launches.queries.best import best_hour
from tcma.launches.rules import AlreadyScheduled, Best, Wish, best_of, best_time, first_of, step_time, step_wall
from tcma.senders.actions.warming import start_warm_up
from tcma.tracking.models import Response, Touch
from tcma.tracking.rules import Channel, ResponseKind, TouchKind
from tests.deals.pages import words
from tests.launches.world import HOLD, KIT, NOW, World, publish

ONE = Best(3, 15, 240, 60, measured=True)
THURSDAY = datetime(2026, 5, 14, 13, tzinfo=UTC)


def clock(text: str) -> datetime:
    return datetime.fromisoformat(text)


def utc(text: str) -> datetime:
    return clock(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("clicks", "quiet", "expected"),
    [
        ({}, Quiet(), Best()),
        ({(3, 15): 199}, Quiet(), Best(clicks=199)),
        ({(3, 15): 200}, Quiet(), Best(3, 15, 200, 200, measured=True)),
        ({(3, 15): 60, (0, 9): 60, (6, 22): 80}, Quiet(), Best(6, 22, 200, 80, measured=True)),
        ({(3, 15): 60, (0, 9): 60, (6, 22): 80}, Quiet(time(21), time(7)), Best(0, 9, 200, 60, measured=True)),
        ({(6, 12): 300}, Quiet(weekends=True), Best(clicks=300)),
    ],
)
def test_the_best_hour_is_the_partners_own_from_two_hundred_clicks_on(
    clicks: dict[tuple[int, int], int], quiet: Quiet, expected: Best
) -> None:
    assert best_of(clicks, quiet=quiet, zone="UTC") == expected


def test_the_next_best_hour_is_an_hour_away_at_least() -> None:
    assert best_time(NOW, "Europe/Berlin", ONE) == THURSDAY
    assert best_time(THURSDAY - timedelta(minutes=30), "Europe/Berlin", ONE) == THURSDAY + timedelta(days=7)


def test_working_days_pass_over_the_weekend_where_the_partner_is() -> None:
    friday = utc("2026-05-15 08:00")
    assert step_time(friday, Step("", workday=1), "Europe/Berlin") == utc("2026-05-18 08:00")
    assert step_wall(clock("2026-05-14 10:00"), Step("", workday=1), "Asia/Riyadh") == clock("2026-05-17 10:00")
    assert step_wall(clock("2026-05-15 10:00"), Step("", day=1), "Europe/Berlin") == clock("2026-05-16 10:00")


def test_the_first_of_a_time_is_where_the_day_begins() -> None:
    assert first_of(clock("2026-05-12 10:00"), ["Europe/Berlin", "Asia/Tokyo"]) == utc("2026-05-12 01:00")


def touched(world: World, launch: Launch, name: str, at: datetime, *, of: str = "email-1", counts: bool = True) -> None:
    """This person clicked in that mail."""
    asset = world.session.scalars(
        select(AssetRow.id).where(AssetRow.version_id == launch.version_id, AssetRow.key == of)
    ).one()
    world.session.add(Touch(
        at=at, kind=TouchKind.CLICK, channel=Channel.EMAIL, counts=counts, partner_id=launch.partner_id,
        contact_id=world.people[name].id, kit_id=launch.kit_id, version_id=launch.version_id, asset_id=asset,
        launch_id=launch.id, language="en",
    ))  # fmt: skip
    world.session.flush()


def answered(
    world: World, launch: Launch, name: str, at: datetime, *, kind: ResponseKind = ResponseKind.FORM,
    origin_id: UUID | None = None,
) -> Response:
    """To the launch, or to an event with that id."""
    touched(world, launch, name, at)
    touch = world.session.scalars(select(Touch).order_by(Touch.id.desc()).limit(1)).one()
    found = Response(
        at=at, kind=kind, partner_id=launch.partner_id, contact_id=world.people[name].id,
        touch_id=touch.id, kit_id=launch.kit_id, version_id=launch.version_id, asset_id=touch.asset_id,
        launch_id=origin_id or launch.id, language="en", answers={}, key=f"{name} {at}",
    )  # fmt: skip
    world.session.add(found)
    world.session.flush()
    return found


def clicked_often(world: World, at: datetime, number: int) -> None:
    """So many clicks in one of the partner's launches."""
    launch = world.scheduled(key="of before")
    for minutes in range(number):
        touched(world, launch, "Sara", at + timedelta(seconds=minutes))


def test_what_own_people_and_other_partners_clicked_is_not_counted(session: Session, world: World) -> None:
    clicked_often(world, THURSDAY, 200)
    assert best_hour(session, world.partner) == Best(3, 15, 200, 200, measured=True)
    session.execute(update(Touch).where(Touch.at < THURSDAY + timedelta(seconds=1)).values(counts=False))
    assert best_hour(session, world.partner) == Best(clicks=199)


def test_a_launch_at_the_best_time_goes_at_the_partners_own_hour(session: Session, world: World) -> None:
    clicked_often(world, THURSDAY - timedelta(days=7), 200)
    assert world.scheduled(when="best", key="best").starts_at == THURSDAY


TEN = utc("2026-05-12 08:00")  # ten in Berlin


def test_each_readers_own_time_is_planned_with_the_first_and_leaves_with_each(session: Session, world: World) -> None:
    world.person("Kenji", timezone="Asia/Tokyo")
    world.people["Layla"].country, world.people["Jonas"].country = "US", ""
    session.flush()
    launch = world.scheduled(when="local", at=TEN)
    first, second, _third = world.steps(launch)
    assert (first.due_at, first.local_at) == (utc("2026-05-12 01:00"), clock("2026-05-12 10:00"))
    assert second.local_at == clock("2026-05-15 10:00")
    actions.release(session, launch.id, now=NOW + HOLD)
    actions.plan_step(session, first.id, now=first.due_at)
    leaves = dict(session.execute(
        select(Contact.first_name, Message.leaves_at).join(Contact, Contact.id == Message.contact_id)
        .where(Message.step_id == first.id)
    ).all())  # fmt: skip
    assert leaves == {"Kenji": None, "Sara": TEN, "Jonas": TEN, "Layla": utc("2026-05-12 14:00")}


def sequence(session: Session, world: World, *later: Step) -> None:
    """The launch is of a kit of these mails, after the first."""
    steps = (Step("email-1"), *later)
    mails = {step.asset for step in steps}
    assets = tuple(asset for asset in KIT.assets if asset.kind != "email" or asset.key in mails)
    world.version = publish(session, replace(KIT, slug="sequence", steps=steps, assets=assets))


def plan(world: World, step: MailStep, now: datetime) -> dict[str, str]:
    actions.plan_step(world.session, step.id, now=now)
    return world.sent_to(step)


def test_a_condition_on_clicks_is_looked_at_when_the_mail_is_due(session: Session, world: World) -> None:
    sequence(session, world, Step("email-2", day=1, only_if="not clicked", of="email-1"),
             Step("email-3", day=2, only_if="clicked"))  # fmt: skip
    launch = world.begun()
    touched(world, launch, "Sara", NOW + timedelta(hours=2))
    touched(world, launch, "Jonas", NOW + timedelta(hours=2), counts=False)  # a colleague, or a scanner
    _, second, third = world.steps(launch)
    assert plan(world, second, second.due_at) == {"Sara": "clicked", "Jonas": "", "Layla": ""}
    assert plan(world, third, third.due_at) == {"Sara": "", "Jonas": "not_clicked", "Layla": "not_clicked"}


def test_who_clicks_while_the_mail_waits_is_left_out_and_who_answers_of_all(session: Session, world: World) -> None:
    sequence(session, world, Step("email-2", day=1, only_if="not clicked"), Step("email-3", day=1, after="responded"))
    launch = world.begun()
    _, second, third = world.steps(launch)
    assert set(plan(world, second, second.due_at).values()) == {""}
    touched(world, launch, "Jonas", second.due_at)
    answer = answered(world, launch, "Sara", second.due_at)
    actions.plan_step(session, third.id, now=second.due_at)
    session.execute(update(Message).where(Message.contact_id == world.people["Layla"].id).values(state="accepted"))
    actions.follow(session, launch.id, now=second.due_at)
    follow_response(str(answer.id))
    assert world.sent_to(second) == {"Sara": "answered", "Jonas": "clicked", "Layla": ""}
    assert world.sent_to(third) == {"Sara": ""}  # it is written for who answers
    for step in (second, third):
        session.refresh(step)
        assert step.planned == counts(session, [step.id])["planned"]


def test_who_registers_for_an_event_after_a_launch_began_has_answered_it(session: Session, world: World) -> None:
    sequence(session, world, Step("email-2", day=1), Step("email-3", after="responded"))
    launch, event_id = world.begun(), new_id()
    _, second, third = world.steps(launch)
    registered = partial(answered, world, launch, kind=ResponseKind.REGISTRATION, origin_id=event_id)
    registered("Jonas", NOW)  # before, so that it is no answer
    plan(world, second, second.due_at)
    answer = registered("Sara", second.due_at)
    plan(world, third, second.due_at)
    for _ in range(2):
        follow_response(str(answer.id))
    assert world.sent_to(second) == {"Sara": "answered", "Jonas": "", "Layla": ""}
    assert world.sent_to(third) == {"Sara": ""}


def test_a_mail_after_a_click_goes_to_each_so_long_after_their_first(session: Session, world: World) -> None:
    sequence(session, world, Step("email-2", after="clicked", day=1, of="email-1"))
    launch = world.begun()
    _, second = world.steps(launch)
    assert plan(world, second, NOW + HOLD) == {}
    at = NOW + timedelta(hours=3)
    touched(world, launch, "Sara", at)
    touched(world, launch, "Sara", at + timedelta(hours=1))
    touched(world, launch, "Jonas", at, of="email-2")
    assert actions.follow(session, launch.id, now=at) == 1
    assert actions.follow(session, launch.id, now=at) == 0
    [message] = session.scalars(select(Message).where(Message.step_id == second.id))
    assert (message.leaves_at, message.waits_for) == (at + timedelta(days=1), "own")
    assert message.contact_id == world.people["Sara"].id


def test_such_a_mail_is_open_for_thirty_days_after_the_last_with_a_day_of_its_own(
    session: Session, world: World
) -> None:
    sequence(session, world, Step("email-2", after="clicked"), Step("email-3", day=7))
    launch = world.begun()
    _, second, _third = world.steps(launch)
    assert second.open_until == NOW + HOLD + timedelta(days=37)
    plan(world, second, NOW + HOLD)
    delivery.reap(session, now=second.open_until - timedelta(minutes=1))
    session.refresh(second)
    assert second.finished_at is None
    delivery.reap(session, now=second.open_until)
    session.refresh(second)
    assert second.finished_at is not None
    touched(world, launch, "Sara", second.open_until)
    assert actions.follow(session, launch.id, now=second.open_until) == 0


def test_a_stopped_launch_lets_nobody_join(session: Session, world: World) -> None:
    sequence(session, world, Step("email-2", after="clicked"))
    launch = world.begun()
    plan(world, world.steps(launch)[1], NOW + HOLD)
    actions.stop(session, launch, now=NOW + HOLD)
    touched(world, launch, "Sara", NOW + HOLD)
    assert actions.follow(session, launch.id, now=NOW + HOLD) == 0


def test_the_page_says_which_best_time_holds_where_readers_are_and_who_gets_it_later(
    session: Session, world: World, alice: FlaskClient
) -> None:
    world.programme.quiet_from, world.programme.quiet_until = time(21), time(7)
    world.people["Layla"].country = "US"
    world.person("Kenji", timezone="Asia/Tokyo")
    session.flush()
    slug = KIT.slug
    seen = words(alice.get(f"/launch/{slug}"))
    assert "until your people have clicked 200 times: then their own best hour. 0 clicks so far" in seen
    tomorrow = (datetime.now(UTC) + timedelta(days=3)).strftime("%Y-%m-%dT23:00")
    sent = {"when": "local", "at": tomorrow, "list": str(world.list_id), "do": "save"}
    assert alice.post(f"/launch/{slug}", data=sent).status_code == 302
    seen = words(alice.get(f"/launch/{slug}"))
    assert "Whose clock: 1 by their own time zone · 3 by their country" in seen
    assert "It is quiet then where 4 of them are" in seen
    assert "11:00 PM, where each reader is" in seen.replace("\u202f", " ")
    draft = session.scalars(select(Launch).where(Launch.state == "draft")).one()
    assert draft.when_kind == "local"


def test_the_run_says_what_waits_and_until_when(session: Session, world: World, alice: FlaskClient) -> None:
    launch = world.begun()
    session.execute(
        update(Message).where(Message.contact_id == world.people["Sara"].id)
        .values(leaves_at=datetime(2030, 5, 12, 5, tzinfo=UTC), waits_for="quiet")
    )
    seen = words(alice.get(f"/runs/{launch.id}"))
    assert "1 waits for the end of quiet hours where its reader is. The next leave on" in seen
    assert '"waiting_for": {"quiet": 1}' in alice.get(f"/runs/{launch.id}/progress").text


def test_the_run_says_how_far_a_new_sender_is(session: Session, world: World, alice: FlaskClient) -> None:
    start_warm_up(session, "northgate.example", now=clock_now(session))
    launch = world.begun()
    seen = words(alice.get(f"/runs/{launch.id}"))
    assert "Warming up northgate.example: 0 of today's 50 are sent." in seen


def test_a_time_that_is_over_where_some_readers_are_is_said_before(world: World, alice: FlaskClient) -> None:
    world.person("Kiri", timezone="Pacific/Kiritimati")
    soon = (datetime.now(UTC) + timedelta(hours=4)).astimezone(ZoneInfo(world.partner.timezone))
    sent = {"when": "local", "at": soon.strftime("%Y-%m-%dT%H:%M"), "list": str(world.list_id), "do": "save"}
    alice.post(f"/launch/{KIT.slug}", data=sent)
    seen = words(alice.get(f"/launch/{KIT.slug}"))
    assert "It is later than that already where 1 of them is: that mail leaves at once." in seen


def test_the_same_page_sent_twice_is_one_launch_of_each_readers_time(world: World) -> None:
    launch = world.scheduled(when="local", at=TEN)
    actions.same(world.session, launch, Wish(when="local", at=TEN))
    with pytest.raises(AlreadyScheduled):
        actions.same(world.session, launch, Wish(when="local", at=TEN + timedelta(hours=1)))
    with pytest.raises(AlreadyScheduled):
        actions.same(world.session, launch, Wish(when="at", at=TEN))
