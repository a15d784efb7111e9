"""What comes in by HTTPS or SQS: is it ours, and which event is in it?"""

from dataclasses import dataclass
from typing import Any

from tcma.delivery.ports import Certificates
from tcma.delivery.rules.sns import Forged, check_signature, event_of, open_envelope


@dataclass(frozen=True)
class Opened:
    """An event of ours, as it is to be stored."""

    message_id: str
    event: dict[str, Any]


def opened(body: bytes, *, topic: str | None, account: str | None, certificates: Certificates) -> Opened | None:
    """The event in a notification that passed every check; None for what is none, such as our own subscription.

    Raises Forged, before anything of it is fetched where its addresses are not SNS's; and Later. No transaction is
    open meanwhile: a certificate may have to be fetched.
    """
    envelope = open_envelope(body, topic=topic, account=account)
    check_signature(envelope, certificates.fetch(envelope.certificate_url))
    if envelope.kind == "SubscriptionConfirmation":
        certificates.confirm(_own_address(envelope.fields.get("SubscribeURL", ""), envelope.certificate_url))
    if envelope.kind != "Notification":
        return None
    return Opened(envelope.message_id, event_of(envelope, account=account))


def _own_address(url: str, certificate_url: str) -> str:
    """A SubscribeURL on the very host that signed. Raises Forged."""
    host = certificate_url.split("/")[2]
    if not url.startswith(f"https://{host}/"):
        raise Forged("the subscription is elsewhere")
    return url
