"""Leads: people who raised a hand, and whose they are."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from tcma.base.db import Base, Id
from tcma.leads.rules import LeadState


class Lead(Base):
    """One per partner and contact; later responses of the same person join it."""

    __tablename__ = "leads"
    __table_args__ = (UniqueConstraint("partner_id", "contact_id"), Index("ix_leads_state", "partner_id", "state"))

    id: Mapped[Id]
    partner_id: Mapped[UUID] = mapped_column(ForeignKey("partners.id"))
    contact_id: Mapped[UUID] = mapped_column(ForeignKey("contacts.id"))
    first_response_id: Mapped[UUID] = mapped_column(ForeignKey("responses.id"))
    last_response_id: Mapped[UUID] = mapped_column(ForeignKey("responses.id"))
    kit_id: Mapped[UUID] = mapped_column(ForeignKey("kits.id"))
    asset_id: Mapped[UUID] = mapped_column(ForeignKey("assets.id"))
    launch_id: Mapped[UUID | None]  # no key: an event or a share may take its place
    state: Mapped[LeadState]
    note: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class LeadEvent(Base):
    """The history of a lead, appended."""

    __tablename__ = "lead_events"
    __table_args__ = (
        Index(
            "uq_lead_events_response", "lead_id", "response_id", unique=True,
            postgresql_where=text("response_id IS NOT NULL"),
        ),
    )  # fmt: skip

    id: Mapped[Id]
    lead_id: Mapped[UUID] = mapped_column(ForeignKey("leads.id"), index=True)
    partner_id: Mapped[UUID] = mapped_column(ForeignKey("partners.id"))
    at: Mapped[datetime]
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    response_id: Mapped[UUID | None] = mapped_column(ForeignKey("responses.id"))  # once per lead: reactions run twice
    kind: Mapped[str]  # created, responded, noted, or the state it went to
    detail: Mapped[str] = mapped_column(default="")
