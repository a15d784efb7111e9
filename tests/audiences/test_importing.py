"""From a file to people on a list, every record accounted for."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tcma.audiences import actions, queries
from tcma.audiences.models import Consent, Contact, ContactList, ImportState, Suppression
from tcma.audiences.rules import Answers
from tcma.base.errors import Invalid, NotFound, Refusal
from tcma.base.facts import Fact
from tests.audiences.files import NOW, SMALL, adds_up, preview, store
from tests.cast import alice, charlie


@pytest.fixture
def partner(session: Session) -> UUID:
    partner_id = alice(session).partner_id
    assert partner_id is not None
    return partner_id


@pytest.fixture
def other(session: Session) -> UUID:
    partner_id = charlie(session).partner_id
    assert partner_id is not None
    return partner_id


def people(session: Session, partner_id: UUID) -> list[Contact]:
    return list(
        session.scalars(select(Contact).where(Contact.partner_id == partner_id).order_by(Contact.addr_key)
                        .execution_options(populate_existing=True))
    )  # fmt: skip


def test_a_preview_stores_nobody(session: Session, partner: UUID) -> None:
    found = preview(session, partner, SMALL + "bad;B;;\n;No;Address;\nSARA@noor.example;S;;\n")
    assert found.state is ImportState.PREVIEWED
    assert found.counts["by"] == {"bad_address": 1, "no_address": 1, "twice": 1}
    assert adds_up(found.counts)
    assert people(session, partner) == []


def test_people_arrive_with_consent_on_a_list_named_after_the_file(session: Session, partner: UUID) -> None:
    found = store(session, partner)
    assert found.state is ImportState.STORED
    assert (found.counts["imported"], found.counts["records"]) == (2, 2)
    omar, sara = people(session, partner)
    assert (sara.first_name, sara.country, sara.account_domain) == ("Sara", "AE", "noor.example")
    consent = session.scalars(select(Consent).where(Consent.contact_id == omar.id)).one()
    assert (consent.basis, consent.given_at, consent.expires_at) == ("express", NOW, None)
    (row,) = queries.lists(session, partner)
    assert (row.id, row.name, row.people) == (found.list_id, "Spring fair", 2)
    assert session.scalar(select(func.count()).where(Fact.name == actions.CONTACTS_IMPORTED)) == 1


def test_the_same_file_twice_adds_nothing(session: Session, partner: UUID) -> None:
    first = store(session, partner)
    before = [(p.id, p.updated_at) for p in people(session, partner)]
    second = store(session, partner, now=NOW + timedelta(days=1))
    assert (second.counts["imported"], second.counts["updated"]) == (0, 2)
    assert [(p.id, p.updated_at) for p in people(session, partner)] == before
    assert second.list_id == first.list_id
    assert session.scalar(select(func.count()).select_from(ContactList)) == 1


def test_storing_twice_is_storing_once(session: Session, partner: UUID) -> None:
    found = store(session, partner)
    again = actions.store_import(
        session, partner_id=partner, import_id=found.id, body=SMALL.encode(), basis="express", now=NOW
    )
    assert again.counts == found.counts


def test_a_later_file_fills_gaps_and_renews_but_empties_nothing(session: Session, partner: UUID) -> None:
    store(session, partner)
    found = store(session, partner, "email,first name,company\nsara@noor.example,,Noor Clinics\n")
    assert found.counts["updated"] == 1
    sara = people(session, partner)[1]
    assert (sara.first_name, sara.company) == ("Sara", "Noor Clinics")


def test_one_partner_s_people_are_not_another_s(session: Session, partner: UUID, other: UUID) -> None:
    found = store(session, partner)
    assert store(session, other).counts["imported"] == 2
    assert len(people(session, partner)) == 2
    with pytest.raises(NotFound):
        queries.import_of(session, other, found.id)
    with pytest.raises(NotFound):
        queries.contact(session, other, people(session, partner)[0].id)
    assert found.list_id
    with pytest.raises(NotFound):
        queries.contact_list(session, other, found.list_id)
    audience = queries.audience(session, partner_id=other, list_id=found.list_id, now=NOW)
    assert (audience.people, audience.left_out) == ([], {})


def test_a_file_without_a_basis_is_refused_and_nothing_is_stored(session: Session, partner: UUID) -> None:
    found = preview(session, partner)
    for basis in ("", "nonsense"):
        with pytest.raises(Invalid):
            actions.store_import(
                session, partner_id=partner, import_id=found.id, body=SMALL.encode(), basis=basis, now=NOW
            )
    assert people(session, partner) == []


def test_rows_that_state_their_own_consent_need_no_answer(session: Session, partner: UUID) -> None:
    found = store(session, partner, "email,consent\na@x.example,express\nb@x.example,customer\n", basis="")
    assert found.counts["imported"] == 2
    assert set(session.scalars(select(Consent.basis))) == {"express", "existing_customer"}


def test_a_basis_that_needs_a_date_refuses_the_rows_without(session: Session, partner: UUID) -> None:
    text = "email,country,consent date\na@x.example,CA,2026-10-01\nb@x.example,CA,\nc@x.example,CA,2026-01-01\n"
    found = store(session, partner, text, basis="implied_inquiry")
    assert (found.counts["imported"], found.counts["refused"]) == (1, 2)
    assert adds_up(found.counts)
    consent = session.scalars(select(Consent)).one()
    assert consent.expires_at is not None
    later = consent.expires_at + timedelta(seconds=1)
    assert queries.count(session, partner_id=partner, list_id=found.list_id, now=NOW) == (1, {})
    assert queries.count(session, partner_id=partner, list_id=found.list_id, now=later) == (0, {"no_consent": 1})


def test_who_said_no_stays_out_whatever_the_file_says(session: Session, partner: UUID) -> None:
    actions.suppress(
        session, scope="partner", partner_id=partner, addr_key="sara@noor.example", reason="unsubscribed", now=NOW
    )
    found = store(session, partner)
    assert (found.counts["imported"], found.counts["suppressed"]) == (1, 1)
    assert adds_up(found.counts)
    assert [p.addr_key for p in people(session, partner)] == ["omar@noor.example"]


def test_a_no_in_the_file_is_kept_for_the_files_to_come(session: Session, partner: UUID) -> None:
    first = store(session, partner, "email,opted out\nsara@noor.example,yes\nomar@noor.example,\n")
    assert (first.counts["imported"], first.counts["suppressed"]) == (1, 1)
    second = store(session, partner)
    assert (second.counts["suppressed"], second.counts["updated"]) == (1, 1)
    assert queries.suppressed(session, partner, ["sara@noor.example"]) == {"sara@noor.example": "opted_out"}


def test_a_no_on_the_second_row_of_a_person_wins(session: Session, partner: UUID) -> None:
    found = store(session, partner, "email,opted out\nsara@noor.example,\nsara@noor.example,x\n")
    assert adds_up(found.counts)
    assert queries.count(session, partner_id=partner, list_id=found.list_id, now=NOW) == (0, {"opted_out": 1})


def test_what_another_partner_s_reader_said_is_not_revealed(session: Session, partner: UUID, other: UUID) -> None:
    actions.suppress(
        session, scope="programme", partner_id=None, addr_key="sara@noor.example", reason="unsubscribed", now=NOW,
        origin_partner_id=other,
    )  # fmt: skip
    actions.suppress(
        session, scope="partner", partner_id=other, addr_key="omar@noor.example", reason="unsubscribed", now=NOW
    )
    shown = preview(session, partner)
    assert (shown.counts["imported"], shown.counts["unavailable"], shown.left_out) == (2, 1, [])
    found = store(session, partner)
    assert found.counts["imported"] == 2
    assert queries.count(session, partner_id=partner, list_id=found.list_id, now=NOW) == (1, {"unavailable": 1})
    assert queries.suppressed(session, partner, ["sara@noor.example"]) == {"sara@noor.example": "unavailable"}
    assert queries.suppressed(session, other, ["sara@noor.example"]) == {"sara@noor.example": "unsubscribed"}


def test_the_left_out_rows_come_back_as_they_stood(session: Session, partner: UUID) -> None:
    text = SMALL + "bad;B;;\nsara@noor.example;Again;;\n"
    found = preview(session, partner, text)
    pairs = queries.left_out(session, found, text.encode(), now=NOW)
    rows = [(row.line, row.cells[1], left.code) for row, left in pairs]
    assert rows == [(4, "B", "bad_address"), (5, "Again", "twice")]
    stored = actions.store_import(
        session, partner_id=partner, import_id=found.id, body=text.encode(), basis="express", now=NOW
    )
    again = [left.code for _, left in queries.left_out(session, stored, text.encode(), now=NOW)]
    assert again == ["bad_address", "twice"]


def test_the_report_of_an_import_names_every_refused_row(session: Session, partner: UUID) -> None:
    text = SMALL + "bad;B;;\n;C;;\nsara@noor.example;Again;;\nx@noor.example;X;;Atlantis\n"
    found = store(session, partner, text)
    said = queries.report(session, found, text.encode(), now=NOW)
    refused = said.pop("refused")
    assert said == {
        "encoding": "UTF-8", "delimiter": ";", "header": True, "records": 6, "imported": 3, "updated": 0,
        "duplicates": 1, "suppressed": 0, "flagged": 1,
    }  # fmt: skip
    assert refused == [
        {"line": 4, "reason": "“bad” has no @.", "value": "bad"},
        {"line": 5, "reason": "There is no e-mail address.", "value": "C"},
    ]


def test_a_question_about_the_file_is_asked_and_answered(session: Session, partner: UUID) -> None:
    body = "Email;Name\na@x.example;Łukasz Wójcik\n".encode("cp1250")
    found = preview(session, partner, body)
    assert (found.state, found.reading["question"]) == (ImportState.ASKING, "encoding")
    with pytest.raises(Refusal):
        actions.store_import(session, partner_id=partner, import_id=found.id, body=body, basis="express", now=NOW)
    found = actions.answer_question(
        session, partner_id=partner, import_id=found.id, body=body, answers=Answers(encoding="cp1250"), now=NOW
    )
    assert found.state is ImportState.PREVIEWED
    assert found.counts["sample"][0]["first_name"] == "Łukasz"


def test_other_columns_are_read_again(session: Session, partner: UUID) -> None:
    text = "email;alpha;beta\na@x.example;Ann;Lee\n"
    found = preview(session, partner, text)
    asked: dict[str, Any] = {"partner_id": partner, "import_id": found.id}
    mapping = {"email": 0, "first_name": 1, "last_name": 2}
    assert actions.map_columns(session, body=text.encode(), mapping=mapping, now=NOW, **asked)
    assert found.counts["sample"][0]["last_name"] == "Lee"
    assert not actions.map_columns(session, body=text.encode(), mapping=mapping, now=NOW, **asked)
    with pytest.raises(Invalid):
        actions.map_columns(session, body=text.encode(), mapping={"first_name": 1}, now=NOW, **asked)


def test_the_audience_and_its_count_agree(session: Session, partner: UUID) -> None:
    said = ("DE,express", "DE,corporate", "GB,corporate", ",corporate")
    text = "email,country,consent\n" + "".join(f"p{n}@x.example,{one}\n" for n, one in enumerate(said))
    found = store(session, partner, text, basis="")
    audience = queries.audience(session, partner_id=partner, list_id=found.list_id, now=NOW)
    assert [(one.email, one.basis) for one in audience.people] == [
        ("p0@x.example", "express"), ("p2@x.example", "corporate_subscriber"),
    ]  # fmt: skip
    assert audience.left_out == {"no_consent": 2}
    counted = queries.count(session, partner_id=partner, list_id=found.list_id, now=NOW)
    assert counted == (2, {"no_consent": 2})
    stands = queries.standing(session, partner_id=partner, contact_ids=[audience.people[0].contact_id], now=NOW)
    assert stands[audience.people[0].contact_id] == queries.Standing("express", "")


def test_someone_who_is_gone_has_no_standing(session: Session, partner: UUID) -> None:
    nobody = uuid4()
    assert queries.standing(session, partner_id=partner, contact_ids=[nobody], now=NOW)[nobody].reason == "no_consent"


def test_people_are_found_by_words_and_page_by_page(session: Session, partner: UUID) -> None:
    rows = "".join(f"p{n:03}@x.example,Ann Lee{n},Firm_{n % 2}\n" for n in range(120))
    store(session, partner, f"email,name,company\n{rows}")
    first = queries.search(session, partner_id=partner, words="ann")
    assert (len(first.people), first.total, first.more) == (50, 120, False)
    everyone = queries.search(session, partner_id=partner)  # nobody asked how many: not counted
    assert (everyone.people, everyone.more) == (first.people, True)
    assert queries.search(session, partner_id=partner, words="ann firm_1").total == 60
    assert queries.search(session, partner_id=partner, words="%").total == 0


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["a@x.example", "b@x.example", "B@x.example", "c@x.example", "bad", ""]),
        st.sampled_from(["", "yes", "no"]),
        st.sampled_from(["", "express", "no", "what"]),
    ),
    min_size=1, max_size=12,
)  # fmt: skip


@settings(max_examples=40)
@given(files=st.lists(ROWS, min_size=1, max_size=3), no=st.sampled_from(["a@x.example", "b@x.example"]))
def test_counts_add_up_and_a_no_holds_in_any_order(
    session: Session, partner: UUID, files: list[list[tuple[str, str, str]]], no: str
) -> None:
    with session.begin_nested() as everything:
        said_no: set[str] = set()
        for number, rows in enumerate(files):
            body = "email,opted out,consent\n" + "".join(",".join(row) + "\n" for row in rows) + "z@x.example,,\n"
            shown = preview(session, partner, body)
            assert adds_up(shown.counts)
            found = store(session, partner, body)
            assert adds_up(found.counts)
            said_no |= {email.lower() for email, out, _ in rows if out == "yes" and "@" in email}
            if number == 0:
                actions.suppress(
                    session, scope="partner", partner_id=partner, addr_key=no, reason="unsubscribed", now=NOW
                )
                said_no.add(no)
            mailable = queries.audience(session, partner_id=partner, list_id=None, now=NOW).people
            assert not said_no & {one.addr_key for one in mailable}
        everything.rollback()


def test_a_suppression_names_whom_it_holds_for(session: Session, partner: UUID) -> None:
    for _ in range(2):
        actions.suppress(session, scope="global", partner_id=None, addr_key="a@x.example", reason="bounced", now=NOW)
    assert session.scalar(select(func.count()).select_from(Suppression)) == 1
    assert queries.suppressed(session, partner, ["a@x.example", "b@x.example"]) == {"a@x.example": "unavailable"}
    assert queries.suppressed(session, None, ["a@x.example"]) == {"a@x.example": "bounced"}
