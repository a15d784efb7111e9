"""The vendor's pages: asked for, mapped, decided; who may, and what partners see of it."""

import io
import re
from collections.abc import Callable
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tcma.adapters.salesforce import SalesforceReader
from tcma.audiences.actions import make_key
from tcma.base.roles import Role
from tcma.crm import actions, jobs
from tcma.crm.models import CrmConflict, CrmRead
from tcma.crm.queries import mapping_in_force
from tcma.crm.rules import Mapping
from tcma.deals.models import Deal, DealLog, Registration
from tcma.deals.rules import Stage
from tcma.trial.crm import RunningTwin
from tests.deals.pages import page, signed_in, words
from tests.deals.world import NOW, World, person

FILE = "registration;stage;amount;order_number\n{number};won;{amount};PO-5\n9999;won;1;PO-6\n;won;1;PO-7\n"


def run(world: World) -> CrmRead:
    """What the beat would queue, until nothing is due."""
    for _ in range(10):
        for read_id in list(jobs.due(world.session)):
            jobs.read(read_id)
    world.session.expire_all()
    return world.session.scalars(select(CrmRead).order_by(CrmRead.id.desc()).limit(1)).one()


def sold(org: RunningTwin, registration: Registration, **values: Any) -> None:
    org.twin.put("Account", "001A", NOW, Name="Al Noor Clinics", BillingCountryCode="AE", Website="alnoor.example")
    given = {"StageName": "Closed Won", "Amount": 12000, "Order_Number__c": "PO-1", **values}
    org.twin.put("Opportunity", "006A", NOW, Name="Backup for Al Noor", AccountId="001A",
                 Registration__c=str(registration.number), **given)  # fmt: skip


def mapped(client: FlaskClient) -> None:
    given = {
        "account_name": "Name", "country": "BillingCountryCode", "domain": "Website", "registration": "Registration__c",
        "order_number": "Order_Number__c", "amount": "Amount", "currency": "CurrencyIsoCode", "tolerance": "10",
        "stages": "Closed Won = won\nLegal review = negotiation", "owners": "Olga Sample = partner",
        "customers": "Customer", "every_minutes": "15", "owner": "Owner.Name", "account_owner": "Owner.Name",
    }  # fmt: skip
    assert client.post("/hq/crm/mapping", data=given).status_code == 302


def test_a_reading_is_tried_then_taken_and_each_page_says_what_happens(
    app: Flask, world: World, org: RunningTwin, reader: SalesforceReader
) -> None:
    registration, deal = world.opened(world.alice)
    sold(org, registration)
    vera = signed_in(app, world.session, world.vera)
    mapped(vera)
    asked = vera.post("/hq/crm/readings", data={"dry": "y"})
    assert asked.status_code == 303
    assert "Under way" in words(vera.get(asked.location))
    run(world)
    said = words(vera.get(asked.location))
    assert "Nothing was stored" in said
    assert "Backup for Al Noor" in said
    assert "PO-1 12000" in said
    assert world.session.get_one(Deal, deal.id).stage is Stage.DISCOVERY
    assert world.session.scalars(select(CrmConflict)).all() == []
    vera.post("/hq/crm/readings")
    assert vera.post("/hq/crm/readings").status_code == 409  # one is under way
    run(world)
    assert world.session.get_one(Deal, deal.id).stage is Stage.WON
    assert "Changed 2" in words(vera.get("/hq/crm"))
    assert "Your CRM marked it as won" in words(vera.get(f"/hq/deals/{registration.id}"))
    assert "Salesforce 006A" in words(vera.get(f"/hq/deals/{registration.id}"))
    alice = words(signed_in(app, world.session, world.alice).get(f"/deals/{registration.id}"))
    assert "Northgate marked it as won" in alice
    assert "006A" not in alice


