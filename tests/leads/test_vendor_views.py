"""The vendor's pages: leads come, rules are changed, tried and made live, a person decides."""

import io
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tcma.audiences.actions import make_key
from tcma.base import clock
from tcma.base.roles import Role
from tcma.leads import jobs, queries
from tcma.leads.actions import vendor
from tcma.leads.models import Intake, RoutingVersion, VendorLead
from tcma.leads.rules import VendorState
from tcma.partners.models import Partner
from tests import cast
from tests.deals.pages import page, signed_in, words
from tests.leads.channel import Channel

FORM = {"company": "Acme Ltd", "email": "ada@acme.example", "first_name": "Ada", "country": "DE", "product": "Firewall",
        "key": "one"}  # fmt: skip


@pytest.fixture
def channel(session: Session) -> Channel:
    return Channel(session, "Kestrel", "Merlin")


@pytest.fixture
def vera(app: Flask, session: Session, channel: Channel) -> FlaskClient:
    return signed_in(app, session, channel.vera)


def lead(session: Session) -> VendorLead:
    return session.scalars(select(VendorLead)).one()


def test_a_lead_that_is_typed_in_goes_its_way(vera: FlaskClient, channel: Channel, session: Session) -> None:
    for _ in range(2):  # sent twice, it is one
        answer = vera.post("/hq/leads/new", data=FORM)
        assert (answer.status_code, answer.location) == (303, f"/hq/leads/{lead(session).id}")
    jobs.distribute(str(lead(session).id))
    session.expire_all()
    shown = words(vera.get(answer.location))
    assert "ada@acme.example" in shown
    assert f"Offered to {channel.asked(lead(session))}" in shown
    assert "Acme Ltd" in words(vera.get("/hq/leads?show=offered&q=acme"))
    assert "Acme Ltd" not in words(vera.get("/hq/leads?show=unassigned"))


def test_what_is_wrong_with_it_stands_beside_its_field_and_what_was_typed_stays(vera: FlaskClient) -> None:
    shown = page(vera.post("/hq/leads/new", data={**FORM, "email": "ada", "company": ""}), 422)
    assert shown.css_first("input[name=first_name]").attributes["value"] == "Ada"  # type: ignore[union-attr]  # it is
    assert {one.attributes["href"] for one in shown.css(".errsum a")} == {"#email", "#company"}


def test_a_file_brings_every_row_that_can_be_taken_and_names_the_others(vera: FlaskClient, session: Session) -> None:
    body = "Company;Name;E-Mail;Land;Produkt\nAcme;Ada Sample;ada@acme.example;Deutschland;Firewall\n" \
           "Void;;no-address;;\nBeta;Bo Sample;bo@beta.example;Atlantis;\nGamma;;gil@gamma.example;;\n"  # fmt: skip

    def bring() -> str:
        return words(vera.post("/hq/leads/file", data={"file": (io.BytesIO(body.encode()), "fair.csv")}))

    assert "2 new leads are on their way" in (shown := bring())
    assert "2 rows were left out" in shown
    assert "Atlantis" in shown
    assert "2 were here before" in bring()
    ada = session.scalars(select(VendorLead).where(VendorLead.company == "Acme")).one()
    assert (ada.first_name, ada.last_name, ada.country, ada.product, ada.source_name) == (
        "Ada", "Sample", "DE", "Firewall", "fair.csv",
    )  # fmt: skip


@pytest.mark.parametrize("body", [b"", b"name;land\nAda;DE\n", b"e-mail\nada@acme.example\n", b"%PDF-1.4"])
def test_a_file_without_leads_is_refused_in_words(vera: FlaskClient, session: Session, body: bytes) -> None:
    answer = vera.post("/hq/leads/file", data={"file": (io.BytesIO(body), "x.csv")})
    assert answer.status_code == 422
    assert session.scalar(select(func.count()).select_from(VendorLead)) == 0


def api(client: FlaskClient, key: str, body: Any = None, name: str = "n-1") -> Any:
    headers = {"Authorization": f"Bearer {key}", **({"Idempotency-Key": name} if name else {})}
    return client.post("/api/leads", json=body or FORM, headers=headers)


def test_a_program_brings_a_lead_once(client: FlaskClient, channel: Channel, session: Session) -> None:
    key = make_key(session, partner_id=None, name="Contact form", actor=channel.vera, now=clock.now(session))
    session.commit()
    first, again = api(client, key), api(client, key)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json["id"] == again.json["id"] == str(lead(session).id)
    assert (lead(session).source, lead(session).source_name) == ("api", "Contact form")
    other = api(client, key, {**FORM, "email": "bo@acme.example"})
    assert (other.status_code, set(other.json["errors"])) == (422, {"key"})
    assert set(api(client, key, {"email": "x"}, "n-2").json["errors"]) == {"email", "company"}
    assert set(api(client, key, name="").json["errors"]) == {"Idempotency-Key"}


def test_a_partners_key_brings_no_leads_and_the_vendors_no_contacts(
    client: FlaskClient, channel: Channel, session: Session
) -> None:
    alice = cast.actor(cast.alice(session))
    now = clock.now(session)
    theirs = make_key(session, partner_id=alice.partner, name="Shop", actor=alice, now=now)
    ours = make_key(session, partner_id=None, name="Form", actor=channel.vera, now=now)
    session.commit()
    assert api(client, theirs).status_code == 401
    assert api(client, "tcma_guess").status_code == 401
    assert client.post("/api/contacts", json=[], headers={"Authorization": f"Bearer {ours}"}).status_code == 401


