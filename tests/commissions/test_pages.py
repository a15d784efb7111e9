"""Pages of commissions: each side its own, every number opens, and no cell of a file is a formula."""

import csv
import io
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from pypdf import PdfReader
from werkzeug.test import TestResponse

from tcma.base import clock
from tcma.base.roles import Role
from tcma.commissions import queries
from tcma.commissions.rules import Rate
from tcma.deals import actions as deals
from tests.commissions.world import Payables
from tests.deals.pages import page, signed_in, words
from tests.deals.world import person

PLAN = {"based_on": "0", "rate--": "10", "rate-gold-": "12.5", "quota-gold": "50,000", "period": "quarter",
        "extra": "2", "helpers": "20", "hold_days": "", "until_paid": "y"}  # fmt: skip


@pytest.fixture
def now_won(app: Flask, world: Payables) -> Payables:
    """A deal of twelve thousand, won now, at ten percent."""
    world.plan(now=clock.now(world.session))
    world.won(now=clock.now(world.session), account_name="=SUM(A1) Clinics")
    world.session.commit()
    return world


def attribute(response: TestResponse, where: str, name: str) -> str:
    """Of the first of these on a page."""
    found = page(response, response.status_code).css_first(where)
    assert found is not None
    return found.attributes[name] or ""


def test_finance_writes_a_plan_and_partners_read_their_own_terms(app: Flask, world: Payables) -> None:
    fatima = signed_in(app, world.session, world.deals.fatima)
    assert "won deals earn nothing" in words(fatima.get("/hq/commissions/plan"))
    refused = fatima.post("/hq/commissions/plan", data={**PLAN, "rate-gold-": "ten", "hold_days": "x", "extra": "200"})
    assert "from 0 to 100" in words(refused, 422)
    assert attribute(refused, "#rate-gold-", "value") == "ten"
    saved = words(fatima.post("/hq/commissions/plan", data=PLAN, follow_redirects=True))
    assert "Version 1 is in force." in saved
    assert "12.5% of the net amount at tier Gold" in saved
    found = queries.plan_in_force(world.session)
    assert (found.percent("gold", ""), found.hold_days, found.until_paid) == (Decimal("12.5"), 0, True)
    assert attribute(fatima.get("/hq/commissions/plan"), "#rate-gold-", "value") == "12.5"
    alice = signed_in(app, world.session, world.deals.alice)
    read = words(alice.get("/commissions/plan"))
    assert "10% of the net amount" in read
    assert "Gold" not in read  # she is registered
    assert "Somebody saved another plan" in fatima.post("/hq/commissions/plan", data=PLAN).text


def test_a_partner_opens_its_month_and_each_number_of_it(app: Flask, now_won: Payables) -> None:
    alice = signed_in(app, now_won.session, now_won.deals.alice)
    assert "Earned, not approved yet €1,200.00" in words(alice.get("/commissions"))
    month = attribute(alice.get("/commissions"), "a[href^='/commissions/2']", "href")
    shown = alice.get(month)
    assert "Open at the end €1,200.00" in words(shown)
    opened = attribute(shown, "td a[href^='/commissions/entries/']", "href")
    how = words(alice.get(opened))
    for said in ("Net amount that earns €12,000.00", "€12,000.00 \u00d7 10%", "rounded once, half up", "€1,200.00"):
        assert said in how
    deal = attribute(alice.get(opened), "a[href^='/commissions/deals/']", "href")
    assert "€1,200.00" in words(alice.get(deal))
    assert alice.get("/commissions/2026-13").status_code == 404


def test_a_line_leads_to_the_plan_it_was_earned_by(app: Flask, now_won: Payables) -> None:
    [entry] = now_won.entries()
    now_won.plan(now=clock.now(now_won.session), rates=(Rate("", "", Decimal("4.5")),))
    now_won.session.commit()
    for who, line, plan in (
        (now_won.deals.alice, f"/commissions/entries/{entry.id}", "/commissions/plan"),
        (now_won.deals.vera, f"/hq/commissions/entries/{entry.id}", "/hq/commissions/plan"),
    ):
        client = signed_in(app, now_won.session, who)
        assert page(client.get(line)).css_matches(f"a[href='{plan}?version=1']")
        assert "10% of the net amount" in words(client.get(f"{plan}?version=1"))
        assert "4.5% of the net amount" in words(client.get(plan))
        assert {client.get(f"{plan}?version={number}").status_code for number in (0, 3, -1, 10**12)} == {404}


