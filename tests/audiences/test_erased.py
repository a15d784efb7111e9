"""What is left of someone who was erased: a hash, under which every no still holds."""

import json
from collections import Counter
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from tcma.audiences import actions, queries
from tcma.audiences.models import Consent, Contact, ListMember, Suppression
from tcma.base.db import new_id
from tcma.base.keyed import keyed
from tcma.rights.queries import find, told
from tests.audiences.files import NOW, adds_up, store
from tests.cast import alice, charlie

KEY = "sara@noor.example"


@pytest.fixture
def erased(session: Session) -> Session:
    """Sara was a contact of Kestrel's, said no to it, and was erased everywhere."""
    partner_id = alice(session).partner_id
    assert partner_id is not None
    store(session, partner_id)
    sara = session.scalars(select(Contact).where(Contact.addr_key == KEY)).one()
    actions.unsubscribe(session, contact=sara, message_id=None, everyone=True, now=NOW)
    forget(session, sara)
    actions.forget_address(session, addr_key=KEY, partner_id=None, now=NOW)
    return session


def forget(session: Session, sara: Contact) -> None:
    for table in (Consent, ListMember):
        session.execute(delete(table).where(table.contact_id == sara.id))
    session.execute(delete(Contact).where(Contact.id == sara.id))


def names(session: Session) -> set[str]:
    return set(session.scalars(select(Suppression.addr_key)))


def test_suppressions_name_nobody_and_still_hold(erased: Session) -> None:
    assert names(erased) == {keyed(KEY)}
    for person in (alice(erased), charlie(erased)):
        assert set(queries.suppressed(erased, person.partner_id, [KEY, "omar@noor.example"])) == {KEY}


def test_forgetting_twice_is_forgetting_once(erased: Session) -> None:
    before = sorted(erased.scalars(select(Suppression.reason)))
    actions.forget_address(erased, addr_key=KEY, partner_id=None, now=NOW)
    assert sorted(erased.scalars(select(Suppression.reason))) == before


@pytest.mark.parametrize("file", [
    "E-Mail;Vorname\nSARA@noor.example;Sara\n", "E-Mail;Opt-out\nsara@noor.example;yes\n",
])  # fmt: skip
def test_no_file_of_any_partner_brings_an_erased_person_back(erased: Session, file: str) -> None:
    for person in (alice(erased), charlie(erased)):
        assert person.partner_id is not None
        found = store(erased, person.partner_id, file)
        assert (found.counts["suppressed"], found.counts["imported"]) == (1, 0)
        assert adds_up(found.counts)
    assert names(erased) == {keyed(KEY)}
    assert erased.scalars(select(Contact).where(Contact.addr_key == KEY)).all() == []


def test_an_erasure_by_one_partner_holds_for_that_partner_alone(session: Session) -> None:
    mine, others = alice(session).partner_id, charlie(session).partner_id
    assert mine is not None
    assert others is not None
    actions.forget_address(session, addr_key=KEY, partner_id=mine, now=NOW)
    assert store(session, mine).counts["suppressed"] == 1
    assert store(session, others).counts["suppressed"] == 0
    assert queries.suppressed(session, others, [KEY]) == {}


def test_a_bounce_after_the_erasure_is_kept_by_the_hash(erased: Session) -> None:
    actions.suppress(erased, scope="global", partner_id=None, addr_key=KEY, reason="bounced", now=NOW)
    assert names(erased) == {keyed(KEY)}


def test_who_comes_back_by_themselves_is_served_and_still_gets_no_marketing(erased: Session) -> None:
    partner_id = alice(erased).partner_id
    assert partner_id is not None
    sara = actions.contact_from_form(
        erased, partner_id=partner_id, email=KEY, fields={}, consent=True, wording="", now=NOW
    )
    stands = queries.standing(erased, partner_id=partner_id, contact_ids=[sara.id], now=NOW)[sara.id]
    assert stands.reason
    assert queries.suppressed(erased, partner_id, [KEY], opt_outs=False) == {}


def test_their_own_proven_yes_lifts_what_one_partner_keeps(session: Session) -> None:
    partner_id = alice(session).partner_id
    assert partner_id is not None
    actions.forget_address(session, addr_key=KEY, partner_id=partner_id, now=NOW)
    sara = actions.contact_from_form(
        session, partner_id=partner_id, email=KEY, fields={"country": "DE"}, consent=True, wording="", now=NOW,
        proven=True,
    )  # fmt: skip
    assert queries.standing(session, partner_id=partner_id, contact_ids=[sara.id], now=NOW)[sara.id].reason == ""


