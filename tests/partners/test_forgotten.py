"""A forgotten password: a link by mail, once, and never a word on whether the account exists."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from tcma.base import clock, tokens
from tcma.base.errors import Gone, Invalid
from tcma.base.facts import Fact
from tcma.delivery.models import Message
from tcma.partners import actions
from tcma.partners.models import Partner, PasswordReset, Person, WebSession
from tests.cast import alice

NEW = "seven-grey-lanterns-9"


def asked(session: Session) -> PasswordReset:
    return session.scalars(select(PasswordReset).order_by(PasswordReset.asked_at.desc()).limit(1)).one()


def test_the_link_sets_a_new_password_once_and_signs_everyone_out(session: Session) -> None:
    person = session.get_one(Person, alice(session).id)
    now = clock.now(session)
    actions.open_session(session, person_id=person.id, now=now)
    actions.ask_reset(session, email=person.email.upper(), now=now)
    actions.reset_password(session, reset_id=asked(session).id, password=NEW, now=now)
    assert session.scalars(select(WebSession)).all() == []
    signed_in = actions.sign_in(session, email=person.email, password=NEW, address="192.0.2.1", now=now)
    assert isinstance(signed_in, Person)
    with pytest.raises(Gone):
        actions.reset_password(session, reset_id=asked(session).id, password=NEW + "!", now=now)


def test_a_link_is_over_after_an_hour_and_when_a_newer_one_was_asked_for(session: Session) -> None:
    person, now = session.get_one(Person, alice(session).id), clock.now(session)
    actions.ask_reset(session, email=person.email, now=now)
    first = asked(session).id
    with pytest.raises(Gone):
        actions.reset_password(session, reset_id=first, password=NEW, now=now + timedelta(minutes=61))
    actions.ask_reset(session, email=person.email, now=now + timedelta(seconds=1))
    with pytest.raises(Gone):
        actions.reset_password(session, reset_id=first, password=NEW, now=now + timedelta(seconds=2))


def test_a_weak_password_is_refused_and_the_link_still_works(session: Session) -> None:
    person, now = session.get_one(Person, alice(session).id), clock.now(session)
    actions.ask_reset(session, email=person.email, now=now)
    with pytest.raises(Invalid):
        actions.reset_password(session, reset_id=asked(session).id, password="password1234", now=now)
    actions.reset_password(session, reset_id=asked(session).id, password=NEW, now=now)


def test_the_page_answers_the_same_for_nobody_and_mails_nobody(
    session: Session, client: FlaskClient, work: Callable[[], None]
) -> None:
    person = session.get_one(Person, alice(session).id)
    session.commit()
    client.application.config["WTF_CSRF_ENABLED"] = False
    known = client.post("/forgotten", data={"email": person.email})
    unknown = client.post("/forgotten", data={"email": "nobody@example.com"})
    assert (known.status_code, unknown.status_code) == (200, 200)
    assert "If this address has an account" in unknown.text
    assert "If this address has an account" in known.text
    work()
    assert session.scalars(select(Message.email)).all() == [person.email]


def test_the_mails_link_opens_the_page_and_a_forged_one_does_not(session: Session, client: FlaskClient) -> None:
    person, now = session.get_one(Person, alice(session).id), clock.now(session)
    actions.ask_reset(session, email=person.email, now=now)
    session.commit()
    token = tokens.sign("password", asked(session).id.bytes)
    assert "Choose a new password" in client.get(f"/forgotten/{token}").text
    assert client.get(f"/forgotten/{tokens.sign('invitation', asked(session).id.bytes)}").status_code == 410
    session.execute(update(Person).values(deactivated_at=now))
    session.commit()
    assert client.get(f"/forgotten/{token}").status_code == 410


def facts(session: Session) -> int:
    return session.scalar(select(func.count()).where(Fact.name == actions.PASSWORD_FORGOTTEN)) or 0


def test_asking_for_nobody_takes_as_much_writing_as_for_somebody(session: Session) -> None:
    person, now = session.get_one(Person, alice(session).id), clock.now(session)
    actions.ask_reset(session, email=person.email, now=now)
    before = facts(session)
    actions.ask_reset(session, email="nobody@example.com", now=now)
    assert facts(session) == before + 1


def test_nobody_can_fill_a_mailbox_with_links_from_wherever_they_ask(session: Session) -> None:
    person, now = session.get_one(Person, alice(session).id), clock.now(session)
    for minute in range(9):
        actions.ask_reset(session, email=person.email, now=now + timedelta(minutes=minute))
    assert session.scalar(select(func.count()).select_from(PasswordReset)) == 5
    actions.ask_reset(session, email=person.email, now=now + timedelta(hours=2))
    assert session.scalar(select(func.count()).select_from(PasswordReset)) == 6


def test_nobody_of_a_firm_that_has_left_gets_a_link(session: Session) -> None:
    person, now = session.get_one(Person, alice(session).id), clock.now(session)
    session.execute(update(Partner).values(deactivated_at=now))
    actions.ask_reset(session, email=person.email, now=now)
    assert session.scalars(select(PasswordReset)).all() == []
