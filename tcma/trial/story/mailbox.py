"""Everyone's mailbox: what the SES simulator got, and the links in it."""

import base64
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlsplit

import httpx
from selectolax.lexbor import LexborHTMLParser

from tcma.trial.story.browser import FRESH, StoryBroke

T = TypeVar("T")


def wait_until(look: Callable[[], T | None], what: str, seconds: float = 60) -> T:
    """What `look` finds, asked again until it is there. Raises StoryBroke after `seconds`."""
    deadline = time.monotonic() + seconds
    while True:
        found = look()
        if found:
            return found
        if time.monotonic() > deadline:
            raise StoryBroke(f"waited {seconds:.0f} s for {what}")
        time.sleep(0.25)


@dataclass(frozen=True)
class Letter:
    """One mail as its reader has it."""

    to: str
    subject: str
    html: str
    text: str
    headers: dict[str, str]
    tags: dict[str, str]
    files: tuple[tuple[str, bytes], ...] = ()  # (media type, what is in it)

    def links(self, path: str = "/r/") -> list[str]:
        """Addresses that a reader can see and follow, in order, each once."""
        found: dict[str, None] = {}
        for link in LexborHTMLParser(self.html).css("a[href]"):
            address = link.attributes.get("href") or ""
            hidden = link.attributes.get("aria-hidden") == "true" or "display:none" in (
                link.attributes.get("style") or "").replace(" ", "")
            if urlsplit(address).path.startswith(path) and not hidden:
                found[address] = None
        return list(found)

    @property
    def unsubscribe(self) -> str:
        """The address of RFC 8058's one click."""
        return self.headers["List-Unsubscribe"].strip("<>")


class Mailbox:
    """Reads the simulator."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._client = httpx.Client(base_url=url, timeout=60, trust_env=False, limits=FRESH)

    def letters(self, to: str = "", since: int = 0) -> list[Letter]:
        """The mails of one address, or of all; from the index `since` on."""
        return [_letter(mail) for mail in self._all(to, since)]

    def _all(self, to: str, since: int) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        while True:
            asked: dict[str, str | int] = {"since": since, **({"to": to} if to else {})}
            page: Any = self._client.get("/_sim/mails", params=asked).raise_for_status().json()
            found += page["mails"]
            if page["next"] >= page["total"]:
                return found
            since = page["next"]

    def letter(self, to: str, subject: str = "", seconds: float = 120) -> Letter:
        """The newest mail to this address (with these words in its subject), waited for."""

        def look() -> Letter | None:
            found = [one for one in self.letters(to) if subject in one.subject]
            return found[-1] if found else None

        return wait_until(look, f"a mail to {to} {subject!r}", seconds)

    def letters_to(self, email: str, since: int = 0) -> list[Letter]:
        """The mails of exactly this address, in the order they were accepted."""
        return [one for one in self.letters(email, since) if one.to.casefold() == email.casefold()]

    def count(self) -> int:
        """How many mails there are by now: the `since` of those to come."""
        status: Any = self._client.get("/_sim/status").raise_for_status().json()
        return int(status["mails"])

    def letters_of(self, origin: str) -> list[Letter]:
        """Every mail of runs (`launch`) or of another origin, in the order they were accepted."""
        return [one for one in self.letters() if one.tags.get("origin") == origin]

    def settled(self) -> bool:
        """Whether the product has been told every event."""
        status: Any = self._client.get("/_sim/status").raise_for_status().json()
        return int(status["pending_events"]) == 0

    def log(self) -> list[dict[str, Any]]:
        """Every ended request of the simulator's log, with its messages."""
        found: list[dict[str, Any]] = []
        while True:
            page: Any = self._client.get("/_sim/log", params={"since": len(found)}).raise_for_status().json()
            found += page["requests"]
            if not page["requests"]:
                return found

    def close(self) -> None:
        self._client.close()


def _letter(mail: dict[str, Any]) -> Letter:
    return Letter(mail["to"][0], mail["subject"], mail["html"], mail["text"], mail["headers"], mail["tags"],
                  tuple((file["type"], base64.b64decode(file["data"])) for file in mail.get("attachments", ())))
