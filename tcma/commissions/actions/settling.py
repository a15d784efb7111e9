"""What is owed for a deal follows the deal, in the transaction that changes it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from tcma.base.db import new_id
from tcma.commissions.actions.announcing import announce_entry
from tcma.commissions.models import CommissionEntry, CommissionSale
from tcma.commissions.queries import live_entries, plan_in_force, plan_of
from tcma.commissions.rules import UNPAID, EntryState, Plan, Terms, compute, earned, quota_span
from tcma.commissions.rules.earning import to_json
from tcma.deals.models import Deal, Registration
from tcma.deals.queries import rules_in_force
from tcma.deals.rules import Stage
from tcma.partners.models import Programme


class Ledger:
    """The earnings of partners, for deals.ports."""

    def settle(self, session: Session, deal_id: UUID, now: datetime) -> None:
        """What no longer holds is reversed, what holds now is booked; nothing that stands is edited."""
        deal = session.get_one(Deal, deal_id)
        sale = _sale(session, deal)
        won, fresh = deal.stage is Stage.WON, deal.closed_at != sale.won_at
        if won and fresh:
            _agree(session, sale, deal)
        sale.amount = earned(sale.amount, deal.amount, won=won, in_review=deal.review_since is not None)
        sale.won_at = deal.closed_at if won else None
        session.flush()
        plan = plan_of(session, sale.plan)
        wanted = _wanted(sale, plan, deal.helpers)
        standing = {one.partner_id: one for one in live_entries(session, deal_id)}
        first = fresh or not standing  # what was in review when it was won earns for the win, only later
        for partner_id in sorted({*wanted, *standing}):
            old, new = standing.get(partner_id), wanted.get(partner_id)
            if old is not None and old.calculation == new:
                continue
            if old is not None:
                _reverse(session, old, "corrected" if won else "reopened", now)
            if new is not None:
                _book(session, sale, plan, partner_id, new, "won" if first else "corrected", now)


def _sale(session: Session, deal: Deal) -> CommissionSale:
    """Its row, locked; and the partner's other sales stand still meanwhile, for its quota is counted by them."""
    key = f"commission {deal.partner_id}"
    session.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))"), {"key": key})
    row = insert(CommissionSale).values(
        deal_id=deal.id, partner_id=deal.partner_id, amount=0, currency=deal.currency, tier="", lines=[], plan=0
    )
    session.execute(row.on_conflict_do_nothing())
    return session.get_one(CommissionSale, deal.id, with_for_update=True, populate_existing=True)


def _agree(session: Session, sale: CommissionSale, deal: Deal) -> None:
    """On the terms of the moment it is won; they hold for whatever becomes of it afterwards."""
    registration, plan = session.get_one(Registration, deal.registration_id), plan_in_force(session)
    names = {one.key: one.name for one in rules_in_force(session).products}
    sale.plan, sale.tier, sale.currency = plan.number, registration.tier, deal.currency
    sale.lines = [[key, names.get(key, key)] for key in registration.product_lines]
    sale.before, sale.customer_paid_at = _booked(session, sale, plan, deal.closed_at), None


def _booked(session: Session, sale: CommissionSale, plan: Plan, at: datetime | None) -> Any:
    """What the partner booked in this period so far; None in another currency than the programme's."""
    programme = session.get_one(Programme, 1)
    if sale.currency != programme.currency or at is None:
        return None
    span = quota_span(at, plan.period, programme.timezone)
    booked = select(func.coalesce(func.sum(CommissionSale.amount), 0)).where(
        CommissionSale.partner_id == sale.partner_id, CommissionSale.currency == sale.currency,
        CommissionSale.won_at >= span.begins, CommissionSale.won_at < span.ends,
        CommissionSale.deal_id != sale.deal_id,
    )  # fmt: skip
    return session.scalar(booked)


def _wanted(sale: CommissionSale, plan: Plan, helpers: list[UUID]) -> dict[UUID, dict[str, Any]]:
    """Whom how much is owed, with how it comes about; nobody is owed nothing."""
    lines = tuple((key, name) for key, name in sale.lines)
    terms = Terms(sale.amount, sale.currency, sale.tier, lines, sale.before, len(helpers))
    found = compute(plan, terms)
    each = zip([sale.partner_id, *helpers], found.shares, strict=True)
    return {who: to_json(found, place) for place, (who, share) in enumerate(each) if share}


def _reverse(session: Session, old: CommissionEntry, cause: str, now: datetime) -> None:
    """What was not paid yet is over with its reversal; what was paid is taken back with the next payout."""
    paid = old.state not in UNPAID
    entry = CommissionEntry(
        id=new_id(), deal_id=old.deal_id, partner_id=old.partner_id, helper=old.helper, amount=-old.amount,
        currency=old.currency, state=EntryState.ACCRUED if paid else EntryState.REVERSED, cause=cause,
        calculation=old.calculation, reverses=old.id, made_at=now,
    )  # fmt: skip
    if not paid:
        old.state = EntryState.REVERSED
    _keep(session, entry, now)


def _book(
    session: Session, sale: CommissionSale, plan: Plan, partner_id: UUID, new: Mapping[str, Any], cause: str,
    now: datetime,
) -> None:  # fmt: skip
    due_at = sale.won_at + timedelta(days=plan.hold_days) if sale.won_at and plan.hold_days else None
    entry = CommissionEntry(
        id=new_id(), deal_id=sale.deal_id, partner_id=partner_id, helper=partner_id != sale.partner_id,
        amount=Decimal(new["shares"][new["share"]]), currency=sale.currency, state=EntryState.ACCRUED, cause=cause,
        calculation=dict(new), made_at=now, due_at=due_at, until_paid=plan.until_paid,
    )  # fmt: skip
    _keep(session, entry, now)


def _keep(session: Session, entry: CommissionEntry, now: datetime) -> None:
    session.add(entry)
    session.flush()
    announce_entry(session, entry, now=now)
