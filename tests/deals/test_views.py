"""Both sides' pages: what they show, whom they let in, what a click does."""

from datetime import timedelta
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.base import clock
from tcma.deals import actions
from tcma.deals.models import Deal, Registration
from tcma.deals.rules import RegistrationState, Stage, days_left
from tests.deals.pages import page, signed_in, words
from tests.deals.world import World, claimed

FORM = {
    "account_name": "Al Noor Clinics", "account_domain": "https://www.alnoor.example", "account_country": "AE",
    "contact_name": "Sara Sample", "contact_email": "sara@alnoor.example", "contact_phone": "", "kind": "new",
    "amount": "12,000.50", "currency": "EUR", "expected_close": "2027-02-01", "description": "200 beds", "key": "k1",
}  # fmt: skip


def only(session: Session) -> Registration:
    session.expire_all()
    return session.scalars(select(Registration)).one()


def test_a_call_list_entry_becomes_a_registration_in_two_more_clicks(app: Flask, world: World) -> None:
    lead = world.lead(world.contact(world.alice))
    alice = signed_in(app, world.session, world.alice)
    form = page(alice.get(f"/deals/new?lead={lead.id}"))
    assert "Ransomware readiness · Readiness check" in form.body.text()  # type: ignore[union-attr]  # if it is missing, that is the failure
    assert form.css_first("details.more[open]") is None
    given = {str(one.attributes["name"]): one.attributes.get("value") or "" for one in form.css("main input[name]")}
    for one in form.css("main select[name]"):
        chosen = one.css_first("option[selected]")
        given[str(one.attributes["name"])] = (chosen.attributes["value"] if chosen else "") or ""
    sent = alice.post("/deals/new", data={**given, "amount": "9500", "description": "Ten sites"}, follow_redirects=True)
    assert "Sent. We answer within two business days." in page(sent).body.text()  # type: ignore[union-attr]  # if it is missing, that is the failure
    registration = only(world.session)
    assert (registration.account_domain, registration.contact_id) == ("alnoor.example", lead.contact_id)
    assert (registration.amount, registration.state) == (Decimal(9500), RegistrationState.UNDER_REVIEW)


def test_a_button_pressed_twice_registers_once(app: Flask, world: World) -> None:
    alice = signed_in(app, world.session, world.alice)
    first = alice.post("/deals/new", data=FORM)
    assert alice.post("/deals/new", data=FORM).location == first.location
    assert only(world.session).amount == Decimal("12000.50")


def test_bad_values_come_back_beside_their_fields_with_all_that_was_typed(app: Flask, world: World) -> None:
    alice = signed_in(app, world.session, world.alice)
    bad = {**FORM, "amount": "lots", "account_domain": "gmail.com", "expected_close": "soon"}
    shown = page(alice.post("/deals/new", data=bad))
    assert "Error: " in shown.css_first("title").text()  # type: ignore[union-attr]  # if it is missing, that is the failure
    wrong = {link.attributes["href"] for link in shown.css(".errsum a")}
    assert wrong == {"#amount", "#account_domain", "#expected_close"}
    assert shown.css_first("#amount").attributes["value"] == "lots"  # type: ignore[union-attr]  # if it is missing, that is the failure
    assert shown.css_first("#contact_email").attributes["value"] == "sara@alnoor.example"  # type: ignore[union-attr]  # if it is missing, that is the failure
    assert world.session.scalars(select(Registration)).all() == []


def test_what_is_missing_is_named_and_the_answer_goes_through(app: Flask, world: World) -> None:
    alice = signed_in(app, world.session, world.alice)
    said = words(alice.post("/deals/new", data={**FORM, "amount": ""}, follow_redirects=True))
    assert "Something is missing: Amount. Add it and send it again." in said
    path = f"/deals/{only(world.session).id}/edit"
    assert page(alice.get(path)).css_first("#contact_name").attributes["value"] == "Sara Sample"  # type: ignore[union-attr]  # if it is missing, that is the failure
    assert "Being looked at" in words(alice.post(path, data=FORM, follow_redirects=True))


def test_a_draft_waits_on_the_board(app: Flask, world: World) -> None:
    alice = signed_in(app, world.session, world.alice)
    alice.post("/deals/new", data={**FORM, "draft": "y"})
    assert only(world.session).state is RegistrationState.DRAFT
    assert "Finish it and send it" in words(alice.get("/deals"))


def test_the_board_moves_a_deal_by_one_button(app: Flask, world: World) -> None:
    now = clock.now(world.session)
    registration, _ = world.opened(world.alice, now=now)
    assert registration.protected_until is not None
    left = days_left(registration.protected_until, "Europe/London", now)  # clocks may change in between
    alice = signed_in(app, world.session, world.alice)
    board = words(alice.get("/deals"))
    assert "Move to Qualified" in board
    assert f"{left} days left" in board
    moved = alice.post(f"/deals/{registration.id}/stage", data={"to": "qualified", "board": "y"})
    assert moved.location == "/deals"
    world.session.expire_all()
    assert world.session.scalars(select(Deal.stage)).all() == [Stage.QUALIFIED]


def test_an_empty_board_says_what_will_be_here(app: Flask, world: World) -> None:
    assert "No deals yet" in words(signed_in(app, world.session, world.alice).get("/deals"))


