import threading
import time
from typing import Any

import pytest
from botocore.exceptions import ClientError, ConnectionClosedError, ConnectionError, ReadTimeoutError

from tcma.trial.ses import RunningSimulator
from tests.trial.ses.conftest import bulk, client_of, entry, simple


def test_the_next_calls_are_throttled_and_then_no_more(sim: RunningSimulator, client: Any) -> None:
    sim.faults(throttle=2)
    for _ in range(2):
        with pytest.raises(client.exceptions.TooManyRequestsException):
            client.send_bulk_email(**bulk())
    client.send_bulk_email(**bulk())

    assert len(sim.mails()) == 1
    assert [(each["status"], each["outcome"]) for each in sim.log()] == [
        (429, "refused"), (429, "refused"), (200, "accepted")
    ]


def test_a_hang_before_or_after_acceptance_outlasts_the_callers_patience(sim: RunningSimulator) -> None:
    impatient = client_of(sim.url, read_timeout=0.2)
    sim.faults(hang_after=1, hang_seconds=0.6)
    with pytest.raises(ReadTimeoutError):
        impatient.send_bulk_email(**bulk())
    assert len(sim.mails()) == 1

    sim.faults(hang_before=1, hang_seconds=0.6)
    with pytest.raises(ReadTimeoutError):
        impatient.send_bulk_email(**bulk())
    assert len(sim.mails()) == 1
    time.sleep(0.8)
    assert len(sim.mails()) == 2


def test_a_request_under_way_shows_in_the_log(sim: RunningSimulator, client: Any) -> None:
    sim.faults(hang_after=1, hang_seconds=0.5)
    thread = threading.Thread(target=lambda: client.send_email(**simple(EmailTags=[{"Name": "a", "Value": "1"}])))
    thread.start()
    while not any(m["status"] == "SUCCESS" for entry in sim.under_way() for m in entry["messages"]):
        time.sleep(0.01)
    found, = sim.under_way()
    thread.join()

    assert found["messages"][0]["tags"] == {"a": "1"}
    assert sim.under_way() == []
    assert sim.log()[0]["ended_at"] > sim.log()[0]["started_at"]


@pytest.mark.parametrize(("fault", "accepted", "outcome"), [
    ("error_before", 0, "failed"), ("error_after", 1, "accepted"),
])
def test_a_server_error_says_nothing_of_what_was_accepted(
    sim: RunningSimulator, client: Any, fault: str, accepted: int, outcome: str
) -> None:
    sim.faults(**{fault: 1})
    with pytest.raises(ClientError) as caught:
        client.send_bulk_email(**bulk())

    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] >= 500
    assert len(sim.mails()) == accepted
    assert sim.log()[0]["outcome"] == outcome


@pytest.mark.parametrize(("fault", "accepted", "outcome"), [
    ("reset_before", 0, "failed"), ("reset_after", 1, "accepted"),
])
def test_a_reset_connection_leaves_the_caller_without_an_answer(
    sim: RunningSimulator, client: Any, fault: str, accepted: int, outcome: str
) -> None:
    sim.faults(**{fault: 1})
    with pytest.raises((ConnectionClosedError, ConnectionError)):
        client.send_bulk_email(**bulk())

    assert len(sim.mails()) == accepted
    logged, = sim.log()
    assert (logged["status"], logged["error"], logged["outcome"]) == (None, "connection reset", outcome)


def test_a_paused_or_suspended_account_refuses_until_it_is_let_go(sim: RunningSimulator, client: Any) -> None:
    sim.faults(paused=True)
    with pytest.raises(client.exceptions.SendingPausedException):
        client.send_email(**simple())
    assert client.get_account()["SendingEnabled"] is False

    sim.faults(paused=False, suspended=True)
    with pytest.raises(client.exceptions.AccountSuspendedException):
        client.send_bulk_email(**bulk())
    assert client.get_account()["EnforcementStatus"] == "SHUTDOWN"

    sim.clear_faults()
    client.send_email(**simple())
    assert len(sim.mails()) == 1


def test_some_entries_of_a_call_can_fail(sim: RunningSimulator, client: Any) -> None:
    sim.faults(fail_entries=2, entry_status="ACCOUNT_THROTTLED")
    results = client.send_bulk_email(**bulk(*[entry(f"p{k}@example.com") for k in range(4)]))["BulkEmailEntryResults"]

    assert [each["Status"] for each in results] == ["ACCOUNT_THROTTLED", "ACCOUNT_THROTTLED", "SUCCESS", "SUCCESS"]
    assert [mail["to"] for mail in sim.mails()] == [["p2@example.com"], ["p3@example.com"]]
    assert sim.log()[0]["outcome"] == "partial"


@pytest.mark.parametrize("wrong", [{"throtle": 1}, {"throttle": "1"}, {"paused": 1}, {"throttle": True}])
def test_an_unknown_fault_or_a_wrong_value_is_refused(sim: RunningSimulator, wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"fault|type"):
        sim.faults(**wrong)
