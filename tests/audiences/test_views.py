"""The pages of contacts and imports, as a partner uses them."""

import csv
import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tcma.audiences.models import Contact, Import, ImportState
from tcma.audiences.views import importing
from tests.audiences.books import SheetOf, book
from tests.audiences.files import SMALL
from tests.audiences.pages import csrf, signed_in
from tests.cast import alice, bob, charlie, vera


@pytest.fixture
def browser(app: Flask, session: Session) -> FlaskClient:
    return signed_in(app, session, alice(session))


def send(client: FlaskClient, body: bytes | str, *, name: str = "Spring fair.csv", **fields: str) -> TestResponse:
    stream = io.BytesIO(body.encode() if isinstance(body, str) else body)
    data: dict[str, Any] = {"csrf_token": csrf(client), "file": (stream, name), **fields}
    return client.post("/contacts/import", data=data)


def columns(page: str) -> dict[str, str]:
    """What the selects of a preview say, as the browser sends them."""
    found = {}
    for name, options in re.findall(r'<select class="input" name="(column-\d+)".*?>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'value="(\w+)" selected', options)
        found[name] = chosen[1] if chosen else "ignore"
    return found


def press(client: FlaskClient, path: str, **fields: str) -> TestResponse:
    """Send the preview's form as it stands, with these answers."""
    shown = columns(client.get(path).text)
    return client.post(path, data={"csrf_token": csrf(client), "do": "use", **shown, **fields})


def test_a_partner_without_people_is_told_what_will_be_here(browser: FlaskClient) -> None:
    page = browser.get("/contacts")
    assert "No people yet" in page.text
    assert "/contacts/import" in page.text


def test_from_the_launch_page_and_back_with_the_people(browser: FlaskClient, session: Session) -> None:
    back = "/launch/ransomware-readiness?lang=de"
    answer = send(browser, SMALL + "sara@noor;S;;\n", next=back)
    assert answer.status_code == 303
    page = browser.get(answer.location)
    assert "Found 3 people" in page.text
    assert "Use these 2" in page.text
    assert "Hi Sara," in page.text
    assert "1 bad address" in page.text
    assert "has no ending such as .com" in page.text
    done = press(browser, answer.location.partition("?")[0], basis="express", next=back, wording="Fair in May")
    found = session.scalars(select(Import)).one()
    assert done.location == f"{back}&list={found.list_id}"
    assert found.state is ImportState.STORED
    assert "Sara Haddad" in browser.get(f"/contacts?list={found.list_id}").text
    assert "Spring fair" in browser.get("/contacts").text
    sara = session.scalars(select(Contact).where(Contact.first_name == "Sara")).one()
    person = browser.get(f"/contacts/{sara.id}").text
    assert "Fair in May" in person
    assert "Can be mailed" in person


def test_the_one_question_has_to_be_answered(browser: FlaskClient, session: Session) -> None:
    path = send(browser, SMALL).location
    answer = press(browser, path)
    assert answer.status_code == 422
    assert "<title>Error:" in answer.text
    assert 'href="#basis"' in answer.text
    assert session.scalars(select(Contact)).all() == []


def test_other_columns_are_shown_before_anything_is_stored(browser: FlaskClient, session: Session) -> None:
    path = send(browser, "email;alpha\na@x.example;Ann\n").location
    answer = press(browser, path, **{"column-1": "first_name", "basis": "express"})
    assert answer.status_code == 200
    assert "Hi Ann," in answer.text
    assert "Read again with your columns: 1 person." in answer.text
    assert session.scalars(select(Contact)).all() == []
    assert press(browser, path, basis="express").status_code == 303
    assert session.scalars(select(Contact)).one().first_name == "Ann"


def test_one_field_in_two_columns_is_refused(browser: FlaskClient) -> None:
    path = send(browser, "email;alpha;beta\na@x.example;Ann;Lee\n").location
    answer = press(browser, path, **{"column-1": "first_name", "column-2": "first_name", "basis": "express"})
    assert answer.status_code == 422
    assert "Two columns are “First name”" in answer.text


def test_pasted_people_are_a_file_too(browser: FlaskClient) -> None:
    data = {"csrf_token": csrf(browser), "text": "Sara Haddad <sara@noor.example>; omar@noor.example"}
    answer = browser.post("/contacts/import", data=data)
    assert "Found 2 people" in browser.get(answer.location).text


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "The file is empty."),
        (b"Name,City\nSara,Dubai\n", "No column holds e-mail addresses"),
        (b'email,company\na@x.example,"Acme\n', "opens a quote that is never closed"),
        (b"PK\x03\x04" + b"\0" * 50, "The spreadsheet is damaged"),
        (b"email\n", "no people"),
    ],
)
def test_a_file_that_can_not_be_read_is_refused_and_not_kept(
    browser: FlaskClient, session: Session, body: bytes, words: str
) -> None:
    answer = send(browser, body)
    assert answer.status_code == 422
    assert "<title>Error:" in answer.text
    assert words in answer.text
    assert session.scalars(select(Import)).all() == []


