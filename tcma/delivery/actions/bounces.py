"""Bounces that come as mails, where a mail server delivers in place of SES."""

import hashlib
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.audiences.rules import addr_key
from tcma.base import tokens
from tcma.base.errors import Refusal
from tcma.base.keyed import PSEUDONYM
from tcma.delivery.actions.receipts import store_receipt
from tcma.delivery.models import Attempt, Message
from tcma.delivery.rules.dsn import NoReport, as_event, read_report
from tcma.delivery.rules.verp import local_part, token_in

_PURPOSE = "bounce"


def bounce_address(attempt_id: UUID, *, domain: str) -> str:
    """The envelope sender of an attempt, which nobody else can make."""
    return f"{local_part(tokens.sign(_PURPOSE, attempt_id.bytes))}@{domain}"


def store_bounce(session: Session, raw: bytes, *, domain: str) -> str:
    """Keep what a mail to the bounce domain says of an attempt, as a receipt; twice is once.

    Returns why nothing follows from it, '' where something does.
    """
    try:
        report = read_report(raw)
    except NoReport as error:
        return f"not a report: {error}"
    attempt_id = next((found for address in report.to if (found := _attempt(address, domain)) is not None), None)
    if attempt_id is None:
        return "not to an address that we signed"
    known = session.execute(
        select(Message.email, Message.addr_key).join(Attempt, Attempt.message_id == Message.id)
        .where(Attempt.id == attempt_id)
    ).one_or_none()
    if known is None:
        return "no such attempt"
    # Of a mail to one who was erased since, only the report still knows the address.
    email = report.recipient if known.addr_key.startswith(PSEUDONYM) else known.email
    event = as_event(report, attempt_id, email)
    if event is None or not _is_address(email):
        return f"it says nothing of the mailbox: {report.action}"
    store_receipt(session, sns_message_id=f"dsn:{hashlib.sha256(raw).hexdigest()}", body=event)
    return ""


def _attempt(address: str, domain: str) -> UUID | None:
    token = token_in(address, domain)
    payload = tokens.read(_PURPOSE, token) if token else None
    return UUID(bytes=payload) if payload is not None and len(payload) == 16 else None


def _is_address(email: str) -> bool:
    try:
        addr_key(email)
    except Refusal:
        return False
    return True