def test_a_contradiction_waits_for_a_person_who_keeps_takes_or_leaves_it(
    app: Flask, world: World, org: RunningTwin, reader: SalesforceReader
) -> None:
    registration, deal = world.opened(world.alice)
    sold(org, registration, Amount=20000)
    vera = signed_in(app, world.session, world.vera)
    mapped(vera)
    vera.post("/hq/crm/readings")
    assert run(world).counts["conflict"] == 1
    said = words(vera.get("/hq/crm/conflicts"))
    assert "Another amount than was approved" in said
    assert "12000 EUR" in said
    assert "20000 EUR" in said
    found = world.session.scalars(select(CrmConflict)).one()
    to = f"/hq/crm/conflicts/{found.id}"
    assert vera.post(to, data={"decision": "perhaps"}).status_code == 404
    vera.post(to, data={"decision": "later"})
    assert "Left for later by Vera Sample" in words(vera.get("/hq/crm/conflicts"))
    vera.post(to, data={"decision": "take"})
    world.session.expire_all()
    won = world.session.get_one(Deal, deal.id)
    assert (won.stage, int(won.amount), won.order_number) == (Stage.WON, 20000, "PO-1")
    assert "Took theirs" in words(vera.get("/hq/crm/conflicts?show=decided"))
    assert (found.decided_by, found.decision) == (world.vera.person_id, "take")
    assert vera.post(to, data={"decision": "keep"}).status_code == 409
    vera.post("/hq/crm/readings", data={"everything": "y"})
    assert {name: many for name, many in run(world).counts.items() if many} == {"unchanged": 2}
    assert words(vera.get("/hq/crm/conflicts")).count("Another amount") == 0


def test_a_withdrawn_registration_that_is_won_there_is_a_contradiction_that_only_people_solve(
    app: Flask, world: World, org: RunningTwin, reader: SalesforceReader
) -> None:
    from tcma.deals.actions import withdraw

    registration, deal = world.opened(world.alice)
    withdraw(world.session, registration_id=registration.id, actor=world.alice, reason="", now=NOW)
    sold(org, registration)
    vera = signed_in(app, world.session, world.vera)
    mapped(vera)
    vera.post("/hq/crm/readings")
    run(world)
    found = world.session.scalars(select(CrmConflict)).one()
    assert (found.what, found.takeable) == ("ended", False)
    assert vera.post(f"/hq/crm/conflicts/{found.id}", data={"decision": "take"}).status_code == 409
    assert vera.post(f"/hq/crm/conflicts/{found.id}", data={"decision": "keep"}).status_code == 303
    assert world.session.get_one(Deal, deal.id).stage is Stage.WITHDRAWN
    assert "Nothing waits" in words(vera.get("/hq/crm/conflicts"))


def test_a_mapping_that_can_not_be_meant_names_each_field(app: Flask, world: World) -> None:
    vera = signed_in(app, world.session, world.vera)
    wrong = {
        "account_name": "Name FROM Account", "country": "", "stages": "Won = victory\nnothing", "owners": "X = boss",
        "tolerance": "a lot",
    }  # fmt: skip
    found = page(vera.post("/hq/crm/mapping", data=wrong), 422)
    assert {link.attributes["href"] for link in found.css(".errsum a")} == {"#stages", "#tolerance"}
    right = {**wrong, "stages": "Won = victory", "tolerance": "5"}
    found = page(vera.post("/hq/crm/mapping", data=right), 422)
    errors = {link.attributes["href"] for link in found.css(".errsum a")}
    assert errors == {"#account_name", "#country", "#stages", "#owners"}
    assert mapping_in_force(world.session) == Mapping()
    mapped(vera)
    kept = mapping_in_force(world.session)
    assert (kept.means("legal  REVIEW"), kept.owner_is("olga sample")) == ("negotiation", "partner")
    assert re.search("Legal review = negotiation", vera.get("/hq/crm/mapping").text)


def test_only_people_who_may_change_deals_may_read_and_decide_and_only_the_administrator_maps(
    app: Flask, world: World, reader: SalesforceReader
) -> None:
    places = ("/hq/crm", "/hq/crm/mapping", "/hq/crm/conflicts")
    finance, partner = signed_in(app, world.session, world.fatima), signed_in(app, world.session, world.alice)
    carlos = signed_in(app, world.session, person(world.session, "Carlos", Role.CHANNEL_MANAGER, None))
    assert [finance.get(place).status_code for place in places] == [200, 200, 200]
    assert [partner.get(place).status_code for place in places] == [404, 404, 404]
    assert "Read now" not in words(finance.get("/hq/crm"))
    assert finance.post("/hq/crm/readings").status_code == 403
    assert finance.post("/hq/crm/file").status_code == 403
    assert carlos.post("/hq/crm/mapping").status_code == 403
    assert carlos.post("/hq/crm/readings").status_code == 303
    assert partner.post("/hq/crm/readings").status_code == 404
    assert partner.post(f"/hq/crm/conflicts/{world.alice.person_id}").status_code == 404


