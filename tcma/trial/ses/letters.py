"""A stored mail as its reader's mail program sees it: parts, headers, attachments, MIME source."""

import base64
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import format_datetime

from tcma.trial.ses.contents import Attachment, Content
from tcma.trial.ses.mails import Mail

# Lines as long as SMTP allows: a shorter limit makes the email package encode long addresses in headers.
_SMTP = policy.SMTP.clone(max_line_length=998)


@dataclass(frozen=True, slots=True)
class Letter:
    """`headers` in order, decoded."""

    subject: str
    text: str
    html: str
    headers: tuple[tuple[str, str], ...]
    attachments: tuple[Attachment, ...]


def letter(mail: Mail, content: Content, region: str) -> Letter:
    """The parts of a mail; only a raw one has to be parsed for it."""
    if content.raw is not None:
        return _parsed(mail, content.raw, region)
    texts = content.filled()
    return Letter(
        subject=texts.subject, text=texts.text or "", html=texts.html or "",
        headers=(*_stamps(mail, region), *mail.headers), attachments=texts.attachments,
    )


def source(mail: Mail, content: Content, region: str) -> bytes:
    """The message as it crosses the wire."""
    if content.raw is not None:
        head = "".join(f"{name}: {value}\r\n" for name, value in _stamps(mail, region))
        return head.encode() + content.raw
    texts = content.filled()
    message = EmailMessage(policy=_SMTP)
    for name, value in (*_stamps(mail, region), *mail.headers):
        message[name] = value
    if texts.text is not None or texts.html is None:
        message.set_content(texts.text or "", cte="quoted-printable")
        if texts.html is not None:
            message.add_alternative(texts.html, subtype="html", cte="quoted-printable")
    else:
        message.set_content(texts.html, subtype="html", cte="quoted-printable")
    for each in texts.attachments:
        kind, _, subtype = each.type.partition("/")
        message.add_attachment(
            each.bytes, maintype=kind, subtype=subtype or "octet-stream", filename=each.name,
            disposition="inline" if each.inline else "attachment",
            cid=f"<{each.content_id}>" if each.content_id else None,
        )
    return message.as_bytes()


def parse(raw: bytes) -> EmailMessage:
    """A raw message; headers are decoded when they are read."""
    return BytesParser(policy=policy.default).parsebytes(raw)


def decoded(header: str) -> str:
    """A header's value as a mail program shows it, RFC 2047 encoded words read."""
    try:
        return str(make_header(decode_header(header)))
    except (LookupError, UnicodeError, ValueError):
        return header


def part(message: EmailMessage, kind: str) -> str | None:
    """The plain or html part's text."""
    body = message.get_body((kind,))
    if body is None:
        return None
    payload = body.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    try:
        return data.decode(body.get_content_charset("utf-8"), "replace")
    except LookupError:
        return data.decode("utf-8", "replace")


def _parsed(mail: Mail, raw: bytes, region: str) -> Letter:
    message = parse(raw)
    return Letter(
        subject=mail.subject, text=part(message, "plain") or "", html=part(message, "html") or "",
        headers=(*_stamps(mail, region), *mail.headers),
        attachments=tuple(_attachment(each) for each in message.iter_attachments()),
    )


def _attachment(each: EmailMessage) -> Attachment:
    payload = each.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else each.as_bytes()
    return Attachment(
        name=each.get_filename() or "attachment", type=each.get_content_type(), data=base64.b64encode(data).decode(),
        content_id=str(each["Content-ID"]).strip("<> ") if each["Content-ID"] else None,
        inline=each.get_content_disposition() == "inline",
    )


def _stamps(mail: Mail, region: str) -> tuple[tuple[str, str], ...]:
    """The headers SES writes itself, whatever the sender gave."""
    host = "email" if region == "us-east-1" else region
    return (
        ("Message-ID", f"<{mail.id}@{host}.amazonses.com>"),
        ("Date", format_datetime(datetime.fromtimestamp(mail.time, UTC))),
    )
