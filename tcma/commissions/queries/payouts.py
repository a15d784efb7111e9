"""Payouts, and what of each a partner got."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tcma.base.errors import NotFound
from tcma.commissions.models import CommissionEntry, CommissionPayout
from tcma.partners.models import Partner


@dataclass(frozen=True)
class Part:
    """What one partner gets of a payout."""

    partner: Partner
    amount: Decimal
    entries: int


def payouts(session: Session, *, limit: int = 200) -> Sequence[CommissionPayout]:
    """The newest first."""
    return session.scalars(select(CommissionPayout).order_by(CommissionPayout.number.desc()).limit(limit)).all()


def payout_parts(session: Session, payout_id: UUID) -> tuple[CommissionPayout, list[Part]]:
    """A payout with its parts by the partner's name. NotFound for none."""
    payout = session.get(CommissionPayout, payout_id)
    if payout is None:
        raise NotFound
    rows = session.execute(
        select(Partner, func.sum(CommissionEntry.amount), func.count())
        .join(CommissionEntry, CommissionEntry.partner_id == Partner.id)
        .where(CommissionEntry.payout_id == payout.id).group_by(Partner.id).order_by(Partner.name, Partner.id)
    )  # fmt: skip
    return payout, [Part(partner, amount, entries) for partner, amount, entries in rows]
