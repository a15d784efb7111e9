"""The sender page and the vendor's overview, as a browser without script sees them."""

import json

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tcma.base.roles import Actor
from tcma.senders import queries
from tcma.senders.jobs import look_at_sender
from tcma.trial.ses import RunningSimulator
from tests import cast
from tests.deals.pages import signed_in, words
from tests.senders.conftest import brought, of_id


def test_the_page_says_what_is_used_and_that_nothing_is_left_to_do(app: Flask, session: Session, alice: Actor) -> None:
    seen = words(signed_in(app, session, alice).get("/sender"))
    assert "hello@kestrel.northgate.example" in seen
    assert "nothing is left to do" in seen


def test_a_domain_is_brought_shown_with_its_records_and_chosen(
    app: Flask, session: Session, alice: Actor, ses: RunningSimulator
) -> None:
    client = signed_in(app, session, alice)
    answer = client.post("/sender", data={"domain": "Kestrel.example", "local": "news"})
    sender, = queries.senders_of(session, alice.partner)
    assert (answer.status_code, answer.location) == (303, f"/sender#d-{sender.id}")
    assert "is asked for the records" in words(client.get("/sender"))
    look_at_sender(str(sender.id))
    shown = words(client.get("/sender"))
    token = of_id(session, sender.id).tokens[0]
    assert f"{token}._domainkey.kestrel.example" in shown
    assert "0 of 6 records seen" in shown
    told = json.loads(client.get(f"/sender/{sender.id}/progress").text)
    assert (told["done"], told["total"], told["state"][:7]) == (0, 6, "waiting")

    ses.publish("kestrel.example")
    look_at_sender(str(sender.id))
    after = json.loads(client.get(f"/sender/{sender.id}/progress").text)
    assert (after["done"], after["state"][:4]) == (6, "done")
    shown = words(client.get("/sender"))
    assert "You send from news@kestrel.example" in shown
    assert "Verified. Every record is seen." in shown
    client.post("/sender/choose", data={"sender": ""})
    assert "You send from hello@kestrel.northgate.example" in words(client.get("/sender"))
    client.post(f"/sender/{sender.id}/remove")
    assert queries.senders_of(session, alice.partner) == []


def test_what_is_no_domain_is_said_beside_the_field(app: Flask, session: Session, alice: Actor) -> None:
    answer = signed_in(app, session, alice).post("/sender", data={"domain": "<b>nothing</b>", "local": ""})
    assert "“<b>nothing</b>” is no domain" in words(answer, 422)
    assert "<b>nothing" not in answer.text


def test_an_unverified_domain_is_not_chosen(app: Flask, session: Session, alice: Actor) -> None:
    sender = brought(session, alice)
    answer = signed_in(app, session, alice).post("/sender/choose", data={"sender": str(sender.id)})
    assert "kestrel.example is not verified yet" in words(answer, 409)


@pytest.mark.parametrize("path", ["progress", "look", "remove", "choose"])
def test_another_partners_domain_is_not_there(
    app: Flask, session: Session, alice: Actor, charlie: Actor, path: str
) -> None:
    sender = brought(session, alice)
    client = signed_in(app, session, charlie)
    if path == "progress":
        answer = client.get(f"/sender/{sender.id}/progress")
    elif path == "choose":
        answer = client.post("/sender/choose", data={"sender": str(sender.id)})
    else:
        answer = client.post(f"/sender/{sender.id}/{path}")
    assert answer.status_code == 404
    assert "kestrel.example" not in client.get("/sender").text


def test_a_marketer_sees_the_sender_and_the_administrator_changes_it(app: Flask, session: Session) -> None:
    client = signed_in(app, session, cast.actor(cast.bob(session)))
    assert "Your administrator can add" in words(client.get("/sender"))
    assert client.post("/sender", data={"domain": "kestrel.example"}).status_code == 403


def test_the_vendor_sees_who_sends_from_what(
    app: Flask, session: Session, alice: Actor, charlie: Actor, ses: RunningSimulator
) -> None:
    look_at_sender(str(brought(session, alice).id))
    shown = words(signed_in(app, session, cast.actor(cast.vera(session))).get("/hq/senders"))
    assert "hello@kestrel.example" in shown
    assert "Sends from hello@kestrel.northgate.example meanwhile" in shown
    assert "0 of 6 records seen" in shown
    assert "hello@alderfinch.northgate.example" in shown
    assert signed_in(app, session, alice).get("/hq/senders").status_code == 404


def test_the_vendors_overview_has_pages(
    app: Flask, session: Session, alice: Actor, charlie: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tcma.senders.views.overview.PAGE", 1)
    client = signed_in(app, session, cast.actor(cast.vera(session)))
    shown = words(client.get("/hq/senders?page=2"))
    assert "Page 2 of 2" in shown
    assert "hello@kestrel.northgate.example" in shown
    assert "hello@alderfinch.northgate.example" not in shown
    assert client.get(f"/hq/senders?page={10**30}").status_code == 200
