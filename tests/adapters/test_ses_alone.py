"""A mail with a file of its reader's own: by itself, with all that a bulk mail has, and failing in the same ways."""

import base64
import time
from dataclasses import replace
from email import message_from_bytes
from typing import Any
from urllib.request import urlopen

import pytest

from tcma.adapters.ses import SesMailer
from tcma.base.settings import Settings
from tcma.delivery.ports import Batch, Later, Lost, Never
from tcma.delivery.rules import Attachment, Outcome
from tcma.trial.ses import RunningSimulator
from tests.adapters.conftest import a_batch
from tests.adapters.test_ses import FAULTS, requests, stubbed

CALENDAR = b"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"
INVITE = Attachment("invite.ics", "text/calendar; method=REQUEST; charset=utf-8", CALENDAR)


def alone(**changes: Any) -> Batch:
    """One mail with an invitation."""
    batch = a_batch(1)
    return replace(batch, entries=[replace(batch.entries[0], attachments=[INVITE])], **changes)


def test_it_arrives_with_its_file_and_all_that_a_bulk_mail_has(
    mailer: SesMailer, simulator: RunningSimulator, settings: Settings
) -> None:
    batch = alone(sender="=?utf-8?q?J=C3=B6rg?= via Northgate <kestrel@northgate.example>")
    answer, = mailer.send(batch)
    plain, = mailer.send(replace(batch, entries=[replace(batch.entries[0], attachments=())]))
    mail, bulk = simulator.mails()
    assert (answer.outcome, answer.ses_message_id) == (Outcome.ACCEPTED, mail["message_id"])
    assert plain.ses_message_id == bulk["message_id"]
    for part in ("to", "reply_to", "subject", "tags", "configuration_set"):
        assert mail[part] == bulk[part], part
    assert (mail["subject"], mail["html"].strip(), mail["text"].strip()) == (bulk["subject"], bulk["html"],
                                                                             bulk["text"])
    for name, value in batch.entries[0].headers.items():
        assert mail["headers"][name] == bulk["headers"][name] == value
    assert batch.entries[0].headers.keys() >= {"List-Id", "List-Unsubscribe", "List-Unsubscribe-Post"}
    assert mail["configuration_set"] == settings.ses_configuration_set
    file, = mail["attachments"]
    assert (file["name"], file["type"], base64.b64decode(file["data"])) == ("invite.ics", "application/ics", CALENDAR)
    assert [request["operation"] for request in simulator.log()] == ["SendEmail", "SendBulkEmail"]


def test_programs_find_the_invitation_beside_the_words(mailer: SesMailer, simulator: RunningSimulator) -> None:
    mailer.send(alone())
    with urlopen(f"{simulator.url}/m/0/source") as answer:
        source = answer.read()
    parts = {part.get_content_type(): part for part in message_from_bytes(source).walk()}
    assert parts["text/calendar"].get_param("method") == "REQUEST"
    assert parts["text/calendar"].get_payload(decode=True) == CALENDAR


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_proves_what_it_proves_in_one_request(
    mailer: SesMailer, simulator: RunningSimulator, fault: str
) -> None:
    faults, proof, accepted = FAULTS[fault]
    simulator.faults(**faults)
    with pytest.raises(proof):
        mailer.send(alone())
    deadline = time.monotonic() + 10
    while simulator.under_way() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert len(simulator.mails()) == min(accepted, 1)
    assert requests(simulator) == [1]


@pytest.mark.parametrize("changes", [
    {"subject": "Hello {{last_name}}"},
    {"reply_to": "jonas@kestrel.example\r\nBcc: eve@example.com"},
])
def test_what_can_never_be_sent_is_refused_for_good(
    mailer: SesMailer, simulator: RunningSimulator, changes: dict[str, str]
) -> None:
    with pytest.raises(Never):
        mailer.send(alone(**changes))
    assert simulator.mails() == []


@pytest.mark.parametrize("found", [{}, {"MessageId": ""}])
def test_an_answer_without_an_id_is_no_proof(settings: Settings, found: dict[str, str]) -> None:
    mailer, stub = stubbed(settings)
    stub.add_response("send_email", found)
    assert [answer.outcome for answer in mailer.send(alone())] == [Outcome.UNKNOWN]


@pytest.mark.parametrize(("code", "status", "proof"), [
    ("TooManyRequestsException", 429, Later), ("MessageRejected", 400, Never), ("InternalFailure", 500, Lost),
])
def test_an_error_of_the_api_is_told_by_its_name_and_status(
    settings: Settings, code: str, status: int, proof: type[Exception]
) -> None:
    mailer, stub = stubbed(settings)
    stub.add_client_error("send_email", code, "words", http_status_code=status)
    with pytest.raises(proof):
        mailer.send(alone())


def test_two_with_files_are_no_batch() -> None:
    batch = a_batch(2)
    with pytest.raises(ValueError, match="goes alone"):
        replace(batch, entries=[replace(entry, attachments=[INVITE]) for entry in batch.entries])
