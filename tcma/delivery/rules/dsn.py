"""Delivery status notifications (RFC 3464): what a mail server says became of a mail.

They become the same JSON as an event of SES, so that one way of applying them serves both.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from typing import Any
from uuid import UUID

from tcma.delivery.rules.mail import one_line

_TO = ("Delivered-To", "X-Original-To", "Envelope-To", "To")
_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")
# Statuses (RFC 3463) that say the address itself is no good. All other failures are bounces for now: a full mailbox,
# a mail too big, and a policy against us, say nothing of the person.
_NO_SUCH = re.compile(r"5\.(1\.([012346]|10)|2\.1|4\.4)")


class NoReport(ValueError):
    """The mail is no delivery status notification: an automatic answer, or spam."""


@dataclass(frozen=True)
class Report:
    """`to` are the addresses the notification came to; `recipient` is the one it is about, as the server names it.

    `action`: failed, delayed, delivered, relayed or expanded. `said` is for people.
    """

    to: tuple[str, ...]
    action: str
    status: str
    recipient: str
    said: str
    at: datetime


def read_report(raw: bytes) -> Report:
    """Raises NoReport. A mail of ours has one recipient: of a report on several, the worst counts."""
    mail = message_from_bytes(raw)
    status = next((part for part in mail.walk() if part.get_content_type() == "message/delivery-status"), None)
    if status is None:
        raise NoReport("no delivery status in it")
    groups = [group for group in _groups(status) if group.get("Action")]
    if not groups:
        raise NoReport("it names no recipient")
    worst = min(groups, key=lambda group: _rank(_word(group, "Action").lower()))
    found = _STATUS.search(_word(worst, "Status"))
    diagnostic = _word(worst, "Diagnostic-Code").partition(";")[2].strip()
    return Report(
        tuple(address for _, address in getaddresses([str(value) for name in _TO for value in mail.get_all(name, [])])),
        _word(worst, "Action").lower(), found[0] if found else "", _address(worst),
        diagnostic or _word(worst, "Status"), _when(_word(worst, "Last-Attempt-Date"), _word(mail, "Date")),
    )


def as_event(report: Report, attempt_id: UUID, email: str) -> dict[str, Any] | None:
    """The JSON that SES would have sent; None for what says nothing of the reader's mailbox.

    `email` is whom the attempt was made to: a report may name the address that it was forwarded to.
    """
    moment, person = report.at.isoformat(), [{"emailAddress": email}]
    said = report.said if report.recipient.lower() == email.lower() else f"{report.recipient}: {report.said}"
    details: dict[str, tuple[str, str, dict[str, Any]]] = {
        "failed": ("Bounce", "bounce", {
            "bounceType": "Permanent" if _NO_SUCH.fullmatch(report.status) else "Transient",
            "bounceSubType": said[:400], "bouncedRecipients": person}),
        "delayed": ("DeliveryDelay", "deliveryDelay", {"delayedRecipients": person, "reason": said[:400]}),
        "delivered": ("Delivery", "delivery", {"recipients": [email]}),
    }  # fmt: skip
    if report.action not in details:
        return None
    name, key, detail = details[report.action]
    return {
        "eventType": name, key: {"timestamp": moment, **detail},
        "mail": {"timestamp": moment, "messageId": f"dsn-{attempt_id}", "destination": [email],
                 "tags": {"attempt": [str(attempt_id)]}},
    }  # fmt: skip


def _groups(part: Message) -> Iterator[Message]:
    """The groups of fields; the parser reads each as a message of its own."""
    payload = part.get_payload()
    for group in payload if isinstance(payload, list) else []:
        if isinstance(group, Message):
            yield group


def _rank(action: str) -> int:
    order = ("failed", "delayed", "delivered")
    return order.index(action) if action in order else len(order)


def _word(fields: Message, name: str) -> str:
    return one_line(str(fields.get(name, "")).encode("utf-8", "replace").decode())


def _address(group: Message) -> str:
    """`rfc822; someone@example.com`."""
    named = _word(group, "Original-Recipient") or _word(group, "Final-Recipient")
    return named.rpartition(";")[2].strip().strip("<>")


def _when(*dates: str) -> datetime:
    for date in dates:
        try:
            found = parsedate_to_datetime(date)
        except (ValueError, OverflowError):  # not a date: the next one may be
            continue
        return found if found.tzinfo else found.replace(tzinfo=UTC)
    raise NoReport("it has no date")
