"""One mail as it crosses the wire: its envelope, and its bytes as DATA wants them.

Nothing of a person's may end a line of the envelope, or the message itself: what could is refused before a byte of it
leaves. RFC 5321, 4.5.2 and 4.5.3.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from uuid import UUID

from tcma.adapters.mime import Unsendable, whole
from tcma.delivery.ports import Batch, Entry

_ADDRESS = re.compile(r"[\x21-\x3b\x3d\x3f-\x7e]+@[A-Za-z0-9.-]+")  # printable ASCII without < and >
_LONGEST_LINE = 998
_DOT = re.compile(rb"(?m)^\.")
END = b".\r\n"


@dataclass(frozen=True, eq=False)
class Letter:
    """`data` is stuffed and ends its last line; the final dot comes after it."""

    attempt_id: UUID
    mail_from: bytes
    rcpt_to: bytes
    message_id: str
    data: bytes

    @property
    def seven_bit(self) -> bool:
        return self.data.isascii()


def letter(batch: Batch, entry: Entry, envelope_sender: str) -> Letter:
    """The mail of one entry. Raises Unsendable."""
    domain = envelope_address(batch.sender).rpartition("@")[2]
    message_id = f"<{entry.attempt_id}@{domain}>"
    head = f"Date: {format_datetime(datetime.now(UTC))}\r\nMessage-ID: {message_id}\r\n"
    return Letter(entry.attempt_id, _envelope(envelope_sender), _envelope(entry.email), message_id,
                  stuffed(head.encode("ascii") + whole(batch, entry)))


def envelope_address(sender: str) -> str:
    """The address alone of `Name <address>`."""
    return sender.rpartition("<")[2].rstrip(">")


def stuffed(raw: bytes) -> bytes:
    """A message made fit for DATA. Raises Unsendable for a bare CR or LF, which servers read in different ways, and
    for a line that is longer than SMTP carries."""
    if not raw.endswith(b"\r\n"):
        raw += b"\r\n"
    lines = raw.count(b"\r\n")
    if raw.count(b"\n") != lines or raw.count(b"\r") != lines:
        raise Unsendable("the message has a line that ends in half a line break")
    if max(map(len, raw.split(b"\r\n"))) > _LONGEST_LINE:
        raise Unsendable(f"the message has a line of more than {_LONGEST_LINE} bytes")
    return _DOT.sub(b"..", raw) if raw.startswith(b".") or b"\n." in raw else raw


def _envelope(address: str) -> bytes:
    if not _ADDRESS.fullmatch(address):
        raise Unsendable("an address of the envelope is not plain ASCII on one line")
    return address.encode("ascii")
