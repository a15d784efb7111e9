"""Jobs of webhooks, for the beat; safe to run twice."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

import structlog
from sqlalchemy.orm import Session

from tcma.base import clock
from tcma.base.db import transaction
from tcma.base.keeping import forget_in_batches
from tcma.base.settings import Settings
from tcma.base.tools import use
from tcma.webhooks import actions, queries
from tcma.webhooks.ports import Later, Never, Poster
from tcma.webhooks.rules import signed

log = structlog.get_logger(__name__)
KEPT = timedelta(days=30)


def send(delivery_id: str) -> None:
    """One message, if it is due and nobody else is at it. The same message always has the same id."""
    with transaction() as session:
        real = clock.now(session) - clock.offset(session)  # the receiver's clock knows nothing of ours
        message = actions.begin(session, UUID(delivery_id), now=clock.now(session))
    if message is None:
        return
    headers = signed(message.secret, message.id, real, message.body)
    status, answer = None, ""
    try:
        status = use(Poster).post(message.url, message.body, headers)
        answer = str(status)
    except (Later, Never) as failed:
        answer = str(failed)[:200]
    with transaction() as session:
        actions.end(session, message.id, status=status, answer=answer, now=clock.now(session))
    log.info("webhook", delivery=delivery_id, answer=answer)


def due(session: Session) -> Iterable[str]:
    """For the beat."""
    return map(str, queries.due_deliveries(session, clock.now(session)))


def disabled(webhook_id: str) -> None:
    """Tell whose it is."""
    with transaction() as session:
        actions.tell_disabled(session, UUID(webhook_id), public_url=use(Settings).public_url, now=clock.now(session))


def forget() -> None:
    """Messages go after 30 days: they name people."""
    forget_in_batches(
        "messages of webhooks",
        lambda session, now, size: actions.forget_deliveries(session, before=now - KEPT, limit=size),
    )
