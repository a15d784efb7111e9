import base64
import json
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from tcma.trial.ses import RunningSimulator, running_simulator
from tests.trial.ses.conftest import Inbox, client_of, simple

SIGNED = ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type")


def verify(envelope: dict[str, str], pem: bytes) -> None:
    """As AWS documents it; InvalidSignature if a signed field was changed."""
    key = x509.load_pem_x509_certificate(pem).public_key()
    assert isinstance(key, rsa.RSAPublicKey)
    text = "".join(f"{name}\n{envelope[name]}\n" for name in SIGNED if name in envelope)
    digest = hashes.SHA1() if envelope["SignatureVersion"] == "1" else hashes.SHA256()
    key.verify(base64.b64decode(envelope["Signature"]), text.encode(), padding.PKCS1v15(), digest)


@pytest.mark.parametrize("version", ["1", "2"])
def test_a_notification_is_signed_and_its_certificate_is_served(
    start: Callable[..., RunningSimulator], inbox: Inbox, version: str
) -> None:
    sim = start(notify_url=inbox.url, signature_version=version)
    client_of(sim.url).send_email(**simple())
    sim.settle()

    headers, envelope = inbox.posts[0]
    with urllib.request.urlopen(f"{sim.url}/_sim/sns/cert.pem") as answer:
        pem = answer.read()
    verify(envelope, pem)
    assert envelope["SignatureVersion"] == version
    assert envelope["SigningCertURL"].startswith(
        "https://sns.eu-central-1.amazonaws.com/SimpleNotificationService-"
    )
    name = envelope["SigningCertURL"].rpartition("/")[2]
    with urllib.request.urlopen(f"{sim.url}/_sim/sns/{name}") as answer:
        assert answer.read() == pem
    assert envelope["TopicArn"] == "arn:aws:sns:eu-central-1:123456789012:ses-events"
    assert envelope["Type"] == headers["x-amz-sns-message-type"] == "Notification"
    assert envelope["MessageId"] == headers["x-amz-sns-message-id"]
    assert headers["content-type"] == "text/plain; charset=UTF-8"
    assert "Action=Unsubscribe" in envelope["UnsubscribeURL"]


@pytest.mark.parametrize("field", SIGNED)
def test_a_forged_field_breaks_the_signature(sim: RunningSimulator, field: str) -> None:
    envelope = sim.sign({"eventType": "Delivery"})
    verify(envelope, sim.certificate)
    with pytest.raises(InvalidSignature):
        verify({**envelope, field: "forged"}, sim.certificate)


def test_a_post_that_fails_is_tried_again_with_the_same_message_id(
    start: Callable[..., RunningSimulator], inbox: Inbox
) -> None:
    sim = start(notify_url=inbox.url, events=("Delivery",), retry_delays=(0.01, 0.01, 0.01))
    inbox.answers = [500, 429]
    client_of(sim.url).send_email(**simple())
    sim.settle()

    assert len({envelope["MessageId"] for _, envelope in inbox.posts}) == 1
    assert len(inbox.posts) == 3
    told, = sim.notifications()
    assert (told["state"], told["attempts"]) == ("reported", 3)


def test_a_post_the_product_refuses_is_not_tried_again(start: Callable[..., RunningSimulator], inbox: Inbox) -> None:
    sim = start(notify_url=inbox.url, events=("Delivery",))
    inbox.answers = [403]
    client_of(sim.url).send_email(**simple())
    sim.settle()

    assert len(inbox.posts) == 1
    assert sim.notifications()[0]["state"] == "refused"


def test_a_post_that_always_fails_is_given_up(start: Callable[..., RunningSimulator], inbox: Inbox) -> None:
    sim = start(notify_url=inbox.url, events=("Delivery",), retry_delays=(0.01,))
    inbox.answers = [500] * 9
    client_of(sim.url).send_email(**simple())
    sim.settle()

    assert [each["state"] for each in sim.notifications()] == ["lost"]
    assert [event["state"] for event in sim.mails()[0]["events"]] == ["kept", "lost"]


def test_events_can_be_dropped_repeated_and_late(start: Callable[..., RunningSimulator], inbox: Inbox) -> None:
    sim = start(notify_url=inbox.url, events=("Delivery",))
    client = client_of(sim.url)
    sim.faults(drop_events=1)
    client.send_email(**simple("dropped@example.com"))
    sim.settle()
    assert inbox.posts == []

    sim.faults(repeat_events=1)
    client.send_email(**simple("twice@example.com"))
    sim.settle()
    assert [event["mail"]["destination"] for event in inbox.events] == [["twice@example.com"]] * 2

    sim.faults(delay_events=0.4)
    began = time.monotonic()
    client.send_email(**simple("late@example.com"))
    sim.settle()
    assert time.monotonic() - began >= 0.4
    assert [each["state"] for each in sim.notifications()] == ["dropped", "reported", "reported"]


def test_what_was_not_posted_before_a_restart_is_posted_after_it(tmp_path: Path, inbox: Inbox) -> None:
    with running_simulator(tmp_path, inbox.url, delivery_latency=60) as sim:
        client_of(sim.url).send_email(**simple())
        while not sim.notifications():
            time.sleep(0.01)
    assert inbox.kinds() == ["Send"]

    with running_simulator(tmp_path, inbox.url, delivery_latency=60) as sim:
        sim.settle()
        assert inbox.kinds() == ["Send", "Delivery"]
        verify(inbox.posts[1][1], sim.certificate)


def test_the_key_and_certificate_stay_over_a_restart(tmp_path: Path) -> None:
    with running_simulator(tmp_path) as sim:
        envelope = sim.sign({"eventType": "Send"})
    with running_simulator(tmp_path) as sim:
        verify(envelope, sim.certificate)
        assert json.loads(envelope["Message"]) == {"eventType": "Send"}


def test_nothing_is_lost_while_the_product_is_away(start: Callable[..., RunningSimulator], inbox: Inbox) -> None:
    closed = Inbox()
    closed.close()
    # The last wait is longer than a busy machine may keep this test from asking.
    sim = start(notify_url=closed.url, events=("Delivery",), retry_delays=(0.05, 0.05, 2))
    client: Any = client_of(sim.url)
    client.send_email(**simple())
    with pytest.raises(TimeoutError):
        sim.settle(0.05)
    sim.settle()

    assert [each["state"] for each in sim.notifications()] == ["lost"]
    assert sim.notifications()[0]["attempts"] == 4
