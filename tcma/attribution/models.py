"""Credits: which touch earned which part of a won deal, per model."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from tcma.base.db import Base, Id


class CreditRun(Base):
    """One computation for one deal; a correction supersedes, and both remain."""

    __tablename__ = "credit_runs"
    __table_args__ = (
        Index("uq_credit_runs_current", "deal_id", unique=True, postgresql_where=text("superseded_at IS NULL")),
    )

    id: Mapped[Id]
    deal_id: Mapped[UUID] = mapped_column(ForeignKey("deals.id"))
    partner_id: Mapped[UUID] = mapped_column(ForeignKey("partners.id"))
    amount: Mapped[Decimal]
    currency: Mapped[str]
    conversion_at: Mapped[datetime]
    lookback_days: Mapped[int | None]
    half_life_days: Mapped[int]
    touches: Mapped[int]
    at: Mapped[datetime]
    superseded_at: Mapped[datetime | None]


class Credit(Base):
    """A sum of these is a report. No touch: the part of the revenue that nobody is known to have earned."""

    __tablename__ = "credits"
    __table_args__ = (Index("ix_credits_model", "model", "closed_at"),)

    id: Mapped[Id]
    run_id: Mapped[UUID] = mapped_column(ForeignKey("credit_runs.id"), index=True)
    model: Mapped[str]
    deal_id: Mapped[UUID] = mapped_column(ForeignKey("deals.id"), index=True)
    deal_partner_id: Mapped[UUID] = mapped_column(ForeignKey("partners.id"))
    closed_at: Mapped[datetime]
    touch_id: Mapped[UUID | None] = mapped_column(ForeignKey("touches.id"))
    touch_at: Mapped[datetime | None]
    partner_id: Mapped[UUID | None] = mapped_column(ForeignKey("partners.id"), index=True)  # whose touch it was
    kit_id: Mapped[UUID | None] = mapped_column(ForeignKey("kits.id"))
    version_id: Mapped[UUID | None] = mapped_column(ForeignKey("kit_versions.id"))
    asset_id: Mapped[UUID | None] = mapped_column(ForeignKey("assets.id"))
    launch_id: Mapped[UUID | None]
    language: Mapped[str] = mapped_column(default="")
    channel: Mapped[str] = mapped_column(default="")
    amount: Mapped[Decimal]
    currency: Mapped[str]
