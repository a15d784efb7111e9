"""Mail that people can leave, and topics they can choose: as a launch plans, and again when its mails begin."""

from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from tcma.adapters.local import LocalMailer
from tcma.audiences import actions as audiences
from tcma.audiences.models import Contact, Suppression
from tcma.audiences.queries import Leaver, count, topics_for
from tcma.catalogue.rules import changed
from tcma.catalogue.rules.drafting import Written
from tcma.delivery.jobs import deliver_batch
from tcma.delivery.models import Message
from tcma.delivery.ports import Entry
from tcma.launches import actions
from tcma.launches.models import Launch, LaunchPerson
from tests.launches.world import HOLD, KIT, NOW, World, publish

ONE_CLICK = {"List-Unsubscribe": "One-Click"}
SECURITY = replace(KIT, topic="security", topic_name="IT security")


@pytest.fixture
def secured(world: World, session: Session) -> World:
    """The same kit, about IT security."""
    world.version = publish(session, SECURITY)
    return world


def handed_over(world: World, mailer: LocalMailer, launch: Launch) -> dict[str, Entry]:
    """{address: what was handed over} of the launch's first mail."""
    world.session.commit()
    while deliver_batch(world.steps(launch)[0].id):
        pass
    return {entry.email: entry for batch in mailer.batches for entry in batch.entries}


def path_of(entry: Entry) -> str:
    """The address of leaving that a mailbox provider posts to."""
    assert entry.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    return "/u/" + entry.headers["List-Unsubscribe"].partition("/u/")[2].rstrip(">")


def reasons(world: World, launch: Launch) -> dict[str, str]:
    return world.sent_to(world.steps(launch)[0])


def refuse(world: World, person: Contact, *, wanted: tuple[str, ...] = ()) -> None:
    leaver = Leaver.of(person, [person.addr_key])
    audiences.choose_topics(world.session, leaver, wanted=wanted, message_id=None, now=NOW)


def test_every_marketing_mail_carries_its_own_way_out(world: World, mailer: LocalMailer) -> None:
    sent = handed_over(world, mailer, world.begun())
    assert len(sent) == 3
    assert len({path_of(entry) for entry in sent.values()}) == 3
    for entry in sent.values():
        assert path_of(entry) in " ".join(entry.values.values())  # the same in the words of the mail


def test_a_link_outlives_its_launch_and_its_mail(
    world: World, session: Session, mailer: LocalMailer, client: FlaskClient
) -> None:
    launch = world.begun()
    sara, jonas = world.people["Sara"], world.people["Jonas"]
    sent = handed_over(world, mailer, launch)
    actions.stop(session, launch, now=NOW + HOLD)
    session.commit()
    assert client.post(path_of(sent[sara.email]), data=ONE_CLICK).status_code == 200
    session.execute(delete(LaunchPerson))
    session.execute(delete(Launch))
    session.commit()
    assert client.post(path_of(sent[jonas.email]), data=ONE_CLICK).status_code == 200
    rows = session.scalars(select(Suppression).where(Suppression.scope == "partner"))
    mails = session.scalars(select(Message.id).where(Message.addr_key.in_([sara.addr_key, jonas.addr_key])))
    assert {row.message_id for row in rows} == set(mails)


def test_a_topic_is_offered_in_the_reader_s_language_once_the_partner_writes_about_it(
    secured: World, session: Session, client: FlaskClient, mailer: LocalMailer
) -> None:
    sara = secured.people["Sara"]
    assert topics_for(session, sara.partner_id, [sara.addr_key], "en") == []
    sent = handed_over(secured, mailer, secured.begun())
    path = path_of(sent[sara.email]).replace("/u/", "/p/")
    assert "IT security" in client.get(path).text
    assert "writes to you about what is ticked" in client.post(path, data={"do": "topics"}).text
    assert [one.wanted for one in topics_for(session, sara.partner_id, [sara.addr_key], "en")] == [False]
    assert "Unsubscribe" in client.get(path_of(sent[sara.email])).text  # she has not left
    client.post(path, data={"do": "topics", "topic": ["security", "nonsense"]})
    assert [one.wanted for one in topics_for(session, sara.partner_id, [sara.addr_key], "en")] == [True]
    assert [one.wanted for one in topics_for(session, secured.charlie.partner_id, [sara.addr_key], "en")] == []


def test_who_refused_the_topic_is_left_out_when_it_is_planned(secured: World, session: Session) -> None:
    secured.scheduled()
    sara = secured.people["Sara"]
    refuse(secured, sara)
    one, other = (
        count(session, partner_id=secured.partner.id, list_id=secured.list_id, now=NOW, topic=topic)
        for topic in ("security", "news")
    )
    assert one == (2, {"topic": 1})
    assert other == (3, {})
    launch = session.scalars(select(Launch)).one()
    actions.release(session, launch.id, now=NOW + HOLD)
    actions.plan_step(session, secured.steps(launch)[0].id, now=NOW + HOLD)
    assert reasons(secured, launch) == {"Sara": "topic", "Jonas": "", "Layla": ""}


def test_who_refuses_it_after_that_is_left_out_when_it_begins(
    secured: World, session: Session, mailer: LocalMailer
) -> None:
    launch = secured.begun()
    jonas = secured.people["Jonas"]
    refuse(secured, jonas)
    sent = handed_over(secured, mailer, launch)
    assert jonas.email not in sent
    assert len(sent) == 2
    assert reasons(secured, launch)["Jonas"] == "topic"


def test_a_refused_topic_stops_no_other_one(secured: World, session: Session, mailer: LocalMailer) -> None:
    secured.scheduled()
    for person in secured.people.values():
        refuse(secured, person)
    secured.version = publish(session, replace(KIT, slug="another-kit"))
    assert len(handed_over(secured, mailer, secured.begun(key="page 2"))) == 3


def test_a_topic_keeps_its_key_when_the_marketer_renames_it(secured: World, session: Session) -> None:
    named = changed(Written(KIT, {}), "en", {"kit.topic_name": "IT security"}).kit
    assert (named.topic, named.about) == ("it-security", "it-security")
    renamed = changed(Written(named, {}), "en", {"kit.topic_name": "Safe and sound"}).kit
    assert (renamed.topic, renamed.topic_name) == ("it-security", "Safe and sound")
    assert changed(Written(renamed, {}), "en", {"kit.topic_name": ""}).kit.about == "news"
