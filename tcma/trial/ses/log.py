"""Every request to the API: when it came and went, whom it was for, what became of it."""

import time
import uuid
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Any

from tcma.trial.ses.files import Lines


@dataclass(slots=True)
class Message:
    """One message of a sending call. `status` is SES's per-entry word; SUCCESS means accepted."""

    to: list[str]
    tags: dict[str, str]
    status: str
    message_id: str | None = None
    error: str | None = None


@dataclass(slots=True)
class Entry:
    """A request. Times are the wall clock in UTC, never the trial's shifted one."""

    id: str
    operation: str
    started_at: str
    ended_at: str | None = None
    outcome: str = "open"  # accepted, partial, refused, or failed (5xx, reset); for other operations answered
    status: int | None = None  # HTTP; None if the connection was reset
    error: str | None = None
    destinations: int = 0  # entries of a bulk call, 1 for SendEmail
    recipients: int = 0
    messages: list[Message] = field(default_factory=list)


class RequestLog:
    """Requests in the order in which they ended; those under way apart."""

    def __init__(self, data: Path) -> None:
        self._lines = Lines(data / "requests.jsonl")
        self._open: dict[str, Entry] = {}
        self._lock = Lock()

    def begin(self, operation: str) -> Entry:
        entry = Entry(id=str(uuid.uuid4()), operation=operation, started_at=_now())
        with self._lock:
            self._open[entry.id] = entry
        return entry

    def end(self, entry: Entry, *, status: int | None, error: str | None) -> None:
        """Writes the request down. It was `accepted` if a message was, whether or not the caller heard of it."""
        entry.ended_at = _now()
        entry.status = status
        entry.error = error
        entry.outcome = _outcome(entry)
        self._lines.append([asdict(entry)])
        with self._lock:
            self._open.pop(entry.id, None)

    def since(self, number: int, most: int) -> list[dict[str, Any]]:
        """Ended requests from `number` on, each with its number."""
        found = self._lines.since(number, most)
        return [{"number": number + k, **entry} for k, entry in enumerate(found)]

    def under_way(self) -> list[dict[str, Any]]:
        with self._lock:
            return [asdict(entry) for entry in self._open.values()]

    def __len__(self) -> int:
        return len(self._lines)

    def close(self) -> None:
        self._lines.close()


def _outcome(entry: Entry) -> str:
    accepted = sum(1 for message in entry.messages if message.status == "SUCCESS")
    if accepted:
        return "accepted" if accepted == len(entry.messages) else "partial"
    if entry.status is None or entry.status >= 500:
        return "failed"
    if entry.status >= 400 or entry.messages:
        return "refused"
    return "answered"


def _now() -> str:
    moment = time.time()
    return datetime.fromtimestamp(moment, UTC).isoformat(timespec="microseconds")
