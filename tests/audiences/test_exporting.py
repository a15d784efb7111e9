"""A partner takes along everything it brought, and nothing of anybody else's."""

import csv
import io
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tcma.audiences import actions
from tcma.audiences.models import Contact
from tcma.audiences.queries import exporting
from tests.audiences.pages import signed_in
from tests.audiences.people import NOW, contact, listed
from tests.cast import actor, alice, bob, charlie, vera

PATH = "/contacts/people.csv"


def rows(text: str) -> list[dict[str, str]]:
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:])))


def test_everyone_comes_with_consent_and_lists(app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "BATCH", 2)
    partner = alice(session).partner_id
    assert partner is not None
    people = [contact(session, partner, email=f"p{n}@x.example", first_name=f"P{n}") for n in range(5)]
    listed(session, partner, "Spring, fair", people[0])
    actions.tag_people(session, partner_id=partner, name="VIP", whom=Contact.id == people[0].id, now=NOW)
    actions.write_note(session, actor=actor(bob(session)), contact_id=people[0].id, text="Call in May", now=NOW)
    actions.unsubscribe(session, contact=people[1], message_id=None, everyone=False, now=NOW + timedelta(days=1))
    contact(session, charlie(session).partner_id, email="theirs@x.example")
    session.commit()
    answer = signed_in(app, session, alice(session)).get(PATH)
    assert answer.is_streamed
    found = rows(answer.text)
    assert [one["email"] for one in found] == [f"p{n}@x.example" for n in range(5)]
    assert (found[0]["lists"], found[0]["tags"], found[0]["can_be_mailed"]) == ("Spring, fair", "VIP", "yes")
    assert found[0]["notes"] == "2026-11-02, Bob Sample: Call in May"
    assert (found[1]["can_be_mailed"], found[1]["why_not"]) == ("no", "Unsubscribed")
    assert found[1]["consents"].endswith("withdrawn on 2026-11-03")


@pytest.mark.parametrize("evil", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x.example")'])
def test_no_cell_is_a_formula(app: Flask, session: Session, evil: str) -> None:
    contact(session, alice(session).partner_id, first_name=evil, company=evil)
    session.commit()
    (found,) = rows(signed_in(app, session, alice(session)).get(PATH).text)
    assert found["company"][0] not in "=+-@\t"
    assert found["company"].lstrip("'").strip() == evil.strip()


def test_only_the_partners_admin_may(app: Flask, session: Session) -> None:
    assert signed_in(app, session, bob(session)).get(PATH).status_code == 403
    assert signed_in(app, session, vera(session)).get(PATH).status_code == 404
    assert PATH in signed_in(app, session, alice(session)).get("/contacts?q=x").text
    assert PATH not in signed_in(app, session, bob(session)).get("/contacts?q=x").text
