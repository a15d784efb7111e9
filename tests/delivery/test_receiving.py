"""Receipts by SQS: stored raw, deleted after the commit, brought again otherwise; what is not ours is a dead letter."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from sqlalchemy import Engine, event, select
from sqlalchemy.orm import Session, sessionmaker

from tcma.adapters.sns import SimulatedCertificates
from tcma.adapters.sqs import SqsReceipts, sqs_client
from tcma.base.db import transaction
from tcma.base.settings import Settings
from tcma.base.tools import provide, use
from tcma.delivery.jobs import listen
from tcma.delivery.jobs.receiving import receive_some
from tcma.delivery.models import Receipt
from tcma.delivery.ports import Certificates, Later, Mailer, ReceiptQueue
from tcma.trial.ses.queue import RECEIVES
from tcma.trial.ses.running import RunningSimulator, running_simulator
from tests.adapters.conftest import a_batch

URL = "https://sqs.eu-central-1.amazonaws.com/123456789012/receipts"


@pytest.fixture
def ses(wired: sessionmaker[Session], settings: Settings, tmp_path: Path) -> Iterator[RunningSimulator]:
    """A simulator whose events go to its queue."""
    port = int(str(settings.ses_endpoint_url).rpartition(":")[2])
    with running_simulator(tmp_path / "ses", port=port, queue="receipts", delivery_latency=0) as simulator:
        yield simulator


@pytest.fixture
def queue(ses: RunningSimulator, settings: Settings) -> SqsReceipts:
    """The product's own adapter, boto3 over HTTP."""
    changed = settings.model_copy(update={"sqs_endpoint_url": ses.url, "sqs_queue_url": URL})
    provide(Settings, changed)
    provide(Certificates, SimulatedCertificates(ses.url))
    found = SqsReceipts(sqs_client(changed), URL)
    provide(ReceiptQueue, found)
    return found


def sent(ses: RunningSimulator, people: int = 3) -> None:
    """So many mails: two events each."""
    use(Mailer).send(a_batch(people))
    ses.settle()


def kept() -> list[dict[str, Any]]:
    with transaction() as session:
        return list(session.scalars(select(Receipt.body).order_by(Receipt.id)))


def at_once(ses: RunningSimulator) -> None:
    """Whatever is under way is brought again now."""
    assert ses.office.queue is not None
    for letter in ses.office.queue._waiting.values():
        letter.due = 0


def test_what_the_queue_has_is_stored_and_then_no_longer_there(ses: RunningSimulator, queue: SqsReceipts) -> None:
    sent(ses, 6)
    assert [receive_some(queue, seconds=0) for _ in range(3)] == [10, 2, 0]
    assert sorted(body["eventType"] for body in kept()) == ["Delivery"] * 6 + ["Send"] * 6
    assert ses.queue() == {"visible": 0, "under_way": 0, "dead": 0, "letters": []}


def test_an_event_that_comes_by_both_ways_or_twice_is_stored_once(ses: RunningSimulator, queue: SqsReceipts) -> None:
    sent(ses, 1)
    assert ses.storm(3) == 6
    ses.settle()
    while receive_some(queue, seconds=0):
        pass
    assert len(kept()) == 2
    assert ses.queue()["visible"] == 0


class Dying(SqsReceipts):
    """Ends the process, as it were, when it should delete."""

    def done(self, handles: Any) -> None:
        raise KeyboardInterrupt


def test_who_dies_between_commit_and_delete_gets_it_again_and_stores_it_once(
    ses: RunningSimulator, queue: SqsReceipts
) -> None:
    sent(ses, 1)
    dying = Dying(queue._client, URL)
    with pytest.raises(KeyboardInterrupt):
        receive_some(dying, seconds=0)
    assert (len(kept()), ses.queue()["under_way"]) == (2, 2)
    at_once(ses)
    assert receive_some(queue, seconds=0) == 2
    assert (len(kept()), ses.queue()["under_way"]) == (2, 0)


@pytest.fixture
def read_only(database: Engine) -> Iterator[Callable[[], None]]:
    """A database that can't write; call it to mend it."""
    def refuse(connection: Any) -> None:
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")

    event.listen(database, "begin", refuse)
    yield lambda: event.remove(database, "begin", refuse)
    if event.contains(database, "begin", refuse):
        event.remove(database, "begin", refuse)


def test_what_could_not_be_stored_stays_in_the_queue(
    ses: RunningSimulator, queue: SqsReceipts, read_only: Callable[[], None]
) -> None:
    sent(ses, 1)
    with pytest.raises(Exception, match="read-only"):
        receive_some(queue, seconds=0)
    assert ses.queue()["under_way"] == 2
    read_only()
    at_once(ses)
    assert receive_some(queue, seconds=0) == 2
    assert len(kept()) == 2


def test_what_is_not_ours_is_never_stored_and_ends_among_the_dead_letters(
    ses: RunningSimulator, queue: SqsReceipts
) -> None:
    forged = {**ses.sign({"eventType": "Bounce"}), "Message": "{}"}
    elsewhere = {**ses.sign({}), "TopicArn": "arn:aws:sns:eu-central-1:999999999999:ses-events"}
    strange = [json.dumps(one) for one in (forged, {"eventType": "Bounce"}, elsewhere)] + ["hello", "x" * 300_000]
    for body in strange:
        ses.ask("POST", "/_sim/queue", {"body": body})
    sent(ses, 1)
    for _ in range(RECEIVES + 1):
        receive_some(queue, seconds=0)
        at_once(ses)
    assert len(kept()) == 2, "the good ones among them are stored"
    assert sorted(ses.queue()["letters"]) == sorted(strange)


def test_a_queue_that_is_not_there_is_asked_again_later(
    settings: Settings, wired: object, tmp_path: Path
) -> None:
    gone = settings.model_copy(update={"sqs_endpoint_url": "http://127.0.0.1:1", "sqs_queue_url": URL})
    with pytest.raises(Later):
        SqsReceipts(sqs_client(gone), URL).receive(0)


def test_a_listener_stores_what_comes_until_it_is_asked_to_stop(
    database: Engine, ses: RunningSimulator, queue: SqsReceipts
) -> None:
    stop = Event()
    thread = Thread(target=listen, args=(stop,), daemon=True)
    thread.start()
    sent(ses, 2)
    while ses.queue() != {"visible": 0, "under_way": 0, "dead": 0, "letters": []}:
        stop.wait(0.02)
    assert len(kept()) == 4
    stop.set()
    ses.ask("POST", "/_sim/queue", {"body": "so that its poll ends"})
    thread.join(10)
    assert not thread.is_alive()


def test_without_a_queue_nobody_listens(wired: object) -> None:
    listen(Event())  # it would wait for ever
