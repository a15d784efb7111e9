"""A partner claims an account; the rules answer at once."""

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.base.access import Actor
from tcma.base.errors import Invalid, NotFound, Refusal
from tcma.base.facts import Fact
from tcma.deals import actions, queries
from tcma.deals.models import Registration
from tcma.deals.rules import RegistrationState
from tcma.leads.models import LeadEvent
from tcma.leads.rules import LeadState
from tests.deals.world import NOW, World, claimed


def test_a_complete_registration_waits_for_a_person(world: World) -> None:
    registration = world.registered(world.alice)
    assert registration.state is RegistrationState.UNDER_REVIEW
    assert registration.decision_rule == "10/1"
    assert registration.submitted_at == NOW
    fact = world.session.scalars(select(Fact).where(Fact.subject_id == registration.id)).one()
    assert fact.name == actions.DEAL_REGISTERED


def test_a_lead_fills_the_registration_and_is_converted(world: World) -> None:
    lead = world.lead(world.contact(world.alice, phone="+44 20 7946 0000"))
    claim = queries.prefill(world.session, world.alice.partner, lead.id)
    assert (claim.account_name, claim.account_domain) == ("Al Noor Clinics", "alnoor.example")
    assert claim.account_country == "AE"
    assert (claim.contact_name, claim.contact_phone, claim.currency) == ("Sara Sample", "+44 20 7946 0000", "EUR")
    registration = world.registered(world.bob, lead=lead)
    assert registration.contact_id == lead.contact_id
    assert lead.state is LeadState.CONVERTED
    assert world.session.scalars(select(LeadEvent.kind).where(LeadEvent.lead_id == lead.id)).all() == ["converted"]


def test_a_lead_is_registered_once(world: World) -> None:
    lead = world.lead(world.contact(world.alice))
    first = world.registered(world.alice, lead=lead)
    with pytest.raises(Refusal, match=f"already, as deal {first.number}"):
        world.registered(world.bob, lead=lead)


def test_another_partners_lead_is_not_there(world: World) -> None:
    lead = world.lead(world.contact(world.alice))
    with pytest.raises(NotFound):
        queries.prefill(world.session, world.charlie.partner, lead.id)
    with pytest.raises(NotFound):
        world.registered(world.charlie, lead=lead)


def test_the_same_key_again_gives_the_same_registration_and_only_within_a_partner(world: World) -> None:
    def send(actor: Actor) -> Registration:
        return actions.register(world.session, actor=actor, claim=claimed(), now=NOW, idempotency_key="k")

    first = send(world.alice)
    assert send(world.bob).id == first.id
    assert send(world.charlie).id != first.id


def test_what_is_missing_comes_back_and_the_answer_counts_from_when_it_is_complete(world: World) -> None:
    session = world.session
    registration = world.registered(world.alice, amount=None, expected_close=None)
    assert registration.state is RegistrationState.INFO_REQUESTED
    assert registration.submitted_at is None
    assert queries.claim_of(registration).missing() == ("amount", "expected_close")
    with pytest.raises(Refusal, match="Some things are missing"):
        actions.submit(world.session, registration_id=registration.id, actor=world.alice, now=NOW)
    actions.revise(world.session, registration_id=registration.id, actor=world.alice, claim=claimed(), now=NOW)
    later = NOW + timedelta(hours=1)
    actions.submit(world.session, registration_id=registration.id, actor=world.alice, now=later)
    again = queries.get(session, registration.id, partner_id=world.alice.partner)
    assert again.state is RegistrationState.UNDER_REVIEW
    assert again.submitted_at == later


def test_a_second_partner_waits_as_contender(world: World) -> None:
    world.registered(world.alice)
    second = world.registered(world.charlie)
    assert (second.state, second.decision_rule) == (RegistrationState.UNDER_REVIEW, "4/1")
    with pytest.raises(Refusal, match="Decide that one first"):
        actions.approve(world.session, registration_id=second.id, actor=world.vera, now=NOW)


def test_an_address_is_the_same_however_it_is_capitalised(world: World) -> None:
    world.opened(world.alice, contact_email="Sara@AlNoor.example")
    again = claimed(account_domain="elsewhere.example", contact_email="sara@ALNOOR.example")
    draft = actions.register(world.session, actor=world.charlie, claim=again, now=NOW)
    found = actions.submit(world.session, registration_id=draft.id, actor=world.charlie, now=NOW)
    assert found.decision_rule.startswith("3/")


def test_in_another_country_it_is_another_account(world: World) -> None:
    world.registered(world.alice)
    elsewhere = world.registered(world.charlie, account_country="DE", contact_email="jana@alnoor.example")
    assert elsewhere.decision_rule == "10/1"


