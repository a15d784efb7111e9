"""Segments: what a filter may say, whom it finds, and that nobody else's is there."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.audiences import actions, queries
from tcma.audiences.models import Contact, ContactTraits, Segment
from tcma.audiences.rules import segment_words
from tcma.audiences.rules.segments import BadFilter, Condition, Filter, read_filter
from tcma.base.errors import Invalid, NotFound
from tests.audiences.people import NOW, contact, listed
from tests.cast import actor, alice, charlie

Row = tuple[str, str, str]


def data(*rows: Row, match: str = "all") -> dict[str, Any]:
    return {"match": match, "conditions": [dict(zip(("field", "operator", "value"), row, strict=True)) for row in rows]}


def names(session: Session, partner_id: UUID | None, *rows: Row, match: str = "all") -> set[str]:
    """First names of whom the filter holds."""
    assert partner_id is not None
    found = queries.holds(read_filter(data(*rows, match=match)), partner_id=partner_id, now=NOW)
    return set(session.scalars(select(Contact.first_name).where(Contact.partner_id == partner_id, found)))


@pytest.fixture
def firm(session: Session) -> UUID:
    """Sara of Al Noor, who clicked and won; Jonas in Vienna, a lead; Layla, of whom little is known."""
    partner = alice(session).partner_id
    assert partner is not None
    sara = contact(session, partner, first_name="Sara", company="Al Noor Clinics", title="CIO", phone="+49 40 1",
                   email="sara@alnoor.example", language="de")  # fmt: skip
    jonas = contact(session, partner, first_name="Jonas", company="100 % Strom_AG", country="AT", language="de-AT",
                    created_at=NOW - timedelta(days=400), basis="existing_customer",
                    email="jonas@strom.example")  # fmt: skip
    contact(session, partner, first_name="Layla", country="", basis="", email="layla@mail.example")
    session.add_all([
        ContactTraits(contact_id=sara.id, partner_id=partner, touches=3, touched_at=NOW - timedelta(days=10),
                      lead="converted", deals=["lost", "won"]),
        ContactTraits(contact_id=jonas.id, partner_id=partner, touches=1, touched_at=NOW - timedelta(days=100),
                      lead="working"),
    ])  # fmt: skip
    session.flush()
    return partner


@pytest.mark.parametrize(
    ("row", "found"),
    [
        (("company", "is", "al noor clinics"), {"Sara"}),
        (("company", "is_not", "Al Noor Clinics"), {"Jonas", "Layla"}),
        (("company", "contains", "% strom_"), {"Jonas"}),
        (("company", "contains", "%"), {"Jonas"}),
        (("company", "contains_not", "noor"), {"Jonas", "Layla"}),
        (("company", "begins", "al "), {"Sara"}),
        (("company", "empty", ""), {"Layla"}),
        (("title", "filled", ""), {"Sara"}),
        (("domain", "is", "strom.example"), {"Jonas"}),
        (("phone", "filled", ""), {"Sara"}),
        (("country", "is", "DE"), {"Sara"}),
        (("country", "is_not", "DE"), {"Jonas", "Layla"}),
        (("country", "empty", ""), {"Layla"}),
        (("language", "is", "de"), {"Sara", "Jonas"}),
        (("added", "within", "30"), {"Sara", "Layla"}),
        (("added", "not_within", "30"), {"Jonas"}),
        (("consent", "is", "express"), {"Sara"}),
        (("consent", "is_not", "express"), {"Jonas", "Layla"}),
        (("consent", "empty", ""), {"Layla"}),
        (("touched", "within", "90"), {"Sara"}),
        (("touched", "not_within", "90"), {"Jonas", "Layla"}),
        (("touches", "least", "3"), {"Sara"}),
        (("touches", "most", "1"), {"Jonas", "Layla"}),
        (("lead", "is", "working"), {"Jonas"}),
        (("lead", "empty", ""), {"Layla"}),
        (("lead", "is_not", "working"), {"Sara", "Layla"}),
        (("deal", "is", "won"), {"Sara"}),
        (("deal", "filled", ""), {"Sara"}),
        (("deal", "is_not", "won"), {"Jonas", "Layla"}),
    ],
)
def test_a_condition_finds_whom_it_says(session: Session, firm: UUID, row: Row, found: set[str]) -> None:
    assert names(session, firm, row) == found


@pytest.mark.parametrize(("row", "said"), [
    (("touched", "within", "90"), ("Last click or answer", "within the last 90 days", "")),
    (("touched", "not_within", "1"), ("Last click or answer", "not within the last 1 day", "")),
    (("added", "not_within", "30"), ("Added", "longer ago than 30 days", "")),
    (("deal", "empty", ""), ("Deal", "there is none", "")),
    (("country", "is", "AE"), ("Country", "is", "United Arab Emirates")),
])  # fmt: skip
def test_a_condition_is_told_as_a_phrase(row: Row, said: tuple[str, str, str]) -> None:
    assert segment_words.told(Condition(*row), {}) == said


def test_all_conditions_hold_or_at_least_one(session: Session, firm: UUID) -> None:
    rows = ("country", "is", "DE"), ("lead", "is", "working")
    assert names(session, firm, *rows) == set()
    assert names(session, firm, *rows, match="any") == {"Sara", "Jonas"}


def test_lists_and_tags_are_conditions_too(session: Session, firm: UUID) -> None:
    sara = session.scalars(select(Contact).where(Contact.first_name == "Sara")).one()
    fair = listed(session, firm, "Fair", sara)
    tag, number = actions.tag_people(session, partner_id=firm, name="VIP", whom=Contact.id == sara.id, now=NOW)
    assert number == 1
    assert names(session, firm, ("list", "is", str(fair.id))) == {"Sara"}
    assert names(session, firm, ("list", "is_not", str(fair.id))) == {"Jonas", "Layla"}
    assert names(session, firm, ("tag", "is", str(tag.id))) == {"Sara"}
    assert names(session, firm, ("tag", "is_not", str(tag.id))) == {"Jonas", "Layla"}


def test_what_looks_like_sql_is_a_value(session: Session, firm: UUID) -> None:
    assert names(session, firm, ("company", "is", "' OR 1=1 --")) == set()
    assert names(session, firm, ("company", "contains", "'); DROP TABLE contacts; --")) == set()
    assert names(session, firm, ("company", "filled", "")) == {"Sara", "Jonas"}


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (("shoe_size", "is", "44"), "There is no field “shoe_size” to filter by."),
        (("password_hash", "is", "x"), "There is no field"),
        (("company", "like", "x"), "can't be compared that way"),
        (("touches", "least", "many"), "Write a whole number from 1 to"),
        (("touches", "least", "٣"), "Write a whole number from 1 to"),
        (("touched", "within", "0"), "Write a whole number from 1 to"),
        (("lead", "is", "gone"), "Choose one of the offered answers."),
        (("list", "is", "1; SELECT"), "Choose one of the offered answers."),
        (("company", "is", " "), "Say what to compare with."),
        (("company", "is", "x" * 201), "Use at most 200 characters."),
    ],
)
def test_a_condition_that_means_nothing_is_refused_in_words(row: Row, words: str) -> None:
    with pytest.raises(BadFilter) as refused:
        read_filter(data(("company", "filled", ""), row))
    assert [*refused.value.errors] == ["value-1"]
    assert words in str(refused.value.errors["value-1"])


@pytest.mark.parametrize("broken", [None, [], "all", {"conditions": "x"}, {"match": "none", "conditions": []},
                                    data(), data(*[("company", "filled", "")] * 21)])  # fmt: skip
def test_what_is_no_filter_is_refused(broken: Any) -> None:
    with pytest.raises(BadFilter):
        read_filter(broken)


def test_a_filter_survives_being_stored() -> None:
    stored = data(("company", "is", "Al  Noor"), ("phone", "filled", "left over"), match="any")
    found = read_filter(stored)
    assert isinstance(found, Filter)
    assert read_filter(found.to_json()) == found
    assert [one.value for one in found.conditions] == ["Al Noor", ""]


def test_a_segment_is_saved_under_a_name_of_its_own(session: Session, firm: UUID) -> None:
    who = actor(alice(session))
    first = actions.save_segment(
        session, actor=who, segment_id=None, name=" Customers ", data=data(("country", "is", "DE")), now=NOW
    )
    assert first.name == "Customers"
    with pytest.raises(Invalid) as refused:
        actions.save_segment(session, actor=who, segment_id=None, name="customers", data=data(), now=NOW)
    assert set(refused.value.errors) == {"name", "field"}
    again = actions.save_segment(
        session, actor=who, segment_id=first.id, name="Customers", data=data(("country", "is", "AT")), now=NOW
    )
    assert again.id == first.id
    among = queries.in_segment(session, firm, first.id, now=NOW)
    assert queries.count(session, partner_id=firm, list_id=None, now=NOW, among=among) == (1, {})
    actions.delete_segment(session, partner_id=firm, segment_id=first.id, now=NOW)
    assert queries.segments(session, firm) == []
    again = actions.save_segment(
        session, actor=who, segment_id=None, name="CUSTOMERS", data=data(("phone", "filled", "")), now=NOW
    )
    assert again.id != first.id


def test_another_partners_segment_list_and_tag_are_not_there(session: Session, firm: UUID) -> None:
    other = actor(charlie(session))
    theirs = contact(session, other.partner_id, first_name="Zoe", company="Al Noor Clinics")
    fair = listed(session, other.partner_id, "Theirs", theirs)
    tag, _ = actions.tag_people(session, partner_id=other.partner, name="VIP", whom=Contact.id == theirs.id, now=NOW)
    assert names(session, firm, ("company", "is", "Al Noor Clinics")) == {"Sara"}
    for row in (("list", "is", str(fair.id)), ("tag", "is", str(tag.id)), ("list", "is", str(uuid4()))):
        assert names(session, firm, row) == set()
        with pytest.raises(BadFilter, match="problem"):
            actions.check_filter(session, firm, data(row))
    saved = actions.save_segment(
        session, actor=other, segment_id=None, name="Theirs", data=data(("company", "filled", "")), now=NOW
    )
    with pytest.raises(NotFound):
        queries.in_segment(session, firm, saved.id, now=NOW)
    with pytest.raises(NotFound):
        actions.save_segment(session, actor=actor(alice(session)), segment_id=saved.id, name="Mine",
                             data=data(("company", "filled", "")), now=NOW)  # fmt: skip
    assert session.scalars(select(Segment.name)).all() == ["Theirs"]


def test_the_count_says_why_others_are_left_out_and_agrees_with_the_people(session: Session, firm: UUID) -> None:
    sara = session.scalars(select(Contact).where(Contact.first_name == "Sara")).one()
    actions.unsubscribe(session, contact=sara, message_id=None, everyone=False, now=NOW)
    among = queries.holds(read_filter(data(("email", "contains", "example"))), partner_id=firm, now=NOW)
    counted = queries.count(session, partner_id=firm, list_id=None, now=NOW, among=among)
    assert counted == (1, {"unsubscribed": 1, "no_consent": 1})
    people = queries.audience(session, partner_id=firm, list_id=None, now=NOW, among=among)
    assert ([one.first_name for one in people.people], people.left_out) == (["Jonas"], counted[1])
