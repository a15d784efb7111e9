"""The simulator's fast mode: it answers as SES does, and counts."""

import json
import smtplib
import subprocess
import sys
from collections.abc import Iterator
from urllib.request import urlopen

import pytest

from tcma.adapters.ses import SesMailer, ses_client
from tcma.base.settings import Settings
from tcma.delivery.rules import Outcome
from tests.adapters.conftest import a_batch

Ports = dict[str, int]


@pytest.fixture(scope="module")
def sink() -> Iterator[Ports]:
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "tcma.trial.ses.sink", "--rate", "77"], stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        yield json.loads(process.stdout.readline())
    finally:
        process.terminate()
        assert process.wait(10) == 0
        assert process.stdout is not None
        process.stdout.close()


@pytest.fixture
def mailer(sink: Ports, settings: Settings) -> Iterator[SesMailer]:
    there = settings.model_copy(update={"ses_endpoint_url": f"http://127.0.0.1:{sink['http']}"})
    client = ses_client(there)
    yield SesMailer(client, None)
    client.close()


def counted(sink: Ports) -> dict[str, dict[str, int]]:
    with urlopen(f"http://127.0.0.1:{sink['http']}/_sink") as answer:
        found: dict[str, dict[str, int]] = json.load(answer)
        return found


def test_a_bulk_call_is_one_request_and_gets_an_id_for_each(sink: Ports, mailer: SesMailer) -> None:
    answers = mailer.send(a_batch(50)) + mailer.send(a_batch(7))
    assert {answer.outcome for answer in answers} == {Outcome.ACCEPTED}
    assert len({answer.ses_message_id for answer in answers}) == 57
    assert (counted(sink)["requests"]["SendBulkEmail"], counted(sink)["recipients"]["SendBulkEmail"]) == (2, 57)


def test_it_tells_the_rate_it_was_given(mailer: SesMailer) -> None:
    assert mailer.rate() == 77


def test_mail_by_smtp_is_counted_too(sink: Ports) -> None:
    with smtplib.SMTP("127.0.0.1", sink["smtp"], local_hostname="localhost") as smtp:
        for number in range(3):
            assert smtp.sendmail("a@northgate.example", [f"p{number}@example.com"], "Subject: x\r\n\r\n.dot\r\n") == {}
    assert counted(sink)["recipients"]["SMTP"] == 3
