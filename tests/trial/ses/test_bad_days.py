"""Storms, shuffles and random faults; and Amazon's side as a page."""

import urllib.parse
import urllib.request
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tcma.trial.ses import RunningSimulator
from tcma.trial.ses.errors import ApiError
from tcma.trial.ses.faults import ConnectionAborted, Faults
from tests.trial.ses.conftest import Inbox, bulk, client_of, entry, simple


def test_a_storm_posts_every_event_again_with_the_same_id_or_anew(
    start: Callable[..., RunningSimulator], inbox: Inbox
) -> None:
    sim = start(notify_url=inbox.url)
    client = client_of(sim.url)
    client.send_bulk_email(**bulk(entry("a@example.com"), entry("b@example.com")))
    sim.settle()
    before = {envelope["MessageId"] for _, envelope in inbox.posts}
    assert (len(inbox.posts), sim.storm(5)) == (4, 20)
    sim.settle()
    assert Counter(envelope["MessageId"] for _, envelope in inbox.posts) == dict.fromkeys(before, 6)
    assert sim.storm(1, since=1, anew=True) == 2
    sim.settle()
    assert len({envelope["MessageId"] for _, envelope in inbox.posts}) == 6
    assert len(sim.notifications()) == 4, "extra posts change nothing of what was reported"


def test_shuffled_events_come_out_of_order_and_none_is_lost(
    start: Callable[..., RunningSimulator], inbox: Inbox
) -> None:
    sim = start(notify_url=inbox.url)
    sim.faults(shuffle_events=0.3)
    client_of(sim.url).send_bulk_email(**bulk(*[entry(f"p{k}@example.com") for k in range(12)]))
    sim.settle()
    names = [envelope["Message"].partition('"eventType":')[2][:12] for _, envelope in inbox.posts]
    assert Counter(name.strip().strip('"').partition('"')[0] for name in names) == {"Send": 12, "Delivery": 12}
    assert names != sorted(names, reverse=True)


def test_on_a_bad_day_calls_fail_at_random_and_the_same_way_each_time() -> None:
    def day() -> list[str]:
        faults, seen = Faults(random_calls=0.5), []
        for _ in range(60):
            try:
                faults.before_accepting()
                faults.after_accepting()
                seen.append("fine")
            except (ApiError, ConnectionAborted) as error:
                seen.append(getattr(error, "code", "reset"))
        return seen

    first = day()
    assert 15 < first.count("fine") < 45
    assert set(first) == {"fine", "reset", "TooManyRequestsException", "InternalFailure", "ServiceUnavailable"}
    assert day() == first


def press(sim: RunningSimulator, verb: str, **fields: str) -> str:
    data = urllib.parse.urlencode(fields).encode()
    with urllib.request.urlopen(urllib.request.Request(f"{sim.url}/amazon/{verb}", data, method="POST")) as answer:
        return str(answer.read().decode())


@pytest.mark.parametrize(("verb", "error", "words"), [
    ("paused", "SendingPausedException", "Sending is paused."),
    ("suspended", "AccountSuspendedException", "The account is suspended."),
    ("throttle", "TooManyRequestsException", "5 more calls are told to slow down."),
    ("full", "LimitExceededException", "quota is used up."),
])  # fmt: skip
def test_amazons_side_gives_a_bad_day_and_ends_it(
    sim: RunningSimulator, client: Any, verb: str, error: str, words: str
) -> None:
    assert words in press(sim, verb)
    with pytest.raises(ClientError) as caught:
        client.send_email(**simple())
    assert caught.value.response["Error"]["Code"] == error
    assert words not in press(sim, "calm")
    client.send_email(**simple())


def test_amazons_side_enters_records_and_stops_tenants(start: Callable[..., RunningSimulator]) -> None:
    sim = start(new_identities_verified=False)
    client = client_of(sim.url)
    client.create_email_identity(EmailIdentity="kestrel.example")
    client.create_tenant(TenantName="kestrel")
    assert "Enter its DNS records" not in press(sim, "publish", name="kestrel.example")
    assert client.get_email_identity(EmailIdentity="kestrel.example")["VerifiedForSendingStatus"] is True
    assert "Stopped" in press(sim, "tenant", name="kestrel")
    assert client.get_tenant(TenantName="kestrel")["Tenant"]["SendingStatus"] == "DISABLED"
    press(sim, "tenant", name="kestrel")
    assert client.get_tenant(TenantName="kestrel")["Tenant"]["SendingStatus"] == "REINSTATED"
