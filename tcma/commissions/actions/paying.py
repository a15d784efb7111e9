"""Finance approves what is earned, and pays what is approved."""

from collections.abc import Collection
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from tcma.base.db import new_id
from tcma.base.errors import Forbidden, NotFound, Refusal
from tcma.base.roles import Actor
from tcma.base.words import N_
from tcma.commissions.actions.announcing import announce_payout
from tcma.commissions.models import CommissionEntry, CommissionPayout, CommissionSale
from tcma.commissions.queries import payable_by
from tcma.commissions.rules import PAYERS, EntryState


def approve(session: Session, *, actor: Actor, now: datetime, entries: Collection[UUID] | None = None) -> int:
    """Those of the entries (of all, without any named) that wait and that nothing holds. Returns how many."""
    _may(actor)
    paid = select(CommissionSale.deal_id).where(CommissionSale.customer_paid_at.is_not(None))
    free = [
        CommissionEntry.state == EntryState.ACCRUED,
        or_(CommissionEntry.due_at.is_(None), CommissionEntry.due_at <= now),
        or_(CommissionEntry.until_paid.is_(False), CommissionEntry.deal_id.in_(paid)),
    ]
    if entries is not None:
        free.append(CommissionEntry.id.in_(entries))
    done = update(CommissionEntry).where(*free).values(
        state=EntryState.APPROVED, approved_at=now, approved_by=actor.person_id
    )  # fmt: skip
    return len(session.scalars(done.returning(CommissionEntry.id)).all())


def customer_paid(session: Session, *, deal_id: UUID, actor: Actor, now: datetime) -> None:
    """The customer has paid the order: what waited for that may be approved. Twice is fine."""
    _may(actor)
    sale = session.get(CommissionSale, deal_id, with_for_update=True, populate_existing=True)
    if sale is None or sale.won_at is None:
        raise NotFound
    sale.customer_paid_at = sale.customer_paid_at or now
    session.flush()


def pay(session: Session, *, currency: str, actor: Actor, now: datetime) -> CommissionPayout:
    """All that is approved in a currency, by somebody else where there is somebody else (queries.payable_by).

    A partner that would owe us more than we owe it waits for the next one.
    """
    _may(actor)
    found = session.scalars(
        select(CommissionEntry)
        .where(payable_by(session, actor.person_id), CommissionEntry.currency == currency)
        .order_by(CommissionEntry.id).with_for_update().execution_options(populate_existing=True)
    ).all()  # fmt: skip
    by_partner: dict[UUID, list[CommissionEntry]] = {}
    for one in found:
        by_partner.setdefault(one.partner_id, []).append(one)
    sums = {
        who: (sum((one.amount for one in theirs), Decimal(0)), len(theirs))
        for who, theirs in sorted(by_partner.items())
    }
    sums = {who: each for who, each in sums.items() if each[0] > 0}
    if not sums:
        raise Refusal(N_("Nothing is approved that you could pay. What you approved yourself, somebody else pays."))
    total = sum((amount for amount, _ in sums.values()), Decimal(0))
    payout = CommissionPayout(id=new_id(), currency=currency, total=total, made_by=actor.person_id, made_at=now)
    session.add(payout)
    session.flush()
    for one in found:
        if one.partner_id in sums:
            one.state, one.paid_at, one.payout_id = EntryState.PAID, now, payout.id
    session.flush()
    announce_payout(session, payout, sums, now=now)
    return payout


def _may(actor: Actor) -> None:
    if actor.role not in PAYERS:
        raise Forbidden