def test_the_vendor_approves_by_one_click_and_the_next_opens(app: Flask, world: World) -> None:
    now = clock.now(world.session)
    world.registered(world.alice, now=now - timedelta(days=4))
    world.registered(world.alice, domain="gulfport.example", account_name="Gulfport", now=now)
    vera = signed_in(app, world.session, world.vera)
    queue = page(vera.get("/hq/deals"))
    first = queue.css_first("#next form")
    assert "96 hours" in queue.css_first("#next").text()  # type: ignore[union-attr]  # if it is missing, that is the failure
    answer = vera.post(first.attributes["action"], data={"verdict": "approve"}, follow_redirects=True)  # type: ignore[union-attr]  # if it is missing, that is the failure
    after = page(answer)
    assert "Al Noor Clinics is protected for Alderfinch" in after.body.text()  # type: ignore[union-attr]  # if it is missing, that is the failure
    assert "Gulfport" in after.css_first("#next h2").text()  # type: ignore[union-attr]  # if it is missing, that is the failure


def test_a_refusal_without_a_reason_comes_back_to_its_field(app: Flask, world: World) -> None:
    registration = world.registered(world.alice)
    vera = signed_in(app, world.session, world.vera)
    shown = page(vera.post(f"/hq/deals/{registration.id}/decide", data={"verdict": "reject", "reason": ""}), 422)
    assert [link.attributes["href"] for link in shown.css(".errsum a")] == ["#reject-reason"]
    assert shown.css_first("#reject-reason") is not None
    vera.post(f"/hq/deals/{registration.id}/decide", data={"verdict": "reject", "reason": "We sell there ourselves."})
    alice = signed_in(app, world.session, world.alice)
    assert "We sell there ourselves." in words(alice.get(f"/deals/{registration.id}"))


def test_finance_marks_a_deal_won_and_decides_nothing(app: Flask, world: World) -> None:
    registration, _ = world.opened(world.alice, now=clock.now(world.session))
    fatima = signed_in(app, world.session, world.fatima)
    path = f"/hq/deals/{registration.id}"
    assert fatima.post(f"{path}/decide", data={"verdict": "approve"}).status_code == 403
    shown = page(fatima.post(f"{path}/won", data={"order_number": "", "amount": "a lot"}), 422)
    assert shown.css_first("#amount").attributes["value"] == "a lot"  # type: ignore[union-attr]  # if it is missing, that is the failure
    won = words(fatima.post(f"{path}/won", data={"order_number": "PO-7", "amount": "11,500.50"}, follow_redirects=True))
    assert "PO-7" in won
    assert "€11,500.50" in won


def test_a_partner_reads_its_timeline_without_names_of_the_vendors_people_or_of_rivals(
    app: Flask, world: World
) -> None:
    now = clock.now(world.session)
    world.opened(world.alice, now=now)
    refused = world.registered(world.charlie, now=now)
    charlie = signed_in(app, world.session, world.charlie)
    told = charlie.get(f"/deals/{refused.id}").text
    assert "already registered by another partner until" in told
    for name in ("Alderfinch", "Alice", "Vera", str(world.alice.partner)):
        assert name not in told
    mine = signed_in(app, world.session, world.alice).get("/deals").text
    assert "Brightwave" not in mine


@pytest.mark.parametrize("path", ["", "/edit"])
def test_another_partners_deal_is_not_there(app: Flask, world: World, path: str) -> None:
    registration = world.registered(world.alice)
    charlie = signed_in(app, world.session, world.charlie)
    assert charlie.get(f"/deals/{registration.id}{path}").status_code == 404
    for step in ("edit", "recall", "stage", "lost"):
        assert charlie.post(f"/deals/{registration.id}/{step}", data={**FORM, "to": "qualified"}).status_code == 404
    assert charlie.get(f"/hq/deals/{registration.id}").status_code == 404


def test_a_draft_is_not_the_vendors_to_see(app: Flask, world: World) -> None:
    alice = signed_in(app, world.session, world.alice)
    alice.post("/deals/new", data={**FORM, "draft": "y"})
    vera = signed_in(app, world.session, world.vera)
    assert vera.get(f"/hq/deals/{only(world.session).id}").status_code == 404
    assert "Al Noor" not in words(vera.get("/hq/deals"))


def test_the_list_finds_by_state_and_by_name(app: Flask, world: World) -> None:
    world.won(world.alice)
    world.opened(world.charlie, domain="gulfport.example", account_name="Gulfport")
    vera = signed_in(app, world.session, world.vera)
    assert "Gulfport" not in words(vera.get("/hq/deals?show=won"))
    assert "Al Noor" not in words(vera.get("/hq/deals?q=GULF"))
    assert "No deal fits." in words(vera.get("/hq/deals?q=100%25"))


def test_a_lead_that_is_no_id_is_not_there(app: Flask, world: World) -> None:
    assert signed_in(app, world.session, world.alice).get("/deals/new?lead=1").status_code == 404


def test_claimed_is_complete() -> None:
    assert claimed().missing() == ()


def test_an_expired_deal_reads_as_one_on_both_sides(app: Flask, world: World) -> None:
    now = clock.now(world.session)
    registration, _ = world.opened(world.alice, now=now - timedelta(days=91))
    actions.watch(world.session, registration_id=registration.id, public_url="", now=now)
    alice = signed_in(app, world.session, world.alice)
    mine = words(alice.get(f"/deals/{registration.id}"))
    assert "Expired on " in mine
    assert "; the account is open again." in mine
    assert "Expired: the account is open again" in mine  # what happened
    assert "Protection ended" in mine
    assert "Protected until" not in mine
    assert "Mark as lost" not in mine
    board = words(alice.get("/deals"))
    assert "Closed" in board
    assert "The account is open again" in board
    assert "None open." in board
    vera = signed_in(app, world.session, world.vera)
    theirs = words(vera.get(f"/hq/deals/{registration.id}"))
    assert "Expired on " in theirs
    assert "Mark as won" not in theirs
    assert "Al Noor" in words(vera.get("/hq/deals?show=expired"))
    assert "No deal fits." in words(vera.get("/hq/deals?show=open"))
