from email.message import EmailMessage
from typing import Any

import pytest

from tcma.trial.ses import RunningSimulator


def invite() -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Jörg Sample <joerg@northgate.example>"
    message["To"] = "Ruth Sample <ruth@example.com>"
    message["Subject"] = "Einladung zum Mittagessen für dich"
    message["List-Unsubscribe"] = "<http://127.0.0.1:8000/u/abc>"
    message["X-SES-MESSAGE-TAGS"] = "registration=r-1, step=invite"
    message.set_content("Grüße")
    message.add_alternative("<p>Grüße</p>", subtype="html")
    message.add_attachment("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", subtype="calendar", filename="lunch.ics")
    return message


def test_a_raw_mail_is_read_as_its_reader_would(sim: RunningSimulator, client: Any) -> None:
    client.send_email(Content={"Raw": {"Data": invite().as_bytes()}}, EmailTags=[{"Name": "step", "Value": "second"}])

    found, = sim.mails()
    assert found["to"] == ["ruth@example.com"]
    assert found["subject"] == "Einladung zum Mittagessen für dich"
    assert (found["text"].strip(), found["html"].strip()) == ("Grüße", "<p>Grüße</p>")
    assert found["headers"]["List-Unsubscribe"] == "<http://127.0.0.1:8000/u/abc>"
    assert found["tags"] == {"registration": "r-1", "step": "second"}
    attached, = found["attachments"]
    assert (attached["name"], attached["type"]) == ("lunch.ics", "text/calendar")


def test_destination_and_from_of_the_call_go_before_those_of_the_message(sim: RunningSimulator, client: Any) -> None:
    client.send_email(
        FromEmailAddress="news@northgate.example", Destination={"ToAddresses": ["bounce@simulator.amazonses.com"]},
        Content={"Raw": {"Data": invite().as_bytes()}},
    )

    found, = sim.mails()
    assert found["to"] == ["bounce@simulator.amazonses.com"]


@pytest.mark.parametrize(("raw", "why"), [
    (b"Subject: no body", "blank line"),
    (b"From: a@northgate.example\nTo: b@example.com\n\n" + b"x" * 1001, "998"),
    (b"From: a@northgate.example\nSubject: to nobody\n\nHello", "recipient"),
    (b"From: a@elsewhere.example\nTo: b@example.com\n\nHello", "not verified"),
])
def test_a_raw_mail_ses_would_not_take_is_refused(sim: RunningSimulator, client: Any, raw: bytes, why: str) -> None:
    with pytest.raises(client.exceptions.ClientError, match=why):
        client.send_email(Content={"Raw": {"Data": raw}})

    assert sim.mails() == []


def test_a_mail_with_the_eicar_test_file_is_taken_and_then_rejected(
    sim: RunningSimulator, client: Any, inbox: Any
) -> None:
    message = invite()
    message.add_attachment("X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR", subtype="plain", filename="virus.txt", cte="7bit")
    client.send_email(Content={"Raw": {"Data": message.as_bytes()}})
    sim.settle()

    assert inbox.kinds() == ["Reject"]
    assert inbox.of("Reject")["reject"] == {"reason": "Bad content"}
