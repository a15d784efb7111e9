"""Amazon SES through boto3, one request per batch and never a second one by itself.

SendBulkEmail fills the fields of up to fifty mails; it takes no file that is one person's. Such a mail
goes by SendEmail, as the MIME message that we build of it.

boto3's own retries send the same mail again after a read time-out, so `total_max_attempts=1`:
the state machine of delivery decides.

A bulk request is written as JSON by us: botocore would check and copy each of its thousand values, which costs more
than all the rest. The signature, the connection and the reading of the answer stay botocore's.
"""

import json
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

import boto3
import botocore
from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    CredentialRetrievalError,
    EndpointConnectionError,
    NoCredentialsError,
    ParamValidationError,
    PartialCredentialsError,
    ProxyConnectionError,
    SSLError,
)
from botocore.parsers import ResponseParserError

from tcma.adapters.mime import Unsendable, whole
from tcma.base.settings import Settings
from tcma.delivery.ports import Answer, Batch, Later, Lost, Never
from tcma.delivery.rules import Outcome
from tcma.delivery.rules.holds import HoldReason, Standing

if TYPE_CHECKING:
    from mypy_boto3_sesv2 import SESV2Client

# Certainly not accepted, and more than this request is concerned.
_HOLDS = {
    "SendingPausedException": HoldReason.PAUSED,
    "AccountSuspendedException": HoldReason.SUSPENDED,
    "LimitExceededException": HoldReason.DAY_QUOTA,
    "MailFromDomainNotVerifiedException": HoldReason.SENDER,
}
_THROTTLED = {"TooManyRequestsException", "ThrottlingException", "Throttling", "RequestThrottledException"}

# Nothing was sent: nobody to send it to, or nothing to sign it with.
_NEVER_LEFT = (ConnectTimeoutError, EndpointConnectionError, ProxyConnectionError)
_NO_KEYS = (NoCredentialsError, PartialCredentialsError, CredentialRetrievalError)

# Status of an entry -> outcome. What is not listed here is unknown: it is shown, and not sent again.
_STATUS = {
    "SUCCESS": Outcome.ACCEPTED,
    "MESSAGE_REJECTED": Outcome.REFUSED,
    "TEMPLATE_NOT_FOUND": Outcome.REFUSED,
    "INVALID_PARAMETER": Outcome.REFUSED,
    "FAILED": Outcome.REFUSED,
    "ACCOUNT_THROTTLED": Outcome.RETURNED,
}
# Status of an entry that was not accepted for what is no fault of its own.
_RETURNED = {
    "ACCOUNT_DAILY_QUOTA_EXCEEDED": HoldReason.DAY_QUOTA,
    "ACCOUNT_SENDING_PAUSED": HoldReason.PAUSED,
    "CONFIGURATION_SET_SENDING_PAUSED": HoldReason.PAUSED,
    "ACCOUNT_SUSPENDED": HoldReason.SUSPENDED,
    "CONFIGURATION_SET_NOT_FOUND": HoldReason.CONFIGURATION,
    "INVALID_SENDING_POOL_NAME": HoldReason.CONFIGURATION,
    "MAIL_FROM_DOMAIN_NOT_VERIFIED": HoldReason.SENDER,
}


class Missing(Never):
    """SES does not know something that the request names."""


_body: ContextVar[bytes] = ContextVar("body of the bulk request under way")


def _with_our_body(params: dict[str, Any], **_: Any) -> None:
    """For botocore, before a request is signed."""
    params["body"] = _body.get()


_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode  # dumps makes an encoder for each value


