"""Webhooks as an administrator sets them up."""

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.webhooks.models import Webhook, WebhookDelivery
from tests import cast
from tests.deals.pages import page, signed_in, words

URL = "https://crm.example.com/hooks"


def test_an_address_is_added_its_secret_shown_once_and_a_test_sent(app: Flask, session: Session) -> None:
    alice = signed_in(app, session, cast.actor(cast.alice(session)))
    made = words(alice.post("/webhooks", data={"url": URL}))
    hook = session.scalars(select(Webhook)).one()
    assert hook.secret in made
    shown = words(alice.get("/webhooks"))
    assert (URL in shown, hook.secret in shown) == (True, False)
    assert alice.post(f"/webhooks/{hook.id}/test").status_code == 303
    assert session.scalars(select(WebhookDelivery.kind)).all() == ["test"]
    assert "On its way" in words(alice.get("/webhooks"))
    assert alice.post(f"/webhooks/{hook.id}/remove").status_code == 303
    assert URL not in words(alice.get("/webhooks"))


def test_an_address_that_cannot_be_is_refused_and_stays_typed(app: Flask, session: Session) -> None:
    vera = signed_in(app, session, cast.actor(cast.vera(session)))
    shown = page(vera.post("/webhooks", data={"url": "https://10.0.0.1/x"}), 422)
    field = shown.css_first("input[name=url]")
    assert field is not None
    assert field.attributes["value"] == "https://10.0.0.1/x"


def test_only_administrators_have_the_page_and_each_sees_its_own(app: Flask, session: Session) -> None:
    alice, bob, charlie, vera = (
        signed_in(app, session, cast.actor(one(session))) for one in (cast.alice, cast.bob, cast.charlie, cast.vera)
    )
    alice.post("/webhooks", data={"url": URL})
    hook = session.scalars(select(Webhook)).one()
    assert bob.get("/webhooks").status_code == 403
    for other in (charlie, vera):
        assert URL not in words(other.get("/webhooks"))
        for verb in ("test", "enable", "remove"):
            assert other.post(f"/webhooks/{hook.id}/{verb}").status_code == 404
    session.refresh(hook)
    assert hook.removed_at is None
