"""The person's page: what a partner tells somebody who asks, and how it forgets them."""

import io
import json
import zipfile

from flask import Flask
from sqlalchemy import select

from tcma.audiences.models import Contact
from tests.deals.pages import signed_in, words
from tests.rights.conftest import EMAIL, Asked


def test_everything_a_partner_holds_and_nothing_of_another(app: Flask, asked: Asked) -> None:
    alice = signed_in(app, asked.session, asked.alice)
    answer = alice.get(f"/contacts/{asked.mine.id}/export")
    assert answer.headers["Content-Disposition"] == "attachment; filename=person.json"
    found = json.loads(answer.text)
    assert found["person"] == EMAIL
    held = found["held"]
    assert held.keys() == {"contacts", "consents", "touches", "responses", "leads", "registrations", "deals"}
    assert held["contacts"][0]["phone"] == "+971 4 555 0177"
    assert held["consents"][0]["wording"] == "Send me news"
    assert held["leads"][0]["note"] == "Sara Quill is away"
    assert {row["partner_id"] for rows in held.values() for row in rows} == {str(asked.partner_id)}


def test_the_same_as_tables(app: Flask, asked: Asked) -> None:
    alice = signed_in(app, asked.session, asked.alice)
    packed = zipfile.ZipFile(io.BytesIO(alice.get(f"/contacts/{asked.mine.id}/export?as=csv").data))
    assert "contacts.csv" in packed.namelist()
    assert EMAIL in packed.read("contacts.csv").decode("utf-8-sig")


def test_an_admin_erases_in_two_clicks(app: Flask, asked: Asked) -> None:
    alice, hers = signed_in(app, asked.session, asked.alice), asked.mine.id
    assert f"/contacts/{asked.mine.id}/erase" in alice.get(f"/contacts/{asked.mine.id}").text
    asks = words(alice.get(f"/contacts/{asked.mine.id}/erase"))
    assert "1 deal stays with its amount, without the contact." in asks
    assert [one.partner_id for one in asked.contacts() if one.partner_id == asked.partner_id]
    done = alice.post(f"/contacts/{asked.mine.id}/erase", follow_redirects=True)
    assert "Nobody here will write to this address again" in done.text
    assert EMAIL not in words(alice.get("/contacts"))
    assert [one.partner_id for one in asked.contacts()] == [asked.world.charlie.partner]
    assert alice.post(f"/contacts/{hers}/erase").status_code == 404


def test_another_partner_s_person_is_not_there(app: Flask, asked: Asked) -> None:
    alice = signed_in(app, asked.session, asked.alice)
    for path in (f"/contacts/{asked.theirs.id}/export", f"/contacts/{asked.theirs.id}/erase"):
        assert alice.get(path).status_code == 404
    assert alice.post(f"/contacts/{asked.theirs.id}/erase").status_code == 404
    assert len(asked.contacts()) == 2


def test_a_marketer_tells_and_does_not_erase(app: Flask, asked: Asked) -> None:
    bob = signed_in(app, asked.session, asked.world.bob)
    assert bob.get(f"/contacts/{asked.mine.id}/export").status_code == 200
    assert f"/contacts/{asked.mine.id}/erase" not in bob.get(f"/contacts/{asked.mine.id}").text
    assert bob.get(f"/contacts/{asked.mine.id}/erase").status_code == 403
    assert bob.post(f"/contacts/{asked.mine.id}/erase").status_code == 403


def test_what_stands_for_the_erased_has_no_page(app: Flask, asked: Asked) -> None:
    alice = signed_in(app, asked.session, asked.alice)
    alice.post(f"/contacts/{asked.mine.id}/erase")
    nobody = asked.session.scalars(select(Contact.id).where(Contact.partner_id.is_(None))).one()
    for path in (f"/contacts/{nobody}", f"/contacts/{nobody}/export", f"/contacts/{nobody}/erase", f"/leads/{nobody}"):
        assert alice.get(path).status_code == 404
