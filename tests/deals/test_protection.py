"""A protection warns of its end and ends: once, however late and however often somebody looks."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from threading import Barrier
from uuid import UUID

import pytest
from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from tcma.base.db import transaction
from tcma.base.errors import Refusal
from tcma.base.facts import Fact
from tcma.deals import actions, queries
from tcma.deals.models import Registration
from tcma.deals.rules import RegistrationState, Stage
from tcma.leads.models import LeadEvent
from tcma.partners.models import Programme
from tests.deals.letters import letters
from tests.deals.world import NOW, World, build
from tests.racing import race

UNTIL = NOW + timedelta(days=90)
FIRST = datetime(2026, 7, 26, 7, tzinfo=UTC)  # eight in London
SECOND, THIRD = FIRST + timedelta(days=8), FIRST + timedelta(days=14)
LAST = FIRST + timedelta(days=15)
SECOND_LATER = timedelta(seconds=1)


def sweep(session: Session, now: datetime) -> list[UUID]:
    """What the beat finds and a worker does; the registrations it found."""
    due = list(queries.due_protections(session, now))
    for registration_id in due:
        actions.watch(session, registration_id=registration_id, public_url="https://portal.example", now=now)
    return due


def subjects(session: Session) -> list[str]:
    return [one.subject for one in letters(session, "deal-notice") if one.to.startswith("alice")]


def test_an_approval_sets_when_something_is_due(world: World) -> None:
    registration, _ = world.opened(world.alice)
    assert (registration.protected_until, registration.protection_due_at) == (UNTIL, FIRST)
    assert sweep(world.session, FIRST - SECOND_LATER) == []
    assert sweep(world.session, FIRST) == [registration.id]
    assert registration.protection_due_at == SECOND


def test_each_notice_comes_once_then_the_end_and_a_sweep_more_often_changes_nothing(world: World) -> None:
    registration, deal = world.opened(world.alice)
    for moment in (FIRST, SECOND, THIRD, LAST, UNTIL):
        for again in range(3):
            sweep(world.session, moment + again * SECOND_LATER)
        actions.watch(world.session, registration_id=registration.id, public_url="", now=moment)
    assert subjects(world.session) == [
        "Al Noor Clinics: 15 days of protection left",
        "Al Noor Clinics: 7 days of protection left",
        "Al Noor Clinics: 1 day of protection left",
        "Al Noor Clinics: the protection ends today",
    ]
    assert (registration.state, deal.stage) == (RegistrationState.EXPIRED, Stage.EXPIRED)
    facts = world.session.scalars(select(Fact.subject_id).where(Fact.name == actions.DEAL_EXPIRED)).all()
    assert facts == [deal.id]
    assert registration.protection_due_at is None


def test_after_a_long_silence_only_the_latest_notice_goes_out_and_says_what_is_true_now(world: World) -> None:
    registration, _ = world.opened(world.alice)
    sweep(world.session, SECOND + timedelta(days=2))
    assert subjects(world.session) == ["Al Noor Clinics: 5 days of protection left"]
    assert registration.protection_due_at == THIRD


def test_who_looks_after_the_end_only_ends_it(world: World) -> None:
    registration, deal = world.opened(world.alice)
    sweep(world.session, UNTIL + timedelta(days=3))
    assert registration.state is RegistrationState.EXPIRED
    assert deal.closed_at == UNTIL + timedelta(days=3)
    assert subjects(world.session) == []


def test_the_log_says_how_far_the_deal_was_and_that_nobody_did_it(world: World) -> None:
    registration, _ = world.opened(world.alice)
    actions.advance(world.session, registration_id=registration.id, actor=world.bob, to=Stage.QUALIFIED, now=NOW)
    sweep(world.session, UNTIL)
    row, name = queries.timeline(world.session, registration.id)[-1]
    assert (row.before, row.after, row.actor_side, name) == ("qualified", "expired", "system", None)
    assert row.reason == "The protection ended without an order."
    assert queries.verify_log(world.session) == []


def test_the_end_frees_the_lead_which_can_be_registered_again(world: World) -> None:
    lead = world.lead(world.contact(world.alice))
    registration, _ = world.opened(world.alice, lead=lead)
    sweep(world.session, UNTIL)
    later = UNTIL + timedelta(days=30)  # the pause is over
    again = world.registered(world.alice, lead=lead, now=later)
    assert again.state is RegistrationState.UNDER_REVIEW
    events = world.session.execute(select(LeadEvent.kind, LeadEvent.detail, LeadEvent.person_id)).all()
    first, second = str(registration.number), str(again.number)
    alice = world.alice.person_id
    assert events == [("converted", first, alice), ("recycled", first, None), ("converted", second, alice)]


def test_the_end_frees_the_account_for_another_partner(world: World) -> None:
    world.opened(world.alice)
    assert world.registered(world.charlie, now=UNTIL - SECOND_LATER).decision_rule == "3/1"
    sweep(world.session, UNTIL)
    second, deal = world.opened(world.charlie, now=UNTIL)
    assert (second.state, deal.stage) == (RegistrationState.APPROVED, Stage.DISCOVERY)


def test_an_expired_deal_is_closed_on_every_board_and_moves_no_more(world: World) -> None:
    registration, _ = world.opened(world.alice)
    sweep(world.session, UNTIL)
    board = queries.board(world.session, world.alice.partner, UNTIL)
    assert [one.registration.id for one in board.closed] == [registration.id]
    assert board.closed[0].days_left is None
    assert queries.counts(world.session)["open"] == 0
    assert queries.listing(world.session, UNTIL, show="open") == []
    assert len(queries.listing(world.session, UNTIL, show="expired")) == 1
    win = {"registration_id": registration.id, "order_number": "PO-1", "amount": Decimal(1), "now": UNTIL}
    with pytest.raises(Refusal, match="closed"):
        actions.win(world.session, actor=world.fatima, **win)  # type: ignore[arg-type]  # keywords of several kinds


def test_won_and_lost_deals_hear_no_more_and_never_expire(world: World) -> None:
    won, _ = world.won(world.alice)
    lost, _ = world.opened(world.bob, domain="gulfport.example")
    actions.lose(world.session, registration_id=lost.id, actor=world.bob, reason="", now=NOW)
    for moment in (FIRST, LAST, UNTIL, UNTIL + timedelta(days=400)):
        assert sweep(world.session, moment) == []
        actions.watch(world.session, registration_id=won.id, public_url="", now=moment)
    assert (won.state, lost.state) == (RegistrationState.APPROVED, RegistrationState.APPROVED)
    assert letters(world.session, "deal-notice") == []


def test_what_is_withdrawn_hears_no_more(world: World) -> None:
    registration, _ = world.opened(world.alice)
    registration.state = RegistrationState.WITHDRAWN
    world.session.flush()
    sweep(world.session, FIRST)
    assert letters(world.session, "deal-notice") == []
    assert registration.protection_due_at is None


def test_a_programme_without_protection_warns_of_nothing(world: World) -> None:
    world.session.execute(update(Programme).values(protection_days=0))
    registration, deal = world.opened(world.alice)
    assert registration.protected_until is registration.protection_due_at is None
    assert sweep(world.session, UNTIL) == []
    assert deal.stage is Stage.DISCOVERY


def test_two_workers_on_the_same_end_expire_it_once(session: Session, database: Engine) -> None:
    world = build(session)
    registration, deal = world.opened(world.alice)
    session.commit()
    start = Barrier(2, timeout=10)

    def run() -> None:
        with transaction() as own:
            start.wait()
            actions.watch(own, registration_id=registration.id, public_url="", now=UNTIL)

    race([run, run])
    session.expire_all()
    assert session.get_one(Registration, registration.id).state is RegistrationState.EXPIRED
    assert session.scalars(select(Fact.subject_id).where(Fact.name == actions.DEAL_EXPIRED)).all() == [deal.id]
    assert queries.verify_log(session) == []