def test_nothing_at_all_is_refused(browser: FlaskClient) -> None:
    answer = browser.post("/contacts/import", data={"csrf_token": csrf(browser), "text": "  "})
    assert answer.status_code == 422
    assert "Choose a file, or paste the addresses." in answer.text


def test_an_encoding_is_asked_for_with_the_words_to_choose_from(browser: FlaskClient) -> None:
    answer = send(browser, "Email;Name\na@x.example;Łukasz Wójcik\n".encode("cp1250"))
    page = browser.get(answer.location)
    assert "Łukasz Wójcik" in page.text
    assert "£ukasz" in page.text
    nothing = browser.post(answer.location, data={"csrf_token": csrf(browser)})
    assert nothing.status_code == 422
    said = browser.post(answer.location, data={"csrf_token": csrf(browser), "answer": "cp1250"})
    assert "Hi Łukasz," in browser.get(said.location).text


def test_a_sheet_is_asked_for_and_hidden_ones_are_named(browser: FlaskClient) -> None:
    rows = [["Email", "First name"], ["a@x.example", "Ann"]]
    old, secret = SheetOf("Old", [["Email"], ["b@x.example"]]), SheetOf("Secret", rows, "hidden")
    answer = send(browser, book(SheetOf("People", rows), old, secret), name="people.xlsx")
    page = browser.get(answer.location).text
    assert "Several sheets hold rows" in page
    assert "Email, First name · a@x.example, Ann" in page
    assert "Secret" not in page
    said = browser.post(answer.location, data={"csrf_token": csrf(browser), "answer": "People"})
    page = browser.get(said.location).text
    assert "Hi Ann," in page
    assert "Read from the sheet “People”." in page
    assert "Hidden sheets hold rows and are not read: Secret." in page
    assert "vCards" not in page


def test_two_questions_about_one_file_are_asked_one_after_the_other(browser: FlaskClient) -> None:
    answer = send(browser, "Email;Email 2;Name\na@x.example;b@x.example;Łukasz Wójcik\n".encode("cp1250"))
    said = browser.post(answer.location, data={"csrf_token": csrf(browser), "answer": "cp1250"})
    assert "Several columns hold e-mail addresses" in browser.get(said.location).text
    said = browser.post(answer.location, data={"csrf_token": csrf(browser), "answer": "1"})
    page = browser.get(said.location).text
    assert "b@x.example" in page
    assert "Łukasz" in page


def test_vcards_become_people(browser: FlaskClient, session: Session) -> None:
    card = "BEGIN:VCARD\nVERSION:3.0\nN:Haddad;Sara\nEMAIL:info@noor.example\nEMAIL:b@x.example\nEND:VCARD\n"
    path = send(browser, card, name="cards.txt").location
    page = browser.get(path).text
    assert "Read as vCards in UTF-8." in page
    assert "Hi Sara," in page
    assert "1 address is an office such as info@" in page, "told before anything is stored"
    press(browser, path, basis="express")
    page = browser.get(path).text
    assert "1 address is an office such as info@" in page
    assert "1 card holds more than one address" in page
    assert session.scalars(select(Contact)).one().last_name == "Haddad"


def test_everything_left_out_is_in_the_file_and_not_only_what_the_page_shows(browser: FlaskClient) -> None:
    rows = "".join(f"bad{n},+{n}\n" for n in range(300))
    path = send(browser, f"email,company\na@x.example,Acme\n{rows}").location
    assert "bad299" not in browser.get(path).text
    press(browser, path, basis="express")
    text = browser.get(f"{path}/left-out.csv").text.removeprefix("\ufeff")
    found = list(csv.DictReader(io.StringIO(text)))
    assert [row["Value"] for row in found] == [f"bad{n}" for n in range(300)]
    assert [row["Line"] for row in found] == [str(n + 3) for n in range(300)]
    assert all(row["company"].startswith("'+") for row in found)
    again = send(browser, text.replace("bad", "good@x").replace(",'", ".example,'"))
    assert again.status_code == 303


