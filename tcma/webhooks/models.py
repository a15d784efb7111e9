"""Webhooks and what they were told."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from tcma.base.db import Base, Id


class Webhook(Base):
    """An address, and the secret that signs what goes there: it has to be known here, and is shown once."""

    __tablename__ = "webhooks"

    id: Mapped[Id]
    partner_id: Mapped[UUID | None] = mapped_column(ForeignKey("partners.id"), index=True)  # null: the vendor's
    url: Mapped[str]
    secret: Mapped[str]
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime]
    failing_since: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]


class WebhookDelivery(Base):
    """One message to one webhook. Kept 30 days."""

    __tablename__ = "webhook_deliveries"
    __table_args__ = (
        Index("ix_webhook_deliveries_due", "due_at", postgresql_where=text("due_at IS NOT NULL")),
        Index("ix_webhook_deliveries_log", "webhook_id", "created_at"),
    )

    id: Mapped[Id]  # from the occasion: told twice is one message
    webhook_id: Mapped[UUID] = mapped_column(ForeignKey("webhooks.id"))
    partner_id: Mapped[UUID | None] = mapped_column(ForeignKey("partners.id"))
    kind: Mapped[str]
    body: Mapped[dict[str, Any]]
    created_at: Mapped[datetime] = mapped_column(index=True)
    due_at: Mapped[datetime | None]  # the next try; null: taken, or given up
    tries: Mapped[int] = mapped_column(default=0)
    tried_at: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(default="")  # of the last try: a status, or why there is none
