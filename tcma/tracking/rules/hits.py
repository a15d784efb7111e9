"""A request for a tracked link, as it came, and the tokens that carry one."""

import enum
import json
from dataclasses import asdict, dataclass
from datetime import datetime
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID

CLICK = "click"
"""Purpose of the token in a mail's link."""
VISIT = "visit"
"""Purpose of the token that a redirect to our own page carries on."""

AGENT_MAX = 400


class HitKind(enum.StrEnum):
    """`new` until it is classed. Only humans count."""

    NEW = "new"
    HUMAN = "human"
    MACHINE = "machine"
    UNSURE = "unsure"


@dataclass(frozen=True)
class RawHit:
    """`at` is product time, `received_at` the database's clock: machines are told by real seconds."""

    id: UUID
    link_id: UUID
    message_id: UUID
    at: datetime
    received_at: datetime
    method: str
    ip: str
    agent: str
    prefetch: str

    def to_json(self) -> str:
        return json.dumps({key: str(value) for key, value in asdict(self).items()})

    @classmethod
    def from_json(cls, text: str | bytes) -> "RawHit":
        """A ValueError, KeyError or TypeError for what `to_json` did not write."""
        data = json.loads(text)
        return cls(
            id=UUID(data["id"]),
            link_id=UUID(data["link_id"]),
            message_id=UUID(data["message_id"]),
            at=datetime.fromisoformat(data["at"]),
            received_at=datetime.fromisoformat(data["received_at"]),
            method=data["method"],
            ip=data["ip"],
            agent=data["agent"],
            prefetch=data["prefetch"],
        )


def token_payload(message_id: UUID, link_id: UUID) -> bytes:
    """What a click or visit token signs."""
    return message_id.bytes + link_id.bytes


def pair(payload: bytes | None) -> tuple[UUID, UUID] | None:
    """(message, link) of a payload; None for one that is not such a pair."""
    if payload is None or len(payload) != 32:
        return None
    return UUID(bytes=payload[:16]), UUID(bytes=payload[16:])


def target(url: str, public_url: str, visit: str) -> str:
    """Where a click leads. Our own landing pages get the visit's token, other addresses stay as they are."""
    if not url.startswith((f"{public_url}/c/", f"{public_url}/e/")):
        return url
    scheme, host, path, query, fragment = urlsplit(url)
    return urlunsplit((scheme, host, path, f"{query}&v={visit}" if query else f"v={visit}", fragment))