def test_the_vendors_keys_are_made_shown_once_and_revoked(vera: FlaskClient, client: FlaskClient) -> None:
    made = words(vera.post("/hq/keys", data={"name": "Form"}))
    key = next(word for word in made.split() if word.startswith("tcma_"))
    assert api(client, key).status_code == 201
    shown = page(vera.get("/hq/keys"))
    assert key not in shown.html  # type: ignore[operator]  # a page has text
    assert vera.post(shown.css_first("form[action$=revoke]").attributes["action"]).status_code == 303  # type: ignore[union-attr]  # it has one
    assert api(client, key, name="n-2").status_code == 401
    assert "Form" not in words(vera.get("/contacts/keys"), 404)


def test_a_person_gives_a_lead_sends_it_round_again_or_takes_it_off(
    vera: FlaskClient, channel: Channel, session: Session
) -> None:
    channel.publish()  # no rules: it waits
    found = channel.bring("Acme")
    vendor.distribute(session, vendor_lead_id=found.id, now=clock.now(session))
    session.commit()
    here = f"/hq/leads/{found.id}"
    assert "Acme" in words(vera.get("/hq/leads"))
    assert vera.post(f"{here}/give", data={"partner": "Nobody"}).status_code == 422
    assert vera.post(f"{here}/again").status_code == 303
    assert vera.post(f"{here}/give", data={"partner": "merlin", "reason": "Near"}).status_code == 303
    session.refresh(found)
    assert found.partner_id == channel.admins["Merlin"].partner_id
    assert vera.post(f"{here}/give", data={"partner": "Merlin"}).status_code == 422
    assert vera.post(f"{here}/discard", data={"why": ""}).status_code == 422
    assert vera.post(f"{here}/discard", data={"why": "Not real"}).status_code == 303
    session.refresh(found)
    assert found.state is VendorState.DISCARDED


def test_rules_are_written_tried_and_made_live(vera: FlaskClient, channel: Channel, session: Session) -> None:
    channel.offered("Acme")
    session.commit()
    form = page(vera.get("/hq/leads/rules/edit"))
    given = {one.attributes["name"]: one.attributes.get("value") or "" for one in form.css("main input[name]")
             if one.attributes.get("type") != "checkbox"}  # fmt: skip
    given = {name: value for name, value in given.items() if name and name.startswith(("rule-", "tier-"))}
    given |= {"rule-0-partners": "Merlin", "rule-0-domains": "acme.example", "do": "add"}
    assert vera.post("/hq/leads/rules/edit", data=given).location == "/hq/leads/rules/edit"
    assert queries.live_rules(session).number == 1
    assert "Who serves the country" not in words(vera.get("/hq/leads/rules"))
    tried = words(vera.get("/hq/leads/rules/try?days=365"))
    assert "Merlin" in tried
    assert vera.post("/hq/leads/rules/publish").status_code == 303
    shown = words(vera.get("/hq/leads/rules"))
    assert "Live: version 2" in shown
    assert "Companies: acme.example Only: Merlin" in shown
    assert "Version 1, live from" in shown
    assert vera.post("/hq/leads/rules/publish").status_code == 404  # nothing is drafted
    assert session.scalar(select(func.count()).select_from(RoutingVersion)) == 2


def test_rules_that_cannot_be_are_refused_with_what_was_typed(vera: FlaskClient) -> None:
    answer = vera.post("/hq/leads/rules/edit", data={"tier-0-name": "one", "tier-0-weight": "x", "tier-0-days": "2",
                                                     "tier-0-cap": "9"})  # fmt: skip
    shown = page(answer, 422)
    assert shown.css_first("[name=tier-0-weight]").attributes["value"] == "x"  # type: ignore[union-attr]  # it is


def test_a_partner_takes_what_the_vendor_says(vera: FlaskClient, channel: Channel, session: Session) -> None:
    merlin = channel.admins["Merlin"].partner_id
    here = f"/hq/leads/partners/{merlin}"
    assert "Merlin" in words(vera.get("/hq/leads/partners?q=mer"))
    given = {"takes": "y", "tier": "gold", "countries": "Germany, FR", "products": "Firewall, Backup", "cap": "3"}
    assert vera.post(here, data={**given, "countries": "Atlantis", "cap": "x"}).status_code == 422
    assert vera.post(here, data={**given, "tier": "diamond"}).status_code == 422
    assert vera.post(here, data=given).status_code == 303
    session.expire_all()
    kept = session.get_one(Intake, merlin)
    assert (kept.countries, kept.cap) == (["DE", "FR"], 3)
    firm = session.get_one(Partner, merlin)
    assert (firm.products, firm.industries) == (["Firewall", "Backup"], [])
    assert "gold" in words(vera.get("/hq/leads/partners"))
    assert vera.get(f"/hq/leads/partners/{kept.partner_id.int}").status_code == 404


PLACES = ("/hq/leads", "/hq/leads/new", "/hq/leads/rules", "/hq/leads/rules/edit", "/hq/leads/rules/try",
          "/hq/leads/partners", "/hq/keys")  # fmt: skip


def test_partners_have_none_of_these_pages(app: Flask, session: Session) -> None:
    client = signed_in(app, session, cast.actor(cast.alice(session)))
    assert {client.get(path).status_code for path in PLACES} == {404}


def test_finance_looks_and_changes_nothing(app: Flask, session: Session, channel: Channel) -> None:
    finance = cast.person(session, email="fin@northgate.example", role=Role.FINANCE)
    found = channel.bring("Acme")
    client = signed_in(app, session, cast.actor(finance))
    assert client.get(f"/hq/leads/{found.id}").status_code == 200
    for path in (f"/hq/leads/{found.id}/give", f"/hq/leads/{found.id}/discard", "/hq/leads/rules/publish",
                 "/hq/leads/new", "/hq/keys"):  # fmt: skip
        assert client.post(path).status_code == 403
