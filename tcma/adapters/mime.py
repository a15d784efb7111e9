"""One mail as the MIME message that crosses the wire, for what SES can't put together itself.

The shape that mail programs read as an invitation: text, HTML and the calendar object are
alternatives of one another, and the same object is a file besides. Outlook and Gmail act on the
alternative; others offer the file.
"""

import base64

from tcma.composing.rules.compiled import compiled
from tcma.delivery.ports import Batch, Entry
from tcma.delivery.rules import Attachment
from tcma.delivery.rules.mail import encoded

_LONGEST = 900  # characters of a header's line, below the 998 of SMTP
# Neither quoted-printable nor Base64 can contain them: in both, "=" is followed by a digit or ends the text.
_OUTER, _INNER = "=_files", "=_words"


class Unsendable(ValueError):
    """A field of the mail has no value, or a header would be more than one line."""


def whole(batch: Batch, entry: Entry) -> bytes:
    """The message for this entry, its fields filled as SES fills those of a bulk mail. Raises Unsendable.

    SES adds Date and Message-ID.
    """
    try:
        subject = compiled(batch.subject).plain(entry.values)
        text = compiled(batch.text).encoded(entry.values)
        html = compiled(batch.html).encoded(entry.values)
    except KeyError as error:
        raise Unsendable(f"the field {error} has no value") from error
    headers = {
        "From": batch.sender, "To": entry.email, **({"Reply-To": batch.reply_to} if batch.reply_to else {}),
        "Subject": " ".join(word[:_LONGEST] for word in encoded(subject).split(" ")), **entry.headers,
        "MIME-Version": "1.0",
    }
    head = "".join([f"{name}: {_folded(value)}\r\n" for name, value in headers.items()])
    words = _words(text, html, [_alternative(file) for file in entry.attachments if _invites(file)])
    if not entry.attachments:
        return head.encode("ascii") + words
    return head.encode("ascii") + _multipart("mixed", _OUTER, [words, *(_file(file) for file in entry.attachments)])


def _folded(value: str) -> str:
    """A header's value on lines short enough for SMTP. A line break in it would begin another header: Unsendable."""
    if not value.isascii() or not value.isprintable():
        raise Unsendable("a header value is not one line of printable ASCII")
    if len(value) <= _LONGEST:
        return value
    lines, line = [], ""
    for word in value.split(" "):
        if line and len(line) + 1 + len(word) > _LONGEST:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}" if line else word
    return "\r\n ".join([*lines, line])


def _multipart(kind: str, boundary: str, parts: list[bytes]) -> bytes:
    """Parts with their headers, as one."""
    between = f"\r\n--{boundary}\r\n".encode()
    head = f'Content-Type: multipart/{kind}; boundary="{boundary}"\r\n'.encode()
    return b"".join([head, *(each for part in parts for each in (between, part)), f"\r\n--{boundary}--\r\n".encode()])


def _part(kind: str, encoding: str, body: bytes, *more: str) -> bytes:
    headers = (f"Content-Type: {kind}", f"Content-Transfer-Encoding: {encoding}", *more)
    return "\r\n".join([*headers, "", ""]).encode() + body


def _words(text: bytes, html: bytes, more: list[bytes]) -> bytes:
    """The alternatives, the plainest first; `text` and `html` are quoted-printable."""
    return _multipart("alternative", _INNER, [
        _part('text/plain; charset="utf-8"', "quoted-printable", text),
        _part('text/html; charset="utf-8"', "quoted-printable", html), *more,
    ])


def _alternative(file: Attachment) -> bytes:
    return _part(f'text/calendar; charset="utf-8"; method="{file.parameters["method"]}"', "base64", _base64(file.data))


def _file(file: Attachment) -> bytes:
    kind = "application/ics" if _invites(file) else file.media
    return _part(f'{kind}; name="{file.name}"', "base64", _base64(file.data),
                 f'Content-Disposition: attachment; filename="{file.name}"')


def _base64(data: bytes) -> bytes:
    return base64.encodebytes(data).replace(b"\n", b"\r\n")


def _invites(file: Attachment) -> bool:
    """Whether mail programs should act on it, not just offer it."""
    return file.media == "text/calendar" and "method" in file.parameters
