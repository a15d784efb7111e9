"""Leaving: one click, kept before the answer, and only the person's own way back."""

from datetime import timedelta
from functools import partial
from uuid import UUID

from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tcma.audiences import actions, queries
from tcma.audiences.models import Consent, Contact, Suppression
from tcma.base import tokens
from tcma.base.clock import ClockOffset
from tcma.base.db import new_id
from tcma.base.facts import Fact
from tcma.partners.models import Programme
from tests.audiences.files import NOW
from tests.cast import charlie

ONE_CLICK = {"List-Unsubscribe": "One-Click"}
KESTREL_AND_NORTHGATE = [("partner", "unsubscribed"), ("vendor", "unsubscribed")]
EVERYONE = [("partner", "unsubscribed"), ("programme", "unsubscribed"), ("vendor", "unsubscribed")]


def token(contact_id: UUID) -> str:
    return tokens.sign("unsubscribe", contact_id.bytes + new_id().bytes)


def noes(session: Session) -> list[tuple[str, str]]:
    rows = select(Suppression.scope, Suppression.reason).order_by(Suppression.scope)
    return [(scope, reason) for scope, reason in session.execute(rows)]


def test_opening_the_link_changes_nothing(client: FlaskClient, session: Session, sara: Contact) -> None:
    for path in (f"/u/{token(sara.id)}", f"/p/{token(sara.id)}"):
        page = client.get(path)
        assert page.status_code == 200
        assert "Kestrel Systems" in page.text
        assert client.head(path).status_code == 200
        assert client.options(path).status_code == 200
        for purpose in ("Purpose", "Sec-Purpose", "X-Moz"):
            assert client.get(path, headers={purpose: "prefetch"}).status_code == 200
        assert client.get(f"{path}?List-Unsubscribe=One-Click&do=partner").status_code == 200
    assert noes(session) == []


def test_one_click_needs_no_cookie_and_no_login(client: FlaskClient, session: Session, sara: Contact) -> None:
    answer = client.post(f"/u/{token(sara.id)}", data=ONE_CLICK)
    assert answer.status_code == 200
    assert noes(session) == KESTREL_AND_NORTHGATE
    for partner_id in (sara.partner_id, None):  # the partner's mail, and the vendor's own
        assert queries.suppressed(session, partner_id, [sara.addr_key]) == {sara.addr_key: "unsubscribed"}
    assert queries.suppressed(session, charlie(session).partner_id, [sara.addr_key]) == {}


def test_the_page_s_button_stops_this_partner_and_the_second_one_all(
    client: FlaskClient, session: Session, sara: Contact
) -> None:
    path = f"/u/{token(sara.id)}"
    said = "Kestrel Systems will not write to you again, and Northgate will not either."
    assert said in client.post(path, data={"do": "partner"}).text
    assert "No partner of Northgate" in client.post(path, data={"do": "programme"}).text
    assert noes(session) == EVERYONE
    charlies = charlie(session).partner_id
    assert queries.suppressed(session, charlies, [sara.addr_key]) == {sara.addr_key: "unavailable"}


def test_undo_within_ten_minutes_is_the_person_s_own_yes(client: FlaskClient, session: Session, sara: Contact) -> None:
    path = f"/u/{token(sara.id)}"
    client.post(path, data={"do": "programme"})
    assert "may write to you again" in client.post(path, data={"do": "undo"}).text
    assert noes(session) == []
    consent = session.scalars(select(Consent).where(Consent.source == "undo")).one()
    assert (consent.contact_id, consent.basis, consent.withdrawn_at) == (sara.id, "express", None)
    assert queries.standing(session, partner_id=sara.partner_id, contact_ids=[sara.id], now=NOW)[sara.id].reason == ""
    assert session.scalar(select(func.count()).where(Fact.name == actions.ADDRESS_RESTORED)) == 1


def test_undo_is_over_after_ten_minutes(client: FlaskClient, session: Session, sara: Contact) -> None:
    path = f"/u/{token(sara.id)}"
    client.post(path, data=ONE_CLICK)
    session.add(ClockOffset(id=1, offset=timedelta(minutes=11)))
    session.commit()
    assert "Undo is over" in client.post(path, data={"do": "undo"}).text
    assert noes(session) == KESTREL_AND_NORTHGATE


def test_undo_of_a_second_no_leaves_the_first(client: FlaskClient, session: Session, sara: Contact) -> None:
    """Who left this partner long ago, and every partner just now, takes back only what was just now."""
    actions.unsubscribe(session, contact=sara, message_id=None, everyone=False, now=NOW - timedelta(days=30))
    session.commit()
    path = f"/u/{token(sara.id)}"
    client.post(path, data={"do": "programme"})
    assert "still does not write to you" in client.post(path, data={"do": "undo"}).text
    assert noes(session) == KESTREL_AND_NORTHGATE


