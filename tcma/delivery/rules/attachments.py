"""Files that go to one person: what they are, and what proves that nobody changed them.

An attachment is personal, as the values of a mail's fields are: it is made when its message is
planned and goes to nobody else. So it can't be part of the step's content hash, which is fixed at
approval, before anyone is planned. What was approved is still what is sent: the words are, by that
hash; and each message keeps the hash of the files it was planned with, compared when it begins.
"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

_TOKEN = r"[A-Za-z0-9!#$&^_.+-]+"
_TYPE = re.compile(rf"{_TOKEN}/{_TOKEN}(?:; {_TOKEN}={_TOKEN})*")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
LARGEST = 7 * 1024 * 1024  # bytes of one file: in Base64 below ten million, and mail servers turn away what is bigger


@dataclass(frozen=True)
class Attachment:
    """A file: its name (plain ASCII), its type as `text/calendar; method=REQUEST`, its bytes.

    ValueError for what can't stand in a header, or is too large: a bug, never a person's fault.
    """

    name: str
    content_type: str
    data: bytes

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise ValueError(f"not a file name for a mail: {self.name!r}")
        if not _TYPE.fullmatch(self.content_type):
            raise ValueError(f"not a content type: {self.content_type!r}")
        if len(self.data) > LARGEST:
            raise ValueError(f"{self.name} has {len(self.data)} bytes")

    @property
    def media(self) -> str:
        """The type without its parameters, in small letters."""
        return self.content_type.partition(";")[0].lower()

    @property
    def parameters(self) -> dict[str, str]:
        """{name in small letters: value}"""
        pairs = (part.partition("=") for part in self.content_type.split("; ")[1:])
        return {name.lower(): value for name, _, value in pairs}


def attachments_hash(files: Iterable[Attachment]) -> str:
    """SHA-256 over names, types and bytes, in order; empty when there are none."""
    digest, empty = hashlib.sha256(), True
    for file in files:
        empty = False
        for part in (file.name.encode(), file.content_type.encode(), file.data):
            digest.update(len(part).to_bytes(8, "big") + part)
    return "" if empty else digest.hexdigest()
