"""The documented limits of SES, in one table. What botocore's model states too is compared with it by a test."""

import re
from typing import NamedTuple

from tcma.trial.ses.errors import BAD_REQUEST, ApiError


class Limit(NamedTuple):
    """`most` in `unit`; `modelled` is the botocore shape that says the same, `source` the page that says it."""

    most: int
    unit: str
    source: str
    modelled: str | None = None


_QUOTAS = "docs.aws.amazon.com/ses/latest/dg/quotas.html"
_REFERENCE = "docs.aws.amazon.com/ses/latest/APIReference-V2"

LIMITS = {
    "entries": Limit(50, "BulkEmailEntries in a call", _QUOTAS),
    "recipients": Limit(50, "To, Cc and Bcc addresses in a message", _QUOTAS),
    "message size": Limit(40 * 1024 * 1024, "bytes in a message, in base64", _QUOTAS),
    "inline request": Limit(1024 * 1024, "bytes in a request with an inline template, attachments apart",
                            "docs.aws.amazon.com/ses/latest/dg/send-personalized-email-api.html"),
    "template data": Limit(262_144, "characters of TemplateData", f"{_REFERENCE}/API_Template.html",
                           "EmailTemplateData"),
    "headers": Limit(15, "Headers in a message", f"{_REFERENCE}/API_Message.html", "MessageHeaderList"),
    "header name": Limit(126, "characters of a header name", f"{_REFERENCE}/API_MessageHeader.html",
                         "MessageHeaderName"),
    "header value": Limit(995, "characters of a header value", f"{_REFERENCE}/API_MessageHeader.html",
                          "MessageHeaderValue"),
    "header": Limit(996, "characters of a header's name and value", f"{_REFERENCE}/API_MessageHeader.html"),
    "tag name": Limit(256, "characters of a tag name", f"{_REFERENCE}/API_MessageTag.html"),
    "tag value": Limit(256, "characters of a tag value", f"{_REFERENCE}/API_MessageTag.html"),
    # SES states no number for message tags; 50 is what AWS allows on anything else that bears tags.
    "tags": Limit(50, "tags on a message", f"{_REFERENCE}/API_Tag.html"),
    "tenant name": Limit(64, "characters of a TenantName", f"{_REFERENCE}/API_SendBulkEmail.html"),
    "raw line": Limit(1000, "characters in a line of a raw message", f"{_REFERENCE}/API_RawMessage.html"),
    "page": Limit(1000, "results on a page of a list", f"{_REFERENCE}/API_ListSuppressedDestinations.html"),
}

TAG = re.compile(r"[A-Za-z0-9_-]+")


def within(name: str, actual: int) -> None:
    """Refuses with BadRequestException what is over the limit called `name`."""
    limit = LIMITS[name]
    if actual > limit.most:
        raise ApiError(BAD_REQUEST, f"{actual} {limit.unit}: at most {limit.most} are allowed.")


def check_tag(name: str, value: str) -> None:
    """Refuses a message tag with characters or a length that SES doesn't take."""
    within("tag name", len(name))
    within("tag value", len(value))
    for part in (name, value):
        if not TAG.fullmatch(part):
            raise ApiError(BAD_REQUEST, f"Invalid tag <{name}={value}>: only A-Z, a-z, 0-9, _ and - are allowed.")


def check_tenant(name: str) -> None:
    within("tenant name", len(name))
    if not TAG.fullmatch(name):
        raise ApiError(BAD_REQUEST, f"Invalid TenantName <{name}>: only A-Z, a-z, 0-9, _ and - are allowed.")
