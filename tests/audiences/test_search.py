"""Finding people: by beginnings of words, page after page, whichever way the pages are found."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.audiences import queries
from tcma.audiences.models import Contact
from tcma.audiences.queries import searching as module
from tcma.audiences.queries.searching import words_of
from tests.audiences.people import contact, listed
from tests.cast import alice, charlie


def found(session: Session, words: str, **more: Any) -> list[str]:
    partner = alice(session).partner_id
    assert partner is not None
    page = queries.search(session, partner_id=partner, words=words, **more)
    return [one.email for one in page.people]


@pytest.mark.parametrize(
    "words",
    ["sara", "SAR", "haddad", "al-noor", "noor clin", "sara.h", "sara.haddad@al-noor.example", "clinics sara",
     "O'Bri", "émi", "42", " sara  ", "(sara)", "sara:*", "sara & haddad"],
)  # fmt: skip
def test_a_person_is_found_by_the_beginning_of_any_word(session: Session, words: str) -> None:
    partner = alice(session).partner_id
    contact(session, partner, email="sara.haddad@al-noor.example", first_name="Sara", last_name="Haddad O'Brien",
            company="Al Noor Clinics Émile 42/7")  # fmt: skip
    contact(session, partner, email="jonas@strom.example", first_name="Jonas")
    contact(session, charlie(session).partner_id, email="sara.haddad@al-noor.example", first_name="Sara")
    assert found(session, words) == ["sara.haddad@al-noor.example"]


@pytest.mark.parametrize("words", ["addad", "sara jonas", "%", "''", "!sara | jonas", "<->"])
def test_what_is_no_beginning_of_a_word_finds_nobody(session: Session, words: str) -> None:
    partner = alice(session).partner_id
    contact(session, partner, email="sara.haddad@al-noor.example", first_name="Sara")
    contact(session, partner, email="jonas@strom.example", first_name="Jonas")
    assert found(session, words) == []


def test_words_become_a_query_without_signs() -> None:
    assert words_of("O'Brien & \\co:* x_y") == "'o':* & 'brien':* & 'co':* & 'x':* & 'y':*"
    assert words_of("'!&|()") == ""
    assert words_of("Sara.H@al-noor.co.uk x") == "'sara':* & 'h':* & 'al':* & 'noor':* & 'co':* & 'x':*"


@pytest.mark.parametrize("look_through", [5, 10, 2_000], ids=["collected", "looked-further", "looked-through"])
def test_pages_hold_everyone_once_in_both_directions(
    session: Session, monkeypatch: pytest.MonkeyPatch, look_through: int
) -> None:
    monkeypatch.setattr(module, "LOOK_THROUGH", look_through)
    monkeypatch.setattr(module, "LOOK_FURTHER", 2 * look_through)
    monkeypatch.setattr(module, "ENOUGH", 4)
    monkeypatch.setattr(module, "PAGE", 5)
    partner = alice(session).partner_id
    assert partner is not None
    people = [contact(session, partner, email=f"p{n:02}@x.example", company=f"Firm {n % 2}") for n in range(23)]
    people.reverse()  # who came last is first
    fair = listed(session, partner, "Fair", *people[:12])
    for more, wanted in (({}, people), ({"words": "firm 1"}, people[1::2]), ({"list_id": fair.id}, people[:12])):
        page = queries.search(session, partner_id=partner, **more)
        pages = [page]
        while page.after:
            page = queries.search(session, partner_id=partner, after=page.after, **more)
            pages.append(page)
        assert [one.email for each in pages for one in each.people] == [one.email for one in wanted]
        back = [page]
        while page.before:
            page = queries.search(session, partner_id=partner, before=page.before, **more)
            back.append(page)
        assert [p.people for p in reversed(back)] == [p.people for p in pages]
        assert pages[0].before is None
        assert back[-1].before is None
        assert pages[0].total == len(wanted) or pages[0].more


def test_a_place_in_another_partners_people_shows_none_of_them(session: Session) -> None:
    contact(session, charlie(session).partner_id, email="z@x.example")
    contact(session, alice(session).partner_id, email="a@x.example")
    theirs = contact(session, charlie(session).partner_id, email="m@x.example")
    assert found(session, "", after=theirs.id) == ["a@x.example"]
    assert found(session, "", before=theirs.id) == []


def test_words_follow_a_change_of_the_person(session: Session) -> None:
    one = contact(session, alice(session).partner_id, email="sara@x.example", company="Old Firm")
    session.scalars(select(Contact).where(Contact.id == one.id)).one().company = "New Firm"
    session.flush()
    assert found(session, "new") == ["sara@x.example"]
    assert found(session, "old") == []
