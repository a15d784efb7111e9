"""SendEmail with a raw MIME message: what the API takes from its headers."""

import base64
from collections.abc import Mapping
from email.message import EmailMessage
from email.utils import getaddresses
from typing import Any

from tcma.trial.ses import letters
from tcma.trial.ses.api import envelope
from tcma.trial.ses.api.call import Call
from tcma.trial.ses.api.drafting import steps
from tcma.trial.ses.api.parts import raw_has_virus
from tcma.trial.ses.contents import Content
from tcma.trial.ses.errors import BAD_REQUEST, ApiError
from tcma.trial.ses.limits import LIMITS, within
from tcma.trial.ses.mails import Draft

_NOT_SENT_ON = ("bcc", "date", "message-id", "return-path", "x-ses-configuration-set", "x-ses-message-tags")


def raw_draft(call: Call, content: Mapping[str, Any]) -> Draft:
    """The draft of a raw message. Destination, From, tags and configuration set may stand in its headers."""
    within("message size", len(content["Data"]))
    raw = base64.b64decode(content["Data"])
    _check_lines(raw)
    message = letters.parse(raw)
    office, body = call.office, call.body
    destination = body.get("Destination") or {}
    if not any(destination.values()):
        destination = {f"{key}Addresses": _addresses(message, key) for key in ("To", "Cc", "Bcc")}
    to = envelope.recipients(destination)
    header_from = ", ".join(_addresses(message, "From"))
    from_ = envelope.sender(office, body.get("FromEmailAddress") or header_from)
    used = envelope.configuration_set(
        office, body.get("ConfigurationSetName") or _text(message, "X-SES-CONFIGURATION-SET")
    )
    tags = envelope.tags(_tags_in(message), body.get("EmailTags"))
    subject = str(message["Subject"] or "")
    return Draft(
        source=header_from or from_.source, sender=from_.address, identity=from_.identity,
        to=to.to, cc=to.cc, bcc=to.bcc, reply_to=tuple(_addresses(message, "Reply-To")), subject=subject,
        headers=_headers(message),
        tags=tags,
        configuration_set=used,
        tenant=envelope.tenant(office, body.get("TenantName"), from_, used),
        content=Content(raw=raw),
        steps=steps(office, to.all, virus=raw_has_virus(raw)),
    )


def _check_lines(raw: bytes) -> None:
    """Refuses a message without a blank line after its headers, or with a line too long for SMTP."""
    if b"\r\n\r\n" not in raw and b"\n\n" not in raw:
        raise ApiError(BAD_REQUEST, "The message has no blank line between headers and body.")
    longest = max(map(len, raw.splitlines()))
    if longest + 2 > LIMITS["raw line"].most:
        raise ApiError(BAD_REQUEST, f"A line of the message has {longest} characters; SMTP allows 998 and CR LF.")


def _addresses(message: EmailMessage, name: str) -> list[str]:
    """Addresses of a header, bare; the display name is dropped, since a raw header has it encoded anyway."""
    return [address for _, address in getaddresses([str(value) for value in message.get_all(name, [])]) if address]


def _text(message: EmailMessage, name: str) -> str | None:
    value = message[name]
    return None if value is None else str(value).strip()


def _tags_in(message: EmailMessage) -> list[dict[str, str]]:
    """X-SES-MESSAGE-TAGS: name=value, name=value"""
    found = []
    for part in (_text(message, "X-SES-MESSAGE-TAGS") or "").split(","):
        name, _, value = part.strip().partition("=")
        if name:
            found.append({"Name": name.strip(), "Value": value.strip()})
    return found


def _headers(message: EmailMessage) -> tuple[tuple[str, str], ...]:
    return tuple((name, str(value)) for name, value in message.items() if name.lower() not in _NOT_SENT_ON)
