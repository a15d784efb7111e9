import re
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tcma.trial.ses import RunningSimulator
from tests.trial.ses.conftest import SENDER, Inbox, bulk, client_of, entry, simple

SIMULATOR = "simulator.amazonses.com"
MAILBOXES = {
    "success": ["Send", "Delivery"],
    "ooto": ["Send", "Delivery"],
    "bounce": ["Send", "Bounce"],
    "suppressionlist": ["Send", "Bounce"],
    "complaint": ["Send", "Delivery", "Complaint"],
}


@pytest.mark.parametrize("label", ["", "+17", "+a-b.c"])
@pytest.mark.parametrize("mailbox", MAILBOXES)
def test_the_mailbox_simulators_addresses_act_with_labels_too(
    sim: RunningSimulator, client: Any, inbox: Inbox, mailbox: str, label: str
) -> None:
    client.send_email(**simple(f"{mailbox}{label}@{SIMULATOR}"))
    sim.settle()

    assert sorted(inbox.kinds()) == sorted(MAILBOXES[mailbox])


def test_any_other_address_is_delivered(sim: RunningSimulator, client: Any, inbox: Inbox) -> None:
    client.send_bulk_email(**bulk(entry("bounce@example.com"), entry(f"x-bounce@{SIMULATOR}.example.com")))
    sim.settle()

    assert sorted(inbox.kinds()) == ["Delivery", "Delivery", "Send", "Send"]


def test_an_event_bears_the_mail_and_its_tags(sim: RunningSimulator, client: Any, inbox: Inbox) -> None:
    message_id = client.send_email(**simple(
        EmailTags=[{"Name": "attempt", "Value": "a-1"}], ConfigurationSetName="northgate",
    ))["MessageId"]
    sim.settle()

    mail = inbox.of("Delivery")["mail"]
    assert mail["messageId"] == message_id
    assert mail["destination"] == ["reader@example.com"]
    assert mail["source"] == SENDER
    assert mail["tags"]["attempt"] == ["a-1"]
    assert mail["tags"]["ses:configuration-set"] == ["northgate"]
    assert mail["commonHeaders"]["subject"] == "Lunch on Tuesday"
    assert {"name": "To", "value": "reader@example.com"} in mail["headers"]
    assert mail["sendingAccountId"] == "123456789012"
    assert inbox.of("Send")["send"] == {}
    assert inbox.of("Delivery")["delivery"]["recipients"] == ["reader@example.com"]


def test_a_bounce_has_type_subtype_recipient_and_feedback_id(sim: RunningSimulator, client: Any, inbox: Inbox) -> None:
    client.send_email(**simple(f"bounce+17@{SIMULATOR}"))
    sim.settle()

    bounce = inbox.of("Bounce")["bounce"]
    assert (bounce["bounceType"], bounce["bounceSubType"]) == ("Permanent", "General")
    assert bounce["bouncedRecipients"] == [{
        "emailAddress": f"bounce+17@{SIMULATOR}", "action": "failed", "status": "5.1.1",
        "diagnosticCode": "smtp; 550 5.1.1 user unknown",
    }]
    assert re.fullmatch(r"[0-9a-f]{16}-[0-9a-f-]{36}-000000", bounce["feedbackId"])


def test_suppressed_addresses_bounce_by_the_list_they_are_on(sim: RunningSimulator, client: Any, inbox: Inbox) -> None:
    client.put_suppressed_destination(EmailAddress="gone@example.com", Reason="BOUNCE")
    client.send_bulk_email(**bulk(entry(f"suppressionlist@{SIMULATOR}"), entry("Gone@example.com")))
    sim.settle()

    bounces = [event["bounce"]["bounceSubType"] for event in inbox.events if event["eventType"] == "Bounce"]
    assert sorted(bounces) == ["OnAccountSuppressionList", "Suppressed"]
    assert inbox.kinds().count("Delivery") == 0


def test_a_complaint_comes_after_the_delivery(start: Callable[..., RunningSimulator], inbox: Inbox) -> None:
    sim = start(notify_url=inbox.url, notifier_threads=1, delivery_latency=0.05, complaint_latency=0.1)
    client_of(sim.url).send_email(**simple(f"complaint@{SIMULATOR}"))
    sim.settle()

    assert inbox.kinds() == ["Send", "Delivery", "Complaint"]
    complaint = inbox.of("Complaint")["complaint"]
    assert complaint["complaintFeedbackType"] == "abuse"
    assert complaint["complainedRecipients"] == [{"emailAddress": f"complaint@{SIMULATOR}"}]
    assert complaint["timestamp"] > inbox.of("Delivery")["delivery"]["timestamp"]


def test_times_follow_the_products_clock_and_the_log_the_wall(
    sim: RunningSimulator, client: Any, inbox: Inbox
) -> None:
    sim.set_clock(timedelta(days=3).total_seconds())
    client.send_email(**simple())
    sim.settle()

    expected = datetime.now(UTC) + timedelta(days=3)
    for told in (inbox.of("Delivery")["delivery"]["timestamp"], inbox.of("Send")["mail"]["timestamp"],
                 inbox.posts[0][1]["Timestamp"], sim.mails()[0]["time"]):
        assert abs(datetime.fromisoformat(told) - expected) < timedelta(seconds=30)
    logged = datetime.fromisoformat(sim.log()[0]["started_at"])
    assert abs(logged - datetime.now(UTC)) < timedelta(seconds=30)


def test_without_a_configuration_set_nothing_is_published(
    start: Callable[..., RunningSimulator], inbox: Inbox
) -> None:
    sim = start(notify_url=inbox.url, default_configuration_set=None)
    client_of(sim.url).send_email(**simple())
    time.sleep(0.1)
    sim.settle()

    assert inbox.posts == []
    assert {event["state"] for event in sim.mails()[0]["events"]} == {"kept"}


def test_one_more_event_of_a_mail_can_be_posted(sim: RunningSimulator, client: Any, inbox: Inbox) -> None:
    message_id = client.send_email(**simple())["MessageId"]
    sim.settle()

    detail = {"bounceType": "Transient", "bounceSubType": "MailboxFull"}
    assert sim.post_event(message_id, "Bounce", detail=detail) == 200
    assert inbox.of("Bounce")["bounce"]["bounceType"] == "Transient"
    assert inbox.of("Bounce")["mail"]["messageId"] == message_id
    with pytest.raises(ValueError, match="event must be one of"):
        sim.post_event(message_id, "Open")


def test_events_can_be_read_without_anyone_subscribed(start: Callable[..., RunningSimulator]) -> None:
    sim = start()
    message_id = client_of(sim.url).send_email(**simple(f"bounce@{SIMULATOR}"))["MessageId"]

    assert [event["eventType"] for event in sim.events(message_id)] == ["Send", "Bounce"]
