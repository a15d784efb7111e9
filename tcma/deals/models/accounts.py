"""Firms that partners register: the vendor's own book of them, and those that only a partner has named."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from tcma.base.db import Base, Id


class Account(Base):
    """A firm in a country. It may have several domains, and becomes another one when they are merged."""

    __tablename__ = "accounts"
    __table_args__ = (
        Index("ix_accounts_name", "name_key", "country"),
        Index("ix_accounts_vat", "vat", postgresql_where=text("vat <> ''")),
        Index("ix_accounts_duns", "duns", postgresql_where=text("duns <> ''")),
    )

    id: Mapped[Id]
    external_id: Mapped[str | None] = mapped_column(unique=True)  # of the vendor's own system
    name: Mapped[str]
    name_key: Mapped[str]  # rules.name_key
    country: Mapped[str]  # ISO 3166-1 alpha-2
    vat: Mapped[str] = mapped_column(default="")
    duns: Mapped[str] = mapped_column(default="")
    own: Mapped[bool] = mapped_column(default=False)  # it stands in the vendor's book
    named: Mapped[bool] = mapped_column(default=False)  # direct sales has it
    customer: Mapped[bool] = mapped_column(default=False)
    owner: Mapped[str] = mapped_column(default="")  # the vendor's own salesperson, by name
    # A lead of the vendor for it was given to this partner, and when.
    given_to: Mapped[UUID | None] = mapped_column(ForeignKey("partners.id"))
    given_at: Mapped[datetime | None]
    merged_into: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class AccountDomain(Base):
    """A registrable domain of an account; firms of several countries may share one."""

    __tablename__ = "account_domains"
    __table_args__ = (Index("ix_account_domains_drawn", "drawn"),)

    domain: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), primary_key=True, index=True)
    drawn: Mapped[str]  # rules.drawn: how it looks


class Opportunity(Base):
    """Something that direct sales is selling to an account. Open as long as it is not closed."""

    __tablename__ = "opportunities"

    id: Mapped[Id]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), index=True)
    external_id: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    stage: Mapped[str] = mapped_column(default="")
    owner: Mapped[str] = mapped_column(default="")
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    updated_at: Mapped[datetime]
