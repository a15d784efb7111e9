"""The ledger follows its deals: booked, held, approved, paid, and taken back by lines of their own."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from tcma.base.access import Actor
from tcma.base.errors import Forbidden, Invalid, NotFound, Refusal
from tcma.commissions import actions, queries
from tcma.commissions.models import CommissionSale
from tcma.commissions.rules import Rate
from tcma.deals import actions as deals
from tcma.deals.rules import Engagement, Product, Stage
from tcma.partners.models import Person
from tcma.webhooks.actions import add
from tcma.webhooks.models import WebhookDelivery
from tests.commissions.world import Payables
from tests.deals.world import NOW

DAY = timedelta(days=1)
D = Decimal


def test_a_won_deal_earns_in_the_transaction_that_wins_it(world: Payables) -> None:
    world.plan()
    _, deal = world.won("12000.00")
    [entry] = world.entries()
    assert (entry.amount, entry.currency, str(entry.state), entry.cause) == (D(1200), "EUR", "accrued", "won")
    assert (entry.deal_id, entry.partner_id, entry.helper) == (deal.id, world.deals.alice.partner, False)
    assert entry.calculation["plan"] == 1


def test_without_a_plan_nothing_is_earned_and_what_is_won_later_is(world: Payables) -> None:
    world.won()
    assert world.ledger() == []
    world.plan()
    world.won(domain="other.example")
    assert world.ledger() == [("1200", "accrued")]


def test_what_was_won_before_keeps_its_plan(world: Payables) -> None:
    world.plan()
    registration, _ = world.won()
    world.plan(rates=(Rate("", "", D(50)),))
    world.correct(registration, "10000")
    assert world.ledger() == [("1200", "reversed"), ("-1200", "reversed"), ("1000", "accrued")]


def test_an_order_that_is_off_takes_back_what_was_not_paid(world: Payables) -> None:
    world.plan()
    registration, deal = world.won()
    world.approve()
    world.reopen(registration)
    assert deal.stage is Stage.NEGOTIATION
    assert world.ledger() == [("1200", "reversed"), ("-1200", "reversed")]
    with pytest.raises(Refusal, match="Nothing is approved"):
        world.pay()


def test_what_was_paid_is_deducted_from_the_next_payout_and_never_edited(world: Payables) -> None:
    world.plan()
    registration, _ = world.won()
    world.approve()
    assert world.pay() == D(1200)
    before = _kept(world)
    world.reopen(registration, lost=True)
    assert world.ledger() == [("1200", "paid"), ("-1200", "accrued")]
    assert _kept(world) == before
    world.approve()
    assert queries.payable(world.session, world.deals.vera.person_id) == {}
    with pytest.raises(Refusal, match="Nothing is approved"):
        world.pay()  # the partner would owe us: it waits
    world.won("30000.00", domain="other.example")
    world.approve()
    assert queries.payable(world.session, world.deals.vera.person_id) == {"EUR": D(1800)}
    assert world.pay() == D(1800)
    assert {state for _, state in world.ledger()} == {"paid"}


def _kept(world: Payables) -> dict[str, object]:
    """Every column of the first entry."""
    return {name: value for name, value in vars(world.entries()[0]).items() if not name.startswith("_")}


def test_an_order_that_came_to_less_or_more_is_booked_anew(world: Payables) -> None:
    world.plan()
    registration, _ = world.won("12000.00")
    world.correct(registration, "8000.00")
    world.correct(registration, "8000.00")  # nothing changed
    assert world.ledger()[2:] == [("800", "accrued")]
    world.approve()
    world.pay()
    world.correct(registration, "9000.00")
    assert world.ledger()[2:] == [("800", "paid"), ("-800", "accrued"), ("900", "accrued")]
    assert [one.cause for one in world.entries()] == ["won", *["corrected"] * 4]


def test_a_deal_won_again_earns_by_the_plan_of_that_day(world: Payables) -> None:
    world.plan()
    registration, _ = world.won()
    world.reopen(registration)
    world.plan(rates=(Rate("", "", D(20)),))
    given: dict[str, Any] = {"registration_id": registration.id, "actor": world.deals.fatima, "now": NOW + DAY}
    deals.win(world.session, order_number="PO-2", amount=D(1000), **given)
    assert world.ledger()[2:] == [("200", "accrued")]


def test_an_amount_in_review_earns_no_more_than_before(world: Payables) -> None:
    world.plan()
    engaged = Engagement(thresholds={"registered": D(15000)})
    deals.save_rules(world.session, rules=engaged, based_on=1, actor=world.deals.vera, now=NOW)
    registration = world.deals.registered(world.deals.alice, amount=D(9000))
    given: dict[str, Any] = {"registration_id": registration.id, "actor": world.deals.vera, "now": NOW}
    deal = deals.win(world.session, order_number="PO-1", amount=D(20000), **given)
    assert deal.review_since is not None
    assert world.ledger() == []
    assert queries.in_review(world.session, registration.id)
    deals.confirm_amount(world.session, **given)
    assert world.ledger() == [("2000", "accrued")]
    assert [one.cause for one in world.entries()] == ["won"]  # nothing was corrected: it was looked at
    assert not queries.in_review(world.session, registration.id)


def test_a_won_order_that_rises_past_the_threshold_earns_more_once_it_was_looked_at(world: Payables) -> None:
    world.plan()
    engaged = Engagement(thresholds={"registered": D(15000)})
    deals.save_rules(world.session, rules=engaged, based_on=1, actor=world.deals.vera, now=NOW)
    registration = world.deals.registered(world.deals.alice, amount=D(9000))
    given: dict[str, Any] = {"registration_id": registration.id, "actor": world.deals.vera, "now": NOW}
    deals.win(world.session, order_number="PO-1", amount=D(9000), **given)
    world.correct(registration, "20000")
    assert world.ledger() == [("900", "accrued")]
    world.correct(registration, "16000")  # still above
    assert world.ledger() == [("900", "accrued")]
    deals.confirm_amount(world.session, **given)
    assert world.ledger()[2:] == [("1600", "accrued")]


def test_helpers_get_their_share_and_a_change_of_helpers_books_anew(world: Payables) -> None:
    world.plan(helpers=D(20))
    registration, _ = world.deals.opened(world.deals.alice)
    given: dict[str, Any] = {"registration_id": registration.id, "actor": world.deals.fatima, "now": NOW}
    helga = world.helga.partner
    deals.name_helpers(world.session, partners=[helga], **given)
    deals.win(world.session, order_number="PO-1", amount=D("100.05"), **given)
    assert world.ledger(world.deals.alice.partner) == [("8.01", "accrued")]
    assert world.ledger(helga) == [("2", "accrued")]
    deals.name_helpers(world.session, partners=[], **given)
    assert world.ledger(world.deals.alice.partner)[2:] == [("10.01", "accrued")]
    assert world.ledger(helga) == [("2", "reversed"), ("-2", "reversed")]
    for wrong in ([world.deals.alice.partner], [world.helga.person_id]):
        with pytest.raises(Invalid):
            deals.name_helpers(world.session, partners=wrong, **given)
    with pytest.raises(Forbidden):
        deals.name_helpers(world.session, partners=[], **{**given, "actor": world.deals.alice})


def test_product_lines_and_tiers_have_rates_of_their_own(world: Payables) -> None:
    engaged = Engagement(products=(Product("scan", "Scan", "Security"), Product("disk", "Disk", "Storage")))
    deals.save_rules(world.session, rules=engaged, based_on=1, actor=world.deals.vera, now=NOW)
    world.plan(rates=(Rate("", "", D(5)), Rate("registered", "scan", D(15))))
    world.won("1000.00", product_lines=("scan", "disk"))
    [entry] = world.entries()
    assert entry.amount == D(100)  # 15 % of one half, 5 % of the other
    assert entry.calculation["lines"] == [["Scan", "15", "0"], ["Disk", "5", "0"]]


def test_a_quota_counts_what_was_booked_in_the_period_and_nothing_in_other_currencies(world: Payables) -> None:
    world.plan(quotas={"registered": D(20000)}, extra=D(5))
    first, _ = world.won("15000.00")
    world.won("500000", domain="yen.example", currency="JPY")
    world.won("10000.00", domain="two.example")
    assert [amount for amount, _ in world.ledger()] == ["1500", "50000", "1250"]  # 10 % of 5000, 15 % of 5000
    world.reopen(first)
    world.won("10000.00", domain="three.example", now=NOW + DAY)
    assert world.ledger()[-1] == ("1000", "accrued")  # 10000 was booked before it
    world.won("10000.00", domain="four.example", now=NOW + 300 * DAY, expected_close=date(2028, 1, 1))
    assert world.ledger()[-1] == ("1000", "accrued")  # another year


def test_what_is_held_is_not_approved(world: Payables) -> None:
    world.plan(hold_days=30, until_paid=True)
    _, deal = world.won()
    assert world.approve(NOW + 40 * DAY) == 0
    given: dict[str, Any] = {"deal_id": deal.id, "actor": world.deals.fatima}
    actions.customer_paid(world.session, now=NOW + DAY, **given)
    actions.customer_paid(world.session, now=NOW + 2 * DAY, **given)
    sale = world.session.scalars(select(CommissionSale)).one()
    assert sale.customer_paid_at == NOW + DAY
    assert world.approve(NOW + 30 * DAY - timedelta(microseconds=1)) == 0
    assert world.approve(NOW + 30 * DAY) == 1
    assert world.approve(NOW + 30 * DAY) == 0


def test_only_finance_and_the_administrator_approve_pay_and_plan(world: Payables) -> None:
    world.plan()
    _, deal = world.won()
    for actor in (world.deals.alice, world.deals.charlie):
        with pytest.raises(Forbidden):
            actions.approve(world.session, actor=actor, now=NOW)
        with pytest.raises(Forbidden):
            actions.pay(world.session, currency="EUR", actor=actor, now=NOW)
        with pytest.raises(Forbidden):
            actions.customer_paid(world.session, deal_id=deal.id, actor=actor, now=NOW)
    for verb in (deals.reopen, deals.correct):
        more = {"reason": "x", "lost": True} if verb is deals.reopen else {"amount": D(5)}
        with pytest.raises(Forbidden):
            verb(world.session, registration_id=deal.registration_id, actor=world.deals.alice, now=NOW, **more)
    assert actions.approve(world.session, actor=world.deals.vera, now=NOW) == 1


def test_who_approved_does_not_pay_unless_there_is_nobody_else(world: Payables) -> None:
    world.plan()
    off, _ = world.won("5000.00")
    world.won("12000.00", domain="other.example")
    world.approve()
    pay = {"currency": "EUR", "now": NOW}
    assert queries.payable(world.session, world.deals.fatima.person_id) == {}
    with pytest.raises(Refusal, match="somebody else pays"):
        actions.pay(world.session, actor=world.deals.fatima, **pay)  # type: ignore[arg-type]  # of several kinds
    assert queries.payable(world.session, world.deals.vera.person_id) == {"EUR": D(1700)}
    assert actions.pay(world.session, actor=world.deals.vera, **pay).total == D(1700)  # type: ignore[arg-type]  # of several kinds
    # What is taken back is deducted whoever approved that; Vera approves the next order, and Fatima pays it.
    world.reopen(off, lost=True)
    world.won("9000.00", domain="third.example")
    assert actions.approve(world.session, actor=world.deals.vera, now=NOW) == 2
    assert queries.payable(world.session, world.deals.vera.person_id) == {}
    assert queries.payable(world.session, world.deals.fatima.person_id) == {"EUR": D(400)}
    # With Fatima gone there is nobody else.
    world.session.get_one(Person, world.deals.fatima.person_id).deactivated_at = NOW
    world.session.flush()
    assert actions.pay(world.session, actor=world.deals.vera, **pay).total == D(400)  # type: ignore[arg-type]  # of several kinds


def test_one_entry_is_approved_by_its_name(world: Payables) -> None:
    world.plan()
    world.won()
    world.won(domain="other.example")
    first, _ = world.entries()
    assert actions.approve(world.session, actor=world.deals.fatima, entries=[first.id], now=NOW) == 1
    assert [state for _, state in world.ledger()] == ["approved", "accrued"]


def test_only_what_is_won_can_be_taken_back_and_not_past_a_rival(world: Payables) -> None:
    world.plan()
    registration, _ = world.deals.opened(world.deals.alice)
    with pytest.raises(Refusal, match="not won"):
        world.reopen(registration)
    with pytest.raises(Refusal, match="not won"):
        world.correct(registration, "5.00")
    won, deal = world.won(domain="other.example")
    rival = world.deals.registered(world.deals.charlie, domain="other.example", kind="expansion")
    deals.approve(world.session, registration_id=rival.id, actor=world.deals.vera, now=NOW)
    with pytest.raises(Refusal, match="Another partner has this account now"):
        world.reopen(won)
    assert world.reopen(won, lost=True).stage is Stage.LOST
    assert deal.closed_at == NOW


@pytest.mark.parametrize("amount", [None, D(0), D("-1"), D("1.001")])
def test_an_amount_that_can_not_be_is_refused(world: Payables, amount: Decimal | None) -> None:
    registration, _ = world.won()
    with pytest.raises(Invalid):
        deals.correct(
            world.session, registration_id=registration.id, actor=world.deals.fatima, amount=amount, now=NOW
        )


def test_a_statement_opens_with_what_was_open_and_closes_with_what_is(world: Payables) -> None:
    world.plan()
    registration, _ = world.won()
    mine = world.deals.alice.partner
    world.approve()
    world.pay(now=NOW + DAY)
    world.won(domain="other.example", now=NOW + DAY)
    world.reopen(registration, now=NOW + 30 * DAY)
    may = queries.statement(world.session, mine, "2026-05", NOW)
    assert [_read(one) for one in may.balances] == [(0, 2400, 1200, 1200)]
    assert [(number, amount) for number, _, _, amount in may.payouts] == [(may.payouts[0][0], D(1200))]
    june = queries.statement(world.session, mine, "2026-06", NOW)
    assert [_read(one) for one in june.balances] == [(1200, -1200, 0, 0)]
    assert queries.months(world.session, mine) == ["2026-06", "2026-05"]
    assert queries.statement(world.session, world.deals.charlie.partner, "2026-05", NOW).lines == []
    with pytest.raises(NotFound):
        queries.statement(world.session, mine, "2026-13", NOW)


def _read(one: queries.Balance) -> tuple[int, ...]:
    return tuple(int(amount) for amount in (one.opening, one.booked, one.paid, one.closing))


def test_programs_are_told_of_lines_and_payouts_each_partner_of_its_own(world: Payables) -> None:
    told: list[Actor] = [world.deals.vera, world.deals.alice, world.deals.charlie, world.helga]
    for actor in told:
        add(world.session, url="https://books.example.com/", actor=actor, now=NOW)
    world.plan()
    registration, _ = world.won()
    world.approve()
    world.pay()
    world.reopen(registration)
    rows = world.session.execute(select(WebhookDelivery.partner_id, WebhookDelivery.kind, WebhookDelivery.body)).all()
    kinds = sorted(kind for who, kind, _ in rows if who == world.deals.alice.partner)
    assert kinds == ["commission.booked", "commission.paid", "commission.reversed"]
    assert sorted(kind for who, kind, _ in rows if who is None) == [
        "commission.booked", "commission.reversed", "payout.made",
    ]  # fmt: skip
    assert len(rows) == 6  # nobody else hears of it
    [paid] = [body["data"] for who, kind, body in rows if kind == "payout.made"]
    assert paid["partners"][0]["amount"] == "1200.000"
