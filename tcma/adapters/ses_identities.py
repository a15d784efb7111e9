"""Domains and tenants of the account at Amazon SES."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from tcma.adapters.ses import Missing, called
from tcma.delivery.ports import Later as NotNow
from tcma.delivery.ports import Lost
from tcma.delivery.ports import Never as Refused
from tcma.senders.ports import Identity, Later, Never

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


def _identity(domain: str, found: Any) -> Identity:
    dkim, mail_from = found.get("DkimAttributes", {}), found.get("MailFromAttributes", {})
    return Identity(
        domain, bool(found.get("VerifiedForSendingStatus")), str(dkim.get("Status", "NOT_STARTED")),
        tuple(dkim.get("Tokens", ())), zone=str(dkim.get("SigningHostedZone", "")),
        mail_from=str(mail_from.get("MailFromDomain", "")),
        mail_from_status=str(mail_from.get("MailFromDomainStatus", "")),
    )  # fmt: skip
