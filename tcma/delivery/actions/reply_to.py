"""Where answers to a mail go: an address of ours that says what they answer, or straight to the partner."""

from uuid import UUID

from tcma.base import tokens
from tcma.base.settings import Settings
from tcma.base.tools import use
from tcma.delivery.rules.verp import REPLY, local_part, token_in

_PURPOSE = "reply"


def reply_address(origin_id: UUID, *, instead: str) -> str:
    """For Reply-To of the mails of a launch or an event; `instead` where no mailbox for replies is set.

    One for all readers, since SES takes one Reply-To for a request of fifty; who answers, the answer itself says.
    """
    domain = use(Settings).reply_domain
    return f"{local_part(tokens.sign(_PURPOSE, origin_id.bytes), REPLY)}@{domain}" if domain else instead


def answered_origin(address: str, *, domain: str) -> UUID | None:
    """What a mail to this address answers; None where we never signed it."""
    token = token_in(address, domain, REPLY)
    payload = tokens.read(_PURPOSE, token) if token else None
    return UUID(bytes=payload) if payload is not None and len(payload) == 16 else None