class SesMailer:
    """A `Mailer`. Thread-safe, as boto3 clients are."""

    def __init__(self, client: "SESV2Client", configuration_set: str | None) -> None:
        self._client = client
        client.meta.events.register("before-call.sesv2.SendBulkEmail", _with_our_body, unique_id="our-body")
        self._configuration = {"ConfigurationSetName": configuration_set} if configuration_set else {}

    def send(self, batch: Batch) -> list[Answer]:
        if any(entry.attachments for entry in batch.entries):
            return [self._send_alone(batch)]
        request: dict[str, Any] = {
            "FromEmailAddress": batch.sender,
            "DefaultContent": {
                "Template": {
                    "TemplateContent": {"Subject": batch.subject, "Html": batch.html, "Text": batch.text},
                    "TemplateData": "{}",
                }
            },
            "BulkEmailEntries": [
                {
                    "Destination": {"ToAddresses": [entry.email]},
                    "ReplacementTags": [{"Name": name, "Value": value} for name, value in entry.tags.items()],
                    "ReplacementHeaders": [{"Name": name, "Value": value} for name, value in entry.headers.items()],
                    "ReplacementEmailContent": {
                        "ReplacementTemplate": {"ReplacementTemplateData": _json(entry.values)}
                    },
                }
                for entry in batch.entries
            ],
            **self._around(batch),
        }
        if batch.reply_to:
            request["ReplyToAddresses"] = [batch.reply_to]
        _body.set(_json(request).encode())
        answer = _sent(batch, lambda: self._client.send_bulk_email(DefaultContent={}, BulkEmailEntries=[]))
        results = answer.get("BulkEmailEntryResults", [])
        if len(results) != len(batch.entries):
            raise Lost(f"{len(results)} results for {len(batch.entries)} entries")
        return [_answer(result) for result in results]

    def _send_alone(self, batch: Batch) -> Answer:
        entry, = batch.entries
        try:
            raw = whole(batch, entry)
        except Unsendable as error:  # what SES itself tells of a bulk mail by a Rendering Failure
            raise Never(str(error)) from error
        request: dict[str, Any] = {
            "FromEmailAddress": batch.sender,
            "Destination": {"ToAddresses": [entry.email]},
            "Content": {"Raw": {"Data": raw}},
            "EmailTags": [{"Name": name, "Value": value} for name, value in entry.tags.items()],
            **self._around(batch),
        }
        answer = _sent(batch, lambda: self._client.send_email(**request))
        return _answer({"Status": "SUCCESS", "MessageId": answer.get("MessageId", "")})

    def _around(self, batch: Batch) -> dict[str, str]:
        return self._configuration | ({"TenantName": batch.tenant} if batch.tenant else {})

    def verified(self, domain: str) -> bool:
        try:
            identity = called(lambda: self._client.get_email_identity(EmailIdentity=domain))
        except Never:
            return False
        except Lost as error:  # asking again hurts nobody
            raise Later(str(error)) from error
        return bool(identity.get("VerifiedForSendingStatus"))

    def rate(self) -> float:
        """Recipients a second that the account may send. Raises Later."""
        return float(self._account().get("SendQuota", {}).get("MaxSendRate", 1))

    def standing(self) -> Standing:
        account = self._account()
        quota = account.get("SendQuota", {})
        return Standing(
            sends=bool(account.get("SendingEnabled", True)), suspended=account.get("EnforcementStatus") == "SHUTDOWN",
            day_quota=float(quota.get("Max24HourSend", -1)), sent_today=float(quota.get("SentLast24Hours", 0)),
        )

    def tenant_sends(self, tenant: str) -> bool:
        try:
            found = called(lambda: self._client.get_tenant(TenantName=tenant))
        except Missing:
            return False
        except (Lost, Never) as error:
            raise Later(str(error)) from error
        return bool(found.get("Tenant", {}).get("SendingStatus") != "DISABLED")

    def _account(self) -> Any:
        try:
            return called(lambda: self._client.get_account())
        except (Lost, Never) as error:
            raise Later(str(error)) from error


def _answer(result: Any) -> Answer:
    status, found = result.get("Status", ""), result.get("MessageId", "")
    hold = _RETURNED.get(status)
    outcome = Outcome.RETURNED if hold else _STATUS.get(status, Outcome.UNKNOWN)
    if outcome is Outcome.ACCEPTED and not found:
        outcome = Outcome.UNKNOWN
    detail = "" if outcome is Outcome.ACCEPTED else f"{status}: {result.get('Error', '')}"
    return Answer(outcome, found, detail, hold)


def _sent(batch: Batch, call: Any) -> Any:
    """The answer to a sending call. What SES lacks, or a sender it has not verified, is no fault of the mails.

    They wait for it. In the sandbox SES says the same of recipients; such a mail is refused.
    """
    try:
        return called(call)
    except Missing as error:
        raise Later(str(error), hold=HoldReason.CONFIGURATION) from error
    except Never as error:
        if "not associated with tenant" in str(error).lower():
            raise Later(str(error), hold=HoldReason.CONFIGURATION) from error
        sender = batch.sender.rpartition("<")[2].rstrip(">")
        if str(error).startswith("MessageRejected") and "not verified" in str(error) and sender in str(error):
            raise Later(str(error), hold=HoldReason.SENDER) from error
        raise


def called(call: Any) -> Any:
    """The answer to `call`, its errors told apart by what they prove."""
    try:
        return call()
    except ClientError as error:
        code = error.response.get("Error", {}).get("Code", "")
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 500)
        words = f"{code}: {error.response.get('Error', {}).get('Message', '')}"
        if "quota exceeded" in words.lower():  # SES has had several names for it
            raise Later(words, wait=60, hold=HoldReason.DAY_QUOTA) from error
        if code in _HOLDS:
            raise Later(words, wait=60, hold=_HOLDS[code]) from error
        if code in _THROTTLED or status == 429:
            raise Later(words, wait=1) from error
        if status in (401, 403):  # keys that expired or were taken away: no fault of any mail
            raise Later(words, wait=60, hold=HoldReason.KEYS) from error
        if code == "NotFoundException":
            raise Missing(words) from error
        if 400 <= status < 500:
            raise Never(words) from error
        raise Lost(words) from error
    except ParamValidationError as error:
        raise Never(str(error)) from error
    except _NO_KEYS as error:
        raise Later(str(error), wait=60, hold=HoldReason.KEYS) from error
    except _NEVER_LEFT as error:
        raise Later(str(error), wait=5, hold=HoldReason.AWAY) from error
    except (BotoCoreError, ResponseParserError) as error:
        if isinstance(error, SSLError) and "CERTIFICATE_VERIFY_FAILED" in str(error):
            raise Later(str(error), wait=60, hold=HoldReason.AWAY) from error
        raise Lost(str(error)) from error


def ses_client(settings: Settings) -> "SESV2Client":
    """A client as the settings say; credentials by boto3's own chain, or none that matter for the simulator."""
    known = settings.ses_endpoint_url is not None
    session = boto3.session.Session("simulator", "simulator") if known else boto3.session.Session()
    return session.client(
        "sesv2", region_name=settings.aws_region, endpoint_url=settings.ses_endpoint_url,
        config=Config(
            retries={"total_max_attempts": 1}, connect_timeout=settings.ses_connect_timeout,
            read_timeout=settings.ses_read_timeout, max_pool_connections=20,
            user_agent=f"tcma botocore/{botocore.__version__}",  # botocore's own is put together anew for every request
        ),
    )
