"""What each way to fail proves: later, never, lost or an answer. And one HTTP request an attempt, whatever happens."""

import dataclasses
import socket
import time
from collections import Counter
from typing import Any

import pytest
from botocore.stub import Stubber

from tcma.adapters.ses import SesMailer, ses_client
from tcma.adapters.ses_identities import SesTenants
from tcma.base.settings import Settings
from tcma.delivery.ports import Answer, Batch, Later, Lost, Never
from tcma.delivery.rules import Outcome
from tcma.delivery.rules.holds import HoldReason, Standing
from tcma.trial.ses import RunningSimulator
from tests.adapters.conftest import MakeMailer, a_batch


def requests(simulator: RunningSimulator) -> list[int]:
    """How many requests named each attempt, ended or under way."""
    entries = simulator.log() + simulator.under_way()
    return list(Counter(m["tags"]["attempt"] for entry in entries for m in entry["messages"]).values())


def test_an_accepted_batch_is_one_request_with_an_id_for_each(mailer: SesMailer, simulator: RunningSimulator) -> None:
    batch = a_batch(50)
    answers = mailer.send(batch)
    mails = simulator.mails()
    assert [answer.outcome for answer in answers] == [Outcome.ACCEPTED] * 50
    assert [answer.ses_message_id for answer in answers] == [mail["message_id"] for mail in mails]
    assert [mail["to"] for mail in mails] == [[entry.email] for entry in batch.entries]
    assert [mail["tags"]["attempt"] for mail in mails] == [str(entry.attempt_id) for entry in batch.entries]
    assert mails[7]["subject"] == "Hello P7"
    assert len(simulator.log()) == 1
    assert requests(simulator) == [1] * 50


