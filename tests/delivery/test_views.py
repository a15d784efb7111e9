"""The door where SNS brings the receipts: what comes in is from our topic, and stored once; all else is refused."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, event, select
from werkzeug.test import TestResponse

from tcma.adapters.local import LocalCertificates
from tcma.base.db import new_id, transaction
from tcma.base.tools import provide
from tcma.delivery.models import Receipt
from tcma.delivery.ports import Certificates
from tests.delivery import events
from tests.delivery.topic import CERTIFICATE_URL, HOST, TOPIC, Signer

Envelope = dict[str, str]
BOUNCE = events.event(new_id(), "person0@example.com", "bounced")


@pytest.fixture
def certificates(wired: object, sns: Signer) -> LocalCertificates:
    twin = LocalCertificates({CERTIFICATE_URL: sns.certificate})
    provide(Certificates, twin)
    return twin


@pytest.fixture
def post(client: FlaskClient, certificates: LocalCertificates) -> Callable[[Any], TestResponse]:
    def post(envelope: Any) -> TestResponse:
        body = envelope if isinstance(envelope, bytes) else json.dumps(envelope).encode()
        return client.post("/receipts/sns", data=body, headers={"Content-Type": "text/plain; charset=UTF-8"})

    return post


Post = Callable[[Any], TestResponse]


def kept() -> list[Any]:
    with transaction() as session:
        return list(session.scalars(select(Receipt.body)))


def refused(answer: TestResponse) -> None:
    assert (answer.status_code, answer.text) == (403, "This is not a notification from our topic.\n")
    assert kept() == []


@pytest.mark.parametrize("version", ["1", "2"])
@pytest.mark.parametrize("subject", [{}, {"Subject": "Amazon SES Email Event Notification"}], ids=["plain", "subject"])
def test_a_signed_notification_is_stored_as_it_came(
    post: Post, sns: Signer, version: str, subject: dict[str, str]
) -> None:
    assert post(sns.envelope(BOUNCE, version=version, **subject)).status_code == 200
    assert kept() == [BOUNCE]


def test_a_replayed_notification_is_stored_once(post: Post, sns: Signer) -> None:
    envelope = sns.envelope(BOUNCE)
    assert [post(envelope).status_code for _ in range(3)] == [200, 200, 200]
    assert kept() == [BOUNCE]


@pytest.mark.parametrize("changes", [
    {"Message": "{}"}, {"MessageId": "another"}, {"Timestamp": "2027-01-01T00:00:00.000Z"}, {"Subject": "added"},
    {"Signature": ""}, {"Signature": "%%%"}, {"Signature": "AAAA"}, {"SignatureVersion": "1"},
    {"SignatureVersion": "3"}, {"SignatureVersion": ""},
], ids=str)  # fmt: skip
def test_a_changed_notification_is_refused(post: Post, sns: Signer, changes: Envelope) -> None:
    refused(post({**sns.envelope(BOUNCE), **changes}))


def test_a_notification_signed_by_someone_else_is_refused(post: Post, forger: Signer) -> None:
    refused(post(forger.envelope(BOUNCE)))


@pytest.mark.parametrize("topic", [
    TOPIC + "2", TOPIC.replace("123456789012", "999999999999"), TOPIC.replace("eu-central-1", "us-east-1"), "",
])  # fmt: skip
def test_another_topic_or_account_is_refused_though_sns_signed_it(post: Post, sns: Signer, topic: str) -> None:
    refused(post(sns.envelope(BOUNCE, TopicArn=topic)))


def test_mail_of_another_sending_account_is_refused(post: Post, sns: Signer) -> None:
    refused(post(sns.envelope(events.event(new_id(), "a@b.example", sendingAccountId="999999999999"))))


TRICKS = [
    "https://sns.eu-central-1.amazonaws.com.evil.example/x.pem",
    "https://evil.example/sns.eu-central-1.amazonaws.com/x.pem",
    "https://sns.eu-central-1.amazonaws.com@evil.example/x.pem",
    "https://user@sns.eu-central-1.amazonaws.com/x.pem",
    "https://sns.eu-central-1.amazonaws.com:8443/x.pem",
    "https://evil.example\\@sns.eu-central-1.amazonaws.com/x.pem",
    "http://sns.eu-central-1.amazonaws.com/x.pem",
    "https://sns.eu-central-1.amazonaws.com/x.pem.txt",
    "https://s3.eu-central-1.amazonaws.com/x.pem",
    "https://xsns.eu-central-1.amazonaws.com/x.pem",
    "https://sns.eu-central-1.evil.amazonaws.com/x.pem",
    "https://sns.eu-central-1-amazonaws.com/x.pem",
    "https://sns.eu-central-1.amazonaws.com#@evil.example/x.pem",
    "https://sns.eu-central-1.amazonaws.com?.evil.example/x.pem",
    "//sns.eu-central-1.amazonaws.com/x.pem",
    "https://sns.eu-central-1.amazonaws.com/../x.pem\n",
    "https://[sns.eu-central-1.amazonaws.com/x.pem",
    "",
]


@pytest.mark.parametrize("url", TRICKS)
def test_a_certificate_from_anywhere_else_is_not_even_fetched(
    post: Post, forger: Signer, certificates: LocalCertificates, url: str
) -> None:
    certificates.known[url] = forger.certificate
    refused(post({**forger.envelope(BOUNCE), "SigningCertURL": url}))


@pytest.mark.parametrize("body", [
    b"", b"hello", b"[]", b"null", b"{}", b'{"Type": "Notification"}', b'{"Type": 1}', b"\xff\xfe", b"[" * 100_000,
    b'{"Type": "Other", "MessageId": "1"}',
], ids=lambda body: body[:20].decode("latin-1"))  # fmt: skip
def test_what_is_not_an_sns_message_is_refused(post: Post, body: bytes) -> None:
    refused(post(body))


@pytest.mark.parametrize("message", ["hello", "[]", '{"a": NaN}', "[" * 50_000, '"text"'], ids=lambda text: text[:10])
def test_a_signed_message_that_is_no_event_is_refused(post: Post, sns: Signer, message: str) -> None:
    refused(post(sns.envelope(message)))


def test_more_than_sns_ever_sends_is_refused_unread(post: Post, sns: Signer) -> None:
    refused(post(sns.envelope({"padding": "x" * 256 * 1024})))


def test_the_same_without_a_length_is_refused_too(client: FlaskClient, sns: Signer, certificates: object) -> None:
    body = json.dumps(sns.envelope({"padding": "x" * 256 * 1024})).encode()
    chunked = {"CONTENT_LENGTH": "", "wsgi.input_terminated": True}
    refused(client.post("/receipts/sns", data=body, environ_overrides=chunked))


def test_what_the_database_can_not_hold_is_left_out_of_the_text(post: Post, sns: Signer) -> None:
    assert post(sns.envelope('{"eventType": "Send", "note": "a\\u0000b\\ud800c"}')).status_code == 200
    assert kept() == [{"eventType": "Send", "note": "ab?c"}]


def test_a_certificate_that_can_not_be_had_now_puts_it_off(post: Post, sns: Signer) -> None:
    answer = post({**sns.envelope(BOUNCE), "SigningCertURL": f"{HOST}/SimpleNotificationService-another.pem"})
    assert (answer.status_code, answer.text) == (503, "Try again later.\n")
    assert kept() == []


@pytest.fixture
def read_only(database: Engine) -> Iterator[Callable[[], None]]:
    """Call it to let the database write again."""
    def refuse(connection: Any) -> None:
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")

    event.listen(database, "begin", refuse)
    on = True

    def release() -> None:
        nonlocal on
        if on:
            event.remove(database, "begin", refuse)
        on = False

    yield release
    release()


def test_a_database_that_can_not_write_puts_it_off_and_gets_it_the_next_time(
    post: Post, sns: Signer, read_only: Callable[[], None]
) -> None:
    envelope = sns.envelope(BOUNCE)
    assert post(envelope).status_code == 503
    read_only()
    assert kept() == []
    assert post(envelope).status_code == 200
    assert kept() == [BOUNCE]


CONFIRM = {"Type": "SubscriptionConfirmation", "Token": "t"}


def test_our_own_subscription_is_confirmed_and_stores_nothing(
    post: Post, sns: Signer, certificates: LocalCertificates
) -> None:
    url = f"{HOST}/?Action=ConfirmSubscription&Token=t"
    assert post(sns.envelope("confirm", **CONFIRM, SubscribeURL=url)).status_code == 200
    assert (certificates.confirmed, kept()) == ([url], [])


@pytest.mark.parametrize("url", ["http://127.0.0.1/", "https://evil.example/?Action=ConfirmSubscription", ""])
def test_a_subscription_elsewhere_is_not_visited(
    post: Post, sns: Signer, certificates: LocalCertificates, url: str
) -> None:
    refused(post(sns.envelope("confirm", **CONFIRM, SubscribeURL=url)))
    assert certificates.confirmed == []
