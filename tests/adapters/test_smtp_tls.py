"""Passwords and mails leave this machine in TLS only, to a server whose certificate is good."""

import ipaddress
import ssl
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tcma.adapters.smtp import Server, SmtpMailer
from tcma.delivery.ports import Later
from tcma.delivery.rules import Outcome
from tests.adapters.conftest import a_batch
from tests.adapters.smtp_server import SmtpTwin, running


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """Key and certificate of 127.0.0.1, signed by itself."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "twin.example")])
    found = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    path = tmp_path / "twin.pem"
    path.write_bytes(key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption(),
    ) + found.public_bytes(serialization.Encoding.PEM))  # fmt: skip
    return path


def mailer(server: Server) -> SmtpMailer:
    return SmtpMailer(server, connections=2, domains=["northgate.example"], rate=1)


def test_mails_go_through_tls_and_a_strange_certificate_stops_them(certificate: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with running(SmtpTwin(tls=context)) as twin:
        server = Server.of(f"smtps://127.0.0.1:{twin.port}", read_timeout=2)
        with pytest.raises(Later, match="CERTIFICATE_VERIFY_FAILED"):
            mailer(server).send(a_batch(1))
        trusting = mailer(replace(server, trust=ssl.create_default_context(cafile=str(certificate))))
        for _ in range(2):
            assert [answer.outcome for answer in trusting.send(a_batch(6))] == [Outcome.ACCEPTED] * 6
        trusting.close()
    assert len(twin.taken) == 12


def test_a_server_elsewhere_that_offers_no_tls_gets_neither_password_nor_mail() -> None:
    assert not Server.of("smtp://mail.example").clear
    with running(SmtpTwin(extensions=("AUTH PLAIN",))) as twin, pytest.raises(Later, match="STARTTLS"):
        mailer(replace(Server.of(f"smtp://me:pw@127.0.0.1:{twin.port}"), clear=False)).send(a_batch(1))
    assert [line[:4] for line in twin.lines] == ["ehlo"]
