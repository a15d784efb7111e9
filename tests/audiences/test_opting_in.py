"""A ticked box is no consent before it is confirmed by mail; then it is one, with its proof."""

import re
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.audiences import actions, queries
from tcma.audiences.models import Consent, Contact, OptIn
from tcma.audiences.rules.proof import Proof
from tcma.base import clock, tokens
from tcma.base.clock import ClockOffset
from tcma.base.errors import Gone
from tcma.composing.models import Composition
from tcma.delivery.actions import send_opt_in
from tcma.delivery.models import Message, Step, StepContent
from tcma.partners.models import Programme
from tests.audiences.files import NOW
from tests.audiences.pages import signed_in
from tests.cast import alice

WORDING = "Kestrel Systems may write to me about topics like this. I can stop it at any time."
PROOF = Proof("2026-11", "de", "203.0.113.9", "Sample Browser 1.0")
Ask = Callable[..., Contact]


@pytest.fixture
def ask(session: Session) -> Ask:
    partner_id = alice(session).partner_id
    assert partner_id is not None
    return partial(
        actions.contact_from_form, session, partner_id=partner_id, email="sara@noor.example",
        fields={"first_name": "Buy now at evil.example", "country": "DE"}, consent=True, wording=WORDING, proof=PROOF,
        now=NOW,
    )  # fmt: skip


def reason(session: Session, contact: Contact, days: float = 0) -> str:
    now = NOW + timedelta(days=days)
    found = queries.standing(session, partner_id=contact.partner_id, contact_ids=[contact.id], now=now)
    return found[contact.id].reason


def waiting(session: Session) -> OptIn:
    return session.scalars(select(OptIn).order_by(OptIn.asked_at.desc())).first()  # type: ignore[return-value]  # it is there


def test_a_ticked_box_is_no_consent(session: Session, ask: Ask) -> None:
    sara = ask()
    assert session.scalars(select(Consent)).all() == []
    assert reason(session, sara) == "no_consent"


def test_confirmed_it_is_one_with_all_that_proves_it(session: Session, ask: Ask) -> None:
    sara = ask()
    later = NOW + timedelta(hours=5)
    actions.confirm(session, waiting(session).id, now=later)
    actions.confirm(session, waiting(session).id, now=later + timedelta(days=20))  # twice is once
    consent = session.scalars(select(Consent)).one()
    shown = {name: getattr(consent, name) for name in (
        "partner_id", "purpose", "basis", "source", "wording", "wording_version", "language", "ip", "agent",
        "asked_at", "given_at", "expires_at", "withdrawn_at",
    )}  # fmt: skip
    assert shown == {
        "partner_id": sara.partner_id, "purpose": "marketing", "basis": "express", "source": "form",
        "wording": WORDING, "wording_version": "2026-11", "language": "de", "ip": "203.0.113.9",
        "agent": "Sample Browser 1.0", "asked_at": NOW, "given_at": later, "expires_at": None, "withdrawn_at": None,
    }  # fmt: skip
    assert reason(session, sara) == ""


def test_it_lifts_their_earlier_no_only_when_confirmed(session: Session, ask: Ask) -> None:
    sara = ask(consent=False)
    actions.unsubscribe(session, contact=sara, message_id=None, everyone=False, now=NOW)
    ask()
    assert reason(session, sara) == "unsubscribed"
    actions.confirm(session, waiting(session).id, now=NOW)
    assert reason(session, sara) == ""


def test_seven_days_later_it_is_over(session: Session, ask: Ask) -> None:
    sara = ask()
    with pytest.raises(Gone):
        actions.confirm(session, waiting(session).id, now=NOW + timedelta(days=7))
    assert reason(session, sara, 7) == "no_consent"
    actions.confirm(session, waiting(session).id, now=NOW + timedelta(days=6.9))


def test_one_mail_a_day_however_often_an_address_is_typed(session: Session, ask: Ask) -> None:
    for hours in (0, 1, 23):
        ask(now=NOW + timedelta(hours=hours))
    assert len(session.scalars(select(OptIn)).all()) == 1
    ask(now=NOW + timedelta(hours=24))
    assert len(session.scalars(select(OptIn)).all()) == 2


