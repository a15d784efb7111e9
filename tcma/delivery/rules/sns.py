"""Is this notification from SNS, from our topic, unchanged?

Source: "Verifying the signatures of Amazon SNS messages". A valid signature only proves "from
SNS", so the topic and the account are pinned too.
"""

import base64
import binascii
import json
import re
from dataclasses import dataclass
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

LARGEST = 256 * 1024
# The whole address: parsers disagree about user@, ports, backslashes and line breaks, this has none of them.
_CERTIFICATE = re.compile(
    r"https://sns\.(?P<region>[a-z]{2}(?:-[a-z]+)+-\d)\.amazonaws\.com(?:\.cn)?/[A-Za-z0-9_-]+\.pem"
)
_NOTIFICATION = ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type")
_SUBSCRIPTION = ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type")
_SIGNED = {
    "Notification": _NOTIFICATION,
    "SubscriptionConfirmation": _SUBSCRIPTION,
    "UnsubscribeConfirmation": _SUBSCRIPTION,
}


class Forged(ValueError):
    """Not a notification we may trust; the text says which check failed, for the log."""


@dataclass(frozen=True)
class Envelope:
    """An SNS message as posted, its fields all text."""

    kind: str
    message_id: str
    topic: str
    message: str
    fields: dict[str, str]

    @property
    def certificate_url(self) -> str:
        return self.fields.get("SigningCertURL", "")


def open_envelope(body: bytes, *, topic: str | None, account: str | None) -> Envelope:
    """Read the posted bytes and check all but the signature. Raises Forged."""
    if len(body) > LARGEST:
        raise Forged("larger than SNS sends")
    try:
        data = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Forged("not JSON") from error
    if not isinstance(data, dict) or not all(isinstance(value, str) for value in data.values()):
        raise Forged("not a flat object of text")
    envelope = Envelope(
        data.get("Type", ""), data.get("MessageId", ""), data.get("TopicArn", ""), data.get("Message", ""), data
    )
    if envelope.kind not in _SIGNED or not envelope.message_id:
        raise Forged("not an SNS message")
    if topic is None or envelope.topic != topic:
        raise Forged("another topic")
    if account is not None and envelope.topic.split(":")[4:5] != [account]:
        raise Forged("another account")
    certificate = _CERTIFICATE.fullmatch(envelope.certificate_url)
    if certificate is None:
        raise Forged("the certificate is not at an SNS address")
    if certificate["region"] != topic.split(":")[3]:
        raise Forged("the certificate is of another region")
    return envelope


def check_signature(envelope: Envelope, certificate: bytes) -> None:
    """Raise Forged unless the PEM `certificate` signed this envelope (signature version 1 or 2)."""
    version = envelope.fields.get("SignatureVersion")
    algorithm = {"1": hashes.SHA1(), "2": hashes.SHA256()}.get(version or "")  # SHA-1 is what version 1 means
    if algorithm is None:
        raise Forged("an unknown signature version")
    try:
        key = x509.load_pem_x509_certificate(certificate).public_key()
        signature = base64.b64decode(envelope.fields.get("Signature", ""), validate=True)
        if not isinstance(key, rsa.RSAPublicKey):
            raise Forged("not an RSA certificate")
        key.verify(signature, canonical(envelope.fields), padding.PKCS1v15(), algorithm)
    except (InvalidSignature, binascii.Error, ValueError) as error:
        raise Forged("the signature does not fit") from error


def canonical(fields: dict[str, str]) -> bytes:
    """The text that SNS signs."""
    return "".join(f"{k}\n{fields[k]}\n" for k in _SIGNED[fields["Type"]] if k in fields).encode()


def event_of(envelope: Envelope, *, account: str | None) -> dict[str, Any]:
    """The SES event inside a notification, about mail of our `account`. Raises Forged."""
    try:
        event = _storable(json.loads(envelope.message, parse_constant=_no_number))
    except (ValueError, RecursionError) as error:
        raise Forged("the message is not JSON") from error
    if not isinstance(event, dict):
        raise Forged("the message is not an object")
    mail = event.get("mail")
    if account is not None and isinstance(mail, dict) and mail.get("sendingAccountId", account) != account:
        raise Forged("mail of another account")
    return event


def _no_number(word: str) -> None:
    raise ValueError(f"{word} is not JSON")


def _storable(value: Any) -> Any:
    """`value` without what JSON can say and PostgreSQL can't keep: NUL, and halves of surrogate pairs."""
    if isinstance(value, str):
        return value.replace("\0", "").encode("utf-8", "replace").decode()
    if isinstance(value, list):
        return [_storable(each) for each in value]
    if isinstance(value, dict):
        return {_storable(name): _storable(each) for name, each in value.items()}
    return value
