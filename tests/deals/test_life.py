"""What may happen to a registration after it was sent: appeal, extension, offer, another amount, an end."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.base.access import Role
from tcma.base.errors import Forbidden, NotFound, Refusal
from tcma.base.facts import Fact
from tcma.deals import actions, queries
from tcma.deals.models import DealLog
from tcma.deals.rules import Desk, Engagement, RegistrationState, Stage, answer_due
from tcma.leads.rules import LeadState
from tests.deals.letters import letters
from tests.deals.world import NOW, World, person

S = RegistrationState
DAY = timedelta(days=1)


def engage(world: World, **more: object) -> Engagement:
    """Other rules are in force."""
    rules = Engagement(thresholds={"registered": Decimal("20000")}, **more)  # type: ignore[arg-type]  # of several kinds
    now = queries.rules_in_force(world.session)
    return actions.save_rules(world.session, rules=rules, based_on=now.number, actor=world.vera, now=NOW)


def test_a_small_deal_with_a_named_contact_is_approved_at_once_under_the_version_in_force(world: World) -> None:
    engage(world)
    registration = world.registered(world.alice)
    assert (registration.state, registration.decision_rule) == (S.APPROVED, "9/2")
    assert (registration.decided_by, registration.approved_under) == (None, Decimal("20000"))
    assert registration.protected_until == NOW + 90 * DAY
    assert queries.deal_of(world.session, registration.id) is not None
    rows = [(row.after, row.actor_side) for row, _ in queries.timeline(world.session, registration.id)]
    assert rows[-2:] == [("under_review", "system"), ("approved", "system")]
    assert queries.verify_log(world.session) == []


def test_whoever_waits_moves_up_and_may_be_approved_at_once(world: World) -> None:
    first = world.registered(world.alice)
    engage(world)
    second = world.registered(world.charlie)
    assert second.decision_rule == "4/2"
    actions.reject(world.session, registration_id=first.id, actor=world.vera, reason="No budget.", now=NOW)
    assert (second.state, second.decision_rule) == (S.APPROVED, "9/2")


def test_an_amount_that_rises_past_its_threshold_is_looked_at_again(world: World) -> None:
    engage(world)
    registration = world.registered(world.alice)
    change = {"registration_id": registration.id, "actor": world.alice, "now": NOW}
    deal = actions.change_amount(world.session, amount=Decimal("20000.00"), **change)  # type: ignore[arg-type]  # of several kinds
    assert deal.review_since is None
    deal = actions.change_amount(world.session, amount=Decimal("20000.01"), **change)  # type: ignore[arg-type]  # of several kinds
    assert deal.review_since == NOW
    assert [(one.kind, one.entry.registration.id) for one in queries.asked(world.session, NOW)] == [
        ("amount", registration.id)
    ]
    actions.win(
        world.session, registration_id=registration.id, actor=world.fatima, order_number="PO-1",
        amount=Decimal("30000"), now=NOW,
    )  # fmt: skip
    assert deal.review_since == NOW  # won, and it earns nothing yet
    with pytest.raises(Forbidden):
        actions.confirm_amount(world.session, registration_id=registration.id, actor=world.alice, now=NOW)
    actions.confirm_amount(world.session, registration_id=registration.id, actor=world.vera, now=NOW)
    assert deal.review_since is None
    assert queries.asked(world.session, NOW) == []
    assert queries.verify_log(world.session) == []


def test_an_amount_of_a_deal_that_is_over_waits_for_nobody(world: World) -> None:
    engage(world)
    registration = world.registered(world.alice)
    given: dict[str, Any] = {"registration_id": registration.id, "actor": world.alice, "now": NOW}
    actions.change_amount(world.session, amount=Decimal("20000.01"), **given)
    actions.lose(world.session, reason="", **given)
    assert queries.asked(world.session, NOW) == []


def test_an_amount_that_a_person_approved_above_the_threshold_may_rise(world: World) -> None:
    registration, deal = world.opened(world.alice)
    actions.change_amount(
        world.session, registration_id=registration.id, actor=world.alice, amount=Decimal("99000"), now=NOW
    )
    assert deal.review_since is None
    reasons = world.session.scalars(select(DealLog.reason).where(DealLog.registration_id == registration.id)).all()
    assert reasons[-1] == "The amount changed."


def test_a_no_is_appealed_once_and_decided_by_somebody_else(world: World) -> None:
    viktor = person(world.session, "Viktor", Role.CHANNEL_MANAGER, None)
    registration = world.registered(world.alice)
    actions.reject(world.session, registration_id=registration.id, actor=world.vera, reason="No budget.", now=NOW)
    assert [one.role for one in queries.deciders(world.session)] == [Role.VENDOR_ADMIN, Role.CHANNEL_MANAGER]
    appeal = {"registration_id": registration.id, "actor": world.alice, "now": NOW + DAY}
    actions.appeal(world.session, reason="They have one now.", **appeal)  # type: ignore[arg-type]  # of several kinds
    assert registration.state is S.UNDER_REVIEW
    assert registration.submitted_at == NOW
    actions.tell_asked(world.session, registration, public_url="https://portal.example", now=NOW + DAY)
    assert [one.to for one in letters(world.session, "deal-asked")] == [viktor.email]
    with pytest.raises(Refusal, match="decided by somebody else"):
        actions.approve(world.session, registration_id=registration.id, actor=world.vera, now=NOW + DAY)
    with pytest.raises(Refusal, match="decided by somebody else"):
        actions.reject(world.session, registration_id=registration.id, actor=world.vera, reason="No.", now=NOW + DAY)
    actions.reject(world.session, registration_id=registration.id, actor=viktor, reason="Still none.", now=NOW + DAY)
    with pytest.raises(Refusal, match="looked at again already"):
        actions.appeal(world.session, reason="Once more", **appeal)  # type: ignore[arg-type]  # of several kinds
    assert [one.kind for one in queries.thread(world.session, registration.id)] == ["appeal"]
    assert queries.verify_log(world.session) == []


def test_what_was_not_refused_is_not_appealed(world: World) -> None:
    registration = world.registered(world.alice)
    with pytest.raises(Refusal, match="moved on"):
        actions.appeal(world.session, registration_id=registration.id, actor=world.alice, reason="Now!", now=NOW)
    with pytest.raises(NotFound):
        actions.appeal(world.session, registration_id=registration.id, actor=world.charlie, reason="Mine", now=NOW)


def test_an_appeal_against_a_rule_is_decided_by_anybody_and_still_not_against_a_protection(world: World) -> None:
    first, _ = world.opened(world.alice)
    second = world.registered(world.charlie)
    actions.appeal(world.session, registration_id=second.id, actor=world.charlie, reason="We met them.", now=NOW)
    assert second.window_ends_at is None
    with pytest.raises(Refusal, match="protected"):
        actions.approve(world.session, registration_id=second.id, actor=world.vera, now=NOW)
    actions.revoke(world.session, registration_id=first.id, actor=world.vera, reason="They never called.", now=NOW)
    actions.approve(world.session, registration_id=second.id, actor=world.vera, now=NOW)
    assert (first.state, second.state) == (S.REVOKED, S.APPROVED)


def test_an_extension_is_asked_for_in_time_and_once_and_keeps_the_protection(world: World) -> None:
    registration, deal = world.opened(world.alice)
    until = NOW + 90 * DAY
    ask = {"registration_id": registration.id, "actor": world.alice, "reason": "Tender in June."}
    with pytest.raises(Refusal, match="in the last 30 days"):
        actions.ask_extension(world.session, now=until - DAY, **ask)  # type: ignore[arg-type]  # of several kinds
    actions.advance(
        world.session, registration_id=registration.id, actor=world.alice, to=Stage.QUALIFIED, now=until - 31 * DAY
    )
    with pytest.raises(Refusal, match="in the last 30 days"):
        actions.ask_extension(world.session, now=until - DAY + timedelta(seconds=1), **ask)  # type: ignore[arg-type]  # of several kinds
    with pytest.raises(Refusal, match="is over"):
        actions.ask_extension(world.session, now=until, **ask)  # type: ignore[arg-type]  # of several kinds
    actions.ask_extension(world.session, now=until - DAY, **ask)  # type: ignore[arg-type]  # of several kinds
    watch = {"registration_id": registration.id, "public_url": ""}
    actions.watch(world.session, now=until + 3 * DAY, **watch)  # type: ignore[arg-type]  # of several kinds
    assert registration.state is S.APPROVED
    assert world.registered(world.charlie, now=until + DAY).decision_rule == "3/1"
    actions.decide_extension(
        world.session, registration_id=registration.id, actor=world.vera, grant=True, reason="", now=until + 4 * DAY
    )
    assert registration.protected_until == until + 90 * DAY
    with pytest.raises(Refusal, match="twice"):
        actions.ask_extension(world.session, now=until + 5 * DAY, **ask)  # type: ignore[arg-type]  # of several kinds
    assert deal.stage is Stage.QUALIFIED
    assert queries.verify_log(world.session) == []


def test_an_extension_that_is_refused_after_the_end_ends_it_at_the_next_sweep(world: World) -> None:
    registration, deal = world.opened(world.alice)
    until = NOW + 90 * DAY
    late = until - DAY
    actions.advance(world.session, registration_id=registration.id, actor=world.bob, to=Stage.QUALIFIED, now=late)
    actions.ask_extension(
        world.session, registration_id=registration.id, actor=world.bob, reason="", now=until - DAY
    )
    actions.watch(world.session, registration_id=registration.id, public_url="", now=until + DAY)
    assert list(queries.due_protections(world.session, until + DAY)) == []
    actions.decide_extension(
        world.session, registration_id=registration.id, actor=world.vera, grant=False, reason="No.", now=until + DAY
    )
    actions.tell_extension(world.session, registration, public_url="", now=until + DAY)
    assert letters(world.session, "deal-extension")[0].subject == "Not extended: Al Noor Clinics"
    assert list(queries.due_protections(world.session, until + DAY)) == [registration.id]
    actions.watch(world.session, registration_id=registration.id, public_url="", now=until + DAY)
    assert (registration.state, deal.stage) == (S.EXPIRED, Stage.EXPIRED)


def test_what_is_given_back_is_open_to_others_and_its_lead_is_free(world: World) -> None:
    lead = world.lead(world.contact(world.alice))
    registration, deal = world.opened(world.alice, lead=lead)
    with pytest.raises(Forbidden):
        actions.withdraw(world.session, registration_id=registration.id, actor=world.vera, reason="", now=NOW)
    actions.withdraw(world.session, registration_id=registration.id, actor=world.alice, reason="Moved away", now=NOW)
    assert (registration.state, deal.stage, lead.state) == (S.WITHDRAWN, Stage.WITHDRAWN, LeadState.RECYCLED)
    assert world.registered(world.charlie).state is S.UNDER_REVIEW
    assert queries.verify_log(world.session) == []


def test_an_approval_that_is_taken_back_says_why(world: World) -> None:
    registration, _ = world.opened(world.alice)
    with pytest.raises(Forbidden):
        actions.revoke(world.session, registration_id=registration.id, actor=world.alice, reason="x", now=NOW)
    actions.revoke(world.session, registration_id=registration.id, actor=world.vera, reason="Nobody called.", now=NOW)
    assert world.session.scalars(select(Fact.subject_id).where(Fact.name == actions.DEAL_ENDED)).all()
    actions.tell_ended(world.session, registration, public_url="", now=NOW)
    assert "Nobody called." in letters(world.session, "deal-ended")[0].text


@pytest.mark.parametrize(("accept", "state"), [(True, S.UNDER_REVIEW), (False, S.REJECTED)])
def test_an_account_of_direct_sales_is_offered_to_be_sold_together(world: World, accept: bool, state: S) -> None:
    engage(world, co_sell=True)
    first = world.registered(world.alice, contact_email="sara@other.example")
    account = first.accounts[0]
    actions.withdraw(world.session, registration_id=first.id, actor=world.alice, reason="", now=NOW)
    actions.change_account(world.session, account_id=account, named=True, customer=False, owner="Olga Sample", now=NOW)
    registration = world.registered(world.charlie)
    assert (registration.state, registration.decision_rule) == (S.INFO_REQUESTED, "5/2")
    actions.take_offer(
        world.session, registration_id=registration.id, actor=world.charlie, accept=accept, now=NOW
    )
    assert registration.state is state
    with pytest.raises(Refusal, match="moved on"):
        actions.take_offer(
            world.session, registration_id=registration.id, actor=world.charlie, accept=True, now=NOW
        )


def test_a_question_and_its_answer_are_a_thread_and_the_clock_waits_for_the_partner(world: World) -> None:
    registration = world.registered(world.alice)
    actions.request_information(
        world.session, registration_id=registration.id, actor=world.vera, reason="Which site?", now=NOW
    )
    assert (registration.waiting_since, registration.answer_due_at) == (None, None)
    actions.answer(
        world.session, registration_id=registration.id, actor=world.alice, reason="The one in Sharjah.", now=NOW + DAY
    )
    assert registration.waiting_since == NOW + DAY
    assert [(one.side, one.body) for one in queries.thread(world.session, registration.id)] == [
        ("vendor", "Which site?"), ("partner", "The one in Sharjah."),
    ]  # fmt: skip


def test_who_decides_is_reminded_at_three_quarters_and_at_the_end_once_each(world: World) -> None:
    manager = person(world.session, "Maria", Role.CHANNEL_MANAGER, None)
    registration = world.registered(world.alice)  # Tuesday, ten in Amsterdam; due on Thursday
    soon, due = NOW + timedelta(hours=36), NOW + timedelta(hours=48)
    assert (registration.escalate_at, registration.answer_due_at) == (soon, due)
    for moment in (soon - timedelta(seconds=1), soon, soon, due, due, due + DAY):
        for found in queries.due_reminders(world.session, moment):
            actions.remind(world.session, registration_id=found, public_url="https://portal.example", now=moment)
        actions.remind(world.session, registration_id=registration.id, public_url="", now=moment)
    told = [(one.to, one.subject) for one in letters(world.session, "deal-late")]
    assert told[0] == (manager.email, "Soon due: Al Noor Clinics")
    assert {to for to, _ in told[1:]} == {manager.email, world.vera.email}
    assert len(told) == 3
    assert registration.escalate_at is None


def test_a_late_sweep_reminds_once_of_the_end_and_never_after_the_answer(world: World) -> None:
    registration = world.registered(world.alice)
    other = world.registered(world.alice, domain="gulfport.example")
    actions.approve(world.session, registration_id=other.id, actor=world.vera, now=NOW)
    assert list(queries.due_reminders(world.session, NOW + 9 * DAY)) == [registration.id]
    actions.remind(world.session, registration_id=registration.id, public_url="", now=NOW + 9 * DAY)
    assert [one.subject[:5] for one in letters(world.session, "deal-late")] == ["Late:"]


def test_holidays_and_other_weekends_of_the_desk_are_not_counted(world: World) -> None:
    actions.set_desk(world.session, off=[4, 5], holidays=[date(2026, 5, 13)])
    registration = world.registered(world.alice)  # Tuesday; Wednesday is a holiday, Friday and Saturday are off
    assert registration.answer_due_at == datetime(2026, 5, 17, 8, tzinfo=UTC)
    assert answer_due(NOW, Desk("Europe/Amsterdam", (5, 6))) == NOW + 2 * DAY


def test_rules_saved_by_two_at_once_are_not_lost(world: World, session: Session) -> None:
    engage(world)
    with pytest.raises(Refusal, match="meanwhile"):
        actions.save_rules(session, rules=Engagement(cooldown_days=5), based_on=1, actor=world.vera, now=NOW)
    same = queries.rules_in_force(session)
    assert actions.save_rules(session, rules=same, based_on=same.number, actor=world.vera, now=NOW) == same


def test_other_rules_are_tried_on_what_was_seen_then(world: World) -> None:
    world.registered(world.alice)
    world.registered(world.charlie)  # a contender: other thresholds change nothing for it
    found = queries.simulate(world.session, Engagement(number=2, thresholds={"registered": Decimal("12000.00")}))
    assert found.tried == 2
    assert [(one.partner_name, one.then, one.now.state) for one in found.different] == [
        ("Alderfinch", "10/1", S.APPROVED)
    ]
    assert queries.simulate(world.session, queries.rules_in_force(world.session)).different == []
