"""Domains that partners send from, and their tenants at SES."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from tcma.base.db import Base, Id


class Sender(Base):
    """A partner's own domain. Anyone may claim one; whoever has it verified has it alone."""

    __tablename__ = "senders"
    __table_args__ = (
        UniqueConstraint("partner_id", "domain"),
        Index("uq_senders_verified", "domain", unique=True, postgresql_where=text("verified_at IS NOT NULL")),
        Index("uq_senders_chosen", "partner_id", unique=True, postgresql_where=text("chosen")),
    )

    id: Mapped[Id]
    partner_id: Mapped[UUID] = mapped_column(ForeignKey("partners.id"))
    domain: Mapped[str]
    local: Mapped[str]  # before the @
    mail_from: Mapped[str]
    tokens: Mapped[list[Any]]  # DKIM, as SES gave them; empty until it did
    zone: Mapped[str] = mapped_column(default="")
    status: Mapped[str] = mapped_column(default="PENDING")  # SES's word
    seen: Mapped[dict[str, Any]]  # {key of a record: rules.Seen}, of the last look-up
    chosen: Mapped[bool] = mapped_column(default=False)  # what the partner sends from, if it is verified
    added_at: Mapped[datetime]
    added_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    checked_at: Mapped[datetime | None]
    verified_at: Mapped[datetime | None]  # null again when SES no longer says so
    problem: Mapped[str] = mapped_column(default="")  # SES's words, if it refused the domain


class Tenant(Base):
    """A partner's tenant at SES, and what it may use."""

    __tablename__ = "tenants"

    partner_id: Mapped[UUID] = mapped_column(ForeignKey("partners.id"), primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    resources: Mapped[list[Any]]  # ARNs, sorted
    made_at: Mapped[datetime]