def test_a_programme_may_widen_one_click_to_every_partner(
    client: FlaskClient, session: Session, sara: Contact
) -> None:
    session.get_one(Programme, 1).leaving_stops_all = True
    session.commit()
    path = f"/u/{token(sara.id)}"
    assert "Stop mail from every partner of Northgate?" in client.get(path).text
    client.post(path, data=ONE_CLICK)
    assert noes(session) == EVERYONE
    client.post(path, data={"do": "undo"})
    assert noes(session) == []


def test_undo_lifts_no_bounce_and_no_complaint(client: FlaskClient, session: Session, sara: Contact) -> None:
    path = f"/u/{token(sara.id)}"
    client.post(path, data=ONE_CLICK)
    actions.suppress(
        session, scope="global", partner_id=None, addr_key=sara.addr_key, reason="complained", now=NOW,
        origin_partner_id=sara.partner_id,
    )  # fmt: skip
    session.commit()
    client.post(path, data={"do": "undo"})
    assert noes(session) == [("global", "complained")]


def test_a_forged_or_foreign_token_is_not_there(client: FlaskClient, session: Session, sara: Contact) -> None:
    foreign = tokens.sign("click", sara.id.bytes + new_id().bytes)
    for bad in (token(sara.id)[:-2] + "AA", foreign, "x", tokens.sign("unsubscribe", b"short")):
        assert client.get(f"/u/{bad}").status_code == 404
        assert client.post(f"/u/{bad}", data=ONE_CLICK).status_code == 404
    assert noes(session) == []


def test_the_link_of_a_test_mail_says_so(client: FlaskClient, session: Session, sara: Contact) -> None:
    assert "test mail" in client.get("/u/test").text
    assert client.post("/u/test", data=ONE_CLICK).status_code == 200
    assert noes(session) == []


def test_the_page_speaks_the_person_s_language(client: FlaskClient, session: Session, sara: Contact) -> None:
    sara.language = "ar"
    session.merge(sara)
    session.commit()
    assert 'dir="rtl"' in client.get(f"/u/{token(sara.id)}", headers={"Accept-Language": "de"}).text
    assert 'dir="ltr"' in client.get(f"/u/{token(sara.id)}?lang=en").text


def test_what_one_reason_lifts_the_others_still_hold(session: Session, sara: Contact) -> None:
    """A partner's own list, and three soft bounces, stand beside the person's no, before it or after it."""
    for reason in ("listed", "bounced"):
        actions.suppress(session, scope="partner", partner_id=sara.partner_id, addr_key=sara.addr_key, reason=reason,
                         now=NOW)  # fmt: skip
    actions.unsubscribe(session, contact=sara, message_id=None, everyone=False, now=NOW)
    held = partial(queries.suppressed, session, sara.partner_id, [sara.addr_key])
    assert held() == {sara.addr_key: "unsubscribed"}
    actions.opt_in(session, contact=sara, source="form", wording="Yes", now=NOW)
    assert held() == held(opt_outs=False) == {sara.addr_key: "bounced"}


def test_a_yes_on_a_form_lifts_a_no_only_if_it_is_proven(session: Session, sara: Contact) -> None:
    actions.unsubscribe(session, contact=sara, message_id=None, everyone=True, now=NOW)
    ask = partial(
        actions.contact_from_form, session, partner_id=sara.partner_id, email=" SARA@noor.example",
        fields={"first_name": "Zara", "title": "CIO"}, wording="Send me news", now=NOW,
    )  # fmt: skip
    found = ask(consent=True)
    assert (found.id, found.first_name, found.title) == (sara.id, "Sara", "CIO")
    assert noes(session) == EVERYONE
    ask(consent=False, proven=True)
    assert noes(session) == EVERYONE
    ask(consent=True, proven=True)
    assert noes(session) == [("programme", "unsubscribed"), ("vendor", "unsubscribed")]


def test_a_stranger_becomes_a_contact(session: Session, sara: Contact) -> None:
    found = actions.contact_from_form(
        session, partner_id=sara.partner_id, email="new@acme.example", fields={"company": "Acme"}, consent=False,
        wording="", now=NOW,
    )  # fmt: skip
    assert (found.company, found.source, found.account_domain) == ("Acme", "form", "acme.example")
    stands = queries.standing(session, partner_id=sara.partner_id, contact_ids=[found.id], now=NOW)
    assert stands[found.id].reason == "no_consent"
