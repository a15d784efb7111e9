"""Leads of the vendor: who asked the vendor for something, which partners were asked to call, and what came of it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from tcma.base.db import Base, Id
from tcma.leads.rules import OfferState, VendorState


class VendorLead(Base):
    """One request of one person. It stays one record through every offer and every partner that had it."""

    __tablename__ = "vendor_leads"
    __table_args__ = (
        Index("ix_vendor_leads_state", "state", "id"),
        Index("ix_vendor_leads_addr_key", "addr_key"),
        Index("ix_vendor_leads_account", "account_domain"),
    )

    id: Mapped[Id]
    key: Mapped[str] = mapped_column(unique=True)  # idempotency: the same request sent twice is one lead
    source: Mapped[str]  # api, file, hand
    source_name: Mapped[str] = mapped_column(default="")  # of the program or the file
    brought_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    email: Mapped[str]
    addr_key: Mapped[str]
    first_name: Mapped[str] = mapped_column(default="")
    last_name: Mapped[str] = mapped_column(default="")
    title: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    message: Mapped[str] = mapped_column(default="")
    company: Mapped[str]
    account_domain: Mapped[str] = mapped_column(default="")  # registrable domain, or empty
    country: Mapped[str] = mapped_column(default="")  # ISO 3166-1 alpha-2, or empty
    product: Mapped[str] = mapped_column(default="")
    vertical: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(default="")
    state: Mapped[VendorState]
    partner_id: Mapped[UUID | None] = mapped_column(ForeignKey("partners.id"), index=True)  # who has it
    created_at: Mapped[datetime]
    assigned_at: Mapped[datetime | None]
    updated_at: Mapped[datetime]


class VendorLeadEvent(Base):
    """Its history, appended: for the vendor's eyes."""

    __tablename__ = "vendor_lead_events"

    id: Mapped[Id]
    vendor_lead_id: Mapped[UUID] = mapped_column(ForeignKey("vendor_leads.id"), index=True)
    at: Mapped[datetime]
    kind: Mapped[str]  # arrived, offered, accepted, declined, timed_out, unassigned, given, discarded, ...
    partner_id: Mapped[UUID | None] = mapped_column(ForeignKey("partners.id"))
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    rule: Mapped[str] = mapped_column(default="")  # version and place of the rule, such as 3/2
    detail: Mapped[str] = mapped_column(default="")


class Offer(Base):
    """A partner is asked whether it wants a lead: once per lead and partner."""

    __tablename__ = "lead_offers"
    __table_args__ = (
        UniqueConstraint("vendor_lead_id", "partner_id"),
        Index("uq_lead_offers_open", "vendor_lead_id", unique=True, postgresql_where=text("state = 'open'")),
        Index("ix_lead_offers_due", "due_at", postgresql_where=text("state = 'open'")),
    )

    id: Mapped[Id]
    vendor_lead_id: Mapped[UUID] = mapped_column(ForeignKey("vendor_leads.id"))
    partner_id: Mapped[UUID] = mapped_column(ForeignKey("partners.id"), index=True)
    rule: Mapped[str]
    state: Mapped[OfferState]
    offered_at: Mapped[datetime]
    due_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    reason: Mapped[str] = mapped_column(default="")
