"""The editor of segments, and contacts by segment and tag, as a browser without scripts has them."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tcma.audiences.models import Contact, ContactNote, Segment
from tests.audiences.pages import csrf, signed_in
from tests.audiences.people import contact, listed
from tests.cast import alice, bob, charlie

NEW = "/contacts/segments/new"


@pytest.fixture
def people(session: Session) -> list[Contact]:
    partner = alice(session).partner_id
    return [contact(session, partner, first_name="Sara", company="Noor"), contact(session, partner, first_name="Jonas"),
            contact(session, partner, first_name="Layla", company="Noor", basis="")]  # fmt: skip


@pytest.fixture
def browser(app: Flask, session: Session, people: list[Contact]) -> FlaskClient:
    return signed_in(app, session, alice(session))


def press(client: FlaskClient, do: str = "save", path: str = NEW, **fields: str) -> TestResponse:
    return client.post(path, data={"csrf_token": csrf(client), "match": "all", "do": do, **fields})


ROW = {"field-0": "company", "operator-0": "is", "value-0": "Noor"}


def test_a_condition_is_added_and_removed_and_nothing_is_lost(browser: FlaskClient, session: Session) -> None:
    page = press(browser, "add", name="Clinics", add="company").text
    assert 'name="value-0"' in page
    assert 'value="Clinics"' in page
    page = press(browser, "add", name="Clinics", add="lead", **ROW).text
    assert 'name="field-1" value="lead"' in page
    assert 'value="Noor"' in page
    page = press(browser, "save", name="Clinics", remove="0", **ROW, **{"field-1": "lead", "operator-1": "filled"}).text
    assert 'name="field-0" value="lead"' in page
    assert "field-1" not in page
    assert session.scalars(select(Segment)).all() == []


def test_the_count_comes_with_its_reasons_and_saves_nothing(browser: FlaskClient, session: Session) -> None:
    data = {"csrf_token": csrf(browser), "match": "all", "do": "save", **ROW}
    answer = browser.post(NEW, data=data, headers={"X-Autosave": "1"})
    assert answer.status_code == 200
    assert "2 people are in it." in answer.text
    assert "1 person can be mailed." in answer.text
    assert "1 without consent valid in their country" in answer.text
    assert session.scalars(select(Segment)).all() == []
    empty = browser.post(NEW, data={**data, "value-0": ""}, headers={"X-Autosave": "1"}).text
    assert "Fill in every condition" in empty


def test_the_summary_of_what_is_wrong_names_each_condition(browser: FlaskClient) -> None:
    second = {"field-1": "country", "operator-1": "is", "value-1": ""}
    answer = press(browser, name="Clinics", **{**ROW, "value-0": ""}, **second)
    assert answer.status_code == 422
    summary = re.findall(r'<li><a href="#([^"]+)">([^<]+)</a>', answer.text)
    assert summary == [("value-0", "Company: Say what to compare with."),
                       ("value-1", "Country: Say what to compare with.")]  # fmt: skip


def test_a_segment_is_saved_shown_launched_changed_and_deleted(browser: FlaskClient, session: Session) -> None:
    saved = press(browser, name="Clinics", **ROW)
    assert saved.status_code == 303
    found = session.scalars(select(Segment)).one()
    page = browser.get(saved.location).text
    assert "Sara" in page
    assert "Jonas" not in page
    assert f"/launch?list=segment:{found.id}" in page
    listed_page = browser.get("/contacts").text
    assert "Clinics" in listed_page
    path = f"/contacts/segments/{found.id}"
    assert 'value="Noor"' in browser.get(path).text
    press(browser, path=path, name="No clinics", **{**ROW, "operator-0": "is_not"})
    session.refresh(found)
    assert found.name == "No clinics"
    assert press(browser, path=f"{path}/delete").status_code == 303
    assert browser.get(path).status_code == 404
    assert "No clinics" not in re.sub(r"<script.*?</script>|“No clinics” is deleted", "", browser.get("/contacts").text)


def test_faults_stand_at_their_fields(browser: FlaskClient) -> None:
    answer = press(browser, name="", **{**ROW, "field-1": "touches", "operator-1": "least", "value-1": "many"})
    assert answer.status_code == 422
    assert "<title>Error: " in answer.text
    assert "Give the segment a name." in answer.text
    assert "Write a whole number from 1 to 1000." in answer.text.replace(",", "")
    assert 'id="value-1-error"' in answer.text
    assert "Add at least one condition." in press(browser, name="Nobody").text
    unknown = press(browser, name="Odd", **{"field-0": "shoe_size", "operator-0": "is", "value-0": "44"})
    assert unknown.status_code == 422


def test_another_partners_segment_is_not_there(app: Flask, browser: FlaskClient, session: Session) -> None:
    press(browser, name="Clinics", **ROW)
    found = session.scalars(select(Segment)).one()
    other = signed_in(app, session, charlie(session))
    path = f"/contacts/segments/{found.id}"
    assert other.get(path).status_code == 404
    assert other.get(f"/contacts?segment={found.id}").status_code == 404
    assert press(other, path=path, name="Mine", **ROW).status_code == 404
    assert press(other, path=f"{path}/delete").status_code == 404
    assert "Clinics" not in other.get("/contacts").text


def test_everyone_a_search_or_a_list_holds_is_tagged_at_once(
    browser: FlaskClient, session: Session, people: list[Contact]
) -> None:
    answer = press(browser, path="/contacts/tag", q="noor", name=" Partner  day ")
    assert answer.location == "/contacts?q=noor"
    assert "2 people got the tag “Partner day”." in browser.get(answer.location).text
    fair = listed(session, people[1].partner_id, "Fair", people[0], people[1])
    session.commit()
    press(browser, path="/contacts/tag", list=str(fair.id), name="PARTNER DAY")
    tag = re.search(r"/contacts\?tag=([0-9a-f-]{36})", browser.get("/contacts").text)
    assert tag
    page = browser.get(f"/contacts?tag={tag[1]}").text
    assert [name in page for name in ("Sara", "Jonas", "Layla")] == [True, True, True]
    assert "Write a tag" in browser.get(press(browser, path="/contacts/tag", q="noor", name=" ").location).text


def test_a_tag_is_put_on_and_taken_off_a_person(browser: FlaskClient, session: Session, people: list[Contact]) -> None:
    path = f"/contacts/{people[0].id}"
    press(browser, path=f"{path}/tag", name="VIP")
    page = browser.get(path).text
    off = re.search(rf"{path}/tags/[0-9a-f-]+/remove", page)
    assert off
    assert "VIP" in page
    assert press(browser, path=off[0]).status_code == 303
    assert "/remove" not in browser.get(path).text


def test_another_partners_people_can_not_be_tagged(app: Flask, session: Session, people: list[Contact]) -> None:
    other = signed_in(app, session, charlie(session))
    path = f"/contacts/{people[0].id}"
    assert press(other, path=f"{path}/tag", name="VIP").status_code == 404
    assert press(other, path=f"{path}/notes", body="Hm").status_code == 404
    fair = listed(session, people[0].partner_id, "Fair", people[0])
    session.commit()
    assert press(other, path="/contacts/tag", list=str(fair.id), name="VIP").status_code == 404
    assert press(other, path="/contacts/tag", q="noor", name="VIP").status_code == 303
    assert "VIP" not in signed_in(app, session, alice(session)).get(path).text


def test_a_note_says_who_wrote_it_and_goes_by_its_author_or_the_admin(
    app: Flask, browser: FlaskClient, session: Session, people: list[Contact]
) -> None:
    path = f"/contacts/{people[0].id}"
    press(browser, path=f"{path}/notes", body="Call after the fair.\n<b>Not</b> before.")
    page = browser.get(path).text
    assert "Call after the fair." in page
    assert "&lt;b&gt;Not&lt;/b&gt;" in page
    assert "Alice Sample" in page
    note = session.scalars(select(ContactNote)).one()
    marketer = signed_in(app, session, bob(session))
    assert f"{note.id}/delete" not in marketer.get(path).text
    assert press(marketer, path=f"{path}/notes/{note.id}/delete").status_code == 403
    press(marketer, path=f"{path}/notes", body="Mine")
    mine = session.scalars(select(ContactNote).where(ContactNote.body == "Mine")).one()
    assert press(marketer, path=f"{path}/notes/{mine.id}/delete").status_code == 303
    assert press(browser, path=f"{path}/notes/{note.id}/delete").status_code == 303
    assert session.scalars(select(ContactNote)).all() == []
    assert "Write the note first." in browser.get(press(browser, path=f"{path}/notes", body=" ").location).text
