"""A response, its owner and its touch in one transaction; and what is read from them."""

from datetime import datetime, timedelta
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from tcma.audiences.models import Contact
from tcma.base.db import transaction
from tcma.base.facts import Fact
from tcma.tracking.actions import RESPONSE_RECORDED, class_hits, keep_hits, record_response
from tcma.tracking.models import Response, Touch
from tcma.tracking.queries import clickers, journey, story, touch_counts, visitor
from tcma.tracking.rules import Channel, ResponseKind, TouchKind
from tests.tracking.world import NOW, Sent, World


def respond(world: World, contact: Contact, session: Session | None = None, **changes: Any) -> Response:
    values: dict[str, Any] = {
        "partner_id": world.partner_id,
        "contact_id": contact.id,
        "kind": ResponseKind.FORM,
        "asset_id": world.assets["readiness"].id,
        "launch_id": world.launch_id,
        "language": "en",
        "answers": {"message": "Call me"},
        "key": "form:1",
        "now": NOW,
    }
    return record_response(session or world.session, **{**values, **changes})


def click(world: World, sent: Sent, at: datetime = NOW) -> None:
    keep_hits(world.session, [world.raw(sent, at=at)])
    class_hits(world.session)


def test_a_response_carries_its_owner_from_the_start(world: World, session: Session) -> None:
    contact = world.contact()
    response = respond(world, contact)
    touch = session.get_one(Touch, response.touch_id)
    assert (response.partner_id, response.contact_id) == (world.partner_id, contact.id)
    assert (touch.kind, touch.channel, touch.asset_id) == (TouchKind.FORM, Channel.PAGE, world.assets["readiness"].id)
    assert session.scalars(select(Fact.subject_id).where(Fact.name == RESPONSE_RECORDED)).all() == [response.id]


def test_the_mail_that_brought_the_visit_is_credited_and_the_page_remembered(world: World, session: Session) -> None:
    contact = world.contact()
    sent = world.mail(contact)
    response = respond(world, contact, message_id=sent.message.id, link_id=sent.page.id)
    touch = session.get_one(Touch, response.touch_id)
    assert (touch.channel, touch.asset_id) == (Channel.EMAIL, world.assets["email-1"].id)
    assert (touch.message_id, touch.link_id) == (sent.message.id, sent.page.id)
    assert response.asset_id == world.assets["readiness"].id


def test_the_same_key_is_the_same_response(world: World, session: Session) -> None:
    contact = world.contact()
    assert respond(world, contact).id == respond(world, contact, answers={"message": "Again"}).id
    assert session.scalar(select(func.count(Touch.id))) == 1
    assert session.scalar(select(func.count(Fact.id)).where(Fact.name == RESPONSE_RECORDED)) == 1


