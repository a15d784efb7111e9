"""Who takes leads of the vendor, by which rules, and whose turn it is."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from tcma.base.db import Base, Id


class Intake(Base):
    """A partner that takes leads, and from where; what it sells is the partner's. Its row is the lock under which leads
    are given away."""

    __tablename__ = "lead_intakes"

    partner_id: Mapped[UUID] = mapped_column(ForeignKey("partners.id"), primary_key=True)
    takes: Mapped[bool] = mapped_column(default=True)
    countries: Mapped[list[Any]]  # ISO 3166-1 alpha-2
    cap: Mapped[int | None]  # null: its tier's
    last_offer_at: Mapped[datetime | None]
    updated_at: Mapped[datetime]


class RoutingTurn(Base):
    """What a partner has earned of a rule's turns, from one lead to the next."""

    __tablename__ = "routing_turns"

    rule_id: Mapped[UUID] = mapped_column(primary_key=True)  # inside a version's rules
    partner_id: Mapped[UUID] = mapped_column(ForeignKey("partners.id"), primary_key=True)
    credit: Mapped[int]


class RoutingVersion(Base):
    """An ordered list of rules with the tiers they speak of. What was live once never changes."""

    __tablename__ = "routing_versions"
    __table_args__ = (
        Index("uq_routing_versions_number", "number", unique=True, postgresql_where=text("number IS NOT NULL")),
        Index("uq_routing_versions_draft", text("(number IS NULL)"), unique=True,
              postgresql_where=text("number IS NULL")),
    )  # fmt: skip

    id: Mapped[Id]
    number: Mapped[int | None]  # null: the one draft
    content: Mapped[dict[str, Any]]
    updated_at: Mapped[datetime]
    updated_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    published_at: Mapped[datetime | None]
