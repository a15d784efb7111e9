"""Domains that partners send from or have their pages at, and their tenants at SES."""

from datetime import date, datetime
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


class Site(Base):
    """The domain that a partner's pages are at. Anyone may claim one; whoever has proven it has it alone."""

    __tablename__ = "sites"
    __table_args__ = (
        Index("uq_sites_verified", "host", unique=True, postgresql_where=text("verified_at IS NOT NULL")),
    )

    id: Mapped[Id]
    partner_id: Mapped[UUID] = mapped_column(ForeignKey("partners.id"), unique=True)
    host: Mapped[str]
    proof: Mapped[str]  # what the partner enters into its DNS
    seen: Mapped[dict[str, Any]]  # {key of a record: rules.Seen}, of the last look-up
    added_at: Mapped[datetime]
    added_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    checked_at: Mapped[datetime | None]
    verified_at: Mapped[datetime | None]  # null again when the proof is gone
    problem: Mapped[str] = mapped_column(default="", server_default="")  # 'taken' where another was quicker


class Tenant(Base):
    """A partner's tenant at SES, and what it may use."""

    __tablename__ = "tenants"

    partner_id: Mapped[UUID] = mapped_column(ForeignKey("partners.id"), primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    resources: Mapped[list[Any]]  # ARNs, sorted
    made_at: Mapped[datetime]


class WarmUp(Base):
    """A domain that is new as a sender: what it sends in a day is limited until it has grown. See rules.warming."""

    __tablename__ = "warm_ups"

    id: Mapped[Id]
    domain: Mapped[str] = mapped_column(unique=True)  # what SES verifies: partners below it share it
    level: Mapped[int]  # how often the limit has doubled
    day: Mapped[date]  # of the programme's calendar, on which something was last taken
    taken: Mapped[int]  # of that day
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))  # none: it has grown
    ended_reason: Mapped[str] = mapped_column(default="")