def test_a_larger_file_than_other_pages_take_is_taken_here(app: Flask, browser: FlaskClient) -> None:
    app.config["MAX_CONTENT_LENGTH"] = 10_000
    body = "email,name\na@x.example,Ann\n" + ",\n" * 50_000
    answer = send(browser, body)
    assert "Found 1 person" in browser.get(answer.location).text
    pasted = {"csrf_token": csrf(browser), "email": "x" * 20_000, "password": "x"}
    assert browser.post("/sign-in", data=pasted).status_code == 413


def test_the_column_of_addresses_is_asked_for(browser: FlaskClient) -> None:
    answer = send(browser, "Work email,Home e-mail,Email 2\na@x.example,b@x.example,c@x.example\n")
    assert "Several columns hold e-mail addresses" in browser.get(answer.location).text
    said = browser.post(answer.location, data={"csrf_token": csrf(browser), "answer": "2"})
    assert "c@x.example" in browser.get(said.location).text


def test_what_was_left_out_comes_back_as_a_file_without_formulas(browser: FlaskClient) -> None:
    path = send(browser, "email,company\nbad,=1+1\na@x.example,Acme\n").location
    answer = browser.get(f"{path}/left-out.csv")
    rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert rows == [
        ["email", "company", "File", "Line", "Why it was left out", "Value"],
        ["bad", "'=1+1", "Spring fair.csv", "2", "“bad” has no @.", "bad"],
    ]
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_a_large_file_is_stored_by_a_job_with_progress(
    browser: FlaskClient, session: Session, work: Callable[[], None]
) -> None:
    people = importing.INLINE + 1_001
    path = send(browser, "email,name\n" + "".join(f"p{n}@x.example,Ann\n" for n in range(people))).location
    answer = press(browser, path, basis="express")
    assert answer.location == path
    before = browser.get(f"{path}/progress")
    assert before.json is not None
    assert (before.json["state"], before.json["to"]) == ("storing", people)
    assert browser.get(f"{path}/progress", headers={"If-None-Match": before.headers["ETag"]}).status_code == 304
    assert "Storing people" in browser.get(path).text
    work()
    session.expire_all()
    found = session.scalars(select(Import)).one()
    assert (found.state, found.counts["imported"], found.done) == (ImportState.STORED, people, people)
    after = {"state": "done", "done": people, "to": people, "words": "6,001 rows stored"}
    assert browser.get(f"{path}/progress").json == after
    assert "New people" in browser.get(path).text


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_the_way_back_stays_here(browser: FlaskClient, back: str) -> None:
    path = send(browser, SMALL, next=back).location
    assert "evil" not in path
    assert "evil" not in (press(browser, path, basis="express", next=back).location or "")


def test_another_partner_sees_nothing_of_it(app: Flask, session: Session, browser: FlaskClient) -> None:
    path = send(browser, SMALL).location
    press(browser, path, basis="express")
    sara = session.scalars(select(Contact).where(Contact.first_name == "Sara")).one()
    list_id = session.scalars(select(Import)).one().list_id
    stranger = signed_in(app, session, charlie(session))
    below = (path, f"{path}/left-out.csv", f"{path}/progress")
    for hidden in (*below, f"/contacts/{sara.id}", f"/contacts?list={list_id}"):
        assert stranger.get(hidden).status_code == 404
    assert stranger.post(path, data={"csrf_token": csrf(stranger), "basis": "express"}).status_code == 404
    assert "noor.example" not in stranger.get("/contacts?q=noor").text
    assert signed_in(app, session, bob(session)).get(path).status_code == 200


def test_the_vendor_does_not_see_people(app: Flask, session: Session, browser: FlaskClient) -> None:
    path = send(browser, SMALL).location
    assert signed_in(app, session, vera(session)).get(path).status_code == 404
    assert app.test_client().get(path).status_code == 302


def test_a_form_without_its_token_is_refused(browser: FlaskClient, session: Session) -> None:
    data = {"text": "a@x.example"}
    assert browser.post("/contacts/import", data=data).status_code == 400
    assert session.scalars(select(Import)).all() == []
