"""The least that the product has to be allowed at AWS, as an IAM policy."""

from typing import Any

from tcma.senders.rules.arns import partition

SENDING = ("SendBulkEmail", "SendEmail", "SendRawEmail")
IDENTITIES = ("CreateEmailIdentity", "GetEmailIdentity", "PutEmailIdentityMailFromAttributes")
CONFIGURATION = ("GetConfigurationSet", "GetConfigurationSetEventDestinations")
TENANTS = ("CreateTenant", "CreateTenantResourceAssociation", "GetTenant")
ACCOUNT = ("GetAccount", "ListSuppressedDestinations", "ListTenants", "PutSuppressedDestination")
QUEUE = ("DeleteMessageBatch", "GetQueueAttributes", "ReceiveMessage")


def policy(
    *, region: str, account: str, configuration_set: str, queue_arn: str = "", replies: str = ""
) -> dict[str, Any]:
    """The document, ready for `aws iam create-policy`. Domains and tenants come and go, so those may be any.

    `replies`: the mailbox of answers, where it is a bucket: `s3://bucket/prefix`.
    """
    place = f"arn:{partition(region)}:ses:{region}:{account}"
    used = f"{place}:configuration-set/{configuration_set}"
    statements = [
        _allow("Send", "ses", SENDING, [f"{place}:identity/*", f"{place}:tenant/*", used]),
        _allow("Domains", "ses", IDENTITIES, [f"{place}:identity/*"]),
        _allow("Configuration", "ses", CONFIGURATION, [used]),
        _allow("Tenants", "ses", TENANTS, [f"{place}:tenant/*", f"{place}:identity/*", used]),
        _allow("Account", "ses", ACCOUNT, ["*"]),
    ]
    if queue_arn:
        # DeleteMessageBatch is allowed by the name of DeleteMessage.
        named = tuple(name.removesuffix("Batch") for name in QUEUE)
        statements.append(_allow("Receipts", "sqs", named, [queue_arn]))
    if replies.startswith("s3://"):
        bucket, _, prefix = replies.removeprefix("s3://").partition("/")
        arn = f"arn:{partition(region)}:s3:::{bucket}"
        statements.append(_allow("Answers", "s3", ("ListBucket",), [arn]))
        statements.append(_allow("AnswersOneByOne", "s3", ("DeleteObject", "GetObject"), [f"{arn}/{prefix}*"]))
    return {"Version": "2012-10-17", "Statement": statements}


def _allow(sid: str, service: str, actions: tuple[str, ...], resources: list[str]) -> dict[str, Any]:
    return {"Sid": sid, "Effect": "Allow", "Action": [f"{service}:{one}" for one in actions], "Resource": resources}