def test_two_at_once_with_one_key_are_one_response(database: Engine, session: Session) -> None:
    world = World(session)
    contact = world.contact()
    session.commit()
    found: list[Any] = []

    def send() -> None:
        with transaction() as own:
            found.append(respond(world, contact, own).id)

    threads = [Thread(target=send) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    assert len(set(found)) == 1
    assert len(found) == 8
    assert session.scalar(select(func.count(Touch.id))) == 1


def test_another_partners_contact_is_refused(world: World) -> None:
    stranger = world.contact("someone@other.example", partner_id=world.charlie.partner_id)
    with pytest.raises(Exception, match="No row"):
        respond(world, stranger)


@pytest.mark.parametrize("order", ["click first", "form first"])
def test_a_click_and_the_form_behind_it_are_one_touch_of_the_journey(world: World, order: str) -> None:
    contact = world.contact()
    sent = world.mail(contact)
    later = NOW + timedelta(minutes=3)

    def form() -> None:
        respond(world, contact, message_id=sent.message.id, link_id=sent.page.id, now=later)

    steps = [lambda: click(world, sent), form]
    for step in steps if order == "click first" else reversed(steps):
        step()

    (standing,) = journey(world.session, account_domain="alnoor.example", contact_id=None, before=later)
    assert (standing.kind, standing.at) == (TouchKind.FORM, later)


def test_the_journey_is_all_of_the_accounts_people_in_order(world: World) -> None:
    sara, omar = world.contact(), world.contact("omar@alnoor.example")
    stranger = world.contact("someone@elsewhere.example")
    click(world, world.mail(omar, "email-2"), NOW + timedelta(days=1))
    click(world, world.mail(sara, "email-1"), NOW)
    click(world, world.mail(stranger), NOW)
    found = journey(world.session, account_domain="alnoor.example", contact_id=None, before=NOW + timedelta(days=2))
    assert [touch.contact_id for touch in found] == [sara.id, omar.id]


def test_the_journey_ends_at_the_conversion_and_begins_at_the_lookback(world: World) -> None:
    contact = world.contact()
    for asset, days in (("email-1", 0), ("email-2", 10)):
        click(world, world.mail(contact, asset), NOW + timedelta(days=days))

    def ages(before: int, lookback: int | None) -> list[int]:
        found = journey(
            world.session, account_domain="alnoor.example", contact_id=None, before=NOW + timedelta(days=before),
            lookback=timedelta(days=lookback) if lookback is not None else None,
        )  # fmt: skip
        return [(touch.at - NOW).days for touch in found]

    assert ages(20, None) == [0, 10]
    assert ages(20, 20) == [0, 10]
    assert ages(20, 19) == [10]
    assert ages(10, None) == [0, 10]
    assert ages(9, None) == [0]


def test_the_same_person_on_two_partners_lists_has_one_journey(world: World) -> None:
    ours = world.contact("sara@gmail.com")
    theirs = world.contact("sara@gmail.com", partner_id=world.charlie.partner_id)
    click(world, world.mail(ours))
    found = journey(world.session, account_domain=None, contact_id=theirs.id, before=NOW)
    assert [touch.contact_id for touch in found] == [ours.id]


def test_without_an_account_or_a_person_there_is_no_journey(world: World) -> None:
    click(world, world.mail(world.contact()))
    assert journey(world.session, account_domain=None, contact_id=None, before=NOW) == []


def test_what_a_partner_logs_and_what_own_people_try_out_earns_nothing(world: World) -> None:
    contact, own = world.contact(), world.contact("alice@kestrel.example")
    test_mail = world.mail(None, origin="test")
    respond(world, contact, kind=ResponseKind.ANSWERED, key="a")
    respond(world, own, key="b")
    respond(world, contact, message_id=test_mail.message.id, link_id=test_mail.page.id, key="c")
    for domain in ("alnoor.example", "kestrel.example"):
        assert journey(world.session, account_domain=domain, contact_id=None, before=NOW) == []


def test_the_partner_sees_who_clicked_and_how_often(world: World) -> None:
    sara, omar = world.contact(), world.contact("omar@alnoor.example")
    click(world, world.mail(sara, "email-1"), NOW)
    click(world, world.mail(sara, "email-2"), NOW + timedelta(days=3))
    click(world, world.mail(omar, "email-1"), NOW + timedelta(days=1))
    found = clickers(world.session, world.partner_id, world.launch_id)
    assert [(one.contact.id, one.clicks, one.asset) for one in found] == [
        (sara.id, 2, "Second mail"),
        (omar.id, 1, "First mail"),
    ]
    assert world.charlie.partner_id is not None
    assert clickers(world.session, world.charlie.partner_id) == []


def test_people_touches_and_answers_of_a_launch_are_counted(world: World) -> None:
    sara, omar = world.contact(), world.contact("omar@alnoor.example")
    click(world, world.mail(sara))
    click(world, world.mail(omar))
    respond(world, sara, now=NOW + timedelta(minutes=1))
    counts = touch_counts(world.session, world.partner_id, [world.launch_id])[world.launch_id]
    assert (counts.people, counts.responders, counts.touches) == (2, 1, 3)


def test_the_story_tells_what_they_got_clicked_and_answered(world: World) -> None:
    contact = world.contact()
    sent = world.mail(contact)
    world.mail(contact, "email-2", origin="test")
    click(world, sent, NOW + timedelta(minutes=1))
    respond(world, contact, now=NOW + timedelta(minutes=2))
    told = story(world.session, world.partner_id, contact.id)
    assert [(one.kind, one.title) for one in told] == [
        ("sent", "Would you know within the hour?"),
        ("click", "First mail"),
        ("form", "Readiness page"),
    ]
    assert told[1].note == "Check my readiness"
    assert told[2].answers == {"message": "Call me"}
    assert world.charlie.partner_id is not None
    assert story(world.session, world.charlie.partner_id, contact.id) == []


def test_a_visit_is_known_only_to_the_launch_it_belongs_to(world: World) -> None:
    sent = world.mail(world.contact())
    ids = {"message_id": sent.message.id, "link_id": sent.page.id}
    found = visitor(world.session, partner_id=world.partner_id, launch_id=world.launch_id, **ids)
    assert found is not None
    assert found.contact is not None
    assert found.contact.first_name == "Sara"
    assert visitor(world.session, partner_id=world.partner_id, launch_id=world.version.id, **ids) is None
    assert world.charlie.partner_id is not None
    assert visitor(world.session, partner_id=world.charlie.partner_id, launch_id=world.launch_id, **ids) is None
