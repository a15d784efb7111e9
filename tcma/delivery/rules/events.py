"""SES events: read from their JSON, joined into a headline. Any order, any repetition, one result.

Source of the shapes: "Examples of event data that Amazon SES publishes to Amazon SNS".
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from tcma.delivery.rules.states import EventKind

# Strongest first: what the page shows of a message.
HEADLINES = (
    EventKind.COMPLAINED,
    EventKind.BOUNCED,
    EventKind.REJECTED,
    EventKind.UNRENDERED,
    EventKind.BOUNCED_FOR_NOW,
    EventKind.DELIVERED,
    EventKind.DELAYED,
    EventKind.SENT,
)


SOFT_BOUNCES, SOFT_BOUNCE_DAYS = 3, timedelta(days=14)


@dataclass(frozen=True)
class SesEvent:
    """One event about one attempt. `recipients` are as SES names them; `detail` is for people."""

    kind: EventKind
    attempt_id: UUID
    ses_message_id: str
    at: datetime
    recipients: tuple[str, ...]
    detail: str


_SIMPLE = {
    "Send": ("send", EventKind.SENT),
    "Delivery": ("delivery", EventKind.DELIVERED),
    "DeliveryDelay": ("deliveryDelay", EventKind.DELAYED),
    "Reject": ("reject", EventKind.REJECTED),
    "Rendering Failure": ("failure", EventKind.UNRENDERED),
    "Complaint": ("complaint", EventKind.COMPLAINED),
}


def read_event(body: dict[str, Any]) -> SesEvent | None:
    """The event in an SNS message's JSON, or None for one that is not ours to apply.

    Raises ValueError for a body without the documented fields.
    """
    try:
        return _read(body)
    except (KeyError, TypeError, AttributeError, IndexError, OverflowError) as error:
        raise ValueError(f"not as documented: {error!r}") from error


def _read(body: dict[str, Any]) -> SesEvent | None:
    name = body["eventType"]
    mail = body["mail"]
    tags = mail.get("tags", {}).get("attempt", [])
    if not tags:
        return None
    if name == "Bounce":
        part = body["bounce"]
        kind = EventKind.BOUNCED if part["bounceType"] == "Permanent" else EventKind.BOUNCED_FOR_NOW
        recipients = [r["emailAddress"] for r in part["bouncedRecipients"]]
        detail = f"{part['bounceType']}, {part.get('bounceSubType', '')}"
    elif name in _SIMPLE:
        key, kind = _SIMPLE[name]
        part = body.get(key) or {}
        found = part.get("complainedRecipients") or part.get("recipients") or part.get("delayedRecipients")
        recipients = [r["emailAddress"] if isinstance(r, dict) else r for r in found or mail.get("destination", [])]
        detail = str(part.get("reason") or part.get("errorMessage") or part.get("complaintFeedbackType") or "")
    else:
        return None
    at = datetime.fromisoformat(str(part.get("timestamp") or mail["timestamp"]))
    if at.tzinfo is None:
        raise ValueError("an event's time has no zone")
    return SesEvent(kind, UUID(str(tags[0])), str(mail["messageId"]), at, tuple(map(str, recipients)),
                    detail[:500])


def headline(kinds: Collection[EventKind]) -> str:
    """The strongest of the facts, '' for none."""
    return next((kind.value for kind in HEADLINES if kind in kinds), "")


def bounces_too_often(bounces: Collection[tuple[UUID, datetime]]) -> bool:
    """Whether three messages bounced for now within 14 days; `bounces` are (message, time) in any order.

    A matter of the whole set: one more bounce, however late it is heard of, never makes it false.
    """
    within = ({m for m, at in bounces if start <= at < start + SOFT_BOUNCE_DAYS} for _, start in bounces)
    return any(len(messages) >= SOFT_BOUNCES for messages in within)
