"""A no of somebody who was merged holds under each of their addresses, wherever it was said, and no longer than it."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tcma.audiences import actions, queries
from tcma.audiences.models import Contact
from tcma.base.keyed import keyed
from tests.audiences.files import store
from tests.audiences.people import NOW, contact
from tests.audiences.test_leaving import token
from tests.audiences.test_merging import LATER, merged, pair, stands
from tests.cast import actor, alice, charlie

KEYS = ["sara@noor.example", "s.haddad@noor.example"]


def held(session: Session) -> set[str]:
    return set(queries.suppressed(session, alice(session).partner_id, KEYS))


@pytest.mark.parametrize("key", KEYS)
def test_said_to_the_partner_by_file_or_on_the_phone(session: Session, key: str) -> None:
    kept, dropped = pair(session)
    merged(session, kept, dropped)
    partner_id = kept.partner_id
    assert partner_id is not None
    with session.begin_nested() as first:
        store(session, partner_id, f"email,opt out\n{key},yes\n")
        assert held(session) == {*KEYS}
        first.rollback()
    assert held(session) == set()
    said = {"keys": [key], "actor": actor(alice(session)), "now": LATER, "partner_id": partner_id}
    actions.list_keys(session, asked=False, **said)  # type: ignore[arg-type]  # as the names say
    assert held(session) == {key}  # a list names an address, and says nothing of a person
    actions.list_keys(session, asked=True, **said)  # type: ignore[arg-type]  # keywords of several kinds
    assert held(session) == {*KEYS}


def test_undo_takes_back_no_old_no_that_a_merge_has_just_brought_along(session: Session) -> None:
    kept, dropped = pair(session)
    actions.unsubscribe(session, contact=dropped, message_id=None, everyone=False, now=LATER - timedelta(hours=1))
    actions.unsubscribe(session, contact=kept, message_id=None, everyone=False, now=LATER)
    merged(session, kept, dropped)
    leaver = queries.leaver(session, kept.id)
    assert leaver is not None
    actions.undo_leaving(session, leaver, now=LATER + timedelta(minutes=5))
    assert stands(session, kept) == "unsubscribed"
    assert held(session) == {*KEYS}


def test_a_no_that_is_kept_under_a_hash_is_shared_too(session: Session) -> None:
    """She was erased at one partner, told every partner no by its old mail, and is merged at another."""
    kept, dropped = pair(session)
    theirs = contact(session, charlie(session).partner_id, email=dropped.email)
    actions.forget_address(session, addr_key=dropped.addr_key, partner_id=theirs.partner_id, now=NOW)
    old = theirs.id
    gone(session, theirs)
    leaver = queries.leaver(session, old)
    assert leaver is not None
    actions.leave(session, leaver, message_id=None, everyone=True, now=NOW)
    merged(session, kept, dropped)
    assert held(session) == {*KEYS}


def test_an_old_link_of_one_who_came_back_after_an_erasure_stops_all_addresses(
    client: FlaskClient, session: Session
) -> None:
    kept, dropped = pair(session)
    partner_id, old, key = kept.partner_id, dropped.id, dropped.addr_key
    assert partner_id is not None
    actions.forget_address(session, addr_key=key, partner_id=partner_id, now=NOW)
    gone(session, dropped)
    back = actions.contact_from_form(session, partner_id=partner_id, email=key, fields={"country": "DE"},
                                     consent=True, wording="", now=LATER, proven=True)  # fmt: skip
    merged(session, kept, back)
    session.commit()
    assert held(session) == set()
    client.post(f"/u/{token(old)}", data={"List-Unsubscribe": "One-Click"})
    assert held(session) == {*KEYS}


def gone(session: Session, one: Contact) -> None:
    """As an erasure leaves it."""
    actions.keep_link(session, one, now=NOW, held_under=keyed(one.addr_key))
    for consent in queries.consents(session, one.id):
        session.delete(consent)
    session.flush()
    session.delete(one)
    session.flush()
