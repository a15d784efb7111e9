"""A partner's other offices and brands, and what the law of its country wants said."""

from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tcma.base.errors import NotFound
from tcma.branding import queries
from tcma.branding.models import BrandKit
from tcma.branding.rules import JURISDICTIONS, legal_line, missing_facts
from tests import cast
from tests.branding.test_logo import picture
from tests.branding.test_views import FIELDS
from tests.deals.pages import signed_in, words


@pytest.fixture
def alice(app: Flask, session: Session) -> FlaskClient:
    client = signed_in(app, session, cast.actor(cast.alice(session)))
    client.post("/brand", data={**FIELDS, "logo": (BytesIO(picture()), "logo.png")})
    return client


def test_an_office_says_what_differs_and_the_rest_is_as_in_the_main_brand(session: Session, alice: FlaskClient) -> None:
    partner_id = cast.alice(session).partner_id
    assert partner_id is not None
    typed = {"name": "Munich", "contact_name": "Bea Sample", "postal_address": "Platz 1\nMunich"}
    alice.post("/brand/office", data=typed)
    (office,) = queries.offices(session, partner_id)
    brand, main = queries.brand_of(session, partner_id, office.id), queries.brand_of(session, partner_id)
    assert (brand.contact_name, brand.postal_address) == ("Bea Sample", "Platz 1\nMunich")
    assert (brand.colour, brand.logo_key, brand.contact_email) == (main.colour, main.logo_key, main.contact_email)


def test_a_brand_with_another_name_never_wears_the_main_logo(session: Session, alice: FlaskClient) -> None:
    partner_id = cast.alice(session).partner_id
    assert partner_id is not None
    fields = {"name": "Second", "company_name": "Merlin Cloud", "colour": "#B45309", "colour_own": "yes"}
    alice.post("/brand/office", data=fields)
    (office,) = queries.offices(session, partner_id)
    brand = queries.brand_of(session, partner_id, office.id)
    assert (brand.name, brand.colour, brand.logo_key) == ("Merlin Cloud", "#B45309", None)
    place = f"/brand/office/{office.id}"
    alice.post(place, data={**fields, "logo": (BytesIO(picture(colour="#B45309")), "logo.png")})
    session.expire_all()
    assert queries.brand_of(session, partner_id, office.id).logo_key is not None
    assert "Merlin Cloud" in alice.get(place).text
    alice.post(f"{place}/close")
    assert queries.offices(session, partner_id) == []
    assert alice.get(place).status_code == 404
    assert queries.brand_of(session, partner_id, office.id).name == "Merlin Cloud"  # what runs goes on


def test_another_partners_office_is_not_there(app: Flask, session: Session, alice: FlaskClient) -> None:
    alice.post("/brand/office", data={"name": "Munich"})
    partner_id = cast.alice(session).partner_id
    assert partner_id is not None
    (office,) = queries.offices(session, partner_id)
    charlie = signed_in(app, session, cast.actor(cast.charlie(session)))
    place = f"/brand/office/{office.id}"
    assert charlie.get(place).status_code == 404
    assert charlie.post(place, data={"name": "Mine"}).status_code == 404
    assert charlie.post(f"{place}/close").status_code == 404
    other = cast.charlie(session).partner_id
    assert other is not None
    with pytest.raises(NotFound):
        queries.brand_of(session, other, office.id)


@pytest.mark.parametrize(("field", "value", "said"), [
    ("name", "", "Give it a name"), ("website", "kestrel", "whole address"), ("contact_email", "x", "email address"),
])  # fmt: skip
def test_what_cannot_be_taken_is_said(alice: FlaskClient, field: str, value: str, said: str) -> None:
    assert said in words(alice.post("/brand/office", data={"name": "Munich", field: value}), 422)


def test_the_footer_says_what_the_law_of_the_country_wants(session: Session, alice: FlaskClient) -> None:
    facts = {"legal_seat": "Hamburg", "legal_court": "Amtsgericht Hamburg", "legal_number": "HRB 1", "legal_x": "y"}
    shown = alice.post("/brand", data={**FIELDS, "jurisdiction": "DE", "do": "fields"})
    assert "Managing directors" in words(shown)
    alice.post("/brand", data={**FIELDS, **facts, "jurisdiction": "DE", "legal_footer": "More"})
    kit = session.get_one(BrandKit, cast.alice(session).partner_id)
    assert kit.legal_footer == "Sitz: Hamburg · Registergericht: Amtsgericht Hamburg · HRB 1\nMore"
    assert "say this, too: Managing directors." in words(alice.get("/brand"))
    alice.post("/brand", data={**FIELDS, "legal_seat": "Hamburg", "jurisdiction": "DE"})
    assert "Register court, Register number, and Managing directors." in words(alice.get("/brand"))
    alice.post("/brand", data={**FIELDS, "jurisdiction": "XX", "legal_footer": "HRB 1"})
    session.refresh(kit)
    assert (kit.jurisdiction, kit.legal_footer) == ("", "HRB 1")


def test_every_country_has_lines_that_can_be_filled() -> None:
    for country, facts in JURISDICTIONS.items():
        line = legal_line(country, {fact.key: "1" for fact in facts})
        assert line.count("1") == len(facts)
        assert "{" not in line
        assert missing_facts(country, {}) == [fact for fact in facts if fact.needed]


def test_a_second_logo_can_be_brought_for_dark_grounds_and_colours_are_proposed(
    session: Session, alice: FlaskClient
) -> None:
    alice.post("/brand", data={**FIELDS, "logo_dark": (BytesIO(picture((800, 300), colour="#FACC15")), "dark.png")})
    partner_id = cast.alice(session).partner_id
    assert partner_id is not None
    brand = queries.brand_of(session, partner_id)
    assert brand.dark_logo_key != brand.logo_key
    assert brand.dark_logo_size != (brand.logo_width, brand.logo_height)
    shown = alice.get("/brand?colour=%23112233")
    assert "From your logo:" in words(shown)
    assert "#0F766E" in shown.text
