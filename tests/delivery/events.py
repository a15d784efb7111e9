"""SES events as SNS brings them, made by hand."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from tcma.base import clock
from tcma.base.db import new_id, transaction
from tcma.delivery import actions

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
NAMES = {
    "sent": "Send", "delivered": "Delivery", "delayed": "DeliveryDelay", "rejected": "Reject",
    "unrendered": "Rendering Failure", "bounced": "Bounce", "bounced_for_now": "Bounce", "complained": "Complaint",
}


def event(
    attempt_id: UUID | str, to: str, kind: str = "delivered", *, after: timedelta = timedelta(0), **mail: Any
) -> dict[str, Any]:
    """The JSON of an event `after` noon; `mail` changes what it says of the mail."""
    moment = (NOON + after).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    name = NAMES[kind]
    person = [{"emailAddress": to}]
    details: dict[str, dict[str, Any]] = {
        "Send": {},
        "Delivery": {"timestamp": moment, "recipients": [to], "smtpResponse": "250 OK"},
        "DeliveryDelay": {"timestamp": moment, "delayedRecipients": person, "delayType": "General"},
        "Reject": {"reason": "Bad content"},
        "Rendering Failure": {"errorMessage": "no such field", "templateName": ""},
        "Complaint": {"timestamp": moment, "complainedRecipients": person, "complaintFeedbackType": "abuse"},
        "Bounce": {"timestamp": moment, "bouncedRecipients": person, "bounceSubType": "General",
                   "bounceType": "Permanent" if kind == "bounced" else "Transient"},
    }
    key = {"Rendering Failure": "failure", "DeliveryDelay": "deliveryDelay"}.get(name, name.lower())
    return {
        "eventType": name,
        "mail": {"timestamp": moment, "messageId": f"ses-{attempt_id}", "destination": [to],
                 "sendingAccountId": "123456789012", "tags": {"attempt": [str(attempt_id)]}, **mail},
        key: details[name],
    }


def stored(body: dict[str, Any]) -> UUID:
    """A receipt that is not applied yet."""
    with transaction() as session:
        receipt_id = actions.store_receipt(session, sns_message_id=str(new_id()), body=body)
    assert receipt_id is not None
    return receipt_id


def apply(*receipts: UUID) -> None:
    with transaction() as session:
        actions.apply_receipts(session, receipts, now=clock.now(session))


def told(*bodies: dict[str, Any]) -> None:
    """These events, each stored and applied by itself, in this order."""
    for body in bodies:
        apply(stored(body))
