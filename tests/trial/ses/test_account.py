from collections.abc import Callable
from typing import Any

import pytest

from tcma.trial.ses import RunningSimulator
from tests.trial.ses.conftest import bulk, client_of, entry, simple


def test_the_account_tells_its_quota_and_what_was_sent(sim: RunningSimulator, client: Any) -> None:
    sim.quota(max_send_rate=14, max_24_hour_send=50_000)
    client.send_bulk_email(**bulk(entry("a@example.com"), entry("b@example.com"),
                                  entry("success@simulator.amazonses.com")))

    account = client.get_account()
    assert account["SendQuota"] == {"MaxSendRate": 14, "Max24HourSend": 50_000, "SentLast24Hours": 2}
    assert (account["SendingEnabled"], account["EnforcementStatus"]) == (True, "HEALTHY")


def test_the_sending_rate_is_enforced_and_counts_recipients(start: Callable[..., RunningSimulator]) -> None:
    sim = start(enforce_quota=True, max_send_rate=5)
    client = client_of(sim.url)
    client.send_bulk_email(**bulk(*[entry(f"p{k}@example.com") for k in range(8)]))

    with pytest.raises(client.exceptions.TooManyRequestsException, match="Maximum sending rate exceeded"):
        client.send_email(**simple())
    assert len(sim.mails()) == 8


def test_the_day_quota_is_enforced_until_a_day_of_product_time_has_passed(
    start: Callable[..., RunningSimulator],
) -> None:
    sim = start(enforce_quota=True, max_24_hour_send=2)
    client = client_of(sim.url)
    client.send_bulk_email(**bulk(entry("a@example.com"), entry("b@example.com")))
    with pytest.raises(client.exceptions.LimitExceededException, match="Daily message quota exceeded"):
        client.send_email(**simple())
    client.send_email(**simple("success@simulator.amazonses.com"))

    sim.set_clock(86_400 + 60)
    client.send_email(**simple())
    assert client.get_account()["SendQuota"]["SentLast24Hours"] == 1


def test_an_identity_is_told_created_and_deleted(client: Any) -> None:
    assert client.get_email_identity(EmailIdentity="northgate.example")["VerifiedForSendingStatus"] is True
    with pytest.raises(client.exceptions.NotFoundException):
        client.get_email_identity(EmailIdentity="kestrel.example")

    created = client.create_email_identity(EmailIdentity="kestrel.example")
    assert (created["IdentityType"], created["VerifiedForSendingStatus"]) == ("DOMAIN", True)
    with pytest.raises(client.exceptions.AlreadyExistsException):
        client.create_email_identity(EmailIdentity="Kestrel.example")
    client.send_email(**simple(FromEmailAddress="jonas@kestrel.example"))
    names = [each["IdentityName"] for each in client.list_email_identities()["EmailIdentities"]]
    assert names == ["kestrel.example", "northgate.example"]

    client.delete_email_identity(EmailIdentity="kestrel.example")
    with pytest.raises(client.exceptions.MessageRejected):
        client.send_email(**simple(FromEmailAddress="jonas@kestrel.example"))


def test_a_pending_identity_may_not_send(start: Callable[..., RunningSimulator]) -> None:
    sim = start(new_identities_verified=False)
    client = client_of(sim.url)
    client.create_email_identity(EmailIdentity="ruth@alderfinch.example")
    with pytest.raises(client.exceptions.MessageRejected):
        client.send_email(**simple(FromEmailAddress="ruth@alderfinch.example"))

    assert client.get_email_identity(EmailIdentity="ruth@alderfinch.example")["VerificationStatus"] == "PENDING"
    sim.identity("ruth@alderfinch.example", verified=True)
    client.send_email(**simple(FromEmailAddress="Ruth <ruth@alderfinch.example>"))


def test_the_suppression_list_is_kept_paged_and_filtered(client: Any) -> None:
    for number, reason in enumerate(("BOUNCE", "COMPLAINT", "BOUNCE")):
        client.put_suppressed_destination(EmailAddress=f"p{number}@example.com", Reason=reason)

    found = client.get_suppressed_destination(EmailAddress="P1@example.com")["SuppressedDestination"]
    assert (found["EmailAddress"], found["Reason"]) == ("p1@example.com", "COMPLAINT")
    first = client.list_suppressed_destinations(PageSize=2)
    second = client.list_suppressed_destinations(PageSize=2, NextToken=first["NextToken"])
    assert len(first["SuppressedDestinationSummaries"]) + len(second["SuppressedDestinationSummaries"]) == 3
    assert len(client.list_suppressed_destinations(Reasons=["BOUNCE"])["SuppressedDestinationSummaries"]) == 2

    client.delete_suppressed_destination(EmailAddress="p1@example.com")
    with pytest.raises(client.exceptions.NotFoundException):
        client.get_suppressed_destination(EmailAddress="p1@example.com")


def test_unknown_configuration_sets_and_tenants_are_not_found(start: Callable[..., RunningSimulator]) -> None:
    client = client_of(start(configuration_sets=("tcma",), tenants=("brightwave",)).url)
    client.send_email(**simple(ConfigurationSetName="tcma", TenantName="brightwave"))
    with pytest.raises(client.exceptions.NotFoundException, match="Configuration set <other>"):
        client.send_email(**simple(ConfigurationSetName="other"))
    with pytest.raises(client.exceptions.NotFoundException, match="Tenant <kestrel>"):
        client.send_email(**simple(TenantName="kestrel"))
