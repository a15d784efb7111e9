"""Reads of webhooks."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.base.errors import NotFound
from tcma.webhooks.models import Webhook, WebhookDelivery


def webhooks(session: Session, partner_id: UUID | None) -> Sequence[Webhook]:
    """A partner's, or without one the vendor's; those that were removed are not."""
    own = select(Webhook).where(Webhook.partner_id.is_not_distinct_from(partner_id), Webhook.removed_at.is_(None))
    return session.scalars(own.order_by(Webhook.created_at, Webhook.id)).all()


def webhook(session: Session, partner_id: UUID | None, webhook_id: UUID, *, lock: bool = False) -> Webhook:
    """One's own; NotFound for anybody else's."""
    own = select(Webhook).where(
        Webhook.id == webhook_id, Webhook.partner_id.is_not_distinct_from(partner_id), Webhook.removed_at.is_(None)
    )
    found = session.scalars(own.with_for_update() if lock else own).one_or_none()
    if found is None:
        raise NotFound
    return found


def deliveries(session: Session, webhook_ids: Sequence[UUID], *, limit: int = 50) -> Sequence[WebhookDelivery]:
    """The log, the newest first."""
    of_these = select(WebhookDelivery).where(WebhookDelivery.webhook_id.in_(webhook_ids))
    return session.scalars(of_these.order_by(WebhookDelivery.created_at.desc()).limit(limit)).all()


def due_deliveries(session: Session, now: datetime, *, limit: int = 100) -> Sequence[UUID]:
    """What is to be sent now."""
    due = select(WebhookDelivery.id).where(WebhookDelivery.due_at <= now)
    return session.scalars(due.order_by(WebhookDelivery.due_at).limit(limit)).all()
