"""Decisions, stages, and the log that remembers them."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select, text, update

from tcma.base.errors import Forbidden, Invalid, NotFound, Refusal
from tcma.base.facts import Fact
from tcma.deals import actions, queries
from tcma.deals.models import DealLog
from tcma.deals.queries import Break
from tcma.deals.rules import RegistrationState, Stage
from tests.deals.world import NOW, World, claimed


def test_approval_opens_the_deal_and_protects_it(world: World) -> None:
    contact = world.contact(world.alice)
    registration, deal = world.opened(world.alice, lead=world.lead(contact))
    assert registration.state is RegistrationState.APPROVED
    assert registration.protected_until == NOW + timedelta(days=90)
    assert (deal.stage, deal.amount, deal.currency) == (Stage.DISCOVERY, Decimal("12000.00"), "EUR")
    assert (deal.account_domain, deal.contact_id) == ("alnoor.example", contact.id)


def test_a_decision_says_why(world: World) -> None:
    registration = world.registered(world.alice)
    with pytest.raises(Invalid):
        actions.reject(world.session, registration_id=registration.id, actor=world.vera, reason=" ", now=NOW)
    actions.reject(world.session, registration_id=registration.id, actor=world.vera, reason="No budget.", now=NOW)
    assert (registration.state, registration.decision) == (RegistrationState.REJECTED, "No budget.")
    with pytest.raises(Refusal, match="moved on"):
        actions.approve(world.session, registration_id=registration.id, actor=world.vera, now=NOW)


def test_a_question_goes_to_the_partner_and_the_answer_back(world: World) -> None:
    registration = world.registered(world.alice)
    ask = {"registration_id": registration.id, "actor": world.vera, "now": NOW}
    actions.request_information(world.session, reason="Which site?", **ask)  # type: ignore[arg-type]  # keywords of several kinds
    assert registration.state is RegistrationState.INFO_REQUESTED
    assert queries.undecided(world.session, NOW) == []
    actions.revise(
        world.session, registration_id=registration.id, actor=world.bob, claim=claimed(description="Sharjah"), now=NOW
    )
    actions.submit(world.session, registration_id=registration.id, actor=world.bob, now=NOW)
    assert [one.entry.registration.id for one in queries.undecided(world.session, NOW)] == [registration.id]


def test_the_queue_shows_the_longest_waiting_first_with_its_age_and_promise(world: World) -> None:
    world.registered(world.alice, now=NOW)
    world.registered(world.charlie, domain="gulfport.example", now=NOW - timedelta(days=5))
    first, second = queries.undecided(world.session, NOW + timedelta(minutes=90))
    assert (first.hours, first.late) == (121, True)
    assert (second.hours, second.late) == (1, False)
    assert first.due_at == NOW - timedelta(days=1)  # Thursday to Monday


def test_both_sides_move_a_deal_and_a_button_pressed_twice_moves_it_once(world: World) -> None:
    registration, deal = world.opened(world.alice)
    for actor, to in ((world.bob, Stage.QUALIFIED), (world.bob, Stage.QUALIFIED), (world.vera, Stage.PROPOSAL)):
        actions.advance(world.session, registration_id=registration.id, actor=actor, to=to, now=NOW)
    assert deal.stage is Stage.PROPOSAL
    with pytest.raises(Refusal):
        actions.advance(world.session, registration_id=registration.id, actor=world.bob, to=Stage.WON, now=NOW)
    with pytest.raises(NotFound):
        actions.advance(
            world.session, registration_id=registration.id, actor=world.charlie, to=Stage.NEGOTIATION, now=NOW
        )


def test_only_the_vendor_marks_it_won_with_an_order_and_an_amount(world: World) -> None:
    registration, _ = world.opened(world.alice)
    win = {"registration_id": registration.id, "now": NOW}
    with pytest.raises(Forbidden):
        actions.win(world.session, actor=world.alice, order_number="PO-1", amount=Decimal(1), **win)  # type: ignore[arg-type]  # keywords of several kinds
    with pytest.raises(Invalid) as refused:
        actions.win(world.session, actor=world.fatima, order_number="", amount=None, **win)  # type: ignore[arg-type]  # keywords of several kinds
    assert set(refused.value.errors) == {"order_number", "amount"}
    deal = actions.win(world.session, actor=world.fatima, order_number="PO-1", amount=Decimal("11500.50"), **win)  # type: ignore[arg-type]  # keywords of several kinds
    assert (deal.stage, deal.amount, deal.closed_at) == (Stage.WON, Decimal("11500.50"), NOW)
    facts = world.session.scalars(select(Fact.subject_id).where(Fact.name == actions.DEAL_WON)).all()
    assert facts == [deal.id]
    with pytest.raises(Refusal, match="closed"):
        actions.win(world.session, actor=world.fatima, order_number="PO-1", amount=Decimal(1), **win)  # type: ignore[arg-type]  # keywords of several kinds


def test_a_lost_deal_frees_the_account(world: World) -> None:
    registration, deal = world.opened(world.alice)
    actions.lose(world.session, registration_id=registration.id, actor=world.alice, reason="Postponed", now=NOW)
    assert (deal.stage, deal.closed_at) == (Stage.LOST, NOW)
    assert world.registered(world.charlie).decision_rule == "10/1"


def test_the_board_shows_a_partner_its_own_by_stage_with_the_days_left(world: World) -> None:
    world.opened(world.alice)
    world.registered(world.alice, domain="gulfport.example")
    world.opened(world.charlie, domain="elsewhere.example")
    board = queries.board(world.session, world.alice.partner, NOW + timedelta(days=80, hours=1))
    assert [one.days_left for one in board.stages[Stage.DISCOVERY]] == [10]
    assert len(board.waiting) == 1
    assert board.closed == board.yours == []


def test_the_log_holds_every_step_and_no_personal_value(world: World) -> None:
    registration, _ = world.won(world.alice)
    rows = [row for row, _ in queries.timeline(world.session, registration.id)]
    assert [row.after for row in rows] == ["draft", "submitted", "under_review", "approved", "won"]
    assert [row.actor_side for row in rows] == ["partner", "partner", "system", "vendor", "vendor"]
    assert rows[2].rule == "10/1"
    assert not any("sara" in str(row.inputs).lower() for row in rows)
    assert queries.verify_log(world.session) == []


def test_a_changed_a_removed_and_a_cut_off_row_are_found(world: World) -> None:
    registration, _ = world.won(world.alice)
    session, own = world.session, DealLog.registration_id == registration.id

    def broken(*positions: int) -> list[Break]:
        session.expire_all()
        found = queries.verify_log(session, registration.id)
        assert [one.position for one in found] == list(positions)
        return found

    with session.begin_nested() as change:
        session.execute(update(DealLog).where(own, DealLog.position == 3).values(reason="because"))
        broken(3)
        change.rollback()
    with session.begin_nested() as removal:
        session.execute(text("DELETE FROM deal_log WHERE position = 2"))
        assert {one.what for one in broken(2, 3)} == {"missing", "changed"}
        removal.rollback()
    with session.begin_nested() as cut:
        session.execute(text("DELETE FROM deal_log WHERE position = 5"))
        assert [one.what for one in broken(4)] == ["state"]
        cut.rollback()
