"""A no to everyone that is said after a merge reaches every address the merge made one person's; its end, too."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.audiences import actions, queries
from tcma.audiences.models import Contact, ContactMerge, Suppression
from tcma.base.keyed import keyed
from tests.audiences.files import store
from tests.audiences.people import NOW, contact
from tests.audiences.test_leaving import token
from tests.audiences.test_merging import LATER, merged, pair, stands, told_to_everyone
from tests.audiences.test_noes_of_twins import KEYS, gone, held
from tests.cast import actor, alice, charlie, person

KINDS = ["by a mail", "by a complaint", "by the programme's list", "by the list of ses", "by an erasure"]


def say(session: Session, kind: str, key: str) -> None:
    """To every partner, in one of the ways that there are."""
    origin = charlie(session).partner_id
    if kind == "by a mail":
        told_to_everyone(session, key)
    elif kind == "by a complaint":
        actions.suppress(session, scope="global", partner_id=None, addr_key=key, reason="complained", now=LATER,
                         origin_partner_id=origin)  # fmt: skip
    elif kind == "by the programme's list":
        vera = actor(person(session, email="vera2@northgate.example"))
        actions.list_keys(session, partner_id=None, keys=[key], asked=False, actor=vera, now=LATER)
    elif kind == "by the list of ses":
        actions.suppress(session, scope="global", partner_id=None, addr_key=key, reason="complained", now=LATER)
    else:
        actions.forget_address(session, addr_key=key, partner_id=None, now=LATER)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("key", KEYS)
def test_said_elsewhere_after_a_merge_under_either_address(session: Session, kind: str, key: str) -> None:
    kept, dropped = pair(session)
    third = contact(session, kept.partner_id, email="third@noor.example")
    merged(session, kept, dropped)
    merged(session, third, kept)
    stranger = contact(session, kept.partner_id)
    assert stands(session, third) == ""
    say(session, kind, key)
    assert stands(session, third) == "unavailable"  # and not a word of why
    assert held(session) == {*KEYS}
    theirs = contact(session, charlie(session).partner_id, email=third.email)
    assert [stands(session, one) for one in (theirs, stranger)] == ["", ""]  # no merge of one stops another's mail


def test_a_bounce_elsewhere_is_about_one_address(session: Session) -> None:
    kept, dropped = pair(session)
    merged(session, kept, dropped)
    actions.suppress(session, scope="global", partner_id=None, addr_key=dropped.addr_key, reason="bounced", now=LATER)
    assert stands(session, kept) == ""


def undone(session: Session) -> None:
    theirs = session.scalars(select(Contact).where(Contact.partner_id == charlie(session).partner_id)).one()
    leaver = queries.leaver(session, theirs.id)
    assert leaver is not None
    assert actions.undo_leaving(session, leaver, now=LATER + timedelta(minutes=9))


def taken_off(session: Session) -> None:
    row = session.scalars(select(Suppression.id).where(Suppression.reason == "listed")).one()
    actions.unlist(session, partner_id=None, suppression_id=row, actor=actor(alice(session)))


@pytest.mark.parametrize(("kind", "lift"), [("by a mail", undone), ("by the programme's list", taken_off)])
def test_what_lifts_it_there_lifts_it_here(session: Session, kind: str, lift: Callable[[Session], None]) -> None:
    kept, dropped = pair(session)
    merged(session, kept, dropped)
    say(session, kind, dropped.addr_key)
    assert stands(session, kept) == "unavailable"
    lift(session)
    assert stands(session, kept) == ""


def test_an_old_link_of_one_who_was_erased_elsewhere_says_it_too(client: FlaskClient, session: Session) -> None:
    """Erased at Charlie's under the address that Alice's merge drops; its no is kept under a hash alone."""
    kept, dropped = pair(session)
    theirs = contact(session, charlie(session).partner_id, email=dropped.email)
    old = theirs.id
    actions.forget_address(session, addr_key=dropped.addr_key, partner_id=theirs.partner_id, now=NOW)
    gone(session, theirs)
    merged(session, kept, dropped)
    session.commit()
    assert held(session) == set()
    client.post(f"/u/{token(old)}", data={"do": "programme"})
    assert held(session) == {*KEYS}
    session.expire_all()
    assert stands(session, kept) == "unavailable"
    assert set(session.scalars(select(Suppression.addr_key).where(Suppression.scope != "partner"))) == {
        keyed(theirs.addr_key)
    }


def test_who_was_merged_at_two_partners_is_held_at_both(session: Session) -> None:
    kept, dropped = pair(session)
    merged(session, kept, dropped)
    their_partner = charlie(session).partner_id
    assert their_partner is not None
    theirs, old = (contact(session, their_partner, email=email) for email in ("sara@other.example", dropped.email))
    actions.merge(session, actor=actor(charlie(session)), kept_id=theirs.id, dropped_id=old.id, wanted={}, now=LATER)
    actions.unsubscribe(session, contact=theirs, message_id=None, everyone=True, now=LATER)
    assert (stands(session, kept), stands(session, theirs)) == ("unavailable", "unsubscribed")
    assert set(session.scalars(select(ContactMerge.partner_id))) == {kept.partner_id, their_partner}


def test_a_file_brings_them_without_telling_what_was_said_elsewhere(session: Session) -> None:
    """As it does for whoever is held back outside this partner: stored, and in the one number."""
    kept, dropped = pair(session)
    merged(session, kept, dropped)
    say(session, "by a complaint", kept.addr_key)
    assert kept.partner_id is not None
    done = store(session, kept.partner_id, f"email\n{dropped.email}\n")
    assert (done.counts["imported"], done.counts["suppressed"]) == (1, 0)
    assert done.left_out == []
    assert queries.suppressed(session, kept.partner_id, [dropped.addr_key]) == {dropped.addr_key: "unavailable"}
