"""Do-not-mail lists by hand: whom they hold back, who sees them, and who takes what off again."""

import io
import re
from functools import partial
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.audiences import actions, queries
from tcma.audiences.models import Contact, Suppression
from tcma.audiences.rules.keys import held_under
from tcma.audiences.rules.listing import MOST, decoded, read_listed
from tcma.base.access import Role
from tcma.base.errors import NotFound, Refusal
from tcma.partners.models import Partner
from tests.audiences.files import NOW, store
from tests.audiences.pages import csrf, signed_in
from tests.cast import actor, alice, charlie, vera

OURS, PROGRAMME = "/contacts/suppressed", "/hq/suppressed"


def add(client: FlaskClient, path: str, entries: str = "", **fields: Any) -> Any:
    return client.post(path, data={"csrf_token": csrf(client, path), "entries": entries, **fields})


def reason_of(session: Session, contact: Contact) -> str:
    found = queries.standing(session, partner_id=contact.partner_id, contact_ids=[contact.id], now=NOW)
    return found[contact.id].reason


@pytest.mark.parametrize(
    ("address", "keys"),
    [
        ("a@acme.example", ("a@acme.example", "@acme.example")),
        ("a@mail.acme.example", ("a@mail.acme.example", "@mail.acme.example", "@acme.example")),
        ("a@gmail.com", ("a@gmail.com", "@gmail.com")),
        ("@acme.example", ("@acme.example",)),
        ("5be1c0", ("5be1c0",)),
    ],
)
def test_an_address_is_held_under_its_own_key_its_domain_and_its_firm(address: str, keys: tuple[str, ...]) -> None:
    assert held_under(address) == keys


def test_a_list_is_read_line_by_line() -> None:
    found = read_listed("E-mail;Name\nSara@Noor.example;Sara\n\n@rival.example\nbücher.example\n*.deep.rival.example\n"
                        "Rival,boss@rival.example\nsara@noor.example\ngmail.com\nx@y@z\n")  # fmt: skip
    assert found.keys == ["sara@noor.example", "@rival.example", "@xn--bcher-kva.example", "@deep.rival.example",
                          "boss@rival.example"]  # fmt: skip
    assert [line for line, _ in found.refused] == [9, 10]
    assert "mailbox provider" in str(found.refused[0][1])


@pytest.mark.parametrize("body", ["é@x.example\na@x.example".encode("cp1252"), "a@x.example".encode("utf-16"),
                                  b"\xef\xbb\xbfa@x.example"])  # fmt: skip
def test_a_list_is_read_in_any_encoding(body: bytes) -> None:
    assert read_listed(decoded(body)).keys == ["a@x.example"]


def test_what_is_no_list_is_refused_in_words() -> None:
    with pytest.raises(Refusal, match="not a text file"):
        decoded(b"PK\x03\x04\0\0")
    with pytest.raises(Refusal, match="Split it"):
        read_listed("a@x.example\n" * (MOST + 1))


def test_a_partner_lists_people_and_domains_of_its_own(app: Flask, session: Session, sara: Contact) -> None:
    client = signed_in(app, session, alice(session))
    answer = add(client, OURS, "noor.example\nnobody@x.example\nnobody@x.example\n?", why="own")
    assert answer.status_code == 302
    page = client.get(OURS).text
    assert "2 added. 1 line was left out. Line 4:" in page
    assert page.count("On your do-not-mail list") >= 2
    assert reason_of(session, sara) == "listed"
    assert queries.suppressed(session, charlie(session).partner_id, [sara.addr_key]) == {}
    assert queries.suppressed(session, sara.partner_id, [sara.addr_key], opt_outs=False) == {}  # what they asked for
    again = store(session, sara.partner_id)
    assert (again.counts["suppressed"], again.counts["updated"]) == (2, 0)


def test_what_the_partner_listed_itself_it_takes_off_again(app: Flask, session: Session, sara: Contact) -> None:
    client = signed_in(app, session, alice(session))
    add(client, OURS, sara.addr_key, why="own")
    row = session.scalars(select(Suppression)).one()
    remove = f"{OURS}/{row.id}/remove"
    others = signed_in(app, session, charlie(session))
    assert others.post(remove, data={"csrf_token": csrf(others, OURS)}).status_code == 404
    assert client.post(remove, data={"csrf_token": csrf(client, OURS)}).status_code == 302
    assert reason_of(session, sara) == ""


@pytest.mark.parametrize("reason", ["unsubscribed", "opted_out", "bounced"])
def test_what_somebody_else_said_nobody_takes_off(
    app: Flask, session: Session, sara: Contact, reason: str
) -> None:
    suppression_id = actions.suppress(
        session, scope="partner", partner_id=sara.partner_id, addr_key=sara.addr_key, reason=reason, now=NOW
    )
    client = signed_in(app, session, alice(session))
    assert "Take off</" not in client.get(OURS).text.partition("<table")[2].partition("<tbody>")[2]
    answer = client.post(f"{OURS}/{suppression_id}/remove", data={"csrf_token": csrf(client, OURS)})
    assert answer.status_code == 409
    assert reason_of(session, sara) == reason
    with pytest.raises(NotFound):
        actions.unlist(session, partner_id=None, suppression_id=suppression_id, actor=actor(vera(session)))  # type: ignore[arg-type]  # it is new