def test_a_file_is_tried_then_taken_with_the_same_contradictions(app: Flask, world: World) -> None:
    registration, deal = world.opened(world.alice)
    vera = signed_in(app, world.session, world.vera)

    def send(amount: str, **more: str) -> str:
        body = FILE.format(number=registration.number, amount=amount).encode()
        return words(vera.post("/hq/crm/file", data={"file": (io.BytesIO(body), "deals.csv"), **more}))

    assert "Nothing was stored" in send("12000", dry="y")
    assert world.session.get_one(Deal, deal.id).stage is Stage.DISCOVERY
    said = send("50,000")
    assert "Another amount than was approved" in said
    assert "There is no registration 9999." in said
    assert "It names no registration, or no stage." in said
    assert "Changed 1" in send("12500")
    won = world.session.get_one(Deal, deal.id, populate_existing=True)
    assert (won.stage, int(won.amount), won.order_number) == (Stage.WON, 12500, "PO-5")
    assert "As it was 1" in send("12500")
    row = world.session.scalars(select(DealLog).order_by(DealLog.id.desc()).limit(1)).one()
    assert row.inputs["crm"] == f"CRM registration-{registration.number}"
    assert page(vera.post("/hq/crm/file", data={"file": (io.BytesIO(b"a;b\n"), "x.csv")}), 422)
    assert page(vera.post("/hq/crm/file"), 422)


def test_a_program_says_what_became_of_deals_with_the_vendors_key(app: Flask, world: World) -> None:
    registration, deal = world.opened(world.alice)
    key = make_key(world.session, partner_id=None, name="ERP", actor=world.vera, now=NOW)
    partners = make_key(world.session, partner_id=world.alice.partner, name="Shop", actor=world.alice, now=NOW)
    world.session.commit()
    client = app.test_client()
    given = [{"registration": registration.number, "stage": "negotiation", "id": "E1", "amount": 12345.5}]

    def send(by: str, query: str = "", **sent: Any) -> tuple[int, Any]:
        answer = client.post(f"/api/crm/deals{query}", headers={"Authorization": f"Bearer {by}"}, **sent)
        return answer.status_code, answer.json

    assert send(partners, json=given)[0] == 401
    status, said = send(key, "?dry=1", json=given)
    assert (status, said["counts"]["updated"]) == (200, 1)
    assert said["records"][0]["changes"][0] == {"what": "stage", "before": "discovery", "after": "negotiation"}
    assert world.session.get_one(Deal, deal.id).stage is Stage.DISCOVERY
    assert send(key, json=given)[1]["counts"]["updated"] == 1
    assert world.session.get_one(Deal, deal.id, populate_existing=True).stage is Stage.NEGOTIATION
    assert send(key, json=given)[1]["counts"]["unchanged"] == 1
    assert send(key, json={"not": "a list"})[0] == 422
    assert send(key, data=b"x", content_type="text/plain")[0] == 422
    csv = f"id,registration,stage,order_number,amount\nE1,{registration.number},Closed Won,R-1,12345.50\n".encode()
    assert send(key, data=csv, content_type="text/csv")[1]["records"][0]["outcome"] == "updated"


def test_it_is_read_by_itself_as_often_as_the_vendor_says(
    world: World, reader: SalesforceReader, org: RunningTwin
) -> None:
    due: Callable[[], list[str]] = lambda: jobs.any_due(world.session)  # noqa: E731 - read better here
    assert due() == []
    actions.save_mapping(world.session, mapping=Mapping(), every_minutes=15, actor=world.vera, now=NOW)
    assert due() == [""]
    world.session.commit()
    jobs.begin()
    assert due() == []  # one goes on
    assert run(world).finished_at is not None
    assert due() == []  # it has just been read
    first = world.session.scalars(select(CrmRead)).one()
    first.asked_at = NOW
    world.session.flush()
    assert due() == [""]