FAULTS: dict[str, tuple[dict[str, Any], type[Exception], int]] = {
    "throttled": ({"throttle": 1}, Later, 0),
    "paused": ({"paused": True}, Later, 0),
    "suspended": ({"suspended": True}, Later, 0),
    "500 before acceptance": ({"error_before": 1}, Lost, 0),
    "503 after acceptance": ({"error_after": 1}, Lost, 3),
    "reset before acceptance": ({"reset_before": 1}, Lost, 0),
    "reset after acceptance": ({"reset_after": 1}, Lost, 3),
    "silence after acceptance": ({"hang_after": 1, "hang_seconds": 1.2}, Lost, 3),
    "silence before acceptance": ({"hang_before": 1, "hang_seconds": 1.2}, Lost, 3),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_proves_what_it_proves_in_one_request(
    mailer: SesMailer, simulator: RunningSimulator, fault: str
) -> None:
    faults, proof, accepted = FAULTS[fault]
    simulator.faults(**faults)
    with pytest.raises(proof):
        mailer.send(a_batch())
    deadline = time.monotonic() + 10
    while simulator.under_way() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert len(simulator.mails()) == accepted
    assert requests(simulator) == [1] * 3, "boto3 must not try again by itself"


@pytest.mark.parametrize(("fault", "hold"), [
    ("paused", HoldReason.PAUSED), ("suspended", HoldReason.SUSPENDED), ("throttle", None),
])  # fmt: skip
def test_a_stopped_account_is_told_apart_from_a_hurry(
    mailer: SesMailer, simulator: RunningSimulator, fault: str, hold: HoldReason | None
) -> None:
    simulator.faults(**{fault: 1 if fault == "throttle" else True})
    with pytest.raises(Later) as caught:
        mailer.send(a_batch())
    assert caught.value.hold is hold
    assert caught.value.wait > 0


def test_a_used_up_day_quota_holds_the_account(mailer: SesMailer, simulator: RunningSimulator) -> None:
    simulator.quota(max_24_hour_send=2, enforced=True)
    with pytest.raises(Later) as caught:
        mailer.send(a_batch())
    assert caught.value.hold is HoldReason.DAY_QUOTA


@pytest.mark.parametrize(("status", "outcome"), [
    ("ACCOUNT_THROTTLED", Outcome.RETURNED),
    ("ACCOUNT_DAILY_QUOTA_EXCEEDED", Outcome.RETURNED),
    ("ACCOUNT_SENDING_PAUSED", Outcome.RETURNED),
    ("ACCOUNT_SUSPENDED", Outcome.RETURNED),
    ("CONFIGURATION_SET_SENDING_PAUSED", Outcome.RETURNED),
    ("MESSAGE_REJECTED", Outcome.REFUSED),
    ("MAIL_FROM_DOMAIN_NOT_VERIFIED", Outcome.RETURNED),
    ("CONFIGURATION_SET_NOT_FOUND", Outcome.RETURNED),
    ("INVALID_PARAMETER", Outcome.REFUSED),
    ("FAILED", Outcome.REFUSED),
    ("TRANSIENT_FAILURE", Outcome.UNKNOWN),
])  # fmt: skip
def test_entries_of_one_request_fail_each_for_itself(
    mailer: SesMailer, simulator: RunningSimulator, status: str, outcome: Outcome
) -> None:
    simulator.faults(fail_entries=2, entry_status=status)
    answers = mailer.send(a_batch(4))
    assert [answer.outcome for answer in answers] == [outcome, outcome, Outcome.ACCEPTED, Outcome.ACCEPTED]
    assert status in answers[0].detail
    assert answers[0].ses_message_id == ""
    assert requests(simulator) == [1] * 4


def test_an_illegal_address_among_others_is_refused_alone(mailer: SesMailer, simulator: RunningSimulator) -> None:
    batch = a_batch(3)
    bad = Batch(**{**vars(batch), "entries": [*batch.entries[:2], _to(batch.entries[2], "no address")]})
    assert [answer.outcome for answer in mailer.send(bad)] == [Outcome.ACCEPTED, Outcome.ACCEPTED, Outcome.REFUSED]


def _to(entry: Any, email: str) -> Any:
    return type(entry)(**{**vars(entry), "email": email})


def test_an_unverified_sender_holds_its_mails_and_loses_none(mailer: SesMailer, simulator: RunningSimulator) -> None:
    with pytest.raises(Later, match="not verified") as caught:
        mailer.send(a_batch(sender="Kestrel <kestrel@elsewhere.example>"))
    assert caught.value.hold is HoldReason.SENDER
    assert simulator.mails() == []


def test_in_the_sandbox_a_recipient_that_is_not_verified_is_refused_and_holds_nobody(settings: Settings) -> None:
    mailer, stub = stubbed(settings)
    words = "Email address is not verified. The following identities failed the check in region EU: person0@example.com"
    stub.add_client_error("send_bulk_email", "MessageRejected", words, http_status_code=400)
    with pytest.raises(Never):
        mailer.send(a_batch(1))


def test_nobody_there_means_later(make_mailer: MakeMailer) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        refused = make_mailer(ses_endpoint_url=f"http://127.0.0.1:{free.getsockname()[1]}")
        with pytest.raises(Later):
            refused.send(a_batch())


def test_a_host_that_does_not_take_the_connection_means_later(make_mailer: MakeMailer) -> None:
    """A listener whose queue is full: connecting times out before a byte is sent."""
    with socket.socket() as full, socket.socket() as one, socket.socket() as two:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        for other in (one, two):
            other.setblocking(False)
            other.connect_ex(full.getsockname())
        with pytest.raises(Later):
            make_mailer(ses_endpoint_url=f"http://127.0.0.1:{full.getsockname()[1]}").send(a_batch())


def test_a_listener_that_never_answers_means_lost(make_mailer: MakeMailer) -> None:
    with socket.socket() as mute:
        mute.bind(("127.0.0.1", 0))
        mute.listen(5)
        with pytest.raises(Lost):
            make_mailer(ses_endpoint_url=f"http://127.0.0.1:{mute.getsockname()[1]}").send(a_batch())


def stubbed(settings: Settings) -> tuple[SesMailer, Stubber]:
    client = ses_client(settings)
    stub = Stubber(client)
    stub.activate()
    return SesMailer(client, None), stub


RESULTS: dict[str, tuple[list[dict[str, str]], list[Outcome]]] = {
    "no id": ([{"Status": "SUCCESS"}], [Outcome.UNKNOWN]),
    "an empty id": ([{"Status": "SUCCESS", "MessageId": ""}], [Outcome.UNKNOWN]),
    "no status": ([{"MessageId": "m"}], [Outcome.UNKNOWN]),
    "all well": ([{"Status": "SUCCESS", "MessageId": "m"}], [Outcome.ACCEPTED]),
}


@pytest.mark.parametrize("result", RESULTS)
def test_an_answer_without_proof_is_no_proof(settings: Settings, result: str) -> None:
    mailer, stub = stubbed(settings)
    stub.add_response("send_bulk_email", {"BulkEmailEntryResults": RESULTS[result][0]})
    answers: list[Answer] = mailer.send(a_batch(1))
    assert [answer.outcome for answer in answers] == RESULTS[result][1]


def test_an_answer_for_fewer_people_is_lost(settings: Settings) -> None:
    mailer, stub = stubbed(settings)
    stub.add_response("send_bulk_email", {"BulkEmailEntryResults": [{"Status": "SUCCESS", "MessageId": "m"}]})
    with pytest.raises(Lost, match="1 results for 2 entries"):
        mailer.send(a_batch(2))


@pytest.mark.parametrize(("code", "status", "proof"), [
    ("ExpiredTokenException", 403, Later), ("UnrecognizedClientException", 401, Later), ("AccessDenied", 403, Later),
    ("ThrottlingException", 400, Later), ("LimitExceededException", 400, Later), ("SomethingNew", 429, Later),
    ("BadRequestException", 400, Never), ("NotFoundException", 404, Later), ("SomethingNew", 422, Never),
    ("InternalFailure", 500, Lost), ("SomethingNew", 503, Lost), ("SomethingNew", 302, Lost),
])  # fmt: skip
def test_an_error_of_the_api_is_told_by_its_name_and_status(
    settings: Settings, code: str, status: int, proof: type[Exception]
) -> None:
    mailer, stub = stubbed(settings)
    stub.add_client_error("send_bulk_email", code, "words", http_status_code=status)
    with pytest.raises(proof):
        mailer.send(a_batch(1))


def test_a_domain_is_verified_if_ses_says_so(mailer: SesMailer, simulator: RunningSimulator) -> None:
    assert mailer.verified("northgate.example")
    assert not mailer.verified("elsewhere.example")
    simulator.identity("northgate.example", verified=False)
    assert not mailer.verified("northgate.example")


def test_the_accounts_rate_is_asked_of_ses(mailer: SesMailer, simulator: RunningSimulator) -> None:
    simulator.quota(max_send_rate=14)
    assert mailer.rate() == 14.0


def test_the_accounts_standing_is_asked_of_ses(mailer: SesMailer, simulator: RunningSimulator) -> None:
    simulator.quota(max_24_hour_send=200)
    mailer.send(a_batch(3))
    assert mailer.standing() == Standing(True, False, 200, 3)
    simulator.faults(suspended=True)
    assert (mailer.standing().sends, mailer.standing().suspended) == (False, True)


def test_a_batch_goes_in_the_name_of_its_tenant_and_a_stopped_tenant_waits(
    mailer: SesMailer, simulator: RunningSimulator
) -> None:
    tenants = SesTenants(mailer._client)
    batch = dataclasses.replace(a_batch(1), tenant="kestrel")
    tenants.make("alder", resources=[])
    with pytest.raises(Later) as missing:
        mailer.send(batch)
    assert missing.value.hold is HoldReason.CONFIGURATION
    place = "arn:aws:ses:eu-central-1:123456789012"
    for _ in range(2):
        tenants.make("kestrel", resources=[f"{place}:identity/northgate.example", f"{place}:configuration-set/tcma"])
    assert mailer.send(batch)[0].outcome is Outcome.ACCEPTED
    assert [mail["tenant"] for mail in simulator.mails()] == ["kestrel"]
    simulator.tenant("kestrel", status="DISABLED")
    with pytest.raises(Later) as stopped:
        mailer.send(batch)
    assert stopped.value.hold is HoldReason.PAUSED
    assert mailer.standing().sends
    assert [mailer.tenant_sends(name) for name in ("kestrel", "alder")] == [False, True]


def test_a_tenant_that_may_not_use_the_sender_holds_its_mails(mailer: SesMailer, simulator: RunningSimulator) -> None:
    SesTenants(mailer._client).make("kestrel", resources=[])
    with pytest.raises(Later, match="not associated") as caught:
        mailer.send(dataclasses.replace(a_batch(1), tenant="kestrel"))
    assert caught.value.hold is HoldReason.CONFIGURATION