def test_who_asked_the_partner_is_as_if_unsubscribed(app: Flask, session: Session, sara: Contact) -> None:
    client = signed_in(app, session, alice(session))
    add(client, OURS, sara.addr_key, why="asked")
    assert reason_of(session, sara) == "opted_out"
    actions.opt_in(session, contact=sara, source="form", wording="Yes", now=NOW)
    assert reason_of(session, sara) == ""


def test_the_vendor_lists_for_everyone_and_partners_are_told_one_number(
    app: Flask, session: Session, sara: Contact
) -> None:
    vendor = signed_in(app, session, vera(session))
    file = (io.BytesIO(b"domain,who\nnoor.example,Competitor\n"), "rivals.csv")
    assert add(vendor, PROGRAMME, file=file).status_code == 302
    assert "noor.example" in vendor.get(f"{PROGRAMME}?q=NOOR").text
    assert "noor.example" in vendor.get(f"{PROGRAMME}.csv").text
    assert reason_of(session, sara) == "unavailable"
    assert queries.suppressed(session, None, [sara.addr_key]) == {sara.addr_key: "listed"}
    page = signed_in(app, session, alice(session)).get(OURS).text
    assert "2 of your people are not available in this programme" in page
    assert "noor.example" not in page
    assert "not available" not in signed_in(app, session, charlie(session)).get(OURS).text
    row = session.scalars(select(Suppression)).one()
    vendor.post(f"{PROGRAMME}/{row.id}/remove", data={"csrf_token": csrf(vendor, PROGRAMME)})
    assert reason_of(session, sara) == ""


def test_the_vendor_sees_numbers_of_partners_and_no_address(app: Flask, session: Session, sara: Contact) -> None:
    actions.unsubscribe(session, contact=sara, message_id=None, everyone=True, now=NOW)
    for reason, scope in (("bounced", "global"), ("complained", "global")):
        actions.suppress(session, scope=scope, partner_id=None, addr_key="omar@noor.example", reason=reason, now=NOW,
                         origin_partner_id=sara.partner_id)  # fmt: skip
    page = signed_in(app, session, vera(session)).get(PROGRAMME).text
    assert "sara@noor" not in page
    assert "omar@noor" not in page
    row = re.findall(r'class="num">(\d+)<', page.partition("Kestrel Systems")[2])
    assert row[:4] == ["1", "1", "1", "0"]  # every row of one person is one address


def test_a_partner_sees_why_of_its_own_and_nothing_of_others(app: Flask, session: Session, sara: Contact) -> None:
    others = charlie(session).partner_id
    assert others is not None
    put = partial(actions.suppress, session, now=NOW)
    put(scope="global", partner_id=None, addr_key="sara@noor.example", reason="complained", origin_partner_id=others)
    put(scope="partner", partner_id=others, addr_key="omar@noor.example", reason="unsubscribed")
    put(scope="global", partner_id=None, addr_key="omar@noor.example", reason="bounced",
        origin_partner_id=sara.partner_id)  # fmt: skip
    client = signed_in(app, session, alice(session))
    for text in (client.get(OURS).text, client.get(f"{OURS}.csv").text):
        assert "omar@noor.example" in text
        assert "No such address" in text
        assert "sara@noor.example" not in text
        assert "Reported a mail as spam" not in text
        assert "Unsubscribed" not in text
    assert "1 of your people is not available in this programme" in client.get(OURS).text


def test_a_list_of_nothing_is_refused_and_what_was_typed_stays(
    app: Flask, session: Session, sara: Contact
) -> None:
    client = signed_in(app, session, alice(session))
    for typed in ("", "no address here"):
        answer = add(client, OURS, typed)
        assert answer.status_code == 422
        assert "There is a problem" in answer.text
    assert "no address here</textarea>" in answer.text


def test_only_the_vendor_s_admin_opens_the_programme_s_list(app: Flask, session: Session, sara: Contact) -> None:
    assert signed_in(app, session, alice(session)).get(PROGRAMME).status_code in (403, 404)
    assert signed_in(app, session, vera(session, Role.CHANNEL_MANAGER)).get(PROGRAMME).status_code == 403


@pytest.mark.parametrize(("typed", "status", "kept"), [("5", 302, 5), ("0", 422, 3), ("21", 422, 3), ("many", 422, 3)])
def test_a_partner_says_how_much_mail_is_enough(
    app: Flask, session: Session, sara: Contact, typed: str, status: int, kept: int
) -> None:
    client = signed_in(app, session, alice(session))
    given = {"csrf_token": csrf(client, OURS), "mails_per_week": typed}
    answer = client.post("/contacts/mails-per-week", data=given)
    assert answer.status_code == status
    assert ("Enter a number from 1 to 20." in answer.text) is (status == 422)
    assert session.get_one(Partner, sara.partner_id).mails_per_week == kept
    assert session.get_one(Partner, charlie(session).partner_id).mails_per_week == 3  # another's stays as it is
