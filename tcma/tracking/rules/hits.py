"""A request for a tracked link, as it came, and the tokens that carry one."""

import enum
import json
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID

CLICK = "click"
"""Purpose of the token in a mail's link."""
VISIT = "visit"
"""Purpose of the token that a redirect to our own page carries on."""
SHARED = "share"
"""Kind of a link that a person shares: it stands in no mail, and leads to it by its code."""

AGENT_MAX = 400


class HitKind(enum.StrEnum):
    """`new` until it is classed. Only humans count."""

    NEW = "new"
    HUMAN = "human"
    MACHINE = "machine"
    UNSURE = "unsure"


@dataclass(frozen=True)
class RawHit:
    """`at` is product time, `received_at` the database's clock: machines are told by real seconds.

    `signs` says how it was asked (see `signs_of`), `visitor` is the number in a first-party cookie, if there was one.
    """

    id: UUID
    link_id: UUID
    message_id: UUID | None  # None: a shared link, which nobody in particular was sent
    at: datetime
    received_at: datetime
    method: str
    ip: str
    agent: str
    prefetch: str
    signs: str = ""
    visitor: str = ""

    def to_json(self) -> str:
        return json.dumps(
            {
                "id": str(self.id),
                "link_id": str(self.link_id),
                "message_id": str(self.message_id) if self.message_id else "",
                "at": self.at.isoformat(),
                "received_at": self.received_at.isoformat(),
                "method": self.method,
                "ip": self.ip,
                "agent": self.agent,
                "prefetch": self.prefetch,
                "signs": self.signs,
                "visitor": self.visitor,
            }
        )

    @classmethod
    def from_json(cls, text: str | bytes) -> "RawHit":
        """A ValueError, KeyError or TypeError for what `to_json` did not write."""
        data = json.loads(text)
        return cls(
            id=UUID(data["id"]),
            link_id=UUID(data["link_id"]),
            message_id=UUID(data["message_id"]) if data["message_id"] else None,
            at=datetime.fromisoformat(data["at"]),
            received_at=datetime.fromisoformat(data["received_at"]),
            method=data["method"],
            ip=data["ip"],
            agent=data["agent"],
            prefetch=data["prefetch"],
            signs=data.get("signs", ""),  # a release before this one did not write these two
            visitor=data.get("visitor", ""),
        )


HTTPS, LANGUAGE, MODE, PRIVATE = "https", "lang", "mode:", "private"


def signs_of(*, https: bool, language: str, mode: str, do_not_track: str, privacy_control: str) -> str:
    """How a request was asked, in a few words: what its headers say beside the agent, and none of their contents.

    `https`: browsers say only there whether they navigate. `lang`: with Accept-Language. `mode:navigate`: what
    Sec-Fetch-Mode says. `private`: DNT or Sec-GPC asks not to be followed.
    """
    found = [HTTPS] if https else []
    if language:
        found.append(LANGUAGE)
    if mode:
        found.append(MODE + "".join(letter for letter in mode[:20].lower() if letter.isalpha() or letter == "-"))
    if do_not_track == "1" or privacy_control == "1":
        found.append(PRIVATE)
    return " ".join(found)


def token_payload(message_id: UUID | None, link_id: UUID) -> bytes:
    """What a click or visit token signs: a shared link stands alone."""
    return (message_id.bytes if message_id else b"") + link_id.bytes


def pair(payload: bytes | None) -> tuple[UUID | None, UUID] | None:
    """(message, link) of a payload, without a message for a shared link; None for one that is no such pair."""
    if payload is None or len(payload) not in (16, 32):
        return None
    return UUID(bytes=payload[:16]) if len(payload) == 32 else None, UUID(bytes=payload[-16:])


def target(url: str, public_url: str, visit: str) -> str:
    """Where a click leads. Our own landing pages get the visit's token, other addresses stay as they are."""
    before, after = _around_visit(url, public_url)
    return f"{before}{visit}{after}" if before else url


@lru_cache(maxsize=20_000)
def _around_visit(url: str, public_url: str) -> tuple[str, str]:
    """What stands before and after the visit's token in an address of ours; ('', '') for others."""
    if not url.startswith((f"{public_url}/c/", f"{public_url}/e/")):
        return "", ""
    scheme, host, path, query, fragment = urlsplit(url)
    before = urlunsplit((scheme, host, path, f"{query}&v=" if query else "v=", ""))
    return before, f"#{fragment}" if fragment else ""