def test_who_came_by_a_mailed_link_has_confirmed_it_unless_the_programme_asks_everyone(
    session: Session, ask: Ask
) -> None:
    sara = ask(proven=True)
    assert reason(session, sara) == ""
    consent = session.scalars(select(Consent)).one()
    assert (consent.wording_version, consent.ip, consent.asked_at) == ("2026-11", "203.0.113.9", None)
    session.get_one(Programme, 1).confirm_everyone = True
    omar = ask(email="omar@noor.example", proven=True)
    assert reason(session, omar) == "no_consent"


def test_what_was_confirmed_stays_when_the_box_is_forgotten(session: Session, ask: Ask) -> None:
    sara = ask()
    ask(email="omar@noor.example", now=NOW + timedelta(days=10))
    actions.confirm(session, session.scalars(select(OptIn.id).where(OptIn.contact_id == sara.id)).one(), now=NOW)
    assert actions.forget_opt_ins(session, before=NOW, limit=10) == 0
    assert actions.forget_opt_ins(session, before=NOW + timedelta(days=1), limit=10) == 1
    assert reason(session, sara, 31) == ""


def mail(session: Session) -> tuple[Message, Composition, Step]:
    row = session.execute(
        select(Message, Composition, Step).join(Step, Step.id == Message.step_id)
        .join(StepContent, StepContent.step_id == Step.id)
        .join(Composition, Composition.id == StepContent.composition_id)
    ).one()  # fmt: skip
    return row[0], row[1], row[2]


def test_the_mail_goes_once_in_the_page_s_language_and_says_nothing_that_was_typed(session: Session, ask: Ask) -> None:
    ask()
    for _ in range(2):
        send_opt_in(session, waiting(session).id, public_url="https://go.example", now=NOW)
    message, composition, step = mail(session)
    assert (message.email, composition.language, step.service) == ("sara@noor.example", "de", True)
    assert re.search(r"https://go\.example/yes/[\w-]+", composition.html)
    assert WORDING in composition.text
    assert "evil" not in composition.html + composition.subject + composition.text


def test_no_mail_for_what_is_confirmed_or_over(session: Session, ask: Ask) -> None:
    ask()
    send_opt_in(session, waiting(session).id, public_url="https://go.example", now=NOW + timedelta(days=8))
    actions.confirm(session, waiting(session).id, now=NOW)
    send_opt_in(session, waiting(session).id, public_url="https://go.example", now=NOW)
    assert session.scalars(select(Message)).all() == []


@pytest.fixture
def path(session: Session, ask: Ask) -> str:
    ask(now=clock.now(session))
    session.commit()
    return f"/yes/{tokens.sign('opt-in', waiting(session).id.bytes)}"


def test_opening_the_link_confirms_nothing_and_its_button_does(
    client: FlaskClient, session: Session, path: str
) -> None:
    for method in (client.get, client.head, client.options):
        assert method(path).status_code == 200
    page = client.get(path)
    assert WORDING in page.text
    assert 'lang="de"' in page.text
    assert 'dir="rtl"' in client.get(f"{path}?lang=ar").text
    session.expire_all()
    assert session.scalars(select(Consent)).all() == []
    for _ in range(2):
        assert client.post(path).status_code == 200
    session.expire_all()
    assert len(session.scalars(select(Consent)).all()) == 1


def test_forged_foreign_and_late_links_confirm_nothing(client: FlaskClient, session: Session, path: str) -> None:
    foreign = f"/yes/{tokens.sign('unsubscribe', waiting(session).id.bytes)}"
    for bad in (path[:-2] + "AA", foreign, "/yes/x"):
        assert client.get(bad).status_code == 404
        assert client.post(bad).status_code == 404
    session.add(ClockOffset(id=1, offset=timedelta(days=7, minutes=1)))
    session.commit()
    assert client.get(path).status_code == 410
    assert client.post(path).status_code == 410
    session.expire_all()
    assert session.scalars(select(Consent)).all() == []


def test_the_person_s_page_shows_the_proof(app: Flask, client: FlaskClient, session: Session, path: str) -> None:
    client.post(path)
    browser: Any = signed_in(app, session, alice(session))
    contact_id = session.scalars(select(Contact.id)).one()
    shown = browser.get(f"/contacts/{contact_id}").text
    assert [word for word in (WORDING, "Version 2026-11, in German", "203.0.113.9", "Sample Browser 1.0",
                              "Confirmed by mail") if word not in shown] == []  # fmt: skip
