"""Messages that are not ours, by HTTPS and by SQS: refused, stored nowhere, nobody is called for them, no 500."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from tcma.adapters.sns import SnsCertificates
from tcma.base.db import new_id, transaction
from tcma.base.settings import Settings
from tcma.base.tools import provide
from tcma.delivery.jobs.receiving import receive_some
from tcma.delivery.models import Receipt
from tcma.delivery.ports import Brought, Certificates, Later
from tests.delivery import events
from tests.delivery.topic import CERTIFICATE_URL, HOST, TOPIC, Signer

BOUNCE = events.event(new_id(), "person0@example.com", "bounced")


class Watched(SnsCertificates):
    """The product's own, which knows the topic's certificate; what it would fetch besides is noted, and not there."""

    def __init__(self, known: dict[str, bytes]) -> None:
        super().__init__()
        self._known = dict(known)
        self.fetched: list[str] = []

    def _get(self, url: str) -> bytes:
        self.fetched.append(url)
        raise Later("nobody there")


@pytest.fixture
def certificates(wired: object, sns: Signer) -> Watched:
    found = Watched({CERTIFICATE_URL: sns.certificate})
    provide(Certificates, found)
    return found


def kept() -> list[Any]:
    with transaction() as session:
        return list(session.scalars(select(Receipt.body)))


Make = Callable[[Signer, Signer], Any]
OTHER = "arn:aws:sns:{region}:{account}:{name}"
NOT_OURS: dict[str, Make] = {
    "signed by somebody else": lambda sns, forger: forger.envelope(BOUNCE),
    "changed after it was signed": lambda sns, forger: {**sns.envelope(BOUNCE), "Message": json.dumps({"a": 1})},
    "without a signature": lambda sns, forger: {**sns.envelope(BOUNCE), "Signature": ""},
    "of another topic": lambda sns, forger: sns.envelope(BOUNCE, TopicArn=TOPIC + "2"),
    "of another account": lambda sns, forger: sns.envelope(BOUNCE, TopicArn=TOPIC.replace("123456789012", "9" * 12)),
    "of another region": lambda sns, forger: sns.envelope(BOUNCE, TopicArn=TOPIC.replace("eu-central", "us-east")),
    "about mail of another account": lambda sns, forger: sns.envelope(
        events.event(new_id(), "a@b.example", sendingAccountId="9" * 12)),
    "with a certificate of another region": lambda sns, forger: {
        **forger.envelope(BOUNCE), "SigningCertURL": CERTIFICATE_URL.replace("eu-central", "us-east")},
    "with a certificate at an evil address": lambda sns, forger: {
        **forger.envelope(BOUNCE), "SigningCertURL": "https://sns.eu-central-1.amazonaws.com.evil.example/x.pem"},
    "with a certificate on this machine": lambda sns, forger: {
        **forger.envelope(BOUNCE), "SigningCertURL": "file:///etc/passwd"},
    "with a certificate in the cloud's own network": lambda sns, forger: {
        **forger.envelope(BOUNCE), "SigningCertURL": "http://169.254.169.254/x.pem"},
    "a subscription elsewhere": lambda sns, forger: sns.envelope(
        "hello", Type="SubscriptionConfirmation", Token="t", SubscribeURL="https://evil.example/"),
    "a subscription of another topic": lambda sns, forger: sns.envelope(
        "hello", Type="SubscriptionConfirmation", Token="t", SubscribeURL=f"{HOST}/?Token=t", TopicArn=TOPIC + "2"),
    "of two megabytes": lambda sns, forger: sns.envelope({"padding": "x" * 2 * 1024 * 1024}),
    "two megabytes of brackets": lambda sns, forger: b"[" * 2 * 1024 * 1024,
    "no JSON": lambda sns, forger: b"hello",
    "no UTF-8": lambda sns, forger: b"\xff\xfe\x00",
    "nothing at all": lambda sns, forger: b"",
    "a list": lambda sns, forger: [1],
    "an object in an object": lambda sns, forger: {**sns.envelope(BOUNCE), "Type": {"a": 1}},
    "numbers where text belongs": lambda sns, forger: {**sns.envelope(BOUNCE), "MessageId": 1},
    "an event that is no object": lambda sns, forger: sns.envelope("[]"),
    "an event with numbers that are none": lambda sns, forger: sns.envelope('{"a": NaN}'),
    "the bare event": lambda sns, forger: BOUNCE,
}  # fmt: skip


def body_of(message: Any) -> bytes:
    return message if isinstance(message, bytes) else json.dumps(message).encode()


@pytest.mark.parametrize("name", NOT_OURS)
def test_by_https_it_is_a_403_and_nobody_is_called(
    client: FlaskClient, certificates: Watched, sns: Signer, forger: Signer, name: str
) -> None:
    answer = client.post("/receipts/sns", data=body_of(NOT_OURS[name](sns, forger)))
    assert answer.status_code == 403
    assert (kept(), certificates.fetched) == ([], [])


class OneQueue:
    """A queue that brings what it was given, and notes what was done with."""

    def __init__(self, *bodies: bytes) -> None:
        self.bodies, self.finished = bodies, list[str]()

    def receive(self, seconds: int) -> list[Brought]:
        return [Brought(str(number), body) for number, body in enumerate(self.bodies)]

    def done(self, handles: Any) -> None:
        self.finished += handles


def test_by_sqs_it_is_left_and_what_is_ours_among_it_is_stored(
    certificates: Watched, settings: Settings, sns: Signer, forger: Signer
) -> None:
    bodies = [body_of(make(sns, forger)) for make in NOT_OURS.values()]
    queue = OneQueue(*bodies[:10], body_of(sns.envelope(BOUNCE)), *bodies[10:])
    assert receive_some(queue, seconds=0) == 1
    assert (queue.finished, kept(), certificates.fetched) == (["10"], [BOUNCE], [])


def test_replayed_by_either_way_it_is_stored_once(client: FlaskClient, certificates: Watched, sns: Signer) -> None:
    body = body_of(sns.envelope(BOUNCE))
    assert [client.post("/receipts/sns", data=body).status_code for _ in range(3)] == [200] * 3
    assert receive_some(OneQueue(body, body), seconds=0) == 2
    assert kept() == [BOUNCE]


def test_made_up_names_of_certificates_make_us_ask_a_few_times_and_no_more(
    client: FlaskClient, certificates: Watched, forger: Signer
) -> None:
    for number in range(150):
        forged = {**forger.envelope(BOUNCE), "SigningCertURL": f"{HOST}/made-up-{number // 2}.pem"}
        assert client.post("/receipts/sns", data=body_of(forged)).status_code == 503
    assert len(certificates.fetched) == len(set(certificates.fetched)) == 60, "of 75 names, none twice"
    assert kept() == []
