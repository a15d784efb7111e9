"""Two contacts become one: what is kept, what a no means, and that nobody else's can be touched."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.audiences import actions, queries
from tcma.audiences.models import Consent, Contact, ContactMerge, ContactNote, ListMember, Suppression
from tcma.audiences.rules.merging import chosen, digits, mailbox
from tcma.base import tokens
from tcma.base.errors import NotFound, Refusal
from tests.audiences.pages import csrf, signed_in
from tests.audiences.people import NOW, contact, listed
from tests.cast import actor, alice, charlie, person

LATER = NOW + timedelta(days=1)


def merged(session: Session, kept: Contact, dropped: Contact, *, finish: bool = True, **wanted: str) -> ContactMerge:
    who = actor(alice(session))
    log = actions.merge(session, actor=who, kept_id=kept.id, dropped_id=dropped.id, wanted=wanted, now=LATER)
    if finish:
        actions.finish_merge(session, log.id, now=LATER)
    return log


def stands(session: Session, one: Contact) -> str:
    """Why this contact can't be mailed; '' if they can."""
    return queries.standing(session, partner_id=one.partner_id, contact_ids=[one.id], now=LATER)[one.id].reason


def pair(session: Session) -> tuple[Contact, Contact]:
    partner = alice(session).partner_id
    kept = contact(session, partner, email="sara@noor.example", first_name="Sara", company="Noor")
    other = contact(session, partner, email="s.haddad@noor.example", first_name="S.", last_name="Haddad", phone="1")
    return kept, other


def test_the_chosen_fields_stay_and_empty_ones_are_filled(session: Session) -> None:
    kept, dropped = pair(session)
    dropped.company = "Noor Clinics"
    log = merged(session, kept, dropped, company="dropped")
    assert (kept.email, kept.first_name, kept.last_name, kept.company, kept.phone) == (
        "sara@noor.example", "Sara", "Haddad", "Noor Clinics", "1"
    )  # fmt: skip
    assert session.get(Contact, dropped.id) is None
    assert (log.dropped["email"], log.replaced["company"], log.done_at) == ("s.haddad@noor.example", "Noor", LATER)
    assert log.merged_name == "Alice Sample"


def test_lists_tags_notes_and_both_proofs_of_consent_stay(session: Session) -> None:
    kept, dropped = pair(session)
    both = listed(session, kept.partner_id, "Both", kept, dropped)
    one = listed(session, kept.partner_id, "One", dropped)
    actions.tag_people(session, partner_id=kept.partner_id, name="VIP", whom=Contact.id == dropped.id, now=NOW)
    actions.write_note(session, actor=actor(alice(session)), contact_id=dropped.id, text="Call", now=NOW)
    merged(session, kept, dropped)
    assert set(session.scalars(select(ListMember.list_id).where(ListMember.contact_id == kept.id))) == {both.id, one.id}
    assert [tag.name for tag in queries.tags_on(session, [kept.id])[kept.id]] == ["VIP"]
    assert session.scalars(select(ContactNote.contact_id)).all() == [kept.id]
    consents = session.scalars(select(Consent).where(Consent.contact_id == kept.id)).all()
    assert sorted(one.source.partition(":")[0] for one in consents) == ["import", "merge"]


def test_consents_of_the_same_kind_all_stay(session: Session) -> None:
    kept, dropped = pair(session)
    for one in (kept, dropped):
        actions.opt_in(session, contact=one, source="form", wording="Yes", now=NOW)
    merged(session, kept, dropped)
    sources = session.scalars(select(Consent.source).where(Consent.contact_id == kept.id)).all()
    assert sorted(one.rpartition(":")[2] for one in sources) == ["form", "form", "import", "import"]


@pytest.mark.parametrize("who", ["kept", "dropped"])
@pytest.mark.parametrize("everyone", [False, True])
def test_a_no_to_either_is_a_no_to_both_addresses(session: Session, who: str, everyone: bool) -> None:
    kept, dropped = pair(session)
    said = kept if who == "kept" else dropped
    actions.unsubscribe(session, contact=said, message_id=None, everyone=everyone, now=NOW)
    merged(session, kept, dropped)
    assert stands(session, kept) == "unsubscribed"
    again = contact(session, kept.partner_id, email="s.haddad@noor.example")
    assert stands(session, again) == "unsubscribed"


def test_a_complaint_counts_for_both_and_a_bounce_only_for_its_address(session: Session) -> None:
    kept, dropped = pair(session)
    actions.suppress(session, scope="global", partner_id=None, addr_key=dropped.addr_key, reason="bounced", now=NOW)
    merged(session, kept, dropped)
    assert stands(session, kept) == ""
    other = contact(session, kept.partner_id, email="third@noor.example")
    actions.suppress(session, scope="global", partner_id=None, addr_key=other.addr_key, reason="complained", now=NOW,
                     origin_partner_id=kept.partner_id)  # fmt: skip
    merged(session, kept, other)
    assert stands(session, kept) == "complained"


