"""Leads: people who raised a hand, and whose they are."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from tcma.base.db import Base, Id
from tcma.leads.rules import LeadState


class Lead(Base):
    """One per partner and contact; later responses of the same person join it.

    One without a response came from the vendor: nothing the person did at this partner stands behind it yet.
    """

    __tablename__ = "leads"
    __table_args__ = (
        UniqueConstraint("partner_id", "contact_id"),
        Index("ix_leads_state", "partner_id", "state"),
        Index("ix_leads_vendor_lead", "vendor_lead_id"),
        Index("ix_leads_remind", "remind_at", postgresql_where=text("remind_at IS NOT NULL")),
    )

    id: Mapped[Id]
    partner_id: Mapped[UUID] = mapped_column(ForeignKey("partners.id"))
    contact_id: Mapped[UUID] = mapped_column(ForeignKey("contacts.id"))
    vendor_lead_id: Mapped[UUID | None] = mapped_column(ForeignKey("vendor_leads.id"))
    first_response_id: Mapped[UUID | None] = mapped_column(ForeignKey("responses.id"))
    last_response_id: Mapped[UUID | None] = mapped_column(ForeignKey("responses.id"))
    kit_id: Mapped[UUID | None] = mapped_column(ForeignKey("kits.id"))
    asset_id: Mapped[UUID | None] = mapped_column(ForeignKey("assets.id"))
    launch_id: Mapped[UUID | None]  # no key: an event or a share may take its place
    state: Mapped[LeadState]
    note: Mapped[str] = mapped_column(default="")  # the next step
    next_on: Mapped[date | None]  # when that is to be done
    assigned_to: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    due_at: Mapped[datetime | None]  # the first contact; empty for leads from before there were service levels
    remind_at: Mapped[datetime | None]  # when to look again; empty once somebody called, or nothing is left to say
    contacted_at: Mapped[datetime | None]
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
    kind: Mapped[str]  # created, responded, noted, remarked, assigned, ..., or the state it went to
    detail: Mapped[str] = mapped_column(default="")


class LeadTask(Base):
    """Something to do for a lead, by a day."""

    __tablename__ = "lead_tasks"
    __table_args__ = (Index("ix_lead_tasks_open", "partner_id", postgresql_where=text("done_at IS NULL")),)

    id: Mapped[Id]
    lead_id: Mapped[UUID] = mapped_column(ForeignKey("leads.id"), index=True)
    partner_id: Mapped[UUID] = mapped_column(ForeignKey("partners.id"))
    text: Mapped[str]
    due_on: Mapped[date | None]
    assigned_to: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
