"""SNS envelopes, signed as SNS signs them, with a key and certificate of the simulator's own.

The certificate's address is Amazon's, since that is what receivers check; the file itself is served at
/_sim/sns/cert.pem. Format: docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html
"""

import base64
import hashlib
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID

from tcma.trial.ses.events import stamp
from tcma.trial.ses.options import Options

SUBJECT = "Amazon SES Email Event Notification"
_SIGNED = ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type")
_HASHES: dict[str, hashes.HashAlgorithm] = {"1": hashes.SHA1(), "2": hashes.SHA256()}


def canonical(envelope: dict[str, str]) -> bytes:
    """The bytes that a notification's signature covers."""
    return "".join(f"{name}\n{envelope[name]}\n" for name in _SIGNED if name in envelope).encode()


class Signer:
    """Makes signed notifications. Its key and certificate stay in the data folder."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._key = _key(options.data / "sns-key.pem")
        self.certificate = _certificate(options.data / "sns-cert.pem", self._key, options.region)
        digest = hashlib.sha256(self.certificate).hexdigest()[:32]
        self.host = f"https://sns.{options.region}.amazonaws.com"
        self.certificate_url = f"{self.host}/SimpleNotificationService-{digest}.pem"
        self.subscription_arn = f"{options.topic_arn}:{digest[:8]}-{digest[8:12]}-4{digest[13:16]}-a{digest[17:20]}" \
                                f"-{digest[20:32]}"

    def notification(self, message: str, *, message_id: str, time: float) -> dict[str, str]:
        """The envelope of one message; `time` is product time in epoch seconds."""
        envelope = {
            "Type": "Notification",
            "MessageId": message_id,
            "TopicArn": self._options.topic_arn,
            "Subject": SUBJECT,
            "Message": message,
            "Timestamp": stamp(time),
            "SignatureVersion": self._options.signature_version,
        }
        algorithm = _HASHES[self._options.signature_version]
        signature = self._key.sign(canonical(envelope), padding.PKCS1v15(), algorithm)
        return {
            **envelope,
            "Signature": base64.b64encode(signature).decode(),
            "SigningCertURL": self.certificate_url,
            "UnsubscribeURL": f"{self.host}/?Action=Unsubscribe&SubscriptionArn={self.subscription_arn}",
        }

    def headers(self, envelope: dict[str, str]) -> dict[str, str]:
        """The HTTP headers SNS sends with an envelope."""
        return {
            "x-amz-sns-message-type": envelope["Type"],
            "x-amz-sns-message-id": envelope["MessageId"],
            "x-amz-sns-topic-arn": envelope["TopicArn"],
            "x-amz-sns-subscription-arn": self.subscription_arn,
            "Content-Type": "text/plain; charset=UTF-8",
            "User-Agent": "Amazon Simple Notification Service Agent",
        }


def _key(path: Path) -> rsa.RSAPrivateKey:
    if path.exists():
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
        assert isinstance(key, rsa.RSAPrivateKey)
        return key
    key = rsa.generate_private_key(65537, 2048)
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    _keep(path, pem)
    return key


def _certificate(path: Path, key: rsa.RSAPrivateKey, region: str) -> bytes:
    """PEM. Valid long before and after, since the trial's clock is moved by weeks."""
    if path.exists():
        return path.read_bytes()
    name = x509.Name([
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, "tcma SES simulator"),
        x509.NameAttribute(NameOID.COMMON_NAME, f"sns.{region}.amazonaws.com"),
    ])
    today = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - timedelta(days=366)).not_valid_after(today + timedelta(days=3660))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = certificate.public_bytes(serialization.Encoding.PEM)
    _keep(path, pem)
    return pem


def _keep(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(data)
    os.replace(fresh, path)
