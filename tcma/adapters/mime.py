"""One mail as the MIME message that crosses the wire, for what SES can't put together itself.

The shape that mail programs read as an invitation: text, HTML and the calendar object are
alternatives of one another, and the same object is a file besides. Outlook and Gmail act on the
alternative; others offer the file.
"""

from email import policy
from email.message import MIMEPart

from tcma.composing.rules import Mail, fill
from tcma.delivery.ports import Batch, Entry
from tcma.delivery.rules import Attachment
from tcma.delivery.rules.mail import encoded

_BODY = policy.SMTP  # lines of 78 characters at most, CR LF
_LONGEST = 900  # characters of a header's line, below the 998 of SMTP


class Unsendable(ValueError):
    """A field of the mail has no value, or a header would be more than one line."""


def whole(batch: Batch, entry: Entry) -> bytes:
    """The message for this entry, its fields filled as SES fills those of a bulk mail. Raises Unsendable.

    SES adds Date and Message-ID.
    """
    try:
        mail = fill(Mail(batch.subject, "", batch.html, batch.text, ""), entry.values)
    except KeyError as error:
        raise Unsendable(f"the field {error} has no value") from error
    subject = " ".join(word[:_LONGEST] for word in encoded(mail.subject).split(" "))
    headers = {
        "From": batch.sender, "To": entry.email, **({"Reply-To": batch.reply_to} if batch.reply_to else {}),
        "Subject": subject, **entry.headers, "MIME-Version": "1.0",
    }
    head = "".join(f"{name}: {_folded(value)}\r\n" for name, value in headers.items())
    return head.encode("ascii") + _body(mail, entry).as_bytes()


def _folded(value: str) -> str:
    """A header's value on lines short enough for SMTP. A line break in it would begin another header: Unsendable."""
    if not value.isascii() or any(not letter.isprintable() for letter in value):
        raise Unsendable("a header value is not one line of printable ASCII")
    lines, line = [], ""
    for word in value.split(" "):
        if line and len(line) + 1 + len(word) > _LONGEST:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}" if line else word
    return "\r\n ".join([*lines, line])


def _body(mail: Mail, entry: Entry) -> MIMEPart:
    words = MIMEPart(policy=_BODY)
    words.set_content(mail.text, cte="quoted-printable")
    words.add_alternative(mail.html, subtype="html", cte="quoted-printable")
    for file in entry.attachments:
        if _invites(file):
            words.add_alternative(file.data.decode(), subtype="calendar", cte="base64",
                                  params={"method": file.parameters["method"]})
    for file in entry.attachments:
        words.add_attachment(file.data, maintype="application", subtype="octet-stream", filename=file.name)
        attached = list(words.iter_attachments())[-1]
        kind = "application/ics" if _invites(file) else file.media
        attached.replace_header("Content-Type", f'{kind}; name="{file.name}"')
    return words


def _invites(file: Attachment) -> bool:
    """Whether mail programs should act on it, not just offer it."""
    return file.media == "text/calendar" and "method" in file.parameters
