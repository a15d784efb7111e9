"""`POST /api/contacts`: a partner's programs bring contacts, by the rules of a file."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tcma.audiences import actions, queries
from tcma.audiences.models import ApiKey, Consent, Contact, ContactList, Import
from tcma.audiences.rules.sent import MOST, as_file
from tcma.base import clock
from tcma.base.errors import Invalid
from tcma.base.roles import Actor
from tcma.base.settings import Settings
from tcma.base.tools import use
from tcma.partners.models import Person
from tests.audiences.files import NOW
from tests.audiences.pages import csrf, signed_in
from tests.cast import alice, bob, charlie


@pytest.fixture
def browser(app: Flask, session: Session) -> FlaskClient:
    return signed_in(app, session, alice(session))


@pytest.fixture
def key(browser: FlaskClient) -> str:
    page = browser.post("/contacts/keys", data={"csrf_token": csrf(browser), "name": "Web shop"}).text
    found = re.search(r"tcma_[\w-]{43}", page)
    assert found
    return found[0]


def send(app: Flask, key: str, body: Any, *, path: str = "?basis=express", kind: str = "application/json",
         auth: str = "Bearer ") -> TestResponse:  # fmt: skip
    data = body if isinstance(body, str | bytes) else json.dumps(body)
    return app.test_client().post(f"/api/contacts{path}", data=data, content_type=kind,
                                  headers={"Authorization": auth + key})  # fmt: skip


def people(session: Session) -> list[str]:
    return list(session.scalars(select(Contact.addr_key).order_by(Contact.addr_key)))


def kept() -> list[Path]:
    return list((use(Settings).storage_dir / "imports").glob("*"))


def test_a_list_is_stored_and_accounted_for_as_a_file_is(app: Flask, session: Session, key: str) -> None:
    sent = [
        {"email": "Sara@noor.example", "first_name": "Sära", "country": "AE", "phone": 15551234567},
        {"email": "bad", "first_name": "line\nbreak"},
        {"email": "sara@noor.example"},
        {"email": "no@noor.example", "opted_out": True},
        {"email": "omar@noor.example", "basis": "customer", "company": '=1+1 "x"'},
    ]
    answer = send(app, key, sent, path="?basis=express&wording=Checkout")
    assert answer.status_code == 200
    assert answer.json == {
        "encoding": "UTF-8", "delimiter": ",", "header": True, "records": 5, "imported": 2, "updated": 0,
        "duplicates": 1, "refused": [{"line": 2, "reason": "“bad” has no @.", "value": "bad"}], "suppressed": 1,
        "flagged": 0,
    }  # fmt: skip
    assert people(session) == ["omar@noor.example", "sara@noor.example"]
    sara = session.scalars(select(Contact).where(Contact.addr_key == "sara@noor.example")).one()
    assert (sara.first_name, sara.phone, sara.partner_id) == ("Sära", "15551234567", alice(session).partner_id)
    assert set(session.execute(select(Consent.basis, Consent.wording))) == {
        ("express", "Checkout"), ("existing_customer", "Checkout"),
    }  # fmt: skip
    assert queries.suppressed(session, sara.partner_id, ["no@noor.example"]) == {"no@noor.example": "opted_out"}


def test_all_that_one_key_brings_is_on_one_list(app: Flask, session: Session, key: str) -> None:
    for number in range(3):
        assert send(app, key, [{"email": f"p{number}@x.example"}]).status_code == 200
    assert session.scalars(select(ContactList.name)).all() == ["Web shop"]
    (row,) = queries.lists(session, session.scalars(select(ApiKey.partner_id)).one())
    assert row.people == 3


def test_csv_is_a_file(app: Flask, session: Session, key: str) -> None:
    answer = send(app, key, "E-Mail;Vorname\na@x.example;Ann\n", kind="text/csv")
    assert (answer.status_code, people(session)) == (200, ["a@x.example"])
    body = "Email;Name\na@x.example;Łukasz Wójcik\n".encode("cp1250")
    asked = send(app, key, body, kind="text/csv")
    assert asked.status_code == 422
    assert asked.json
    assert asked.json["question"]["about"] == "encoding"
    assert send(app, key, body, path="?basis=express&encoding=cp1250", kind="text/csv").status_code == 200


@pytest.mark.parametrize(
    ("body", "kind", "words"),
    [
        ("[", "application/json", "not JSON"),
        ({"email": "a@x.example"}, "application/json", "list of objects"),
        ([1], "application/json", "list of objects"),
        ([{"email": "a@x.example", "mail": "x"}], "application/json", "no field mail"),
        ([{"email": ["a@x.example"]}], "application/json", "a text, a number"),
        ([], "application/json", "no people"),
        ([{"email": f"p{n}@x.example"} for n in range(MOST + 1)], "application/json", "at most 5"),
        ("email\n" + "".join(f"p{n}@x.example\n" for n in range(MOST + 1)), "text/csv", "at most 5"),
        ("email\na@x.example\n", "text/plain", "application/json or text/csv"),
        ("", "text/csv", "The file is empty"),
    ],
    ids=lambda value: str(value)[:30],
)  # fmt: skip
def test_what_is_wrong_is_said_in_words_and_nothing_is_kept(
    app: Flask, session: Session, key: str, body: Any, kind: str, words: str
) -> None:
    before = kept()
    answer = send(app, key, body, kind=kind)
    assert answer.status_code == 422
    assert answer.json
    assert words in answer.json["refused_whole"]
    assert (people(session), kept()) == ([], before)
    assert session.scalars(select(Import)).all() == []


def test_contacts_without_a_basis_are_refused(app: Flask, session: Session, key: str) -> None:
    answer = send(app, key, [{"email": "a@x.example"}], path="")
    assert answer.status_code == 422
    assert answer.json == {"refused_whole": "Say where they agreed to hear from you."}
    assert people(session) == []


def test_without_a_key_that_counts_nothing_opens(
    app: Flask, session: Session, browser: FlaskClient, key: str
) -> None:
    for given, auth in (("", ""), ("tcma_" + "x" * 43, "Bearer "), (key, "Basic "), (key[:-1], "Bearer "), (key, "")):
        assert send(app, given, [{"email": "a@x.example"}], auth=auth).status_code == 401
    known = session.scalars(select(ApiKey)).one()
    assert send(app, known.digest, [{"email": "a@x.example"}]).status_code == 401
    revoked = browser.post(f"/contacts/keys/{known.id}/revoke", data={"csrf_token": csrf(browser)})
    assert revoked.status_code == 303
    assert send(app, key, [{"email": "a@x.example"}]).status_code == 401
    assert people(session) == []


def test_a_key_is_shown_once_and_kept_nowhere(browser: FlaskClient, session: Session, key: str) -> None:
    page = browser.get("/contacts/keys").text
    assert "Web shop" in page
    assert key not in page
    assert key not in str(session.execute(select(ApiKey.__table__)).all())


def test_a_key_without_a_name_is_refused(browser: FlaskClient, session: Session) -> None:
    answer = browser.post("/contacts/keys", data={"csrf_token": csrf(browser), "name": " "})
    assert answer.status_code == 422
    assert "Say which program will use it." in answer.text
    assert session.scalars(select(ApiKey)).all() == []


def test_keys_are_the_admin_s_of_their_own_partner(app: Flask, session: Session, key: str) -> None:
    known = session.scalars(select(ApiKey)).one()
    stranger = signed_in(app, session, charlie(session))
    assert "Web shop" not in stranger.get("/contacts/keys").text
    answer = stranger.post(f"/contacts/keys/{known.id}/revoke", data={"csrf_token": csrf(stranger)})
    assert answer.status_code in (403, 404)
    assert signed_in(app, session, bob(session)).get("/contacts/keys").status_code == 403
    assert session.get_one(ApiKey, known.id, populate_existing=True).revoked_at is None


def test_one_partner_s_key_brings_nothing_to_another(app: Flask, session: Session, key: str) -> None:
    other = charlie(session)
    assert other.partner_id
    theirs = actions.make_key(session, partner_id=other.partner_id, name="CRM", actor=_actor(other), now=NOW)
    session.commit()
    send(app, key, [{"email": "a@x.example"}])
    send(app, theirs, [{"email": "a@x.example"}])
    assert sorted(map(str, session.scalars(select(Contact.partner_id)))) == sorted(
        map(str, (alice(session).partner_id, other.partner_id))
    )


def _actor(person: Person) -> Actor:
    return Actor(person.id, person.partner_id, person.role, person.name, person.email, "en", "UTC")


def test_guessing_at_keys_is_slowed_down(app: Flask) -> None:
    codes = {send(app, "tcma_guess", []).status_code for _ in range(121)}
    assert codes == {401, 429}


def test_a_line_of_the_file_is_a_contact_of_the_list() -> None:
    sent = [{"email": "a@x.example", "company": 'Ac\u2028me\r\n"Ltd"'}, {"email": None, "first_name": True}]
    assert len(as_file(json.dumps(sent).encode()).decode().splitlines()) == 3
    with pytest.raises(Invalid):
        as_file(b"[" * 100_000)


def test_the_use_of_a_key_is_noted(app: Flask, session: Session, key: str) -> None:
    send(app, key, [{"email": "a@x.example"}])
    used = session.scalars(select(ApiKey.used_at)).one()
    assert used
    assert abs((clock.now(session) - used).total_seconds()) < 600
