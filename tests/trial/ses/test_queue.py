"""The simulator's SQS, as boto3 sees it and over a restart."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from tcma.trial.ses import RunningSimulator
from tcma.trial.ses.queue import RECEIVES, Queue

URL = "https://sqs.eu-central-1.amazonaws.com/123456789012/receipts"


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def queue(tmp_path: Path, clock: Clock) -> Queue:
    return Queue(tmp_path, "receipts", clock=clock)


def bodies(queue: Queue, most: int = 10) -> list[str]:
    return [letter.body for letter in queue.receive(most, wait=0, hidden=60)]


def test_a_message_is_hidden_for_a_while_and_then_brought_again(queue: Queue, clock: Clock) -> None:
    queue.send("a")
    queue.send("b")
    assert (bodies(queue, 1), bodies(queue), bodies(queue)) == (["a"], ["b"], [])
    clock.now = 59
    assert bodies(queue) == []
    clock.now = 61
    assert bodies(queue) == ["a", "b"]


def test_a_deleted_message_never_comes_again_and_a_hidden_one_when_it_is_let_go(queue: Queue, clock: Clock) -> None:
    queue.send("a")
    queue.send("b")
    first, second = queue.receive(10, wait=0, hidden=60)
    assert queue.delete(first.handle)
    assert queue.hide(second.handle, 0)
    assert bodies(queue) == ["b"]
    assert not queue.hide(second.handle, 0), "it was brought again since"
    clock.now = 100
    assert bodies(queue) == ["b"]


def test_what_was_brought_often_enough_is_a_dead_letter(queue: Queue, clock: Clock) -> None:
    queue.send("bad")
    for turn in range(RECEIVES):
        clock.now = turn * 100
        assert bodies(queue) == ["bad"]
    clock.now = 1_000
    assert (bodies(queue), queue.dead, queue.counts()) == ([], ["bad"], {"visible": 0, "under_way": 0, "dead": 1})


def test_a_restart_loses_nothing(queue: Queue, tmp_path: Path, clock: Clock) -> None:
    for body in ("a", "b", "bad"):
        queue.send(body)
    a, _, bad = queue.receive(10, wait=0, hidden=60)
    queue.delete(a.handle)
    queue._waiting[bad.id].receives = RECEIVES
    clock.now = 61
    queue.receive(0, wait=0, hidden=60)
    queue.close()
    again = Queue(tmp_path, "receipts", clock=clock)
    assert (bodies(again), again.dead) == (["b"], ["bad"])


@pytest.fixture
def client(start: Callable[..., RunningSimulator]) -> Any:
    sim = start(queue="receipts")
    sim.ask("POST", "/_sim/queue", {"body": "hello"})
    return boto3.client("sqs", endpoint_url=sim.url, region_name="eu-central-1", aws_access_key_id="x",
                        aws_secret_access_key="y")  # fmt: skip


def test_boto3_receives_hides_and_deletes(client: Any) -> None:
    found, = client.receive_message(QueueUrl=URL, MaxNumberOfMessages=10)["Messages"]
    assert found["Body"] == "hello"
    assert client.get_queue_attributes(QueueUrl=URL, AttributeNames=["All"])["Attributes"][
        "ApproximateNumberOfMessagesNotVisible"] == "1"
    client.change_message_visibility(QueueUrl=URL, ReceiptHandle=found["ReceiptHandle"], VisibilityTimeout=0)
    again, = client.receive_message(QueueUrl=URL)["Messages"]
    done = client.delete_message_batch(QueueUrl=URL, Entries=[
        {"Id": "1", "ReceiptHandle": again["ReceiptHandle"]}, {"Id": "2", "ReceiptHandle": "nonsense"},
    ])  # fmt: skip
    assert ([one["Id"] for one in done["Successful"]], done["Failed"][0]["Id"]) == (["1"], "2")
    assert "Messages" not in client.receive_message(QueueUrl=URL)


@pytest.mark.parametrize(("call", "code"), [
    (lambda sqs: sqs.receive_message(QueueUrl=URL + "2"), "QueueDoesNotExist"),
    (lambda sqs: sqs.receive_message(QueueUrl=URL, MaxNumberOfMessages=11), "InvalidAttributeName"),
    (lambda sqs: sqs.delete_message(QueueUrl=URL, ReceiptHandle="nonsense"), "ReceiptHandleIsInvalid"),
    (lambda sqs: sqs.delete_message_batch(QueueUrl=URL, Entries=[]), "EmptyBatchRequest"),
    (lambda sqs: sqs.purge_queue(QueueUrl=URL), "UnsupportedOperation"),
])  # fmt: skip
def test_what_sqs_refuses_is_refused_by_its_name(client: Any, call: Callable[[Any], Any], code: str) -> None:
    with pytest.raises(ClientError) as caught:
        call(client)
    assert code in caught.value.response["Error"]["Code"]
