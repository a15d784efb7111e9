"""Whatever happens to deals in whatever order: the entries of each sum to what is owed, and none was ever edited."""

import os
from collections.abc import Callable
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tcma.base.errors import Refusal
from tcma.commissions import actions
from tcma.commissions.models import CommissionEntry, CommissionPayout
from tcma.commissions.rules import Rate
from tcma.deals import actions as deals
from tcma.deals import queries
from tcma.deals.models import Deal
from tcma.deals.rules import CLOSED, Engagement, Stage
from tests.commissions.world import Payables
from tests.deals.world import NOW

D = Decimal
MANY = 300 if os.environ.get("TCMA_RACE") else 6  # `make bench-race` tries more
PERCENT, HELPERS = D("7.5"), D(30)

Step = Callable[[Payables, dict[str, Any], Deal, D, Any], object]
STEPS: dict[str, Step] = {
    "win": lambda w, by, d, amount, now: deals.win(w.session, order_number="PO", amount=amount, **by),
    "reopen": lambda w, by, d, amount, now: deals.reopen(w.session, reason="Off.", lost=False, **by),
    "correct": lambda w, by, d, amount, now: deals.correct(w.session, amount=amount, **by),
    "look": lambda w, by, d, amount, now: deals.confirm_amount(w.session, **by),
    "help": lambda w, by, d, amount, now: deals.name_helpers(w.session, partners=[w.helga.partner], **by),
    "alone": lambda w, by, d, amount, now: deals.name_helpers(w.session, partners=[], **by),
    "change": lambda w, by, d, amount, now: deals.change_amount(w.session, amount=amount, **by),
    "customer": lambda w, by, d, amount, now: actions.customer_paid(
        w.session, deal_id=d.id, actor=w.deals.fatima, now=now),
    "approve": lambda w, by, d, amount, now: w.approve(now),
    "payday": lambda w, by, d, amount, now: (w.approve(now), w.pay(now=now)),
}  # fmt: skip


@settings(max_examples=MANY)
@given(
    st.booleans(),
    st.lists(
        st.tuples(st.sampled_from(sorted(STEPS)), st.integers(0, 1), st.integers(1, 30_000_00), st.integers(0, 40)),
        min_size=6, max_size=12,
    ),
)  # fmt: skip
def test_entries_always_sum_to_what_is_owed(
    world: Payables, session: Session, until_paid: bool, steps: list[tuple[str, int, int, int]]
) -> None:
    with session.begin_nested() as whole:
        _walk(world, until_paid, steps)
        whole.rollback()
    session.expire_all()


def _walk(world: Payables, until_paid: bool, steps: list[tuple[str, int, int, int]]) -> None:
    session, now = world.session, NOW
    world.plan(rates=(Rate("", "", PERCENT),), helpers=HELPERS, until_paid=until_paid, hold_days=10 * until_paid)
    engaged = Engagement(thresholds={"registered": D(10000)}, protection_days=0)
    deals.save_rules(session, rules=engaged, based_on=1, actor=world.deals.vera, now=now)
    found = []
    for domain in ("one.example", "two.example"):
        registration = world.deals.registered(world.deals.alice, domain=domain, account_name=domain, amount=D(9000))
        deal = queries.deal_of(session, registration.id)
        assert deal is not None
        found.append((registration, deal))
    counted = {deal.id: D(0) for _, deal in found}
    kept: dict[UUID, dict[str, Any]] = {}
    for name, which, cents, days in [("win", 0, 800_000, 0), ("win", 1, 1_200_000, 0), *steps]:
        now += timedelta(days=days)
        registration, deal = found[which]
        try:
            with session.begin_nested():
                by = {"registration_id": registration.id, "actor": world.deals.fatima, "now": now}
                STEPS[name](world, by, deal, D(cents) / 100, now)
        except Refusal:
            session.expire_all()
        for _, one in found:
            session.refresh(one)
            counted[one.id] = _earning(one, counted[one.id])
            _owed_is_booked(session, one, counted[one.id], world.helga.partner)
        kept = _unedited(world, kept)


def _earning(deal: Deal, before: D) -> D:
    if deal.stage is not Stage.WON:
        return D(0)
    return min(before, deal.amount) if deal.review_since else deal.amount


def _owed_is_booked(session: Session, deal: Deal, counted: D, helper: UUID) -> None:
    cent = D("0.01")
    total = (counted * PERCENT / 100).quantize(cent, ROUND_HALF_UP)
    theirs = total * HELPERS / 100 if helper in deal.helpers else D(0)
    sums = dict(
        session.execute(
            select(CommissionEntry.partner_id, func.sum(CommissionEntry.amount))
            .where(CommissionEntry.deal_id == deal.id).group_by(CommissionEntry.partner_id)
        ).all()
    )  # fmt: skip
    assert sum(sums.values()) == total
    assert abs(sums.get(helper, D(0)) - theirs) < cent
    assert deal.stage in CLOSED or total == 0


def _unedited(world: Payables, before: dict[UUID, dict[str, Any]]) -> dict[UUID, dict[str, Any]]:
    """Amount and calculation of an entry stay; paid ones stay paid; what was paid is what payouts say."""
    names = ("amount", "currency", "partner_id", "deal_id", "calculation", "made_at", "reverses", "cause")
    now = {one.id: {name: getattr(one, name) for name in names} for one in world.entries()}
    assert {key: now[key] for key in before} == before
    states = {one.id: one for one in world.entries()}
    assert all((one.state == "paid") == (one.payout_id is not None) for one in states.values())
    taken_back = [one for one in states.values() if one.reverses]
    assert all(one.amount == -states[one.reverses].amount for one in taken_back if one.reverses)
    paid = sum((one.amount for one in states.values() if one.payout_id), D(0))
    assert paid == world.session.scalar(select(func.coalesce(func.sum(CommissionPayout.total), 0)))
    return now
