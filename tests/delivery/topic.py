"""Somebody who signs as SNS does, with their own key. Written from the page of AWS, not from our code."""

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID

from tcma.base.db import new_id

HOST = "https://sns.eu-central-1.amazonaws.com"
CERTIFICATE_URL = f"{HOST}/SimpleNotificationService-0123456789abcdef.pem"
TOPIC = "arn:aws:sns:eu-central-1:123456789012:ses-events"
_NOTIFICATION = ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type")
_CONFIRMATION = ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type")


class Signer:
    """A key and its certificate."""

    def __init__(self) -> None:
        self._key = rsa.generate_private_key(65537, 2048)
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sns.amazonaws.com")])
        today = datetime.now(UTC)
        self.certificate = (
            x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(self._key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(today - timedelta(days=1)).not_valid_after(today + timedelta(days=30))
            .sign(self._key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
        )  # fmt: skip

    def envelope(self, event: Any, *, version: str = "2", **fields: str) -> dict[str, str]:
        """A signed notification; `fields` replace or add what is signed with it."""
        envelope = {
            "Type": "Notification",
            "MessageId": str(new_id()),
            "TopicArn": TOPIC,
            "Message": event if isinstance(event, str) else json.dumps(event),
            "Timestamp": "2026-11-02T12:00:00.000Z",
            "SignatureVersion": version,
            "SigningCertURL": CERTIFICATE_URL,
            **fields,
        }
        names = _NOTIFICATION if envelope["Type"] == "Notification" else _CONFIRMATION
        text = "".join(f"{name}\n{envelope[name]}\n" for name in names if name in envelope).encode()
        digest = hashes.SHA1() if version == "1" else hashes.SHA256()
        signature = self._key.sign(text, padding.PKCS1v15(), digest)
        return {**envelope, "Signature": base64.b64encode(signature).decode()}
