"""Nobody gets one kit twice in 90 days, from anyone, nor more mail of one partner than its limit."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from tcma.audiences.actions import suppress
from tcma.audiences.models import ContactMerge
from tcma.audiences.queries import Audience
from tcma.base.db import new_id
from tcma.catalogue.queries import kit_content
from tcma.delivery import actions as delivery
from tcma.delivery.actions import Recipient
from tcma.delivery.models import Message
from tcma.delivery.rules import MessageState, Policy
from tcma.launches import actions
from tcma.launches.models import Launch
from tcma.launches.queries.desk import audience_of, desk
from tcma.launches.rules import NotReady
from tests.launches.world import HOLD, KIT, NOW, World, publish

FIRST = NOW + HOLD
DAY = timedelta(days=1)


def send(world: World, launch: Launch, step: int = 0, *, now: datetime = FIRST) -> None:
    """Its mails begin, and are accepted at this time."""
    for claim in iter(lambda: delivery.claim(world.session, step_id=world.steps(launch)[step].id, size=50, lease=60),
                      None):  # fmt: skip
        delivery.begin(world.session, claim_id=claim.id, lease=60, now=now)
    world.session.expire_all()


def sent(world: World, *, key: str = "page 1") -> Launch:
    launch = world.begun(key=key)
    send(world, launch)
    return launch


def again(world: World, now: datetime) -> dict[str, str]:
    """{first name: reason or ''} of another launch to the same list."""
    launch = world.scheduled(key=f"page {now}", now=now - HOLD)
    actions.release(world.session, launch.id, now=now)
    actions.plan_step(world.session, world.steps(launch)[0].id, now=now)
    return world.sent_to(world.steps(launch)[0])


def on_the_page(world: World, now: datetime) -> Audience:
    page = desk(world.session, actor=world.alice, slug=kit_content(world.version).slug, wanted=str(world.list_id))
    found = audience_of(world.session, page, now)
    assert found is not None
    return found


def other_kit(world: World, name: str) -> None:
    world.version = publish(world.session, replace(KIT, slug=name))


def elsewhere(world: World, name: str) -> None:
    """Another firm has the same person, and has sent them the kit."""
    partner_id = world.charlie.partner
    theirs = world.person("Other", list_id=world.new_list("Theirs", partner_id), partner_id=partner_id)
    theirs.email = theirs.addr_key = world.people[name].addr_key
    step = delivery.schedule(
        world.session, partner_id=partner_id, origin="launch", origin_id=theirs.id, policy=Policy.AT_MOST_ONCE,
        sender="Other <other@northgate.example>", contents={}, due_at=FIRST, version_id=world.version.id,
    )  # fmt: skip
    person = Recipient(key=theirs.addr_key, email=theirs.email, addr_key=theirs.addr_key, language="en", values={})
    delivery.plan(world.session, step=step, recipients=[person], now=FIRST)
    mails = update(Message).where(Message.step_id == step.id)
    world.session.execute(mails.values(state=MessageState.UNCONFIRMED, changed_at=FIRST))


def test_a_second_launch_of_a_kit_reaches_only_those_who_have_not_had_it(world: World) -> None:
    sent(world)
    world.person("Nils")
    assert on_the_page(world, FIRST + DAY).left_out == {"had_it": 3}
    assert again(world, FIRST + DAY) == {"Sara": "had_it", "Jonas": "had_it", "Layla": "had_it", "Nils": ""}


@pytest.mark.parametrize(("days", "reason"), [(89, "had_it"), (91, "")])
def test_after_ninety_days_it_may_come_again(world: World, days: int, reason: str) -> None:
    sent(world)
    world.person("Nils")
    assert again(world, FIRST + days * DAY)["Sara"] == reason


def test_a_launch_that_could_reach_nobody_is_refused(world: World) -> None:
    sent(world)
    with pytest.raises(NotReady, match="Nobody on that list"):
        world.scheduled(key="page 2", now=FIRST + DAY)


def test_the_mails_of_one_sequence_never_hold_each_other_back(world: World) -> None:
    world.partner.mails_per_week = 1
    launch = sent(world)
    for position, day in enumerate((3, 7), 1):
        now = FIRST + day * DAY
        step = world.steps(launch)[position]
        actions.plan_step(world.session, step.id, now=now)
        assert set(world.sent_to(step).values()) == {""}
        send(world, launch, position, now=now)
        assert world.session.scalars(select(Message.state).where(Message.step_id == step.id)).all() == ["sending"] * 3


def test_what_another_partner_sent_is_the_one_label_and_its_own_sending_has_its_own(world: World) -> None:
    elsewhere(world, "Sara")
    suppress(world.session, scope="global", partner_id=None, addr_key=world.people["Jonas"].addr_key,
             reason="complained", now=NOW)  # fmt: skip
    assert on_the_page(world, FIRST).left_out == {"unavailable": 2}
    launch = world.begun()
    assert world.sent_to(world.steps(launch)[0]) == {"Sara": "unavailable", "Jonas": "unavailable", "Layla": ""}


def test_another_kit_of_another_partner_holds_nobody_back(world: World) -> None:
    elsewhere(world, "Sara")
    other_kit(world, "another")
    assert on_the_page(world, FIRST).left_out == {}


def test_a_mail_from_elsewhere_that_goes_after_the_planning_is_seen_when_ours_begins(world: World) -> None:
    launch = world.begun()
    elsewhere(world, "Sara")
    send(world, launch)
    found = world.sent_to(world.steps(launch)[0])
    assert found == {"Sara": "unavailable", "Jonas": "", "Layla": ""}


def test_who_has_had_the_weeks_mails_of_other_launches_gets_no_more_of_them(world: World) -> None:
    for number in range(3):
        other_kit(world, f"kit-{number}")
        sent(world, key=f"page of kit {number}")
    other_kit(world, "kit-4")
    assert on_the_page(world, FIRST + 6 * DAY).left_out == {"often": 3}
    assert on_the_page(world, FIRST + 8 * DAY).left_out == {}
    world.partner.mails_per_week = 4
    world.session.flush()
    assert on_the_page(world, FIRST + 6 * DAY).left_out == {}


def test_a_merged_contact_has_had_what_its_other_address_had(world: World) -> None:
    """Merging moves the mails to the contact that is kept; its address was never written to."""
    sent(world)
    nils, sara = world.person("Nils"), world.people["Sara"]
    world.session.add(ContactMerge(
        id=new_id(), partner_id=world.partner.id, kept_id=nils.id, dropped_id=sara.id, dropped={}, replaced={},
        merged_name="Alice", at=FIRST,
    ))  # fmt: skip
    delivery.follow_merge(world.session, kept_id=nils.id, dropped_id=sara.id, now=FIRST)
    assert on_the_page(world, FIRST + DAY).left_out == {"had_it": 4}


def test_a_mail_that_never_left_holds_nobody_back(world: World) -> None:
    launch = world.begun()
    actions.stop(world.session, launch, now=FIRST)
    assert set(again(world, FIRST + DAY).values()) == {""}