def test_why_somebody_outside_said_no_stays_unsaid(session: Session) -> None:
    kept, dropped = pair(session)
    actions.suppress(session, scope="programme", partner_id=None, addr_key=dropped.addr_key, reason="unsubscribed",
                     origin_partner_id=charlie(session).partner_id, now=NOW)  # fmt: skip
    merged(session, kept, dropped)
    assert stands(session, kept) == "unavailable"
    theirs = contact(session, charlie(session).partner_id, email="sara@noor.example")
    assert stands(session, theirs) == ""  # no merge of one partner stops another's mail


def told_to_everyone(session: Session, key: str) -> tuple[Contact, Suppression]:
    """By another partner's reader, who has the address that the merge drops."""
    theirs = contact(session, charlie(session).partner_id, email=key)
    actions.unsubscribe(session, contact=theirs, message_id=None, everyone=True, now=LATER)
    no = select(Suppression).where(Suppression.addr_key == key, Suppression.scope == "programme")
    return theirs, session.scalars(no).one()


def test_what_lifts_somebody_elses_no_lifts_what_the_merge_made_of_it(session: Session) -> None:
    kept, dropped = pair(session)
    theirs, _ = told_to_everyone(session, dropped.addr_key)
    merged(session, kept, dropped)
    assert stands(session, kept) == "unavailable"
    leaver = queries.leaver(session, theirs.id)
    assert leaver is not None
    assert actions.undo_leaving(session, leaver, now=LATER + timedelta(minutes=9))
    assert stands(session, kept) == ""


def test_two_noes_from_elsewhere_end_each_by_itself(session: Session) -> None:
    kept, dropped = pair(session)
    vera = actor(person(session, email="vera2@northgate.example"))
    _, no = told_to_everyone(session, dropped.addr_key)
    actions.list_keys(session, partner_id=None, keys=[dropped.addr_key], asked=False, actor=vera, now=NOW)
    third = contact(session, kept.partner_id, email="third@noor.example")
    merged(session, kept, dropped)
    merged(session, third, kept)  # a copy of a copy ends with the first
    listed_row = session.scalars(select(Suppression.id).where(Suppression.reason == "listed")).one()
    actions.unlist(session, partner_id=None, suppression_id=listed_row, actor=vera)
    assert stands(session, third) == "unavailable"
    session.delete(no)
    session.flush()
    assert stands(session, third) == ""


def test_an_erasure_elsewhere_lifts_nothing(session: Session) -> None:
    kept, dropped = pair(session)
    theirs, _ = told_to_everyone(session, dropped.addr_key)
    merged(session, kept, dropped)
    for partner_id in (theirs.partner_id, None):
        actions.forget_address(session, addr_key=dropped.addr_key, partner_id=partner_id, now=LATER)
        session.expire_all()
        assert stands(session, kept) == "unavailable"


def test_what_others_hold_is_in_the_one_number_and_on_no_list(session: Session) -> None:
    kept, dropped = pair(session)
    told_to_everyone(session, dropped.addr_key)
    merged(session, kept, dropped)
    assert queries.held(session, kept.partner_id).rows == []
    assert list(queries.all_held(session, kept.partner_id)) == []
    assert queries.not_available(session, kept.partner_id) == 1


def test_a_consent_that_was_withdrawn_ends_the_other_one_too(session: Session) -> None:
    kept, dropped = pair(session)
    consent = session.scalars(select(Consent).where(Consent.contact_id == dropped.id)).one()
    consent.withdrawn_at = NOW + timedelta(hours=1)
    merged(session, kept, dropped)
    assert stands(session, kept) == "no_consent"
    newer = contact(session, kept.partner_id, email="new@noor.example")
    given = session.scalars(select(Consent).where(Consent.contact_id == newer.id)).one()
    given.given_at = NOW + timedelta(hours=2)
    merged(session, kept, newer)
    assert stands(session, kept) == ""  # said yes after the no


def test_an_old_link_still_unsubscribes_after_the_merge(app: Flask, session: Session) -> None:
    kept, dropped = pair(session)
    token = tokens.sign("unsubscribe", dropped.id.bytes + kept.id.bytes)
    first = merged(session, kept, dropped)
    last = contact(session, kept.partner_id, email="last@noor.example")
    merged(session, last, kept)
    session.commit()
    assert app.test_client().post(f"/u/{token}").status_code == 200
    session.expire_all()
    assert stands(session, last) == "unsubscribed"
    for email in ("sara@noor.example", "s.haddad@noor.example"):
        assert stands(session, contact(session, last.partner_id, email=email)) == "unsubscribed"
    assert first.kept_id == last.id