def test_another_partner_finds_none_of_it(app: Flask, now_won: Payables) -> None:
    [entry] = now_won.entries()
    month = queries.months(now_won.session, now_won.deals.alice.partner)[0]
    charlie = signed_in(app, now_won.session, now_won.deals.charlie)
    assert charlie.get(f"/commissions/entries/{entry.id}").status_code == 404
    registration = queries.one_line(
        now_won.session, entry.id, partner_id=None, now=clock.now(now_won.session)
    ).registration_id
    assert charlie.get(f"/commissions/deals/{registration}").status_code == 404
    assert "Nothing earned yet" in words(charlie.get("/commissions"))
    assert "Nothing was booked in this month." in words(charlie.get(f"/commissions/{month}"))
    assert "Clinics" not in charlie.get(f"/commissions/{month}.csv").text
    places = ("", "/plan", f"/entries/{entry.id}", f"/deals/{registration}", f"/partners/{entry.partner_id}/{month}")
    assert {charlie.get(f"/hq/commissions{place}").status_code for place in places} == {404}


def test_whoever_helped_reads_its_share_and_nothing_of_the_sellers_terms(app: Flask, world: Payables) -> None:
    now = clock.now(world.session)
    world.plan(now=now, helpers=Decimal(20), quotas={"registered": Decimal(77_000)}, extra=Decimal(2))
    registration, _ = world.won(now=now)
    given: dict[str, Any] = {"registration_id": registration.id, "actor": world.deals.fatima, "now": now}
    deals.name_helpers(world.session, partners=[world.helga.partner], **given)
    [entry] = world.entries(world.helga.partner)
    helga = signed_in(app, world.session, world.helga)
    how = words(helga.get(f"/commissions/entries/{entry.id}"))
    assert "Commission of the order €1,200.00" in how
    assert "20% of it for the partner that helped" in how
    for hidden in ("77,000", "12,000", "Registered", "Alderfinch", "10%"):
        assert hidden not in how
    [own] = [one for one in world.entries(world.deals.alice.partner) if one.state == "accrued"]
    alice = signed_in(app, world.session, world.deals.alice)
    told = words(alice.get(f"/commissions/entries/{own.id}"))
    assert "20% of it goes to a partner that helped" in told
    assert "€960.00" in told
    assert "Helpwell" not in alice.get(f"/deals/{registration.id}").text + told


def test_finance_approves_pays_and_downloads(app: Flask, now_won: Payables) -> None:
    fatima = signed_in(app, now_won.session, now_won.deals.fatima)
    waiting = fatima.get("/hq/commissions")
    [entry] = now_won.entries()
    assert page(waiting).css_matches(f"input[name=entry][value='{entry.id}']")
    assert "1 entry approved" in fatima.post("/hq/commissions/approve", follow_redirects=True).text
    own = fatima.get("/hq/commissions")
    assert not page(own).css_matches("form[action$='/pay']")
    assert "What you approved yourself, somebody else pays." in words(own)
    assert "Approved by you" in words(own)
    refused = fatima.post("/hq/commissions/pay", data={"currency": "EUR"})
    assert "somebody else pays" in words(refused, 409)
    vera = signed_in(app, now_won.session, now_won.deals.vera)
    paid = vera.post("/hq/commissions/pay", data={"currency": "EUR"})
    assert "€1,200.00" in words(fatima.get(paid.location))
    assert "Fatima Sample" in words(vera.get(f"/hq/commissions/entries/{entry.id}"))
    rows = list(csv.reader(io.StringIO(fatima.get(f"{paid.location}.csv").text.lstrip("\ufeff"))))
    assert rows[1][1:] == ["alderfinch", "Alderfinch", "GB", "1200.00", "EUR", "1"]
    assert fatima.post("/hq/commissions/pay", data={"currency": "EUR"}).status_code == 409
    partner = f"/hq/commissions/partners/{entry.partner_id}"
    month = queries.months(now_won.session, entry.partner_id)[0]
    assert "Paid in the month" in words(fatima.get(f"{partner}/{month}"))
    assert "Statements of Alderfinch" in words(fatima.get(partner))


