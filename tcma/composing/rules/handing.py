"""What a link to a document carries: it is signed, works for a while, and names nobody."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

FILE = "file"
"""Purpose of the token."""
WORKS_FOR = timedelta(hours=1)


@dataclass(frozen=True)
class Handed:
    """A document of a version, until when (seconds since 1970)."""

    version_id: UUID
    name: str
    until: int


def handed_payload(version_id: UUID, name: str, *, now: datetime) -> bytes:
    return version_id.bytes + int((now + WORKS_FOR).timestamp()).to_bytes(6) + name.encode()


def handed(payload: bytes | None) -> Handed | None:
    """What `handed_payload` made; None for anything else."""
    if payload is None or len(payload) < 23:
        return None
    try:
        return Handed(UUID(bytes=payload[:16]), payload[22:].decode(), int.from_bytes(payload[16:22]))
    except UnicodeDecodeError:
        return None
