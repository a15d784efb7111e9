"""One message goes out: taken in one transaction, posted outside of any, its answer kept in another."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.base import facts
from tcma.base.roles import Role
from tcma.base.words import gettext, speaking
from tcma.composing.rules import Note
from tcma.delivery.actions import send_note
from tcma.partners.models import Person
from tcma.webhooks.actions.keeping import stop
from tcma.webhooks.models import Webhook, WebhookDelivery
from tcma.webhooks.rules import DISABLED_AFTER, next_try

WEBHOOK_DISABLED = "webhook disabled"
"""Subject: the webhook."""
GONE = 410
_LEASE = timedelta(minutes=1)  # longer than a call takes: if this process dies, the message goes out again


@dataclass(frozen=True)
class Message:
    """What to post where, signed with which secret."""

    id: UUID
    url: str
    secret: str
    body: bytes


def begin(session: Session, delivery_id: UUID, *, now: datetime) -> Message | None:
    """Take a message that is due; None where somebody else has, or its webhook is gone."""
    query = select(WebhookDelivery).where(WebhookDelivery.id == delivery_id, WebhookDelivery.due_at <= now)
    delivery = session.scalars(query.with_for_update(skip_locked=True)).one_or_none()
    if delivery is None:
        return None
    hook = session.get_one(Webhook, delivery.webhook_id)
    if hook.disabled_at is not None or hook.removed_at is not None:
        delivery.due_at = None
        return None
    delivery.due_at, delivery.tried_at, delivery.tries = now + _LEASE, now, delivery.tries + 1
    body = json.dumps(delivery.body, ensure_ascii=False, separators=(",", ":")).encode()
    return Message(delivery.id, hook.url, hook.secret, body)


def end(session: Session, delivery_id: UUID, *, status: int | None, answer: str, now: datetime) -> None:
    """Keep how it went: taken with a 2xx, else tried again later; after three days of failures nothing goes there."""
    webhook_id = session.get_one(WebhookDelivery, delivery_id).webhook_id
    hook = session.get_one(Webhook, webhook_id, with_for_update=True, populate_existing=True)
    delivery = session.get_one(WebhookDelivery, delivery_id, with_for_update=True, populate_existing=True)
    delivery.answer = answer
    if status is not None and 200 <= status < 300:
        delivery.delivered_at, delivery.due_at, hook.failing_since = now, None, None
        return
    delivery.due_at = next_try(delivery.tries, now)
    hook.failing_since = hook.failing_since or now
    if (status == GONE or now - hook.failing_since >= DISABLED_AFTER) and hook.disabled_at is None:
        hook.disabled_at = now
        stop(session, hook.id)
        facts.record(session, WEBHOOK_DISABLED, hook.id)


def tell_disabled(session: Session, webhook_id: UUID, *, public_url: str, now: datetime) -> None:
    """The admins of its owner hear of it, once per time that it was disabled."""
    hook = session.get_one(Webhook, webhook_id)
    if hook.disabled_at is None:
        return
    role = Role.PARTNER_ADMIN if hook.partner_id else Role.VENDOR_ADMIN
    admins = select(Person).where(
        Person.role == role, Person.partner_id.is_not_distinct_from(hook.partner_id), Person.deactivated_at.is_(None)
    )
    for person in session.scalars(admins.order_by(Person.id)).all():
        with speaking(person.language):
            note = Note(
                subject=gettext("Your program is no longer told what happens"),
                paragraphs=(
                    gettext("Hello %(name)s,", name=person.name),
                    gettext("%(url)s has not taken our messages for days, so we have stopped sending them. "
                            "When it works again, switch it on.", url=hook.url),
                ),
                button=(gettext("See what it answered"), f"{public_url}/webhooks"),
                why=gettext("You get this because you are an administrator."),
            )  # fmt: skip
        send_note(
            session, note=note, origin="webhook", to=person.email, language=person.language, partner_id=None, now=now,
            origin_id=uuid5(hook.id, f"{hook.disabled_at.isoformat()} {person.email}"),
        )  # fmt: skip