def test_a_protected_account_is_refused_with_the_end_of_the_window_and_never_with_a_name(world: World) -> None:
    first, _ = world.opened(world.alice)
    second = world.registered(world.charlie, domain="https://www.alnoor.example/", now=NOW + timedelta(days=1))
    assert second.state is RegistrationState.REJECTED
    assert second.window_ends_at == first.protected_until == NOW + timedelta(days=90)
    told = " ".join(str(value) for value in vars(second).values())
    told += " ".join(str(vars(row)) for row, _ in queries.timeline(world.session, second.id))
    for name in ("Alderfinch", "alderfinch", str(world.alice.partner), str(first.id)):
        assert name not in told
    assert not re.search(rf"\b{first.number}\b", told)  # as a word: hashes and ids hold any four digits


def test_after_the_window_the_account_is_free_again(world: World) -> None:
    first, _ = world.opened(world.alice)
    assert first.protected_until is not None
    last_moment = first.protected_until - timedelta(microseconds=1)
    assert world.registered(world.charlie, now=last_moment).state is RegistrationState.REJECTED
    assert world.registered(world.charlie, now=first.protected_until).state is RegistrationState.UNDER_REVIEW


def test_a_contender_moves_up_when_the_first_is_rejected_or_recalled(world: World) -> None:
    first, second = world.registered(world.alice), world.registered(world.charlie)
    actions.recall(world.session, registration_id=first.id, actor=world.alice, now=NOW)
    assert second.decision_rule == "10/1"
    assert first.submitted_at is None
    actions.revise(world.session, registration_id=first.id, actor=world.alice, claim=claimed(), now=NOW)
    actions.submit(world.session, registration_id=first.id, actor=world.alice, now=NOW)
    assert first.decision_rule == "4/1"
    assert first.submitted_at is not None
    assert second.submitted_at is not None
    assert first.submitted_at > second.submitted_at
    actions.reject(world.session, registration_id=second.id, actor=world.vera, reason="No budget.", now=NOW)
    assert first.decision_rule == "10/1"


def test_a_contender_is_rejected_when_the_first_is_approved(world: World) -> None:
    first, second = world.registered(world.alice), world.registered(world.charlie)
    actions.approve(world.session, registration_id=first.id, actor=world.vera, now=NOW)
    assert (second.state, second.decision_rule) == (RegistrationState.REJECTED, "3/1")
    facts = world.session.scalars(select(Fact.subject_id).where(Fact.name == actions.DEAL_DECIDED)).all()
    assert set(facts) == {first.id, second.id}


def test_what_is_on_its_way_is_not_changed_under_the_reader(world: World) -> None:
    registration = world.registered(world.alice)
    with pytest.raises(Refusal, match="on its way"):
        actions.revise(world.session, registration_id=registration.id, actor=world.alice, claim=claimed(), now=NOW)
    with pytest.raises(Refusal, match="moved on"):
        actions.submit(world.session, registration_id=registration.id, actor=world.alice, now=NOW)


def test_an_answer_keeps_the_account_it_was_first_for(world: World) -> None:
    registration = world.registered(world.alice)
    actions.request_information(
        world.session, registration_id=registration.id, actor=world.vera, reason="Which site?", now=NOW
    )
    changed = claimed(account_domain="other.example", description="The one in Sharjah.")
    actions.revise(world.session, registration_id=registration.id, actor=world.alice, claim=changed, now=NOW)
    assert (registration.account_domain, registration.description) == ("alnoor.example", "The one in Sharjah.")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"account_domain": "gmail.com"}, "account_domain"),
        ({"account_domain": "10.0.0.1"}, "account_domain"),
        ({"account_country": "Emirates"}, "account_country"),
        ({"account_country": "QQ"}, "account_country"),
        ({"currency": "XXX"}, "currency"),
        ({"contact_email": "sara@https://alnoor.example/x"}, "contact_email"),
        ({"amount": Decimal("-1")}, "amount"),
        ({"amount": Decimal("NaN")}, "amount"),
        ({"amount": Decimal("0.001")}, "amount"),
        ({"amount": Decimal("1e15")}, "amount"),
        ({"currency": "EURO"}, "currency"),
        ({"expected_close": date(2026, 5, 11)}, "expected_close"),
        ({"contact_email": "sara"}, "contact_email"),
        ({"kind": "gift"}, "kind"),
        ({"account_name": "x" * 201}, "account_name"),
        ({"description": "x" * 2001}, "description"),
    ],
)
def test_a_value_that_cannot_be_is_refused_at_its_field(world: World, changes: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        actions.register(world.session, actor=world.alice, claim=claimed(**changes), now=NOW)
    assert list(refused.value.errors) == [field]


def test_another_partner_and_the_vendor_do_not_see_a_draft(world: World, session: Session) -> None:
    draft = actions.register(session, actor=world.alice, claim=claimed(), now=NOW)
    for partner_id in (world.charlie.partner, None):
        with pytest.raises(NotFound):
            queries.get(session, draft.id, partner_id=partner_id)
    with pytest.raises(NotFound):
        actions.submit(session, registration_id=draft.id, actor=world.charlie, now=NOW)


def test_a_partner_is_not_its_own_rival(world: World) -> None:
    world.opened(world.alice)
    assert world.registered(world.bob).decision_rule == "10/1"
