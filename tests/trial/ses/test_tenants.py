"""Tenants of the simulated account, its configuration set, and the domains that its DNS proves."""

from collections.abc import Callable
from typing import Any

import pytest

from tcma.trial.ses import RunningSimulator
from tests.trial.ses.conftest import bulk, client_of, simple

PLACE = "arn:aws:ses:eu-central-1:123456789012"
NORTHGATE, SET = f"{PLACE}:identity/northgate.example", f"{PLACE}:configuration-set/tcma"


def test_a_tenant_is_made_once_given_resources_and_listed(sim: RunningSimulator, client: Any) -> None:
    made = client.create_tenant(TenantName="kestrel")
    assert made["SendingStatus"] == "ENABLED"
    with pytest.raises(client.exceptions.AlreadyExistsException):
        client.create_tenant(TenantName="kestrel")
    for arn in (NORTHGATE, SET):
        client.create_tenant_resource_association(TenantName="kestrel", ResourceArn=arn)
    with pytest.raises(client.exceptions.AlreadyExistsException):
        client.create_tenant_resource_association(TenantName="kestrel", ResourceArn=SET)
    assert [one["ResourceType"] for one in client.list_tenant_resources(TenantName="kestrel")["TenantResources"]] == [
        "EMAIL_IDENTITY", "CONFIGURATION_SET"]
    client.create_tenant(TenantName="alder")
    first = client.list_tenants(PageSize=1)
    rest = client.list_tenants(PageSize=1, NextToken=first["NextToken"])
    assert [one["TenantName"] for page in (first, rest) for one in page["Tenants"]] == ["alder", "kestrel"]
    client.delete_tenant_resource_association(TenantName="kestrel", ResourceArn=SET)
    client.delete_tenant(TenantName="alder")
    assert {name: len(one["resources"]) for name, one in sim.tenants().items()} == {"kestrel": 1}


@pytest.mark.parametrize("arn", [
    "arn:aws:ses:eu-central-1:999999999999:identity/northgate.example", f"{PLACE}:mailbox/x", "northgate.example",
])  # fmt: skip
def test_a_tenant_gets_nothing_of_another_account(client: Any, arn: str) -> None:
    client.create_tenant(TenantName="kestrel")
    with pytest.raises(client.exceptions.BadRequestException):
        client.create_tenant_resource_association(TenantName="kestrel", ResourceArn=arn)


def test_a_call_in_a_tenants_name_needs_the_tenant_its_resources_and_its_good_standing(
    sim: RunningSimulator, client: Any
) -> None:
    client.create_tenant(TenantName="kestrel")
    with pytest.raises(client.exceptions.NotFoundException):
        client.send_email(**simple(TenantName="alder"))
    with pytest.raises(client.exceptions.BadRequestException, match="not associated"):
        client.send_bulk_email(**bulk(), TenantName="kestrel")
    for arn in (NORTHGATE, SET):
        client.create_tenant_resource_association(TenantName="kestrel", ResourceArn=arn)
    client.send_email(**simple(TenantName="kestrel"))
    sim.tenant("kestrel", status="DISABLED")
    with pytest.raises(client.exceptions.SendingPausedException):
        client.send_bulk_email(**bulk(), TenantName="kestrel")
    client.send_email(**simple())
    assert [mail["tenant"] for mail in sim.mails()] == ["kestrel", None]
    assert client.get_account()["SendingEnabled"] is True


def test_the_configuration_set_says_where_its_events_go(sim: RunningSimulator, client: Any) -> None:
    assert client.get_configuration_set(ConfigurationSetName="tcma")["SendingOptions"]["SendingEnabled"] is True
    told, = client.get_configuration_set_event_destinations(ConfigurationSetName="tcma")["EventDestinations"]
    assert told["SnsDestination"]["TopicArn"] == sim.topic_arn
    assert "RENDERING_FAILURE" in told["MatchingEventTypes"]
    with pytest.raises(client.exceptions.NotFoundException):
        client.get_configuration_set(ConfigurationSetName="other")


def test_a_domain_waits_for_its_records_and_sends_when_they_stand(start: Callable[..., RunningSimulator]) -> None:
    sim = start(new_identities_verified=False)
    client = client_of(sim.url)
    made = client.create_email_identity(EmailIdentity="kestrel.example")
    assert (made["VerifiedForSendingStatus"], made["DkimAttributes"]["Status"]) == (False, "PENDING")
    bounces = client.put_email_identity_mail_from_attributes
    bounces(EmailIdentity="kestrel.example", MailFromDomain="bounce.kestrel.example")
    with pytest.raises(client.exceptions.BadRequestException):
        bounces(EmailIdentity="kestrel.example", MailFromDomain="elsewhere.example")
    with pytest.raises(client.exceptions.MessageRejected):
        client.send_email(**simple(FromEmailAddress="a@kestrel.example"))
    for token in made["DkimAttributes"]["Tokens"]:
        sim.record("CNAME", f"{token}._domainkey.kestrel.example", f"{token}.dkim.amazonses.com")
    found = client.get_email_identity(EmailIdentity="kestrel.example")
    assert (found["VerifiedForSendingStatus"], found["MailFromAttributes"]["MailFromDomainStatus"]) == (True, "PENDING")
    sim.publish("kestrel.example")
    found = client.get_email_identity(EmailIdentity="kestrel.example")
    assert found["MailFromAttributes"]["MailFromDomainStatus"] == "SUCCESS"
    client.send_email(**simple(FromEmailAddress="a@kestrel.example"))