def test_a_file_has_no_formula_and_its_numbers_stay_numbers(app: Flask, now_won: Payables) -> None:
    fatima = signed_in(app, now_won.session, now_won.deals.fatima)
    fatima.post("/hq/commissions/approve")
    signed_in(app, now_won.session, now_won.deals.vera).post("/hq/commissions/pay", data={"currency": "EUR"})
    [entry] = now_won.entries()
    line = queries.one_line(now_won.session, entry.id, partner_id=None, now=clock.now(now_won.session))
    fatima.post(f"/hq/deals/{line.registration_id}/reopen", data={"reason": "Cancelled.", "to": "open"})
    month = queries.months(now_won.session, now_won.deals.alice.partner)[0]
    alice = signed_in(app, now_won.session, now_won.deals.alice)
    sent = alice.get(f"/commissions/{month}.csv")
    assert sent.headers["Cache-Control"] == "no-store"
    rows = list(csv.reader(io.StringIO(sent.text.lstrip("\ufeff"))))
    assert [row[2] for row in rows[1:]] == ["'=SUM(A1) Clinics"] * 2
    assert [row[5] for row in rows[1:]] == ["1200.00", "-1200.00"]
    assert alice.get("/commissions/2026-13.csv").status_code == 404


def printed(answer: TestResponse) -> str:
    assert (answer.mimetype, answer.headers["Cache-Control"]) == ("application/pdf", "no-store")
    return "".join(one.extract_text() for one in PdfReader(io.BytesIO(answer.data)).pages)


def test_a_statement_is_a_paper_too_and_everyone_has_their_own(app: Flask, now_won: Payables) -> None:
    partner = now_won.deals.alice.partner
    month = queries.months(now_won.session, partner)[0]
    alice = signed_in(app, now_won.session, now_won.deals.alice)
    own = printed(alice.get(f"/commissions/{month}.pdf"))
    assert "=SUM(A1) Clinics" in own
    assert own.count("1,200.00") == 3  # the line, what was booked, and what is open
    assert alice.get("/commissions/2026-13.pdf").status_code == 404
    charlie = signed_in(app, now_won.session, now_won.deals.charlie)
    assert "Clinics" not in printed(charlie.get(f"/commissions/{month}.pdf"))
    fatima = signed_in(app, now_won.session, now_won.deals.fatima)
    assert "Clinics" in printed(fatima.get(f"/hq/commissions/partners/{partner}/{month}.pdf"))


def test_the_vendor_corrects_an_order_and_names_who_helped(app: Flask, now_won: Payables) -> None:
    [entry] = now_won.entries()
    line = queries.one_line(now_won.session, entry.id, partner_id=None, now=clock.now(now_won.session))
    fatima, path = signed_in(app, now_won.session, now_won.deals.fatima), f"/hq/deals/{line.registration_id}"
    assert "Give an amount above 0." in words(fatima.post(f"{path}/correct", data={"amount": "0"}), 422)
    assert "Say why" in words(fatima.post(f"{path}/reopen", data={"to": "open"}), 422)
    assert "Pick a partner." in words(fatima.post(f"{path}/helpers", data={"partner": "Nobody"}), 422)
    assert "Pick another partner" in words(fatima.post(f"{path}/helpers", data={"partner": "alderfinch"}), 422)
    assert "Corrected." in fatima.post(f"{path}/correct", data={"amount": "9,000"}, follow_redirects=True).text
    assert "Helpwell" in words(fatima.post(f"{path}/helpers", data={"partner": "HELPWELL"}, follow_redirects=True))
    helper = now_won.helga.partner
    removed = words(fatima.post(f"{path}/helpers", data={"less": str(helper)}, follow_redirects=True))
    assert "Helpwell" not in removed
    assert now_won.ledger()[-1] == ("900", "accrued")
    assert "€900.00" in words(fatima.get(f"/hq/commissions/deals/{line.registration_id}"))
    lost = fatima.post(f"{path}/reopen", data={"reason": "Cancelled.", "to": "lost"}, follow_redirects=True)
    assert "Lost" in words(lost)
    assert now_won.ledger()[-1] == ("-900", "reversed")


def test_a_customer_that_has_paid_is_noted_and_others_than_finance_only_look(app: Flask, world: Payables) -> None:
    now = clock.now(world.session)
    world.plan(now=now, until_paid=True)
    _, deal = world.won(now=now)
    carlos = signed_in(app, world.session, person(world.session, "Carlos", Role.CHANNEL_MANAGER, None))
    assert "Waits until the customer has paid" in words(carlos.get("/hq/commissions"))
    assert not page(carlos.get("/hq/commissions")).css_matches("main form")
    for place in ("approve", "pay", f"deals/{deal.id}/paid", "plan"):
        assert carlos.post(f"/hq/commissions/{place}").status_code == 403
    fatima = signed_in(app, world.session, world.deals.fatima)
    fatima.post(f"/hq/commissions/deals/{deal.id}/paid")
    assert "Waits until" not in words(fatima.get("/hq/commissions"))
    assert fatima.post("/hq/commissions/approve", data={"entry": "x"}).status_code == 404
