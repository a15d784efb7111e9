"""Webhooks are set up and removed."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from tcma.base.errors import Invalid, Refusal
from tcma.base.roles import Actor
from tcma.base.words import N_
from tcma.webhooks.models import Webhook, WebhookDelivery
from tcma.webhooks.queries import webhook, webhooks
from tcma.webhooks.rules import checked_url, new_secret

MOST = 10


def add(session: Session, *, url: str, actor: Actor, now: datetime, local: str | None = None) -> Webhook:
    """Of the actor's partner, or of the vendor. Its secret is told this once. Raises Invalid."""
    try:
        url = checked_url(url, local=local)
    except Refusal as refusal:
        raise Invalid({"url": refusal}) from None
    there = webhooks(session, actor.partner_id)
    if len(there) >= MOST:
        raise Invalid({"url": Refusal(N_("At most %(most)s addresses. Remove one first."), most=MOST)})
    if url in [one.url for one in there]:
        raise Invalid({"url": Refusal(N_("This address is told already."))})
    made = Webhook(
        partner_id=actor.partner_id, url=url, secret=new_secret(), created_by=actor.person_id, created_at=now
    )
    session.add(made)
    session.flush()
    return made


def remove(session: Session, *, webhook_id: UUID, actor: Actor, now: datetime) -> None:
    """Nothing more goes there. NotFound for another's."""
    webhook(session, actor.partner_id, webhook_id, lock=True).removed_at = now
    stop(session, webhook_id)


def enable(session: Session, *, webhook_id: UUID, actor: Actor) -> None:
    """What happens from now on is told again. NotFound for another's."""
    found = webhook(session, actor.partner_id, webhook_id, lock=True)
    found.disabled_at = found.failing_since = None


def stop(session: Session, webhook_id: UUID) -> None:
    """What waits there is not tried any more."""
    waiting = WebhookDelivery.webhook_id == webhook_id, WebhookDelivery.due_at.is_not(None)
    session.execute(update(WebhookDelivery).where(*waiting).values(due_at=None))


def forget_deliveries(session: Session, *, before: datetime, limit: int) -> int:
    """Messages go after their time. Returns how many."""
    old = select(WebhookDelivery.id).where(WebhookDelivery.created_at < before).limit(limit)
    ids = session.scalars(old).all()
    session.execute(delete(WebhookDelivery).where(WebhookDelivery.id.in_(ids)))
    return len(ids)