def test_who_came_back_to_one_partner_comes_to_no_other_by_a_file(erased: Session) -> None:
    mine, others = alice(erased).partner_id, charlie(erased).partner_id
    assert mine is not None
    assert others is not None
    actions.contact_from_form(erased, partner_id=mine, email=KEY, fields={}, consent=False, wording="", now=NOW)
    assert store(erased, others).counts["suppressed"] == 1


@pytest.fixture
def old_link(session: Session) -> queries.Leaver:
    """Sara was erased at Kestrel alone; its old mails are still in her mailbox."""
    partner_id = alice(session).partner_id
    actions.forget_address(session, addr_key=KEY, partner_id=partner_id, now=NOW)
    return queries.Leaver(new_id(), partner_id, (keyed(KEY),), "en", None)


def test_a_no_by_an_old_link_is_no_erasure_to_other_partners(session: Session, old_link: queries.Leaver) -> None:
    actions.leave(session, old_link, message_id=None, everyone=False, now=NOW)
    others = charlie(session).partner_id
    assert others is not None
    with session.begin_nested() as first:
        assert store(session, others).counts["imported"] == 2
        first.rollback()
    store(session, others, f"email,opt out\n{KEY},yes\n")  # and her no to them is kept
    assert set(queries.suppressed(session, others, [KEY])) == {KEY}


def test_undo_lifts_no_erasure(session: Session, old_link: queries.Leaver) -> None:
    actions.leave(session, old_link, message_id=None, everyone=True, now=NOW)
    assert actions.undo_leaving(session, old_link, now=NOW)
    assert list(session.scalars(select(Suppression.reason))) == ["erased"]


def test_a_topic_refused_by_an_old_link_stays_refused_when_they_come_back(
    session: Session, old_link: queries.Leaver
) -> None:
    partner_id = old_link.partner_id
    assert partner_id is not None
    actions.writes_about(session, partner_id=partner_id, topic="news", names={}, now=NOW)
    actions.choose_topics(session, old_link, wanted=[], message_id=None, now=NOW)
    actions.contact_from_form(
        session, partner_id=partner_id, email=KEY, fields={}, consent=True, wording="", now=NOW, proven=True
    )
    assert queries.topic_refused(session, partner_id, [KEY], "news") == {KEY: "topic"}


def counted(session: Session, partner_id: UUID) -> dict[str, int]:
    """Why people are left out, by the count before a launch; its other two answers are the same."""
    now = NOW + timedelta(days=1)
    _, reasons = queries.count(session, partner_id=partner_id, list_id=None, now=now)
    assert queries.audience(session, partner_id=partner_id, list_id=None, now=now).left_out == reasons
    ids = session.scalars(select(Contact.id).where(Contact.partner_id == partner_id)).all()
    each = queries.standing(session, partner_id=partner_id, contact_ids=ids, now=now).values()
    assert Counter(one.reason for one in each if one.reason) == reasons
    return reasons


@pytest.mark.parametrize("when", ["before", "after", "by a form"])
def test_a_no_that_is_kept_under_a_hash_is_counted_before_a_launch(
    session: Session, old_link: queries.Leaver, when: str
) -> None:
    others = charlie(session).partner_id
    assert others is not None
    if when == "before":
        store(session, others, f"email\n{KEY}\n")
        actions.forget_address(session, addr_key=KEY, partner_id=old_link.partner_id, now=NOW)
    actions.leave(session, old_link, message_id=None, everyone=True, now=NOW)
    if when == "after":
        store(session, others, f"email\n{KEY}\n")
    if when == "by a form":
        actions.contact_from_form(session, partner_id=others, email=KEY, fields={}, consent=False, wording="", now=NOW)
    session.expire_all()
    assert set(queries.suppressed(session, others, [KEY])) == {KEY}
    assert counted(session, others) == {"unavailable": 1}


def test_what_is_told_of_a_person_by_one_partner_says_nothing_of_an_erasure_by_another(session: Session) -> None:
    mine, others = alice(session).partner_id, charlie(session).partner_id
    assert others is not None
    store(session, others, f"email\n{KEY}\n")
    actions.forget_address(session, addr_key=KEY, partner_id=mine, now=NOW)
    session.flush()
    text = json.dumps(told(session, find(session, KEY, partner_id=others), now=NOW), default=str)
    assert KEY in text
    assert keyed(KEY) not in text
