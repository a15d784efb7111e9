"""Plans, what of a deal earns, the ledger, and payouts."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Identity, Index
from sqlalchemy.orm import Mapped, mapped_column

from tcma.base.db import Base, Id
from tcma.commissions.rules import EntryState


class CommissionPlan(Base):
    """A plan as it was saved; never changed. The highest number is in force."""

    __tablename__ = "commission_plans"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    says: Mapped[dict[str, Any]]  # rules.plan.to_json
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[datetime]


class CommissionSale(Base):
    """What of a deal earns now, and on which terms: they are those of the moment it was won."""

    __tablename__ = "commission_sales"
    __table_args__ = (Index("ix_commission_sales_won", "partner_id", "won_at"),)

    deal_id: Mapped[UUID] = mapped_column(ForeignKey("deals.id"), primary_key=True)
    partner_id: Mapped[UUID] = mapped_column(ForeignKey("partners.id"))
    won_at: Mapped[datetime | None]  # null: it is not won
    amount: Mapped[Decimal] = mapped_column(default=Decimal(0))  # that earns: 0 as long as it is in review
    currency: Mapped[str]
    tier: Mapped[str]
    lines: Mapped[list[Any]]  # [key, name] of each product line
    plan: Mapped[int] = mapped_column(default=0)  # its number; 0: there was none
    before: Mapped[Decimal | None]  # booked by the partner earlier in the period; null: it counts towards no quota
    customer_paid_at: Mapped[datetime | None]


class CommissionPayout(Base):
    """What was paid at once, in one currency; its lines are its entries."""

    __tablename__ = "commission_payouts"

    id: Mapped[Id]
    number: Mapped[int] = mapped_column(Identity(start=1), unique=True)
    currency: Mapped[str]
    total: Mapped[Decimal]
    made_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[datetime]


class CommissionEntry(Base):
    """A line of the ledger. Its amount is never changed: what no longer holds is reversed by a line of its own."""

    __tablename__ = "commission_entries"
    __table_args__ = (
        CheckConstraint("(amount < 0) = (reverses IS NOT NULL)", name="sign"),
        Index("ix_commission_entries_partner", "partner_id", "made_at"),
        Index("ix_commission_entries_state", "state", "currency"),
    )

    id: Mapped[Id]
    deal_id: Mapped[UUID] = mapped_column(ForeignKey("commission_sales.deal_id"), index=True)
    partner_id: Mapped[UUID] = mapped_column(ForeignKey("partners.id"))
    helper: Mapped[bool]  # the partner helped; another one registered the deal
    amount: Mapped[Decimal]
    currency: Mapped[str]
    state: Mapped[EntryState]
    cause: Mapped[str]  # won, corrected, reopened
    calculation: Mapped[dict[str, Any]]  # rules.earning.to_json
    reverses: Mapped[UUID | None] = mapped_column(ForeignKey("commission_entries.id"), unique=True)
    made_at: Mapped[datetime]
    due_at: Mapped[datetime | None]  # not approved before
    until_paid: Mapped[bool] = mapped_column(default=False)  # not approved before the customer has paid
    approved_at: Mapped[datetime | None]
    approved_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    paid_at: Mapped[datetime | None]
    payout_id: Mapped[UUID | None] = mapped_column(ForeignKey("commission_payouts.id"), index=True)
