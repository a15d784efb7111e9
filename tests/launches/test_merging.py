"""Nobody gets a step twice for having been two contacts."""

from sqlalchemy import select, update

from tcma.audiences import actions as audiences
from tcma.audiences.models import Contact
from tcma.base.facts import Fact
from tcma.delivery.models import Message
from tcma.delivery.rules import MessageState
from tcma.launches import actions
from tcma.launches.models import LaunchPerson
from tcma.reactions import react
from tests.launches.world import HOLD, NOW, World


def merge(world: World, kept: Contact, dropped: Contact) -> None:
    log = audiences.merge(world.session, actor=world.alice, kept_id=kept.id, dropped_id=dropped.id, wanted={}, now=NOW)
    world.session.commit()
    fact = world.session.scalars(select(Fact).where(Fact.subject_id == log.id)).one()
    react(str(fact.id))
    world.session.expire_all()


def mails(world: World) -> list[tuple[str, str, str]]:
    rows = world.session.scalars(select(Message).order_by(Message.addr_key))
    return [(one.addr_key, one.state.value, one.reason) for one in rows if one.contact_id == world.people["Sara"].id]


def test_before_it_is_planned_one_of_the_two_gets_it(world: World) -> None:
    sara, jonas = world.people["Sara"], world.people["Jonas"]
    launch = world.scheduled()
    merge(world, sara, jonas)
    actions.release(world.session, launch.id, now=NOW + HOLD)
    step = world.steps(launch)[0]
    assert actions.plan_step(world.session, step.id, now=NOW + HOLD) == 2
    assert mails(world) == [(sara.addr_key, "queued", "")]


def test_while_both_wait_the_dropped_ones_is_left_out(world: World) -> None:
    sara, jonas = world.people["Sara"], world.people["Jonas"]
    key = jonas.addr_key
    launch = world.begun()
    merge(world, sara, jonas)
    assert sorted(mails(world)) == sorted([(sara.addr_key, "queued", ""), (key, "skipped", "twice")])
    people = world.session.scalars(select(LaunchPerson.contact_id).where(LaunchPerson.launch_id == launch.id)).all()
    assert sorted(people) == sorted([sara.id, world.people["Layla"].id])


def test_what_the_dropped_one_has_already_the_kept_one_does_not_get_again(world: World) -> None:
    sara, jonas = world.people["Sara"], world.people["Jonas"]
    key = jonas.addr_key
    world.begun()
    world.session.execute(
        update(Message).where(Message.contact_id == jonas.id).values(state=MessageState.ACCEPTED)
    )
    merge(world, sara, jonas)
    assert sorted(mails(world)) == sorted([(sara.addr_key, "skipped", "twice"), (key, "accepted", "")])


def test_a_no_to_the_dropped_one_stops_what_waits_for_the_kept_one(world: World) -> None:
    sara, jonas = world.people["Sara"], world.people["Jonas"]
    launch = world.scheduled()
    audiences.unsubscribe(world.session, contact=jonas, message_id=None, everyone=False, now=NOW)
    merge(world, sara, jonas)
    actions.release(world.session, launch.id, now=NOW + HOLD)
    step = world.steps(launch)[0]
    actions.plan_step(world.session, step.id, now=NOW + HOLD)
    assert mails(world) == [(sara.addr_key, "skipped", "unsubscribed")]