def test_what_comes_to_the_dropped_contact_meanwhile_follows_at_the_end(session: Session) -> None:
    kept, dropped = pair(session)
    log = merged(session, kept, dropped, finish=False)
    fair = listed(session, kept.partner_id, "Fair", dropped)
    actions.unsubscribe(session, contact=dropped, message_id=None, everyone=False, now=NOW)
    for _ in range(2):
        actions.finish_merge(session, log.id, now=LATER)
    assert session.scalars(select(ListMember.contact_id).where(ListMember.list_id == fair.id)).all() == [kept.id]
    assert stands(session, kept) == "unsubscribed"


def test_a_merge_is_refused_for_oneself_twice_and_for_other_partners_people(session: Session) -> None:
    kept, dropped = pair(session)
    theirs = contact(session, charlie(session).partner_id, email="zoe@noor.example")
    with pytest.raises(Refusal, match="two different people"):
        merged(session, kept, kept)
    with pytest.raises(NotFound):
        merged(session, kept, theirs)
    merged(session, kept, dropped, finish=False)
    with pytest.raises(Refusal, match="being merged just now"):
        merged(session, kept, dropped)
    with pytest.raises(Refusal, match="being merged just now"):
        merged(session, contact(session, kept.partner_id), kept)


@pytest.mark.parametrize(
    ("values", "reasons"),
    [
        ({"email": "x@other.example", "first_name": "SARA", "last_name": "Haddad", "company": "noor"}, ("name",)),
        ({"email": "x@other.example", "phone": "+49 40 555 0100"}, ("phone",)),
        ({"email": "sarah.addad+fair@noor.example"}, ("mailbox",)),
        ({"email": "sa.rahaddad@noor.example"}, ("mailbox",)),
        ({"email": "sarah.addad@other.example"}, ()),
        ({"email": "x@other.example", "first_name": "Sara", "last_name": "Haddad", "company": "Elsewhere"}, ()),
        ({"email": "x@other.example", "phone": "1"}, ()),
    ],
)
def test_who_may_be_the_same_is_suggested_and_never_merged(
    session: Session, values: dict[str, str], reasons: tuple[str, ...]
) -> None:
    partner = alice(session).partner_id
    sara = contact(session, partner, email="sarah.addad@noor.example", first_name="Sara", last_name="Haddad",
                   company="Noor", phone="+49 40 555 0100")  # fmt: skip
    other = contact(session, partner, **values)
    contact(session, charlie(session).partner_id, **{**values, "email": "also@noor.example"})
    assert [(one.contact.id, one.reasons) for one in queries.twins(session, sara)] == (
        [(other.id, reasons)] if reasons else []
    )
    assert session.scalars(select(ContactMerge)).all() == []


def test_rules_of_likeness() -> None:
    assert mailbox("s.a+x@noor.example") == "sa@noor.example"
    assert digits("+49 (0)40 555-0100") == "405550100"
    assert digits("110") == ""
    one = Contact(first_name="A", last_name="", company="", title="", phone="", country="DE", language="")
    two = Contact(first_name="B", last_name="C", company="", title="", phone="", country="AT", language="")
    one.timezone, two.timezone = "", "Europe/Vienna"
    assert chosen(one, two, {"country": "dropped"}) == {
        "first_name": "A", "last_name": "C", "company": "", "title": "", "phone": "", "country": "AT", "language": "",
        "timezone": "Europe/Vienna",
    }  # fmt: skip


def test_the_pages_show_both_merge_them_and_tell_of_it(app: Flask, session: Session) -> None:
    kept, dropped = pair(session)
    kept.last_name, dropped.first_name, dropped.company = "Haddad", "Sara", "Noor"
    browser = signed_in(app, session, alice(session))
    assert f"/contacts/{kept.id}/merge/{dropped.id}" in browser.get(f"/contacts/{kept.id}").text
    assert "s.haddad@noor.example" in browser.get("/contacts/duplicates").text
    found = browser.get(f"/contacts/{kept.id}/merge?address=S.Haddad@noor.example")
    page = browser.get(found.location).text
    assert "Merge them" in page
    assert "<td>Phone</td>" in page
    assert "<td>Job title</td>" not in page  # neither has one
    assert "<bdi>Germany</bdi>" in page
    done = browser.post(found.location, data={"csrf_token": csrf(browser), "company": "kept"})
    assert done.status_code == 303
    page = browser.get(done.location).text
    assert "Merged into this person" in page
    assert "By Alice Sample on" in page
    nobody = browser.get(f"/contacts/{kept.id}/merge?address=nobody@noor.example")
    assert "Nobody else of your people has that address." in browser.get(nobody.location).text
    other = signed_in(app, session, charlie(session))
    theirs = contact(session, charlie(session).partner_id, email="zoe@noor.example")
    session.commit()
    for path in (f"/contacts/{kept.id}/merge/{theirs.id}", f"/contacts/{theirs.id}/merge/{kept.id}"):
        assert other.get(path).status_code == 404
        assert other.post(path, data={"csrf_token": csrf(other)}).status_code == 404
    assert other.get(f"/contacts/{kept.id}/merge?address=zoe@noor.example").status_code == 404
