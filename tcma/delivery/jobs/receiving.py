"""Receipts from a queue: stored raw first, deleted after the commit, applied after by a job of their own."""

from threading import Event

import structlog

from tcma.base.db import transaction
from tcma.base.settings import Settings
from tcma.base.tools import use
from tcma.delivery import actions
from tcma.delivery.actions.receiving import Opened, opened
from tcma.delivery.ports import Certificates, Later, ReceiptQueue
from tcma.delivery.rules.sns import Forged

log = structlog.get_logger(__name__)

LONG_POLL = 20  # seconds, the longest that SQS waits
AFTER_TROUBLE = 5.0  # seconds


def receive_some(queue: ReceiptQueue, *, seconds: int) -> int:
    """Store what the queue has, and only then delete it there. Returns how many were new or known.

    What is not ours is left: after five times SQS puts it among the dead letters, where somebody can look at it.
    """
    settings, certificates = use(Settings), use(Certificates)
    found: dict[str, Opened | None] = {}
    for brought in queue.receive(seconds):
        try:
            found[brought.handle] = opened(
                brought.body, topic=settings.sns_topic_arn, account=settings.sns_account_id, certificates=certificates
            )
        except Forged as forged:
            log.warning("notification refused", reason=str(forged), by="sqs")
        except Later as later:
            log.warning("notification put off", reason=str(later), by="sqs")
    if not found:
        return 0
    with transaction() as session:
        for one in found.values():
            if one is not None:
                actions.store_receipt(session, sns_message_id=one.message_id, body=one.event)
    queue.done(list(found))
    return len(found)


def listen(stop: Event) -> None:
    """Ask the queue, on and on, in a thread of each worker: a message is brought to one of them.

    To die at any moment loses nothing, so nobody waits for a poll to end. Returns at once without a queue.
    """
    if not use(Settings).sqs_queue_url:
        return
    queue = use(ReceiptQueue)
    while not stop.is_set():
        try:
            receive_some(queue, seconds=LONG_POLL)
        except Exception as error:  # SQS or the database is away, or whatever it is: it is asked again
            log.warning("no receipts from the queue", error=repr(error))
            stop.wait(AFTER_TROUBLE)
