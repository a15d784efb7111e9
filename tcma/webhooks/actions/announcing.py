"""Something happened: everybody who wants to be told gets a message."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from tcma.base.db import new_id
from tcma.webhooks.models import Webhook, WebhookDelivery
from tcma.webhooks.queries import webhook, webhooks

TEST = "test"


def announce(
    session: Session, *, partner_id: UUID | None, kind: str, subject_id: UUID, data: Mapping[str, Any], now: datetime
) -> None:
    """Tell the webhooks of a partner, or without one of the vendor, once per kind and subject.

    `data` is what JSON knows: of a partner only its own, of the vendor nothing of a partner's people.
    """
    for one in webhooks(session, partner_id):
        if one.disabled_at is None:
            _put(session, one, kind, uuid5(one.id, f"{kind} {subject_id}"), data, now)


def send_test(session: Session, *, partner_id: UUID | None, webhook_id: UUID, now: datetime) -> UUID:
    """A message that says nothing, to one webhook. NotFound for another's."""
    message_id = new_id()
    _put(session, webhook(session, partner_id, webhook_id), TEST, message_id, {"message": "A test."}, now)
    return message_id


def _put(
    session: Session, hook: Webhook, kind: str, message_id: UUID, data: Mapping[str, Any], now: datetime
) -> None:
    body = {"type": kind, "timestamp": now.isoformat(), "data": dict(data)}
    row = insert(WebhookDelivery).values(
        id=message_id, webhook_id=hook.id, partner_id=hook.partner_id, kind=kind, body=body, created_at=now, due_at=now,
        tries=0, answer="",
    )  # fmt: skip
    session.execute(row.on_conflict_do_nothing(index_elements=["id"]))
