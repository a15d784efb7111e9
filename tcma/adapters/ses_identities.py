"""Domains and tenants of the account at Amazon SES."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from tcma.adapters.ses import Missing, called
from tcma.adapters.sqs import SqsReceipts
from tcma.delivery.ports import Later as NotNow
from tcma.delivery.ports import Lost
from tcma.delivery.ports import Never as Refused
from tcma.senders.ports import AccountFacts, ConfigurationSet, Destination, Identity, Later, Never, QueueFacts

if TYPE_CHECKING:
    from mypy_boto3_sesv2 import SESV2Client


def asked(call: Callable[[], Any]) -> Any:
    """The answer to a call that may be made again; None where SES does not know the thing. Raises Later, Never."""
    try:
        return called(call)
    except Missing:
        return None
    except (NotNow, Lost) as error:  # asking twice hurts nobody
        raise Later(str(error)) from error
    except Refused as error:
        raise Never(str(error)) from error


def _made(call: Callable[[], Any]) -> None:
    """Make something, or find it made. Raises Later, Never."""
    def unless_there() -> Any:
        try:
            return call()
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") == "AlreadyExistsException":
                return {}
            raise

    asked(unless_there)


class SesIdentities:
    """`Identities`."""

    def __init__(self, client: "SESV2Client") -> None:
        self._client = client

    def look(self, domain: str) -> Identity | None:
        found = asked(lambda: self._client.get_email_identity(EmailIdentity=domain))
        return None if found is None else _identity(domain, found)

    def make(self, domain: str, *, mail_from: str) -> Identity:
        found = self.look(domain)
        if found is None:
            _made(lambda: self._client.create_email_identity(EmailIdentity=domain))
        if found is None or found.mail_from != mail_from:
            asked(lambda: self._client.put_email_identity_mail_from_attributes(
                EmailIdentity=domain, MailFromDomain=mail_from, BehaviorOnMxFailure="USE_DEFAULT_VALUE"
            ))  # fmt: skip
            found = self.look(domain)
        if found is None:
            raise Later(f"SES does not know {domain} yet")
        return found


class SesTenants:
    """`Tenants`."""

    def __init__(self, client: "SESV2Client") -> None:
        self._client = client

    def make(self, name: str, *, resources: Sequence[str]) -> None:
        """Its suppression list is the account's: who complained to one partner is written to by none."""
        _made(lambda: self._client.create_tenant(
            TenantName=name,
            SuppressionAttributes={"SuppressedReasons": ["BOUNCE", "COMPLAINT"], "SuppressionScope": "ACCOUNT"},
        ))  # fmt: skip
        for arn in resources:
            _made(lambda arn=arn: self._client.create_tenant_resource_association(  # type: ignore[misc]  # of a loop
                TenantName=name, ResourceArn=arn
            ))  # fmt: skip


class SesAccount:
    """`Account`. `queue` is that of the receipts, where they come by one."""

    def __init__(self, client: "SESV2Client", queue: SqsReceipts | None = None) -> None:
        self._client, self._queue = client, queue

    def facts(self, *, configuration_set: str, tenants: bool) -> AccountFacts:
        account = asked(lambda: self._client.get_account())
        quota = account.get("SendQuota", {})
        return AccountFacts(
            production=bool(account.get("ProductionAccessEnabled")), sends=bool(account.get("SendingEnabled")),
            suspended=account.get("EnforcementStatus") == "SHUTDOWN", rate=float(quota.get("MaxSendRate", 0)),
            day_quota=float(quota.get("Max24HourSend", -1)), sent_today=float(quota.get("SentLast24Hours", 0)),
            suppressed=tuple(account.get("SuppressionAttributes", {}).get("SuppressedReasons", ())),
            configuration_set=self._set(configuration_set) if configuration_set else None,
            tenants=self._tenants() if tenants else None, queue=self._of_queue(),
        )

    def _of_queue(self) -> QueueFacts | None:
        if self._queue is None:
            return None
        try:
            found = self._queue.attributes()
        except NotNow as error:
            return QueueFacts(problem=str(error))
        return QueueFacts(
            dead_letters="RedrivePolicy" in found, hidden_for=int(found.get("VisibilityTimeout", 0)),
            waiting=int(found.get("ApproximateNumberOfMessages", 0)),
        )

    def _set(self, name: str) -> ConfigurationSet | None:
        found = asked(lambda: self._client.get_configuration_set(ConfigurationSetName=name))
        if found is None:
            return None
        told = asked(lambda: self._client.get_configuration_set_event_destinations(ConfigurationSetName=name)) or {}
        return ConfigurationSet(
            bool(found.get("SendingOptions", {}).get("SendingEnabled", True)),
            tuple(
                Destination(one["Name"], bool(one.get("Enabled")), one.get("SnsDestination", {}).get("TopicArn", ""),
                            tuple(one.get("MatchingEventTypes", ())))
                for one in told.get("EventDestinations", ())
            ),
        )  # fmt: skip

    def _tenants(self) -> dict[str, str]:
        found: dict[str, str] = {}
        more: dict[str, Any] = {}
        while True:
            page = asked(lambda more=more: self._client.list_tenants(**more)) or {}  # type: ignore[misc]  # of a loop
            found |= {one["TenantName"]: one.get("SendingStatus", "ENABLED") for one in page.get("Tenants", ())}
            if not page.get("NextToken"):
                return found
            more = {"NextToken": page["NextToken"]}


def _identity(domain: str, found: Any) -> Identity:
    dkim, mail_from = found.get("DkimAttributes", {}), found.get("MailFromAttributes", {})
    return Identity(
        domain, bool(found.get("VerifiedForSendingStatus")), str(dkim.get("Status", "NOT_STARTED")),
        tuple(dkim.get("Tokens", ())), zone=str(dkim.get("SigningHostedZone", "")),
        mail_from=str(mail_from.get("MailFromDomain", "")),
        mail_from_status=str(mail_from.get("MailFromDomainStatus", "")),
    )  # fmt: skip
