"""An offer on the call list and behind the link in its mail."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tcma.base import clock, tokens
from tcma.composing.models import Composition
from tcma.delivery.models import Message, Step, StepContent
from tcma.leads.actions import vendor
from tcma.leads.models import Lead, Offer, VendorLead
from tcma.leads.rules import OfferState, VendorState
from tests import cast
from tests.deals.pages import signed_in, words
from tests.leads.channel import DAY, Channel


class Desk:
    """A lead offered now to the first of two partners, and the mail about it."""

    def __init__(self, session: Session, app: Flask) -> None:
        self.session, self.app = session, app
        self.channel = Channel(session, "Kestrel", "Merlin")
        self.now = clock.now(session)
        self.lead, self.offer = self.channel.offered("Acme Ltd", now=self.now)
        vendor.send_offer(session, self.offer.id, public_url="https://x.example")
        self.asked = self.channel.person(self.offer.partner_id)
        self.other = next(one for one in self.channel.admins.values() if one is not self.asked)

    def mail(self) -> tuple[str, str, str]:
        """(address, whole text, path of the link)."""
        to, text = self.session.execute(
            select(Message.email, Composition.text)
            .join(Step, Step.id == Message.step_id).join(StepContent, StepContent.step_id == Step.id)
            .join(Composition, Composition.id == StepContent.composition_id).where(Step.origin == "lead-offer")
        ).one()  # fmt: skip
        found = re.search(r"https://x\.example(/offer/[\w-]+)", text)
        assert found
        return to, text, found[1]

    def signed_in(self, who: str = "asked") -> FlaskClient:
        return signed_in(self.app, self.session, cast.actor(getattr(self, who)))


@pytest.fixture
def desk(session: Session, app: Flask) -> Desk:
    return Desk(session, app)


PERSON = ("Ada Sample", "ada@acme-ltd.example", "+49 30 555 0100", "Call me")


def test_the_mail_says_which_firm_and_nothing_of_its_person(desk: Desk) -> None:
    to, text, _ = desk.mail()
    assert to == desk.asked.email
    assert "Acme Ltd" in text
    assert "Firewall" in text
    assert not [one for one in PERSON if one in text]


def test_opening_the_link_changes_nothing_however_often(desk: Desk, client: FlaskClient) -> None:
    path = desk.mail()[2]
    for _ in range(3):
        shown = words(client.get(path))
        assert client.head(path).status_code == 200
    assert "Acme Ltd" in shown
    assert not [one for one in PERSON if one in shown]
    assert (desk.offer.state, desk.lead.state) == (OfferState.OPEN, VendorState.OFFERED)


def test_one_press_takes_the_lead_without_signing_in(desk: Desk, client: FlaskClient) -> None:
    path = desk.mail()[2]
    assert client.post(path, data={"answer": "accept"}).status_code == 303
    assert "The lead is yours" in words(client.get(path))
    lead = desk.session.scalars(select(Lead)).one()
    assert lead.partner_id == desk.asked.partner_id
    desk.session.refresh(desk.offer)
    assert desk.offer.answered_by == desk.asked.id
    assert client.get(f"/leads/{lead.id}").status_code == 302  # who it is stands behind the sign-in
    assert client.post(path, data={"answer": "accept"}).status_code == 410
    seen = words(desk.signed_in().get(f"/leads/{lead.id}"))
    assert [one for one in PERSON if one not in seen] == []


def test_one_press_declines_it_and_the_next_partner_is_asked(desk: Desk, client: FlaskClient) -> None:
    path = desk.mail()[2]
    assert client.post(path, data={"answer": "decline", "reason": "no capacity"}).status_code == 303
    assert "Declined" in words(client.get(path))
    assert desk.channel.asked(desk.lead) != ""
    assert "Merlin" not in words(client.get(path))
    assert "Kestrel" not in words(client.get(path))


@pytest.mark.parametrize("forge", ["cut", "foreign", "other purpose", "a stranger"])
def test_a_token_that_is_not_ours_opens_nothing(desk: Desk, client: FlaskClient, forge: str) -> None:
    token = desk.mail()[2].rpartition("/")[2]
    flipped = token[:9] + ("A" if token[9] != "A" else "B") + token[10:]
    stranger = tokens.sign(vendor.ASK, desk.offer.id.bytes + desk.other.id.bytes)
    elsewhere = tokens.sign("click", desk.offer.id.bytes + desk.asked.id.bytes)
    bad = {"cut": token[:-1], "foreign": flipped, "a stranger": stranger, "other purpose": elsewhere}[forge]
    for answer in (client.get(f"/offer/{bad}"), client.post(f"/offer/{bad}", data={"answer": "accept"})):
        assert answer.status_code == 404
    assert desk.session.scalar(select(func.count()).select_from(Lead)) == 0


def test_who_left_the_firm_answers_no_more(desk: Desk, client: FlaskClient) -> None:
    path = desk.mail()[2]
    desk.asked.deactivated_at = desk.now
    desk.session.commit()
    assert client.post(path, data={"answer": "accept"}).status_code == 404


def test_after_its_time_the_link_says_so(desk: Desk, client: FlaskClient) -> None:
    path = desk.mail()[2]
    desk.offer.due_at = desk.now - DAY
    desk.session.commit()
    assert "no longer open to you" in words(client.get(path))
    assert client.post(path, data={"answer": "accept"}).status_code == 410


def test_on_the_call_list_it_is_taken_or_declined_by_whom_it_was_offered(desk: Desk) -> None:
    mine, others = desk.signed_in(), desk.signed_in("other")
    shown = words(mine.get("/leads"))
    assert "Acme Ltd" in shown
    assert not [one for one in PERSON if one in shown]
    assert "Acme Ltd" not in words(others.get("/leads"))
    for verb in ("accept", "decline"):
        assert others.post(f"/leads/offers/{desk.offer.id}/{verb}").status_code == 404
    assert mine.post(f"/leads/offers/{desk.offer.id}/decline", data={"reason": "other"}).status_code == 303
    second = desk.session.scalars(select(Offer).where(Offer.state == OfferState.OPEN)).one()
    answer = others.post(f"/leads/offers/{second.id}/accept")
    assert answer.status_code == 303
    seen = words(others.get(answer.location))
    assert [one for one in PERSON if one not in seen] == []
    assert "Kestrel" not in seen.replace(desk.other.name, "") or desk.other.name.endswith("Kestrel")
    assert mine.get(answer.location).status_code == 404


def test_nothing_a_partner_sees_tells_who_else_was_asked(desk: Desk, client: FlaskClient) -> None:
    """Both were asked: neither page, nor mail, names the other, or says that there was another."""
    client.post(desk.mail()[2], data={"answer": "decline", "reason": "no capacity"})
    second = desk.session.scalars(select(Offer).where(Offer.state == OfferState.OPEN)).one()
    vendor.send_offer(desk.session, second.id, public_url="https://x.example")
    texts = desk.session.scalars(
        select(Composition.text).join(StepContent, StepContent.composition_id == Composition.id)
        .join(Step, Step.id == StepContent.step_id).where(Step.origin == "lead-offer")
    ).all()  # fmt: skip
    names = {"Kestrel": desk.channel.admins["Kestrel"], "Merlin": desk.channel.admins["Merlin"]}
    for text in texts:
        hello = next(name for name, person in names.items() if person.name in text)
        (rival,) = set(names) - {hello}
        assert rival not in text
    bodies = {text.replace("Ada Kestrel", "").replace("Ada Merlin", "") for text in texts}
    plain = {re.sub(r"/offer/[\w-]+", "", text) for text in bodies}
    assert len(plain) == 1  # the second asked reads just what the first one read


def test_the_vendor_lead_keeps_who_asked_whom(desk: Desk, client: FlaskClient) -> None:
    client.post(desk.mail()[2], data={"answer": "accept"})
    vera = signed_in(desk.app, desk.session, desk.channel.vera)
    seen = words(vera.get(f"/hq/leads/{desk.lead.id}"))
    partner = next(name for name, person in desk.channel.admins.items() if person is desk.asked)
    assert f"Offered to {partner}" in seen
    assert f"Taken by {partner}" in seen
    assert "Rule 1 of version 1" in seen
    assert desk.session.get_one(VendorLead, desk.lead.id, populate_existing=True).partner_id == desk.asked.partner_id
    assert desk.signed_in().get(f"/hq/leads/{desk.lead.id}").status_code == 404
