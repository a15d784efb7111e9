"""Deal registrations, their log, and the deals an approval opens."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ForeignKey, Identity, Index, Text, UniqueConstraint, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from tcma.base.db import Base, Id
from tcma.deals.rules import RegistrationState, Stage


class Registration(Base):
    """A partner's claim on an account."""

    __tablename__ = "registrations"
    __table_args__ = (
        Index("ix_registrations_account", "account_domain", "account_country"),
        Index("ix_registrations_accounts", "accounts", postgresql_using="gin"),
        Index("ix_registrations_contact_email", "contact_email"),
        Index("ix_registrations_escalate", "escalate_at", postgresql_where=text("escalate_at IS NOT NULL")),
        Index("ix_registrations_due", "protection_due_at", postgresql_where=text("protection_due_at IS NOT NULL")),
    )

    id: Mapped[Id]
    number: Mapped[int] = mapped_column(Identity(start=1001), unique=True)
    partner_id: Mapped[UUID] = mapped_column(ForeignKey("partners.id"), index=True)
    submitted_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    tier: Mapped[str]
    lead_id: Mapped[UUID | None] = mapped_column(ForeignKey("leads.id"))
    contact_id: Mapped[UUID | None] = mapped_column(ForeignKey("contacts.id"))
    # The accounts it may be about, the likeliest first; empty before it was sent.
    accounts: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid), default=list, server_default=text("'{}'"))
    account_name: Mapped[str]
    account_domain: Mapped[str]
    account_country: Mapped[str]
    account_postal_code: Mapped[str] = mapped_column(default="", server_default="")
    account_vat: Mapped[str] = mapped_column(default="", server_default="")
    account_duns: Mapped[str] = mapped_column(default="", server_default="")
    contact_name: Mapped[str]
    contact_email: Mapped[str]
    contact_phone: Mapped[str] = mapped_column(default="")
    contact_title: Mapped[str] = mapped_column(default="", server_default="")
    description: Mapped[str] = mapped_column(default="")
    amount: Mapped[Decimal | None]  # empty until the partner knows
    currency: Mapped[str]
    expected_close: Mapped[date | None]
    kind: Mapped[str]  # new, expansion, renewal
    # Keys of the rules of engagement.
    product_lines: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list, server_default=text("'{}'"))
    source: Mapped[str] = mapped_column(default="", server_default="")  # how the partner came to it
    incumbent: Mapped[str] = mapped_column(default="", server_default="")  # what they use today
    relationship: Mapped[str] = mapped_column(default="", server_default="")  # of the partner with the account
    co_sell: Mapped[str] = mapped_column(default="", server_default="")  # offered, accepted, declined
    state: Mapped[RegistrationState]
    submitted_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    decision: Mapped[str] = mapped_column(default="")  # the words the partner reads
    decision_rule: Mapped[str] = mapped_column(default="")  # rule id and version
    protected_until: Mapped[datetime | None]
    protection_due_at: Mapped[datetime | None]  # the next notice, then the end; empty once the deal is closed
    window_ends_at: Mapped[datetime | None]  # refused for another's claim: when that ends, never whose it is
    # The clock that both sides see: since when the vendor is to answer, by when, and who is reminded next.
    waiting_since: Mapped[datetime | None]
    answer_due_at: Mapped[datetime | None]
    escalate_at: Mapped[datetime | None]
    approved_under: Mapped[Decimal | None]  # the threshold that the amount was under when it was approved
    active_at: Mapped[datetime | None]  # what the partner last did with its deal
    appealed_at: Mapped[datetime | None]
    appealed_from: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))  # who decided; never decides again
    extension_asked_at: Mapped[datetime | None]  # empty once it is decided
    extension_reason: Mapped[str] = mapped_column(default="", server_default="")
    extended_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    idempotency_key: Mapped[str | None] = mapped_column(unique=True)


class Deal(Base):
    """What an approved registration became."""

    __tablename__ = "deals"

    id: Mapped[Id]
    registration_id: Mapped[UUID] = mapped_column(ForeignKey("registrations.id"), unique=True)
    partner_id: Mapped[UUID] = mapped_column(ForeignKey("partners.id"), index=True)
    contact_id: Mapped[UUID | None] = mapped_column(ForeignKey("contacts.id"))
    account_domain: Mapped[str]
    stage: Mapped[Stage]
    amount: Mapped[Decimal]
    currency: Mapped[str]
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    order_number: Mapped[str] = mapped_column(default="")
    # Other partners that helped to sell it, by what the vendor says.
    helpers: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid), default=list, server_default=text("'{}'"))
    review_since: Mapped[datetime | None]  # its amount rose past the threshold: a person looks before it earns anything


class DealLog(Base):
    """Every transition, appended and chained by hash; never updated, never deleted."""

    __tablename__ = "deal_log"
    __table_args__ = (UniqueConstraint("registration_id", "position"),)

    id: Mapped[Id]
    registration_id: Mapped[UUID] = mapped_column(ForeignKey("registrations.id"))
    partner_id: Mapped[UUID] = mapped_column(ForeignKey("partners.id"))
    position: Mapped[int]
    at: Mapped[datetime]
    actor_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    actor_side: Mapped[str]  # partner, vendor, system
    before: Mapped[str]
    after: Mapped[str]
    rule: Mapped[str] = mapped_column(default="")
    inputs: Mapped[dict[str, Any]]
    reason: Mapped[str] = mapped_column(default="")
    previous_hash: Mapped[str]
    hash: Mapped[str]
