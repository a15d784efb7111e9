"""How the vendor decides: versions of the rules, who may sell what where, when the desk works; and what was asked."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, Date, ForeignKey, Index, Integer
from sqlalchemy.orm import Mapped, mapped_column

from tcma.base.db import Base, Id


class EngagementVersion(Base):
    """The rules of engagement as they were saved; never changed. The highest number is in force."""

    __tablename__ = "engagement_versions"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    says: Mapped[dict[str, Any]]  # rules.engagement.to_json
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[datetime]


class DealDesk(Base):
    """When the deal desk works: one row."""

    __tablename__ = "deal_desk"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    off: Mapped[list[int]] = mapped_column(ARRAY(Integer))  # days of the week, Monday is 0
    holidays: Mapped[list[date]] = mapped_column(ARRAY(Date))


class Authorisation(Base):
    """What a partner may register. Empty: every family, every country. A partner without rows may register all."""

    __tablename__ = "deal_authorisations"

    id: Mapped[Id]
    partner_id: Mapped[UUID] = mapped_column(ForeignKey("partners.id"), index=True)
    family: Mapped[str]  # of product lines
    country: Mapped[str]  # ISO 3166-1 alpha-2


class PreCheck(Base):
    """A partner asked whether an account is free."""

    __tablename__ = "deal_prechecks"
    __table_args__ = (Index("ix_deal_prechecks_partner", "partner_id", "at"),)

    id: Mapped[Id]
    partner_id: Mapped[UUID] = mapped_column(ForeignKey("partners.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    domain: Mapped[str]
    country: Mapped[str]
    answer: Mapped[str]  # free, taken, person
    rule: Mapped[str]
    at: Mapped[datetime]
